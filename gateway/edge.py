"""Who comes in: tokens checked once, and those that a fact has voided turned away. Services check again."""

import time
from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chassis.clock import REFERENCE
from chassis.tokens import TokenInvalid, Verifier
from contracts.identity import facts
from contracts.refused import Refused
from gateway.facts import Heard

ISSUER = "identity"
REMEMBERED_SECONDS = 600.0  # twice the life of an access token
REMEMBERED_AT_MOST = 200_000


class Doorkeeper:
    def __init__(self, trusted_keys: str) -> None:
        self._verifier = Verifier(trusted_keys)
        self._ended_sessions = _Forgetful()
        self._ended_accounts = _Forgetful()
        self._stale_accounts = _Forgetful()

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
        """Whether a token that was good still is. Its time of issue has whole seconds: the same second is
        spared."""
        account, issued = claims["sub"], claims["iat"]
        if claims["exp"] < REFERENCE.seconds():
            raise Refused("token_stale")
        if self._ended_sessions.since(str(claims.get("sid"))) is not None:
            raise Refused("token_invalid")
        if issued < int(self._ended_accounts.since(account) or 0):
            raise Refused("token_invalid")
        if issued < int(self._stale_accounts.since(account) or 0):
            raise Refused("token_stale")

    def hear(self, fact: Heard) -> None:
        if fact.name == facts.session_ended.name:
            session = fact.data.get("session_id")
            if session is None:
                self._ended_accounts.remember(str(fact.data["account_id"]), fact.happened_at)
            else:
                self._ended_sessions.remember(str(session), fact.happened_at)
        elif fact.name == facts.rights_changed.name:
            since = datetime.fromisoformat(str(fact.data["since"])).timestamp()
            self._stale_accounts.remember(str(fact.data["account_id"]), min(since, REFERENCE.seconds()))


class _Forgetful:
    """Latest instants by id, for ten minutes, in the order in which they came."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def since(self, name: str) -> float | None:
        known = self._known.get(name)
        return None if known is None else known[0]

    def remember(self, name: str, since: float) -> None:
        now = time.monotonic()
        earlier = self.since(name)
        self._known[name] = (since if earlier is None else max(since, earlier), now)
        self._known.move_to_end(name)
        while self._known and (
            len(self._known) > REMEMBERED_AT_MOST
            or next(iter(self._known.values()))[1] < now - REMEMBERED_SECONDS
        ):
            self._known.popitem(last=False)
