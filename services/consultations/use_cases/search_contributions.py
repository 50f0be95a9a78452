from typing import Any
from uuid import UUID

from chassis.actor import Actor
from chassis.operations import query
from chassis.pages import Order, moment
from consultations.domain.project import visibility_scope_of
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.groups import groups_of_actor
from contracts.consultations import contributions as ops

LATEST_FIRST = Order("moment", lambda contribution: contribution.sort_key, moment, UUID)


@query(ops.search_contributions, preload=groups_of_actor)
def search_contributions(
    uow: UnitOfWork, actor: Actor, q: str, cursor: str | None, limit: int
) -> dict[str, Any]:
    """What is published in the projects one may see, by its words. Refuses: cursor_invalid."""
    after = LATEST_FIRST.after(cursor)
    contributions = uow.acts.search(q, visibility_scope_of(actor.grants, uow.groups), after, limit)
    return LATEST_FIRST.page(contributions, limit)
