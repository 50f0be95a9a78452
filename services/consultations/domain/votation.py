"""What a votation told of itself: the part of it that a step shows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class KnownVotation:
    """`version` is that of the votation whose closing is known; the sentences come with the result."""

    id: UUID
    organisation_id: UUID
    version: int | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    sentence_fr: str | None = None
    sentence_en: str | None = None
    proclaimed_at: datetime | None = None

    def shown(self, language: str) -> dict[str, Any]:
        """The columns of a step that show it; no dates when its result was heard before them."""
        dates = {"opens_at": self.opens_at, "closes_at": self.closes_at, "votation_version": self.version}
        outcome = self.sentence_fr if language == "fr" else self.sentence_en
        shown = {"outcome": outcome, "outcome_recorded_at": self.proclaimed_at}
        return shown if self.version is None else {**dates, **shown}
