"""Signs access tokens and publishes the keys that check them."""

import functools
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from chassis.clock import REFERENCE
from chassis.tokens import Signer

ISSUER = "identity"


class Assertions:
    def __init__(self, signing_key: str, trusted_keys: str) -> None:
        self._signer = Signer(signing_key)
        self._trusted = json.loads(trusted_keys)

    def issue(self, claims: Mapping[str, Any], seconds: int) -> tuple[str, datetime]:
        """A token, and when it is over."""
        over = datetime.fromtimestamp(int(REFERENCE.seconds()) + seconds, UTC)
        return self._signer.sign(claims, seconds), over

    def public_keys(self) -> list[dict[str, Any]]:
        """The key in use, and those that are still (or will be) trusted while keys are changed."""
        mine = self._signer.public_keys()
        others = self._trusted.get(ISSUER, {}).get("keys", [])
        known = {key["kid"] for key in mine}
        return [*mine, *({**key, "use": "sig"} for key in others if key.get("kid") not in known)]


@functools.lru_cache(maxsize=4)
def assertions(signing_key: str, trusted_keys: str) -> Assertions:
    """Made once per key."""
    return Assertions(signing_key, trusted_keys)
