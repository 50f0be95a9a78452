"""What happened to a votation that everyone may know."""

from typing import Any
from uuid import UUID

from chassis.operations import query
from chassis.pages import Order, moment
from contracts.votation import votations as ops
from votation.unit_of_work import UnitOfWork
from votation.use_cases.loading import get_visible_votation

BY_MOMENT = Order("moment", lambda event: (event["happened_at"], event["id"]), moment, UUID)


@query(ops.list_events)
def list_events(uow: UnitOfWork, votation_id: UUID, cursor: str | None, limit: int) -> dict[str, Any]:
    """Refuses: not_found, cursor_invalid."""
    get_visible_votation(uow, votation_id)
    return BY_MOMENT.page(uow.audit.events(votation_id, BY_MOMENT.after(cursor), limit), limit)
