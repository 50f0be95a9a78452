"""A votation as the register keeps it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from votation.domain import cells, lifecycle
from votation.domain.lifecycle import Poll, State


@dataclass(frozen=True)
class Votation:
    """`questions` are in the manifest's format. `shares` are the public hashes of the bureau's shares."""

    id: UUID
    organisation_id: UUID
    project_id: UUID | None
    title: str
    summary: str
    presentation: str
    legal_basis: str
    document: Mapping[str, Any] | None
    language: str
    time_zone: str
    questions: Sequence[Mapping[str, Any]]
    opens_at: datetime | None
    closes_at: datetime | None
    announced_closes_at: datetime | None
    grace_seconds: int
    bureau: Sequence[str]
    threshold: int
    proxies_per_holder: int
    accepts_small_cells: bool
    risk_answers: Mapping[str, bool]
    roll_by: str
    state: State
    reason: str | None
    election_key: str | None
    shares: Sequence[Mapping[str, str]] | None
    manifest: str | None
    manifest_hash: str | None
    box_opened: bool
    turnout_told: int
    plain_read: bool
    breakdown: str | None
    count_proof: Mapping[str, Any] | None
    result: str | None
    to_settle: Sequence[Mapping[str, Any]] | None
    proclaiming: Mapping[str, Any] | None
    sentence_fr: str | None
    sentence_en: str | None
    minutes_sha256: str | None
    archive_sha256: str | None
    created_at: datetime
    version: int

    @property
    def poll(self) -> Poll:
        return Poll(self.state, self.opens_at, self.closes_at, self.grace_seconds)

    @property
    def is_announced(self) -> bool:
        return self.state in lifecycle.ANNOUNCED and self.manifest is not None

    @property
    def is_proclaimed(self) -> bool:
        return self.state in lifecycle.PROCLAIMED

    @property
    def counts_by_college(self) -> bool:
        return any(question["rule"]["colleges"] == "each" for question in self.questions)

    def merged_colleges(self, groups: Iterable[cells.Group]) -> frozenset[str]:
        """Of which colleges nothing is published: the small ones, unless each decides."""
        return frozenset() if self.counts_by_college else cells.merged_colleges(groups)

    def missing(self, has_roll: bool) -> list[str]:
        """What a draft still lacks before its rules can be frozen, as words of a closed list."""
        wanted = {
            "questions": bool(self.questions),
            "window": self.opens_at is not None and self.closes_at is not None,
            "roll": has_roll,
            "bureau": len(self.bureau) >= self.threshold >= 1,
        }
        return [name for name, there in wanted.items() if not there]

    def is_visible(self) -> bool:
        """Anyone may know of it from the moment its rules are frozen for the ceremony; drafts are the organisation's."""
        return self.state != "draft" and not (self.state == "cancelled" and self.manifest is None)
