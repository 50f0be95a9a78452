"""What became of the messages of an organisation."""

from typing import Any
from uuid import UUID

from chassis.operations import query
from chassis.pages import Order, moment
from contracts.notifications import deliveries as ops
from notifications.domain.unit_of_work import UnitOfWork

NEWEST_FIRST = Order("newest", lambda message: (message.queued_at, message.id), moment, UUID)


@query(ops.list_deliveries)
def list_deliveries(
    uow: UnitOfWork,
    organisation_id: UUID | None,
    votation_id: UUID | None,
    state: str | None,
    cursor: str | None,
    limit: int,
) -> dict[str, Any]:
    """A page of messages, the newest first.

    Without an organisation: those that concern none, for the platform's administrators. Of letters whose number
    would tell how many vote, only those that failed or are in doubt. Refuses: forbidden, sign_in_required,
    cursor_invalid.
    """
    uow.permit(organisation_id)
    messages = uow.messages.page(organisation_id, votation_id, state, NEWEST_FIRST.after(cursor), limit)
    return NEWEST_FIRST.page(messages, limit)
