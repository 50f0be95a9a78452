"""Invitations to work for an organisation: for one address, for seven days, revocable."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from identity.domain.grant import Grant

Status = Literal["sent", "accepted", "revoked", "expired"]


@dataclass(frozen=True)
class Invitation:
    id: UUID
    organisation_id: UUID
    email: str = field(repr=False)
    role: str
    project_id: UUID | None
    invited_by: UUID
    language: str
    sent_at: datetime
    expires_at: datetime
    accepted_at: datetime | None = None
    accepted_by: UUID | None = None
    revoked_at: datetime | None = None

    @property
    def grant(self) -> Grant:
        return Grant(self.role, self.organisation_id, self.project_id)

    def status(self, now: datetime) -> Status:
        if self.accepted_at is not None:
            return "accepted"
        if self.revoked_at is not None:
            return "revoked"
        return "sent" if now < self.expires_at else "expired"
