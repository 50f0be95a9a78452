from typing import Any
from uuid import UUID

from chassis.actor import Actor
from chassis.operations import query
from chassis.pages import Order, moment
from consultations.domain.project import visibility_scope_of
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.groups import groups_of_actor
from consultations.use_cases.loading import account_of
from contracts.consultations import moderation as ops

LATEST_FIRST = Order("moment", lambda act: act.sort_key, moment, UUID)


@query(ops.list_my_acts, preload=groups_of_actor)
def list_my_acts(uow: UnitOfWork, actor: Actor, kind: str, cursor: str | None, limit: int) -> dict[str, Any]:
    """What one wrote, drafted or voted, in all projects one may see. Refuses: sign_in_required, cursor_invalid."""
    me, after = account_of(actor), LATEST_FIRST.after(cursor)
    acts = uow.acts.mine(me, kind, visibility_scope_of(actor.grants, uow.groups), after, limit)
    return LATEST_FIRST.page(acts, limit)
