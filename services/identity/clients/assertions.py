"""Signs access tokens and publishes the keys that check them."""

import functools
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from chassis.clock import REFERENCE
from chassis.config import Config
from chassis.tokens import Signer

ISSUER = "identity"


class Assertions:
    def __init__(self, config: Config) -> None:
        self._config = config

    def issue(self, claims: Mapping[str, Any], seconds: int) -> tuple[str, datetime]:
        over = datetime.fromtimestamp(int(REFERENCE.seconds()) + seconds, UTC)
        return self._signer().sign(claims, seconds), over

    def public_keys(self) -> list[dict[str, Any]]:
        mine = self._signer().public_keys()
        others = json.loads(self._config.text("TRUSTED_KEYS")).get(ISSUER, {}).get("keys", [])
        known = {key["kid"] for key in mine}
        return [*mine, *({**key, "use": "sig"} for key in others if key.get("kid") not in known)]

    def _signer(self) -> Signer:
        return _signer(self._config.text("SIGNING_KEY"))


@functools.lru_cache(maxsize=4)
def _signer(signing_key: str) -> Signer:
    """Made once per key."""
    return Signer(signing_key)
