"""What notifications can be asked."""

from contracts.base import Done, Operations, Request
from contracts.fields import Identifier, Word, paging
from contracts.notifications import views as answers

ask = Operations("notifications")


class DeliveriesOf(Request):
    """The delivery log of one organisation, or of the platform (credentials) when none is named."""

    organisation_id = Identifier(load_default=None, allow_none=True)
    votation_id = Identifier(load_default=None, allow_none=True)
    state = Word(answers.DELIVERY_STATES, load_default=None, allow_none=True)
    cursor = paging()["cursor"]
    limit = paging()["limit"]


class DeliveryById(Request):
    delivery_id = Identifier(required=True)


list_deliveries = ask.query(
    "list_deliveries",
    DeliveriesOf,
    answers.DeliveryPage,
    "What became of each message, without address or text.",
)
send_again = ask.command(
    "send_again",
    DeliveryById,
    Done,
    "Send a failed or stale message again, by hand.",
    ("already_sent", "no_longer_wanted"),
)
