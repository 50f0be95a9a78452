"""What people write: its states, who sees it, how often one may write, what it may answer."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

from consultations.domain.author import Author
from consultations.domain.word_diff import Piece
from contracts.refused import Refused

IN_VIEW = ("published", "trashed")
PACE, PACE_WITHIN = 2, timedelta(minutes=1)
ANSWERS = {"cause": "problem", "solution": "cause"}
EXCERPT = 280


@dataclass(frozen=True)
class OpinionCounts:
    agree: int = 0
    mixed: int = 0
    disagree: int = 0

    @property
    def total(self) -> int:
        return self.agree + self.mixed + self.disagree


@dataclass(frozen=True)
class Contribution:
    """A contribution or a version as it is read. `body` is absent in lists; `excerpt` is its beginning."""

    id: UUID
    project_id: UUID
    step_id: UUID
    section_id: UUID
    number: int
    title: str
    excerpt: str
    author: Author
    state: str
    version: int
    version_of: UUID | None = None
    official: bool = False
    repeated: bool = False
    opinions: OpinionCounts = OpinionCounts()
    arguments_for: int = 0
    arguments_against: int = 0
    comments: int = 0
    sources: int = 0
    versions: int = 0
    answers: tuple[UUID, ...] = ()
    trash_reason: str | None = None
    published_at: datetime | None = None
    edited_at: datetime | None = None
    body: str = ""
    reasons: str | None = None
    diff: tuple[Piece, ...] | None = None
    answers_to: tuple["Contribution", ...] = field(default=())
    answered_by: tuple["Contribution", ...] = field(default=())
    revision: int = 1
    confirmed: bool = True
    cleared: bool = True
    sort_key: tuple[object, ...] = field(default=(), repr=False, compare=False)

    @property
    def arguments(self) -> int:
        return self.arguments_for + self.arguments_against + self.comments


@dataclass(frozen=True)
class Draft:
    """What is about to be written. `id` is new; times are the database's."""

    id: UUID
    title: str
    body: str
    created_at: datetime
    author_id: UUID | None
    state: str
    confirmed: bool
    cleared: bool
    type_id: UUID | None = None
    author_name: str | None = None
    age_band: str | None = None
    facilitator_id: UUID | None = None
    official: bool = False
    version_of: UUID | None = None
    reasons: str | None = None
    rewrites_revision: int | None = None
    answers: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class Answered:
    """Something that a contribution says it answers."""

    id: UUID
    role: str
    state: str


def state_of(*, draft: bool = False, confirmed: bool, cleared: bool) -> str:
    """In view only once its author's address is confirmed and, where it must, a moderator let it through."""
    if draft:
        return "draft"
    return "published" if confirmed and cleared else "unpublished"


def is_visible(state: str, author_id: UUID | None, reader_id: UUID | None, *, moderates: bool) -> bool:
    """Whether someone may read it. What is erased nobody reads: at most its place in a thread is shown."""
    if state in IN_VIEW:
        return True
    if state == "erased":
        return False
    own = author_id is not None and author_id == reader_id
    return own or (moderates and state != "draft")


def require_pace(written_at: Sequence[datetime], now: datetime) -> None:
    """Raises Refused(too_fast) at the third contribution within a minute."""
    recent = sorted(moment for moment in written_at if now - moment < PACE_WITHIN)
    if len(recent) >= PACE:
        wait = recent[-PACE] + PACE_WITHIN - now
        raise Refused("too_fast", retry_after=max(1, ceil(wait.total_seconds())))


def require_answers(
    role: str,
    answer_ids: Collection[UUID],
    linked: Sequence[Answered],
    *,
    strict: bool,
    partial: bool = False,
) -> None:
    """A cause explains problems, a solution answers causes, all in view in the same step.

    Raises Refused: orphan (where the graph is strict), answers_wrong_section, invalid_input. A `partial` text
    (a draft) may still lack what it answers.
    """
    expected = ANSWERS.get(role)
    if any(answered.role != expected for answered in linked) or (answer_ids and expected is None):
        raise Refused("answers_wrong_section")
    if {answered.id for answered in linked if answered.state == "published"} != set(answer_ids):
        raise Refused("invalid_input", fields={"answers": ["invalid_id"]})
    if strict and expected is not None and not answer_ids and not partial:
        raise Refused("orphan")


def require_editable(state: str) -> None:
    """Raises Refused(not_editable) for what a moderator took away or what is erased."""
    if state not in ("draft", "unpublished", "published"):
        raise Refused("not_editable")
