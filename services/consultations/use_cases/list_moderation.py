from collections.abc import Sequence
from typing import Any
from uuid import UUID

from chassis.actor import Actor
from consultations.domain.moderation import MyModerated, WorkItem
from consultations.domain.rights import MODERATE
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.entering import participant_of


def list_moderation(
    uow: UnitOfWork, actor: Actor, organisation_id: UUID, project_id: UUID | None, waiting: str | None,
    after: Any, limit: int,
) -> list[WorkItem]:  # fmt: skip
    """What waits for a moderator, oldest first; a moderator of some projects sees theirs.

    Refuses: forbidden.
    """
    project_ids = _in_charge_of(uow, actor, organisation_id, project_id)
    return uow.moderation.page(organisation_id, project_ids, waiting, after, limit)


def _in_charge_of(
    uow: UnitOfWork, actor: Actor, organisation_id: UUID, project_id: UUID | None
) -> Sequence[UUID] | None:
    if project_id is not None:
        project_ids = uow.moderation.projects_of(organisation_id, [project_id])
        uow.permit(organisation_id, *project_ids)
        return [project_id]
    if uow.may(MODERATE, organisation_id):
        uow.permit(organisation_id)
        return None
    scopes = [scope for _, scope in actor.grants if scope is not None]
    own = [each for each in uow.moderation.projects_of(organisation_id, scopes) if uow.may(MODERATE, each)]
    uow.permit(organisation_id, *own)
    return own


def list_my_moderated(uow: UnitOfWork, actor: Actor, after: Any, limit: int) -> list[MyModerated]:
    """One's own writing that stays taken away, and why. Refuses: sign_in_required."""
    return uow.moderation.mine(participant_of(actor, UUID(int=0)).id, after, limit)
