from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from chassis.actor import Actor
from contracts.refused import Refused
from votation.domain.events import Happened
from votation.domain.printable import require_printable, texts_of_draft
from votation.domain.unit_of_work import UnitOfWork
from votation.domain.votation import Votation
from votation.use_cases.access import found, record, require_own_project


def create_votation(
    uow: UnitOfWork, actor: Actor, asked: Mapping[str, Any], project_owner: UUID | None = None
) -> Votation:
    """A draft. Refuses: not_found (another's project, or none), time_zone_unknown, not_printable."""
    uow.permit(asked["organisation_id"])
    require_own_project(uow, asked["organisation_id"], asked["project_id"], project_owner)
    try:
        ZoneInfo(asked["time_zone"])
    except (ZoneInfoNotFoundError, ValueError):
        raise Refused("time_zone_unknown", fields={"time_zone": ["invalid"]}) from None
    require_printable(texts_of_draft(asked))
    votation_id = uuid4()
    now = uow.lock_exclusive(votation_id)
    uow.votations.add({**asked, "id": votation_id, "created_at": now})
    votation = found(uow, votation_id)
    record(uow, actor, votation, now, "created", {"title": votation.title})
    uow.publish(Happened("changed", votation))
    return votation
