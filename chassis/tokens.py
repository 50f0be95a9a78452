"""Signed assertions (JWT, RFC 7519, ES256): made by the holder of a private key, checked offline by everyone."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from cachetools import FIFOCache
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from chassis.clock import REFERENCE

ALGORITHM = "ES256"
AUDIENCE = "capco"
LEEWAY_SECONDS = 30
CACHE_SIZE = 20_000


class TokenInvalid(Exception):
    """The assertion is malformed, forged, expired or meant for someone else."""


class Signer:
    """Signs with one private key (a JWK as JSON)."""

    def __init__(self, private_jwk: str) -> None:
        self._key = ECKey.import_key(json.loads(private_jwk))
        self.key_id = self._key.kid or self._key.thumbprint()

    def sign(self, claims: Mapping[str, Any], seconds: int) -> str:
        """A compact token valid for `seconds` from now."""
        now = int(REFERENCE.seconds())
        return jwt.encode(
            {"alg": ALGORITHM, "kid": self.key_id}, {**claims, "iat": now, "exp": now + seconds}, self._key
        )

    def public_keys(self) -> list[dict[str, Any]]:
        return [{**self._key.as_dict(private=False), "kid": self.key_id, "use": "sig", "alg": ALGORITHM}]


class Verifier:
    """Checks tokens against the public keys of the issuers one trusts, once per token, then from memory."""

    def __init__(self, trusted_keys: str) -> None:
        keys = json.loads(trusted_keys)
        self._keys = {issuer: KeySet.import_key_set(key_set) for issuer, key_set in keys.items()}
        self._known: FIFOCache[str, Mapping[str, Any]] = FIFOCache(CACHE_SIZE)

    def knows(self, token: str) -> bool:
        """Whether it was checked before, so that asking again costs nothing."""
        return token in self._known

    def verify(self, token: str, *audiences: str) -> Mapping[str, Any]:
        """The claims of a valid token. Raises TokenInvalid."""
        claims = self._known.get(token)
        if claims is None:
            claims = self._known[token] = self._check(token)
        if claims["exp"] + LEEWAY_SECONDS < REFERENCE.seconds():
            self._known.pop(token, None)
            raise TokenInvalid("expired")
        if claims["aud"] not in (audiences or (AUDIENCE,)):
            raise TokenInvalid("audience")
        return claims

    def _check(self, token: str) -> Mapping[str, Any]:
        if len(token) > 16_384:
            raise TokenInvalid("too long")
        try:
            issuer = _unverified_issuer(token)
            claims = jwt.decode(token, self._keys[issuer], algorithms=[ALGORITHM]).claims
        except Exception as error:  # whatever a stranger's text makes a library raise  # noqa: BLE001
            raise TokenInvalid(type(error).__name__) from None
        well_formed = (
            claims.get("iss") == issuer
            and isinstance(claims.get("exp"), int)
            and isinstance(claims.get("iat"), int)
            and isinstance(claims.get("aud"), str)
            and isinstance(claims.get("sub"), str)
        )
        if not well_formed:
            raise TokenInvalid("claims")
        return claims


def _unverified_issuer(token: str) -> str:
    """The issuer the token claims, only to choose whose keys must have signed it."""
    payload = token.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return str(claims["iss"])
