"""An export of what was written: what it holds, how far it is, how long its file is kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

KEPT_FOR = timedelta(days=7)
SHAPES_FR = {"full": "complet", "simplified": "essentiel", "by_participant": "par-participant"}
SHAPES_EN = {"full": "full", "simplified": "essentials", "by_participant": "by-participant"}
MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


@dataclass(frozen=True)
class Export:
    """`progress` in percent. `rows` and `votes` are known once it is done."""

    id: UUID
    project_id: UUID
    organisation_id: UUID
    asked_by: UUID
    shape: str
    format: str
    asked_at: datetime
    step_id: UUID | None = None
    state: str = "waiting"
    progress: int = 0
    rows: int | None = None
    votes: int | None = None
    size_bytes: int | None = None
    sha256: str | None = None
    done_at: datetime | None = None
    expires_at: datetime | None = None

    @property
    def file_key(self) -> str:
        return f"exports/{self.id}.{self.format}"

    def has_file(self, now: datetime) -> bool:
        """Whether its file may be opened: done and not expired."""
        return self.state == "done" and self.expires_at is not None and now < self.expires_at


def file_name(export: Export, slug: str, zone: str, language: str) -> str:
    """`budget-2026-essentiel-2026-11-30.csv`: in the reader's language, of the project's day."""
    shapes = SHAPES_EN if language == "en" else SHAPES_FR
    day = export.asked_at.astimezone(ZoneInfo(zone))
    return f"{slug}-{shapes[export.shape]}-{day:%Y-%m-%d}.{export.format}"
