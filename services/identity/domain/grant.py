"""Roles and where they hold."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

PLATFORM_ROLES = ("platform_admin", "network_manager")
ORGANISATION_ROLES = (
    "organiser",
    "moderator",
    "analyst",
    "supervisor",
    "decision_maker",
    "mediator",
    "network_member",
)
ORGANISER = "organiser"


@dataclass(frozen=True)
class Grant:
    """One role, held everywhere (no organisation), in an organisation, or in one of its projects."""

    role: str
    organisation_id: UUID | None = None
    project_id: UUID | None = None

    def __post_init__(self) -> None:
        if (self.role in PLATFORM_ROLES) != (self.organisation_id is None):
            raise ValueError(f"{self.role} does not hold there")
        if self.project_id is not None and self.organisation_id is None:
            raise ValueError("a project stands in an organisation")

    @property
    def scope(self) -> UUID | None:
        """The narrowest place where it holds."""
        return self.project_id or self.organisation_id

    @property
    def keeps_organisation(self) -> bool:
        """Whether it is one of those an organisation must not be without."""
        return self.role == ORGANISER and self.project_id is None


@dataclass(frozen=True)
class Member:
    """Someone who works for an organisation, with the roles held there. `since` is the first of them."""

    account_id: UUID
    display_name: str
    email: str
    since: datetime
    grants: tuple[Grant, ...] = ()
