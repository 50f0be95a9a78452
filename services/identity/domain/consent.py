"""Words given on a purpose; each is kept for ever, the last one holds."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

TERMS = "terms"


@dataclass(frozen=True)
class Consent:
    account_id: UUID
    purpose: str
    granted: bool
    text_version: str
    decided_at: datetime
