"""One vote in three values, one per person and contribution."""

from dataclasses import dataclass
from uuid import UUID, uuid5

from consultations.domain.contribution import OpinionCounts

VALUES = {"agree": 1, "mixed": 0, "disagree": -1}
WORDS = {number: word for word, number in VALUES.items()}


@dataclass(frozen=True)
class Vote:
    """One's vote after casting it, and the counts with it. `version` is absent when nothing changed."""

    contribution_id: UUID
    value: str | None
    counted: bool
    opinions: OpinionCounts
    version: int | None = None


@dataclass(frozen=True)
class Support:
    """One's vote for an argument or a source. `version` is absent when nothing changed."""

    id: UUID
    supported: bool
    counted: bool
    votes: int
    version: int | None = None


def vote_id(target_id: UUID, account_id: UUID) -> UUID:
    """The id under which facts speak of someone's vote on something."""
    return uuid5(target_id, str(account_id))
