"""Where one writes or votes: a section in its step and project, and what stands in the way of doing so."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Self
from uuid import UUID

from consultations.domain.contribution import is_visible
from consultations.domain.requirement import Requirement
from consultations.domain.window import Window
from contracts.refused import Refused


@dataclass(frozen=True)
class StepAccess:
    """What of a step is looked at before a transaction opens. May be some seconds old but for the ids."""

    organisation_id: UUID
    project_id: UUID
    step_id: UUID
    step_version: int
    visibility: str
    group_id: UUID | None
    requirements: tuple[Requirement, ...] = ()

    @property
    def checked_elsewhere(self) -> tuple[Requirement, ...]:
        """The requirements that only identity can check."""
        return checked_by_identity(self.requirements)


@dataclass(frozen=True)
class Eligibility:
    """Learned before the transaction: the actor's groups, what identity says they do not meet, and the texts
    that what was asked about stands under (they never change).
    """

    step_access: StepAccess
    groups: frozenset[UUID] = frozenset()
    unmet: frozenset[UUID] = frozenset()
    above: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class Place:
    """A section with the rules of its step, as they are now."""

    organisation_id: UUID
    project_id: UUID
    step_id: UUID
    section_id: UUID
    window: Window
    step_version: int
    visibility: str
    group_id: UUID | None = None
    takes_writing: bool = True
    strict_graph: bool = False
    event_mode: bool = False
    moderated_before: bool = False
    role: str = "plain"
    contributable: bool = True
    votes: bool = True
    arguments: str = "for_and_against"
    sources: bool = True
    versions: bool = False
    has_requirements: bool = False

    def require_contributable(self) -> None:
        """Raises Refused(not_contributable)."""
        if not (self.contributable and self.takes_writing):
            raise Refused("not_contributable")

    def require_side(self, side: str) -> None:
        """Raises Refused(arguments_off) when the section does not take arguments of this side."""
        if side not in SIDES_TAKEN[self.arguments]:
            raise Refused("arguments_off")


SIDES_TAKEN: dict[str, tuple[str, ...]] = {
    "none": (),
    "comments": ("comment",),
    "for": ("for",),
    "for_and_against": ("for", "against"),
}


@dataclass(frozen=True)
class Debated(Place):
    """A contribution or a version, as it is argued about in its place."""

    contribution_id: UUID = field(kw_only=True)
    author_id: UUID | None = field(kw_only=True)
    version_of: UUID | None = field(kw_only=True, default=None)
    state: str = field(kw_only=True, default="published")
    epoch: int = field(kw_only=True, default=1)
    revision: int = field(kw_only=True, default=1)
    version: int = field(kw_only=True, default=1)
    base_state: str | None = field(kw_only=True, default=None)
    base_author_id: UUID | None = field(kw_only=True, default=None)

    @property
    def counted(self) -> bool:
        """Whether lists, figures and exports hold it: it is published, and so is what it rewrites."""
        return self.state == "published" and self.base_state in (None, "published")

    def require_debatable(self) -> Self:
        """Raises Refused(not_votable) unless it is published, and what it rewrites too."""
        if not self.counted:
            raise Refused("not_votable")
        return self

    def is_readable(self, reader_id: UUID | None, *, moderates: bool) -> bool:
        """By its own state and that of what it rewrites; authors read their own wherever it stands."""
        if not is_visible(self.state, self.author_id, reader_id, moderates=moderates):
            return False
        own = self.author_id is not None and self.author_id == reader_id
        return own or self.base_is_readable(reader_id, moderates=moderates)

    def base_is_readable(self, reader_id: UUID | None, *, moderates: bool) -> bool:
        """Whether what it rewrites, if anything, may be shown to this reader."""
        return self.base_state is None or is_visible(
            self.base_state, self.base_author_id, reader_id, moderates=moderates
        )


@dataclass(frozen=True)
class Remarked(Debated):
    """An argument or a source in its place.

    The remark's own author, state and version begin with `remark_`.
    """

    remark_id: UUID = field(kw_only=True)
    remark_author_id: UUID = field(kw_only=True)
    remark_state: str = field(kw_only=True, default="published")
    remark_version: int = field(kw_only=True, default=1)
    side: str | None = field(kw_only=True, default=None)

    def require_supportable(self) -> None:
        """Raises Refused(not_votable) unless both the remark and all it stands under are published."""
        if not self.counted or self.remark_state != "published":
            raise Refused("not_votable")

    def is_readable(self, reader_id: UUID | None, *, moderates: bool) -> bool:
        """By its own state and those of all it stands under; authors read their own wherever it stands."""
        if not is_visible(self.remark_state, self.remark_author_id, reader_id, moderates=moderates):
            return False
        return self.remark_author_id == reader_id or super().is_readable(reader_id, moderates=moderates)


def checked_by_identity(requirements: Sequence[Requirement]) -> tuple[Requirement, ...]:
    return tuple(requirement for requirement in requirements if requirement.is_checked_by_identity)


def unmet(
    requirements: Sequence[Requirement],
    *,
    confirmed: bool,
    elsewhere: Collection[UUID],
    accepted: Collection[UUID],
) -> list[Requirement]:
    """The requirements not met: by the address, by what identity said, or by a box not ticked."""

    def met(requirement: Requirement) -> bool:
        if requirement.kind == "email_confirmed":
            return confirmed
        if requirement.kind == "checkbox":
            return requirement.id in accepted
        return requirement.id not in elsewhere

    return [requirement for requirement in requirements if not met(requirement)]


def require_met(missing: Sequence[Requirement]) -> None:
    """Raises Refused(requirements_unmet) that names each missing requirement, by its id and its kind."""
    if missing:
        raise Refused(
            "requirements_unmet",
            requirement_ids=[str(requirement.id) for requirement in missing],
            requirement_kinds=[requirement.kind for requirement in missing],
        )
