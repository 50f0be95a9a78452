from collections.abc import Sequence
from typing import Any
from uuid import UUID

from chassis.actor import Actor
from chassis.operations import query
from consultations.domain.rights import MODERATE
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.loading import account_of
from consultations.use_cases.orders import order_by
from contracts.consultations import moderation as ops

WORK_LIST, MINE = order_by("oldest", "work"), order_by("newest", "mine")


@query(ops.list_moderation)
def list_moderation(
    uow: UnitOfWork, actor: Actor, organisation_id: UUID, project_id: UUID | None, waiting: str | None,
    cursor: str | None, limit: int,
) -> dict[str, Any]:  # fmt: skip
    """What waits for a moderator, oldest first; a moderator of some projects sees theirs.

    Refuses: forbidden, cursor_invalid.
    """
    after = WORK_LIST.after(cursor)
    project_ids = _in_charge_of(uow, actor, organisation_id, project_id)
    return WORK_LIST.page(uow.moderation.page(organisation_id, project_ids, waiting, after, limit), limit)


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
    own = [scope for scope in uow.moderation.projects_of(organisation_id, scopes) if uow.may(MODERATE, scope)]
    uow.permit(organisation_id, *own)
    return own


@query(ops.list_my_moderated)
def list_my_moderated(uow: UnitOfWork, actor: Actor, cursor: str | None, limit: int) -> dict[str, Any]:
    """One's own writing that stays taken away, and why. Refuses: sign_in_required, cursor_invalid."""
    after = MINE.after(cursor)
    return MINE.page(uow.moderation.mine(account_of(actor), after, limit), limit)
