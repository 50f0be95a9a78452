"""What the audit log says of ties: who settled them, and the seed of draws, committed to before opening."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from votation.domain import audit_chain

SETTLEMENT = ("by", "winner", "winners")


class TieTrace:
    """Hears the entries of the log in order. `is_regular`: each tie settled once, no seed chosen afterwards."""

    def __init__(self, manifest: Mapping[str, Any]) -> None:
        self._opens_at = datetime.fromisoformat(manifest["window"]["opens_at"])
        self._commitment: object = None
        self.settlements: dict[str, Mapping[str, Any]] = {}
        self.seed: str | None = None
        self.is_regular = True

    def hear(self, entry: Mapping[str, Any]) -> None:
        details = entry["details"]
        if entry["act"] == audit_chain.TIE_SETTLED:
            self._settled(details)
        elif entry["act"] == audit_chain.DRAW_COMMITTED:
            before = datetime.fromisoformat(entry["at"]) < self._opens_at
            self.is_regular &= before and self.seed is None
            self._commitment = details.get("commitment")
        elif entry["act"] == audit_chain.DRAW_REVEALED:
            self._revealed(details.get("seed"))

    def _settled(self, details: Mapping[str, Any]) -> None:
        question = details.get("question")
        if not isinstance(question, str) or question in self.settlements:
            self.is_regular = False
        else:
            self.settlements[question] = {name: details[name] for name in SETTLEMENT if name in details}

    def _revealed(self, seed: object) -> None:
        if not isinstance(seed, str) or self.seed is not None:
            self.is_regular = False
        else:
            self.is_regular &= audit_chain.draw_commitment(seed) == self._commitment
            self.seed = seed
