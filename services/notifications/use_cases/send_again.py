"""Send a failed or stale message again, because someone who looked at it decided so."""

from uuid import UUID

from chassis.operations import command
from contracts.notifications import deliveries as ops
from contracts.refused import Refused
from notifications.domain.message import NOT_WANTED, SENT, TO_LOOK_AT, Message
from notifications.domain.unit_of_work import UnitOfWork


@command(ops.send_again)
def send_again(uow: UnitOfWork, delivery_id: UUID) -> None:
    """Queue it anew. What waits or is being sent already stays as it is.

    Refuses: sign_in_required, not_found (also for messages of others' organisations), already_sent,
    no_longer_wanted.
    """
    message = uow.messages.find(delivery_id, lock=True)
    _permit(uow, message)
    if message is None:
        raise Refused("not_found")
    if message.state == SENT:
        raise Refused("already_sent")
    if message.state == NOT_WANTED:
        raise Refused("no_longer_wanted")
    if message.state in TO_LOOK_AT:
        uow.messages.queue_again(message.id, uow.now())


def _permit(uow: UnitOfWork, message: Message | None) -> None:
    """Whoever may not oversee a message may not know that it exists either."""
    try:
        uow.permit(message.organisation_id if message else None)
    except Refused as refused:
        if refused.code != "forbidden":
            raise
        raise Refused("not_found") from None
