"""The trail of administrative acts. It names people by id only; addresses are masked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class AuditEntry:
    """`actor_name` is looked up when the trail is read, never kept in it."""

    id: UUID
    organisation_id: UUID | None
    actor_account_id: UUID | None
    act: str
    subject: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    happened_at: datetime
    actor_name: str | None = None
