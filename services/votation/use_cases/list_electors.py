"""The roll, as its organiser sees it."""

from typing import Any
from uuid import UUID

from chassis.operations import query
from chassis.pages import Order, text
from contracts.votation import rolls as ops
from votation import views
from votation.unit_of_work import UnitOfWork
from votation.use_cases.loading import get_permitted_votation

BY_REFERENCE = Order("reference", lambda elector: (elector["reference"],), text)


@query(ops.list_electors)
def list_electors(
    uow: UnitOfWork, votation_id: UUID, q: str, cursor: str | None, limit: int
) -> dict[str, Any]:
    """Refuses: not_found, sign_in_required, forbidden, cursor_invalid."""
    get_permitted_votation(uow, votation_id)
    (after,) = BY_REFERENCE.after(cursor) or (None,)
    return BY_REFERENCE.page(views.electors(uow, uow.rolls.page(votation_id, q, after, limit)), limit)
