from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from chassis.actor import Actor
from chassis.operations import BeforeTransaction, command
from contracts.refused import Refused
from contracts.votation import votations as ops
from votation import views
from votation.domain.events import Happened
from votation.domain.printable import require_printable, texts_of_draft
from votation.domain.votation import Votation
from votation.unit_of_work import UnitOfWork
from votation.use_cases.loading import get_stored_votation, record
from votation.use_cases.project_owner import ask_owner, require_own_project


def owner_of_project(
    before: BeforeTransaction[UnitOfWork], organisation_id: UUID, project_id: UUID | None
) -> UUID | None:
    """Whose the named project is, where no fact told it yet."""
    if project_id is None:
        return None
    with before.snapshot() as uow:
        uow.permit(organisation_id)
        owner = uow.projects.owner_of(project_id)
    return owner or ask_owner(before, project_id)


@command(ops.create_votation, preload=owner_of_project, view=views.votation)
def create_votation(
    uow: UnitOfWork, actor: Actor, request: Mapping[str, Any], preloaded: UUID | None = None
) -> Votation:
    """A draft. Refuses: not_found (another's project, or none), time_zone_unknown, not_printable."""
    uow.permit(request["organisation_id"])
    require_own_project(uow, request["organisation_id"], request["project_id"], preloaded)
    try:
        ZoneInfo(request["time_zone"])
    except (ZoneInfoNotFoundError, ValueError):
        raise Refused("time_zone_unknown", fields={"time_zone": ["invalid"]}) from None
    require_printable(texts_of_draft(request))
    votation_id = uuid4()
    now = uow.lock_exclusive(votation_id)
    uow.votations.add({**request, "id": votation_id, "created_at": now})
    votation = get_stored_votation(uow, votation_id)
    record(uow, actor, votation, now, "created", {"title": votation.title})
    uow.publish(Happened("changed", votation))
    return votation
