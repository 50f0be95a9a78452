"""What anyone may read of a votation."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from contracts.normalisation import alphabetical
from contracts.refused import Refused
from votation.domain import cells, lifecycle, rights, turnout
from votation.domain.unit_of_work import UnitOfWork
from votation.domain.votation import Votation
from votation.use_cases.access import announced, seen


def get_turnout(uow: UnitOfWork, votation_id: UUID) -> dict[str, Any]:
    """By steps while the votation lasts, exact once it is closed. Refuses: not_found, not_announced."""
    votation = announced(uow, votation_id)
    if votation.state == "destroyed":
        return _proclaimed_turnout(votation)
    state = votation.poll.state_at(uow.now())
    exact = state in lifecycle.OVER and state != "cancelled"
    colleges = _by_college(votation, uow.register.turnout(votation_id))
    electors = sum(college["electors"] for college in colleges)
    signed = sum(college["signed"] for college in colleges)
    return {
        "votation_id": votation_id,
        "state": state,
        "electors": electors,
        "signed_at_least": signed if exact else turnout.told(signed, electors),
        "step": turnout.step_of(electors),
        "exact": exact,
        "colleges": [_college(college, exact) for college in colleges] if len(colleges) > 1 else [],
    }


def _by_college(votation: Votation, signed: Mapping[str, int]) -> list[dict[str, Any]]:
    """Of each college that is told apart, and of the others together, in the order of the alphabet."""
    assert votation.manifest is not None  # noqa: S101 - it is announced
    found: dict[str, dict[str, Any]] = {}
    for cell in json.loads(votation.manifest)["roll"]["cells"]:
        name = " + ".join(cell["colleges"])
        college = found.setdefault(name, {"college": name, "electors": 0, "signed": 0})
        college["electors"] += cell["electors"]
        college["signed"] += signed.get(cell["cell"], 0)
    return sorted(found.values(), key=lambda its: alphabetical(its["college"]))


def _proclaimed_turnout(votation: Votation) -> dict[str, Any]:
    """What is left to tell once the register is wiped."""
    assert votation.result is not None  # noqa: S101 - only what was proclaimed is destroyed
    result = json.loads(votation.result)
    electors = result["roll"]["electors"]
    return {
        "votation_id": votation.id,
        "state": votation.state,
        "electors": electors,
        "signed_at_least": result["voters"]["heads"],
        "step": turnout.step_of(electors),
        "exact": True,
        "colleges": [],
    }


def _college(college: dict[str, Any], exact: bool) -> dict[str, Any]:
    electors, signed = college["electors"], college["signed"]
    told = turnout.of_college(signed, electors, cells.SMALL_GROUP)
    shown = signed if exact and electors >= cells.SMALL_GROUP else told
    return {"college": college["college"], "electors": electors, "signed_at_least": shown}


def get_manifest(uow: UnitOfWork, votation_id: UUID) -> dict[str, Any]:
    votation = announced(uow, votation_id)
    return {"manifest": votation.manifest, "hash": votation.manifest_hash}


def list_events(
    uow: UnitOfWork, votation_id: UUID, after: tuple[datetime, UUID] | None, limit: int
) -> list[dict[str, Any]]:
    seen(uow, votation_id)
    return uow.audit.events(votation_id, after, limit)


def list_audit(uow: UnitOfWork, votation_id: UUID, after: int, limit: int) -> list[dict[str, Any]]:
    """The chain, for anyone once announced, before that for whoever follows it. Refuses: not_found, forbidden."""
    votation = seen(uow, votation_id)
    if votation.manifest is None and not uow.may(rights.FOLLOW, votation.organisation_id):
        raise Refused("forbidden")
    return uow.audit.page(votation_id, after, limit)


def open_file(uow: UnitOfWork, votation_id: UUID, what: str) -> dict[str, Any]:
    """Where the signed minutes or the archive is. Refuses: not_proclaimed, not_ready_yet."""
    votation = seen(uow, votation_id)
    if not votation.is_proclaimed:
        raise Refused("not_proclaimed")
    sha256 = votation.minutes_sha256 if what == "minutes" else votation.archive_sha256
    if sha256 is None:
        raise Refused("not_ready_yet")
    name = "proces-verbal.pdf" if what == "minutes" else "votation.zip"
    return {
        "file_key": minutes_key(votation_id, sha256) if what == "minutes" else archive_key(votation_id),
        "file_name": f"{votation.id}-{name}",
        "media_type": "application/pdf" if what == "minutes" else "application/zip",
        "sha256": sha256,
    }


def minutes_key(votation_id: UUID, sha256: str) -> str:
    """By their hash, so that what was signed is what is sent, whatever was written beside it."""
    return f"votations/{votation_id}/minutes-{sha256}.pdf"


def archive_key(votation_id: UUID) -> str:
    return f"votations/{votation_id}/archive.zip"
