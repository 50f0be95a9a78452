"""The votations that one may see."""

from typing import Any
from uuid import UUID

from chassis.actor import Actor
from chassis.operations import query
from chassis.pages import Order, moment
from contracts.votation import votations as ops
from votation import views
from votation.domain import rights
from votation.unit_of_work import UnitOfWork

BY_MOMENT = Order("moment", lambda votation: (votation.created_at, votation.id), moment, UUID)


@query(ops.list_votations)
def list_votations(
    uow: UnitOfWork, actor: Actor, cursor: str | None, limit: int, **filters: Any
) -> dict[str, Any]:
    """The newest first; drafts for those alone who follow them. Refuses: cursor_invalid."""
    scopes = [scope for role, scope in actor.grants if role in rights.TABLE[rights.FOLLOW]]
    staff = [scope for scope in scopes if scope]
    votations = uow.votations.page(staff, None in scopes, filters, uow.now(), BY_MOMENT.after(cursor), limit)
    page = BY_MOMENT.page(votations, limit)
    return page | {"items": views.summaries(uow, page["items"])}
