"""What became of the messages of an organisation."""

from datetime import datetime
from uuid import UUID

from notifications.domain.message import Message
from notifications.domain.unit_of_work import UnitOfWork


def list_deliveries(
    uow: UnitOfWork,
    organisation_id: UUID | None,
    votation_id: UUID | None,
    state: str | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Message]:
    """The newest first, one more than `limit` when there are more.

    Without an organisation: those that concern none, for the platform's administrators. Of letters whose number
    would tell how many vote, only those that failed or are in doubt. Refuses: forbidden, sign_in_required.
    """
    uow.permit(organisation_id)
    return uow.messages.page(organisation_id, votation_id, state, after, limit)
