"""Where the files of a proclaimed votation are."""

from typing import Any
from uuid import UUID

from chassis.operations import query
from contracts.refused import Refused
from contracts.votation import board as ops
from votation.domain.votation import Votation
from votation.unit_of_work import UnitOfWork
from votation.use_cases.loading import get_visible_votation


@query(ops.open_minutes)
def open_minutes(uow: UnitOfWork, votation_id: UUID) -> dict[str, Any]:
    """The signed minutes. Refuses: not_found, not_proclaimed, not_ready_yet."""
    votation = _proclaimed(uow, votation_id)
    sha256 = _ready(votation.minutes_sha256)
    key = minutes_key(votation_id, sha256)
    return _file(key, f"{votation_id}-proces-verbal.pdf", "application/pdf", sha256)


@query(ops.open_archive)
def open_archive(uow: UnitOfWork, votation_id: UUID) -> dict[str, Any]:
    """All that is needed to check it. Refuses: not_found, not_proclaimed, not_ready_yet."""
    votation = _proclaimed(uow, votation_id)
    sha256 = _ready(votation.archive_sha256)
    return _file(archive_key(votation_id), f"{votation_id}-votation.zip", "application/zip", sha256)


def _proclaimed(uow: UnitOfWork, votation_id: UUID) -> Votation:
    votation = get_visible_votation(uow, votation_id)
    if not votation.is_proclaimed:
        raise Refused("not_proclaimed")
    return votation


def _ready(sha256: str | None) -> str:
    if sha256 is None:
        raise Refused("not_ready_yet")
    return sha256


def _file(key: str, name: str, media_type: str, sha256: str) -> dict[str, Any]:
    return {"file_key": key, "file_name": name, "media_type": media_type, "sha256": sha256}


def minutes_key(votation_id: UUID, sha256: str) -> str:
    """By their hash, so that what was signed is what is sent, whatever was written beside it."""
    return f"votations/{votation_id}/minutes-{sha256}.pdf"


def archive_key(votation_id: UUID) -> str:
    return f"votations/{votation_id}/archive.zip"
