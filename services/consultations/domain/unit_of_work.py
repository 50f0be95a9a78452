"""What a use case is handed: repositories, the clock of the database, and what it may do besides."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from consultations.domain import ports
from consultations.domain.project import sees


@dataclass(frozen=True)
class UnitOfWork:
    """`groups` are those the actor is in. `permit` asks for the operation's right, in the given
    scopes.

    `lock_shared` is for who writes in a step, `lock_exclusive` for who moves its window or its rules; both
    return the database's time after the lock, the only one that judges a window.
    """

    projects: ports.Projects
    steps: ports.Steps
    sections: ports.Sections
    labels: ports.Labels
    organisations: ports.Organisations
    votations: ports.Votations
    audit: ports.Audit
    figures: ports.Figures
    exports: ports.Exports

    roles_in: Callable[..., frozenset[str]]
    groups: frozenset[UUID]
    now: Callable[[], datetime]
    lock_shared: Callable[..., datetime]
    lock_exclusive: Callable[..., datetime]
    permit: Callable[..., None]
    publish: Callable[[Any], None]
    enqueue: Callable[[str, Mapping[str, Any], UUID], UUID]

    def sees(self, organisation_id: UUID, project_id: UUID, visibility: str, group_id: UUID | None) -> bool:
        """Whether the actor may know that this project exists."""
        return sees(visibility, group_id, self.roles_in(organisation_id, project_id), self.groups)
