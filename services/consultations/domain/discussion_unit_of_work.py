"""What a use case of the discussion is handed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from consultations.domain import discussion_ports as ports
from consultations.domain.place import Admission, Gate
from consultations.domain.ports import Audit
from consultations.domain.project import sees
from consultations.domain.rights import MODERATE
from contracts.refused import Refused, StalePreload


@dataclass(frozen=True)
class DiscussionUnitOfWork:
    """`admission`: what was learned before the transaction; absent when what was asked about does not exist.

    `may` says whether the actor has a right in some scopes, `permit` refuses when they lack the operation's own.
    """

    places: ports.Places
    authors: ports.Authors
    contributions: ports.Contributions
    votes: ports.OpinionVotes
    supports: ports.Supports
    arguments: ports.Arguments
    sources: ports.Sources
    counters: ports.Counters
    search: ports.Search
    graphs: ports.Graphs
    moderation: ports.Moderation
    confirmations: ports.Confirmations
    audit: Audit

    roles_in: Callable[..., frozenset[str]]
    may: Callable[..., bool]
    permit: Callable[..., None]
    now: Callable[[], datetime]
    lock_shared: Callable[..., datetime]
    lock_exclusive: Callable[..., datetime]
    publish: Callable[[Any], None]
    admission: Admission | None = None

    @property
    def gate(self) -> Gate:
        """The gate of what was asked about. Raises Refused(not_found)."""
        if self.admission is None:
            raise Refused("not_found")
        return self.admission.gate

    @property
    def above(self) -> tuple[UUID, ...]:
        """The texts that what was asked about stands under: they are held while something beneath changes."""
        return self.admission.above if self.admission else ()

    def sees(self, organisation_id: UUID, project_id: UUID, visibility: str, group_id: UUID | None) -> bool:
        """Whether the actor may know that this project exists.

        Raises Outdated when their groups matter by now, and were not asked for.
        """
        if visibility == "group" and self.admission and self.admission.gate.visibility != "group":
            raise StalePreload
        groups = self.admission.groups if self.admission else frozenset()
        return sees(visibility, group_id, self.roles_in(organisation_id, project_id), groups)

    def moderates(self, organisation_id: UUID, project_id: UUID) -> bool:
        return self.may(MODERATE, organisation_id, project_id)
