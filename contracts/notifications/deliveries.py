"""The delivery log of messages."""

from contracts.base import Done, Request, View, page_of
from contracts.fields import Identifier, Instant, Line, Text, Whole, Word, paging
from contracts.notifications.choices import DELIVERY_STATES, MESSAGE_KINDS
from contracts.operations import Subject
from contracts.votation.choices import SHOWN_BEFORE_SENDING

api = Subject("notifications", "deliveries", "The delivery log of messages")


class DeliveryView(View):
    """One message to one person on one channel: what became of it. Neither the address nor the text is shown.

    Letters whose number would tell how many vote (reminders, codes, signatures) are here only when they failed or are
    in doubt.
    """

    id = Identifier(required=True)
    kind = Word(MESSAGE_KINDS, required=True)
    account_id = Identifier(allow_none=True)
    project_id = Identifier(allow_none=True)
    votation_id = Identifier(allow_none=True, required=False)
    state = Word(DELIVERY_STATES, required=True)
    attempts = Whole()
    queued_at = Instant()
    sent_at = Instant(allow_none=True)
    last_error = Line(most=80, required=False, allow_none=True)


class LetterPreviewView(View):
    """A letter as it would be written now to an elector who does not exist. `answer_to` is where answers go."""

    subject = Line(most=200)
    sender_name = Line(most=80)
    answer_to = Line(most=254, allow_none=True, load_default=None)
    text = Text(most=20_000)


DeliveryPage = page_of(DeliveryView, "DeliveryPage")


class DeliveriesOf(Request):
    """The delivery log of one organisation, or of the platform (credentials) when none is named."""

    organisation_id = Identifier(load_default=None, allow_none=True)
    votation_id = Identifier(load_default=None, allow_none=True)
    state = Word(DELIVERY_STATES, load_default=None, allow_none=True)
    cursor = paging()["cursor"]
    limit = paging()["limit"]


class PreviewLetter(Request):
    votation_id = Identifier(required=True)
    kind = Word(SHOWN_BEFORE_SENDING, required=True)


class DeliveryById(Request):
    delivery_id = Identifier(required=True)


list_deliveries = api.get(
    "/deliveries",
    "list_deliveries",
    DeliveriesOf,
    DeliveryPage,
    "What became of each message, without address or text.",
    access="oversee",
)
preview_letter = api.get(
    "/votations/{votation_id}/letters/{kind}",
    "preview_letter",
    PreviewLetter,
    LetterPreviewView,
    "A letter to electors as it would be written now, before it is sent.",
    access="oversee",
)
send_again = api.post(
    "/deliveries/{delivery_id}/retries",
    "send_again",
    DeliveryById,
    Done,
    "Send a failed or stale message again, by hand.",
    ("already_sent", "no_longer_wanted"),
    access="oversee",
    status=202,
)
