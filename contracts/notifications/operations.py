"""What notifications can be asked."""

from contracts.base import Done, Operations, Request
from contracts.fields import Identifier, Word, paging
from contracts.notifications import views as answers
from contracts.votation.words import SHOWN_BEFORE_SENDING

ask = Operations("notifications")


class DeliveriesOf(Request):
    """The delivery log of one organisation, or of the platform (credentials) when none is named."""

    organisation_id = Identifier(load_default=None, allow_none=True)
    votation_id = Identifier(load_default=None, allow_none=True)
    state = Word(answers.DELIVERY_STATES, load_default=None, allow_none=True)
    cursor = paging()["cursor"]
    limit = paging()["limit"]


class PreviewLetter(Request):
    votation_id = Identifier(required=True)
    kind = Word(SHOWN_BEFORE_SENDING, required=True)


class DeliveryById(Request):
    delivery_id = Identifier(required=True)


list_deliveries = ask.query(
    "list_deliveries",
    DeliveriesOf,
    answers.DeliveryPage,
    "What became of each message, without address or text.",
)
preview_letter = ask.query(
    "preview_letter",
    PreviewLetter,
    answers.LetterPreviewView,
    "A letter to electors as it would be written now, before it is sent.",
)
send_again = ask.command(
    "send_again",
    DeliveryById,
    Done,
    "Send a failed or stale message again, by hand.",
    ("already_sent", "no_longer_wanted"),
)
