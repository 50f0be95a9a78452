"""A message: one notice to one person on one channel because of one cause, and what became of it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid5

EMAIL = "email"

EMAIL_CHANGED = "email_changed"
PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the name of a mail
CREDENTIAL_KINDS = frozenset(
    {
        "email_confirmation", "already_registered", "password_reset", "magic_link", "email_change", "invitation",
        EMAIL_CHANGED, PASSWORD_CHANGED,
    }
)  # fmt: skip
CONFIRM_REMINDER = "confirm_reminder"
CONTRIBUTION_MODERATED = "contribution_moderated"
APPEAL_DECIDED = "appeal_decided"
VERSION_LEFT_ALONE = "version_left_alone"
STATES_AFTER = {"keep": ("published", "unpublished"), "trash": ("trashed", "hidden"), "hide": ("hidden",)}
STEP_CLOSING_SOON = "step_closing_soon"
WINDOW_MOVED = "window_moved"
VOTATION_INVITATION = "votation_invitation"
VOTATION_REMINDER = "votation_reminder"
VOTATION_CODE = "votation_code"
VOTATION_SIGNED = "votation_signed"
VOTATION_ROLL_CHECK = "votation_roll_check"
VOTATION_RESULT = "votation_result"
LETTER_KINDS = frozenset(
    {
        VOTATION_INVITATION, VOTATION_REMINDER, VOTATION_CODE, VOTATION_SIGNED, VOTATION_ROLL_CHECK,
        VOTATION_RESULT,
    }
)  # fmt: skip
KINDS = CREDENTIAL_KINDS | LETTER_KINDS | {
    CONFIRM_REMINDER, CONTRIBUTION_MODERATED, APPEAL_DECIDED, VERSION_LEFT_ALONE, STEP_CLOSING_SOON, WINDOW_MOVED,
}  # fmt: skip
URGENT_KINDS = CREDENTIAL_KINDS | {VOTATION_CODE, VOTATION_ROLL_CHECK}  # someone waits before a screen
# Without these nobody signs in or votes; the second copy of a link or code to vote is the same as the first.
SENT_AGAIN_KINDS = CREDENTIAL_KINDS | {VOTATION_CODE, VOTATION_INVITATION}
# Their number tells how many vote, and when: the log shows only those that someone has to look at.
QUIET_KINDS = frozenset({VOTATION_REMINDER, VOTATION_CODE, VOTATION_SIGNED})
ABOUT_CLOSING = frozenset({CONFIRM_REMINDER, STEP_CLOSING_SOON})

QUEUED, SENDING, SENT, FAILED, NOT_WANTED, STALE = (
    "queued",
    "sending",
    "sent",
    "failed",
    "not_wanted",
    "stale",
)
TO_LOOK_AT = (FAILED, STALE)  # nothing happens to them until someone decides
STATES = (QUEUED, SENDING, SENT, FAILED, NOT_WANTED, STALE)

MOVED_AGAIN = "window moved again"  # why what told another window was not sent; a reminder may come back then

MOST_ATTEMPTS = 6
CLAIM_LASTS = timedelta(minutes=1)  # a sender gives back after seconds what it did not get to
HAND_OVER_LASTS = timedelta(minutes=5)  # longer than any dialogue with a mail server
NEIGHBOUR_AWAY = timedelta(seconds=5)
LONGEST_BACK_OFF = timedelta(hours=2)

# Message ids are made of what they are about, so that the same message has the same Message-ID for ever, even
# after a database was restored from yesterday's copy.
NAMESPACE = UUID("6f1b7c0e-2f53-5d0a-9a53-7b2f0f9a1c11")


@dataclass(frozen=True)
class Window:
    """What a message says about a step's window: [opens_at, closes_at), either may be absent."""

    opens_at: datetime | None = None
    closes_at: datetime | None = None


@dataclass(frozen=True)
class Message:
    """One message. Neither an address nor a text is kept: both are asked when it is sent.

    An elector is no account: `letter_id` stands for them, and tells nobody but votation who they are.

    `window` is what it tells (of `step_version`), `current` what is known (of `current_version`).
    """

    id: UUID
    cause: str
    kind: str
    account_id: UUID | None = None
    credential_request_id: UUID | None = None
    letter_id: UUID | None = None
    votation_id: UUID | None = None
    organisation_id: UUID | None = None
    project_id: UUID | None = None
    step_id: UUID | None = None
    target: str | None = None
    target_id: UUID | None = None
    decision: str | None = None
    useless_after: datetime | None = None
    window: Window | None = None
    closes_at_before: datetime | None = None
    step_version: int | None = None
    current: Window | None = None
    current_version: int | None = None
    state: str = QUEUED
    attempts: int = 0
    claim_id: UUID | None = None
    queued_at: datetime | None = None
    sent_at: datetime | None = None
    last_error: str | None = None

    @property
    def is_urgent(self) -> bool:
        """Someone sits before a screen and waits for it."""
        return self.kind in URGENT_KINDS

    @property
    def is_sent_again(self) -> bool:
        """Whether a second copy harms less than none, when nobody knows if the first one left."""
        return self.kind in SENT_AGAIN_KINDS

    @property
    def needs_secret(self) -> bool:
        """Whether identity makes its secret and says where to."""
        return self.kind in CREDENTIAL_KINDS or self.kind == CONFIRM_REMINDER

    def is_about(self, state: str | None, in_view: bool | None) -> bool:
        """Whether what it says of someone's text is still so: others may have decided meanwhile."""
        if self.kind == VERSION_LEFT_ALONE:
            return not in_view and state in ("published", "trashed")
        return self.decision is None or state in (None, *STATES_AFTER[self.decision])

    @property
    def message_id(self) -> str:
        """The part of its Message-ID before the @: always the same, so that a copy is known as one.

        A secret that is sent again is another one, and the one before is void: it must not pass for a copy.
        """
        again = f".{self.attempts}" if self.needs_secret and self.attempts else ""
        return f"{self.id}{again}"

    @property
    def is_superseded(self) -> bool:
        """Whether the window was moved again since, so that a newer message tells it, or nothing has to."""
        if self.current is None or (self.current_version or 0) <= (self.step_version or 0):
            return False
        return self.kind == WINDOW_MOVED or not self.agrees_with(self.current)

    def is_late(self, now: datetime) -> bool:
        return self.useless_after is not None and now >= self.useless_after

    def agrees_with(self, current: Window) -> bool:
        """Whether what it would tell is what holds now."""
        if self.window is None:
            return True
        if self.kind in ABOUT_CLOSING:
            return self.window.closes_at == current.closes_at
        return self.window == current


def new_message(cause: str, kind: str, **about: object) -> Message:
    """A message to be sent, with the id that follows from its cause and recipient."""
    message = Message(id=NAMESPACE, cause=cause, kind=kind, **about)  # type: ignore[arg-type]
    recipient = message.account_id or message.credential_request_id or message.letter_id
    if recipient is None:
        raise ValueError("a message has a recipient")
    return replace(message, id=uuid5(NAMESPACE, f"{cause}|{kind}|{EMAIL}|{recipient}"))


def back_off(attempts: int) -> timedelta:
    """How long to wait after so many attempts: a minute, four times longer each time, two hours at most."""
    return min(timedelta(minutes=4 ** max(attempts - 1, 0)), LONGEST_BACK_OFF)


def letter_kind(kind: str) -> str:
    """The kind of message of a letter that votation calls by `kind`."""
    return f"votation_{kind}"
