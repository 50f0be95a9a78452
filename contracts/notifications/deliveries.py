"""The delivery log of messages."""

from contracts.base import Done, Paged, Request, View, page_of
from contracts.fields import Choice, Identifier, Instant, Int, Line, Text
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
    kind = Choice(MESSAGE_KINDS, required=True)
    account_id = Identifier(allow_none=True)
    project_id = Identifier(allow_none=True)
    votation_id = Identifier(allow_none=True, required=False)
    state = Choice(DELIVERY_STATES, required=True)
    attempts = Int()
    queued_at = Instant()
    sent_at = Instant(allow_none=True)
    last_error = Line(max_length=80, required=False, allow_none=True)


class LetterPreviewView(View):
    """A letter as it would be written now to an elector who does not exist. `answer_to` is where answers go."""

    subject = Line(max_length=200)
    sender_name = Line(max_length=80)
    answer_to = Line(max_length=254, allow_none=True, load_default=None)
    text = Text(max_length=20_000)


DeliveryPage = page_of(DeliveryView, "DeliveryPage")


class DeliveriesOf(Paged):
    """The delivery log of one organisation, or of the platform (credentials) when none is named."""

    organisation_id = Identifier(load_default=None, allow_none=True)
    votation_id = Identifier(load_default=None, allow_none=True)
    state = Choice(DELIVERY_STATES, load_default=None, allow_none=True)


class PreviewLetter(Request):
    votation_id = Identifier(required=True)
    kind = Choice(SHOWN_BEFORE_SENDING, required=True)


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
