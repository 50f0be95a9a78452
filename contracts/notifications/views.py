"""What notifications answers."""

from contracts.base import View, page_of
from contracts.fields import Identifier, Instant, Line, Text, Whole, Word

MESSAGE_KINDS = (
    "email_confirmation",
    "already_registered",
    "password_reset",
    "magic_link",
    "email_change",
    "invitation",
    "email_changed",
    "password_changed",
    "confirm_reminder",
    "contribution_moderated",
    "appeal_decided",
    "version_left_alone",
    "step_closing_soon",
    "window_moved",
    "votation_invitation",
    "votation_reminder",
    "votation_code",
    "votation_signed",
    "votation_roll_check",
    "votation_result",
)
DELIVERY_STATES = ("queued", "sending", "sent", "failed", "not_wanted", "stale")


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
