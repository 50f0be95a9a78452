"""What happened, for whoever listens; by id only. `version` is the aggregate's after it happened."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from identity.domain.grant import Grant
from identity.domain.organisation import Organisation, ParticipantType


@dataclass(frozen=True)
class AccountRegistered:
    account_id: UUID
    version: int


@dataclass(frozen=True)
class EmailConfirmed:
    account_id: UUID
    version: int


@dataclass(frozen=True)
class CredentialMailRequested:
    request_id: UUID
    kind: str
    expires_at: datetime
    version: int = 1


@dataclass(frozen=True)
class SessionEnded:
    """Of one session, or of all of the account."""

    account_id: UUID
    session_id: UUID | None
    version: int


@dataclass(frozen=True)
class RightsChanged:
    account_id: UUID
    since: datetime
    version: int


@dataclass(frozen=True)
class OrganisationCreated:
    organisation: Organisation


@dataclass(frozen=True)
class OrganisationChanged:
    organisation: Organisation


@dataclass(frozen=True)
class ParticipantTypeDefined:
    participant_type: ParticipantType


@dataclass(frozen=True)
class RoleGiven:
    account_id: UUID
    grant: Grant
    version: int


@dataclass(frozen=True)
class RoleTaken:
    account_id: UUID
    grant: Grant
    version: int


@dataclass(frozen=True)
class ConsentDecided:
    account_id: UUID
    purpose: str
    granted: bool
    version: int


Event = (
    AccountRegistered
    | EmailConfirmed
    | CredentialMailRequested
    | SessionEnded
    | RightsChanged
    | OrganisationCreated
    | OrganisationChanged
    | ParticipantTypeDefined
    | RoleGiven
    | RoleTaken
    | ConsentDecided
)
