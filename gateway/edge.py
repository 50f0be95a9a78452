"""Who comes in: tokens checked once, and those that a fact has voided turned away. Services check again."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cachetools import TTLCache

from chassis.clock import REFERENCE
from chassis.tokens import TokenInvalid, Verifier
from contracts.identity import facts
from contracts.refused import Refused
from gateway.facts import ReceivedFact

ISSUER = "identity"
REMEMBERED_SECONDS = 600.0  # twice the life of an access token
REMEMBERED_AT_MOST = 200_000


class TokenGuard:
    def __init__(self, trusted_keys: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._verifier = Verifier(trusted_keys)
        self._ended_sessions = _Voids(clock)
        self._ended_accounts = _Voids(clock)
        self._stale_accounts = _Voids(clock)

    def knows(self, token: str) -> bool:
        """Whether its signature was checked before."""
        return self._verifier.knows(token)

    def claims(self, token: str) -> Mapping[str, Any]:
        """The claims of a person's access token. Refuses `token_invalid` and `token_stale`."""
        try:
            claims = self._verifier.verify(token)
        except TokenInvalid as invalid:
            raise Refused("token_stale" if str(invalid) == "expired" else "token_invalid") from None
        if claims["iss"] != ISSUER:
            raise Refused("token_invalid")
        self.check(claims)
        return claims

    def check(self, claims: Mapping[str, Any]) -> None:
        """Whether a token that was good still is."""
        account = claims["sub"]
        if claims["exp"] < REFERENCE.seconds():
            raise Refused("token_stale")
        if self._ended_sessions.heard(str(claims.get("sid"))) is not None:
            raise Refused("token_invalid")
        if _is_older(claims, self._ended_accounts.heard(account)):
            raise Refused("token_invalid")
        if _is_older(claims, self._stale_accounts.heard(account)):
            raise Refused("token_stale")

    def hear(self, fact: ReceivedFact) -> None:
        if fact.name == facts.session_ended.name:
            session = fact.data.get("session_id")
            if session is None:
                self._ended_accounts.remember(str(fact.data["account_id"]), fact.happened_at, fact.version)
            else:
                self._ended_sessions.remember(str(session), fact.happened_at, fact.version)
        elif fact.name == facts.rights_changed.name:
            since = datetime.fromisoformat(str(fact.data["since"])).timestamp()
            self._stale_accounts.remember(
                str(fact.data["account_id"]), min(since, REFERENCE.seconds()), fact.version
            )


@dataclass(frozen=True, slots=True)
class _Voided:
    """Since when (unix seconds), and from which version of the account on, what was issued before is void."""

    since: float
    version: int


def _is_older(claims: Mapping[str, Any], voided: _Voided | None) -> bool:
    """Exactly, by the account's version in the token; by whole seconds for a token or fact without one."""
    if voided is None:
        return False
    version = claims.get("ver")
    if isinstance(version, int) and voided.version:
        return version < voided.version
    return bool(claims["iat"] < int(voided.since))


class _Voids:
    """The latest by id, for ten minutes."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._known: TTLCache[str, _Voided] = TTLCache(REMEMBERED_AT_MOST, REMEMBERED_SECONDS, clock)

    def heard(self, name: str) -> _Voided | None:
        return self._known.get(name)

    def remember(self, name: str, since: float, version: int) -> None:
        earlier = self.heard(name) or _Voided(since, version)
        self._known[name] = _Voided(max(since, earlier.since), max(version, earlier.version))
