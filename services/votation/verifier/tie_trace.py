"""What the audit log says of ties: who settled them, and the secrets of draws, committed to before opening."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from formats import board
from votation.domain import audit_chain

SETTLEMENT = ("by", "winner", "winners")


class TieTrace:
    """Hears the entries of the log in order. `is_regular`: each tie settled once, no seed chosen afterwards."""

    def __init__(self, manifest: Mapping[str, Any]) -> None:
        self._opens_at = datetime.fromisoformat(manifest["window"]["opens_at"])
        self._draws = manifest["draws"] if board.has_log_heads(manifest) else None
        self._commitment: object = None
        self._secrets: dict[str, str] | None = None
        self.settlements: dict[str, Mapping[str, Any]] = {}
        self._seed: str | None = None
        self.is_regular = True

    def hear(self, entry: Mapping[str, Any]) -> None:
        details = entry["details"]
        if entry["act"] == audit_chain.TIE_SETTLED:
            self._settled(details)
        elif entry["act"] == audit_chain.DRAW_COMMITTED:
            self._committed(entry, details)
        elif entry["act"] == audit_chain.DRAW_REVEALED and self._draws is not None:
            self._secrets_revealed(details.get("secrets"))
        elif entry["act"] == audit_chain.DRAW_REVEALED:
            self._revealed(details.get("seed"))

    def seeds(self, final_root: str) -> str | dict[str, str] | None:
        """Of the draws, by question; one for all under a manifest of version 1."""
        if self._draws is None:
            return self._seed
        if self._secrets is None:
            return None
        return {
            question: audit_chain.seed_of_draw(secret, final_root)
            for question, secret in self._secrets.items()
        }

    def _committed(self, entry: Mapping[str, Any], details: Mapping[str, Any]) -> None:
        before = datetime.fromisoformat(entry["at"]) < self._opens_at
        if self._draws is not None:  # the manifest has it: the log can only repeat it
            self.is_regular &= details.get("draws") == self._draws
        else:
            self.is_regular &= before and self._seed is None and self._commitment is None
            self._commitment = details.get("commitment")

    def _settled(self, details: Mapping[str, Any]) -> None:
        question = details.get("question")
        if not isinstance(question, str) or question in self.settlements:
            self.is_regular = False
        else:
            self.settlements[question] = {name: details[name] for name in SETTLEMENT if name in details}

    def _secrets_revealed(self, secrets: object) -> None:
        """One for each commitment of the manifest, once."""
        assert self._draws is not None  # noqa: S101
        if not isinstance(secrets, dict) or self._secrets is not None:
            self.is_regular = False
            return
        promised = {draw["question"]: draw["commitment"] for draw in self._draws}
        revealed = {
            question: audit_chain.draw_commitment(str(secret)) for question, secret in secrets.items()
        }
        self.is_regular &= revealed == promised and all(
            isinstance(secret, str) for secret in secrets.values()
        )
        self._secrets = {question: str(secret) for question, secret in secrets.items()}

    def _revealed(self, seed: object) -> None:
        if not isinstance(seed, str) or self._seed is not None:
            self.is_regular = False
        else:
            self.is_regular &= audit_chain.draw_commitment(seed) == self._commitment
            self._seed = seed
