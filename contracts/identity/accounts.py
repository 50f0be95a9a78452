"""Opening an account, and what its owner reads and changes."""

from marshmallow import fields

from contracts.base import Done, Nothing, Request, View
from contracts.fields import Bool, Choice, Day, EmailAddress, Identifier, Instant, Int, Line, Text
from contracts.identity.choices import CONSENT_PURPOSES, LANGUAGES, LINK_KINDS, LOGGED_PURPOSES, ROLES
from contracts.operations import ANYONE, Subject

api = Subject("identity", "accounts", "Opening an account, and what its owner reads and changes")


class RegisterAccount(Request):
    email = EmailAddress(required=True)
    password = Text(max_length=200, min_length=1)
    display_name = Line(max_length=80, min_length=2)
    language = Choice(LANGUAGES, load_default="fr")
    terms_accepted = Bool(required=True)
    terms_version = Line(max_length=40)
    birth_on = Day(load_default=None, allow_none=True)
    postcode = Line(max_length=10, load_default=None, allow_none=True)
    device = Line(max_length=200, min_length=0, load_default="")


class WithToken(Request):
    token = Line(max_length=200)


class LinkOfMail(Request):
    token = Line(max_length=200)
    kind = Choice(LINK_KINDS, required=True)


class ConfirmEmailChange(Request):
    """`device` is the browser in a few words, for the mail that tells the old address."""

    token = Line(max_length=200)
    device = Line(max_length=200, min_length=0, load_default="")


class WithEmail(Request):
    email = EmailAddress(required=True)


class ResetPassword(Request):
    """`device` is the browser in a few words, for the mail that tells the owner."""

    token = Line(max_length=200)
    password = Text(max_length=200)
    device = Line(max_length=200, min_length=0, load_default="")


class ChangePassword(Request):
    """`device` is the browser in a few words, for the mail that tells the owner."""

    current_password = Text(max_length=200)
    new_password = Text(max_length=200)
    device = Line(max_length=200, min_length=0, load_default="")


class ChangeEmail(Request):
    password = Text(max_length=200)
    new_email = EmailAddress(required=True)


class UpdateAccount(Request):
    display_name = Line(max_length=80, min_length=2, required=False)
    language = Choice(LANGUAGES)
    birth_on = Day(allow_none=True)
    postcode = Line(max_length=10, required=False, allow_none=True)


class ChooseParticipantType(Request):
    organisation_id = Identifier(required=True)
    participant_type_id = Identifier(required=True)


class DecideConsent(Request):
    purpose = Choice(CONSENT_PURPOSES, required=True)
    granted = Bool(required=True)
    text_version = Line(max_length=40)


class GrantView(View):
    """One role and where it holds: everywhere (platform), in one organisation, or in one of its projects."""

    role = Choice(ROLES, required=True)
    organisation_id = Identifier(allow_none=True, load_default=None)
    project_id = Identifier(allow_none=True, load_default=None)


class AccountView(View):
    """An account as its owner sees it."""

    id = Identifier(required=True)
    email = EmailAddress(required=True)
    email_confirmed = Bool(required=True)
    pending_email = EmailAddress(allow_none=True)
    display_name = Line(max_length=80)
    language = Choice(LANGUAGES)
    birth_on = Day(allow_none=True)
    postcode = Line(max_length=10, allow_none=True, required=False)
    participant_types = fields.Dict(keys=Identifier(), values=Identifier())
    grants = fields.List(fields.Nested(GrantView))
    created_at = Instant()
    version = Int()


class SessionView(View):
    """A signed-in session: `access_token` for five minutes, `refresh_token` to have the next one.

    `known_browser`, after a sign-in: given again at the next one, the browser is not kept waiting by what others try.
    """

    access_token = fields.String(required=True)
    access_token_expires_at = Instant(required=True)
    refresh_token = fields.String(required=True)
    session_id = Identifier(required=True)
    account = fields.Nested(AccountView, required=True)
    known_browser = fields.String(allow_none=True, load_default=None)


class ConsentView(View):
    """The last word given on one purpose."""

    purpose = Choice(LOGGED_PURPOSES, required=True)
    granted = Bool(required=True)
    text_version = Line(max_length=40)
    decided_at = Instant()


class ConsentsView(View):
    items = fields.List(fields.Nested(ConsentView), required=True)


class CheckYourMailView(View):
    """The same answer whether or not the address is known."""

    status = Choice(("check_your_mail",), required=True)


class TakenBackView(View):
    """`password_token` serves `reset_password` once, for an hour."""

    password_token = fields.String(required=True)


class LinkView(View):
    """A link that still works, until `expires_at`."""

    expires_at = Instant(required=True)


register_account = api.post(
    "/accounts",
    "register_account",
    RegisterAccount,
    SessionView,
    "Open an account and a session; the confirmation mail follows. Answers alike whether the address is known.",
    ("too_many_attempts",),
    access=ANYONE,
    stores_response=False,
    opens_session=True,
    status=201,
    deadline=4,
)
confirm_email = api.post(
    "/accounts/confirmations",
    "confirm_email",
    WithToken,
    Done,
    "Confirm an e-mail address with the secret of the mail.",
    ("link_expired",),
    access=ANYONE,
)
request_password_reset = api.post(
    "/accounts/password-resets",
    "request_password_reset",
    WithEmail,
    CheckYourMailView,
    "Ask for a mail to choose a new password.",
    ("too_many_attempts",),
    access=ANYONE,
    status=202,
)
reset_password = api.post(
    "/accounts/passwords",
    "reset_password",
    ResetPassword,
    Done,
    "Choose a new password; every session ends, and a mail tells the owner.",
    ("link_expired",),
    access=ANYONE,
    stores_response=False,
    deadline=4,
)
confirm_email_change = api.post(
    "/accounts/email-confirmations",
    "confirm_email_change",
    ConfirmEmailChange,
    Done,
    "Confirm the new address; a mail tells the old one, and how to take the account back.",
    ("link_expired",),
    access=ANYONE,
)
take_back_account = api.post(
    "/accounts/recoveries",
    "take_back_account",
    WithToken,
    TakenBackView,
    "Give the account its old address again; every session ends, and a new password is to be chosen.",
    ("link_expired",),
    access=ANYONE,
    stores_response=False,
    deadline=4,
)
check_link = api.post(
    "/links/state",
    "check_link",
    LinkOfMail,
    LinkView,
    "Whether a link of a mail still works; changes nothing.",
    ("link_expired",),
    access=ANYONE,
    kind="query",
)
get_my_account = api.get("/me", "get_my_account", Nothing, AccountView, "Read one's own account.")
update_my_account = api.patch(
    "/me",
    "update_my_account",
    UpdateAccount,
    AccountView,
    "Change one's name, language, postcode or birthday.",
)
change_password = api.put(
    "/me/password",
    "change_password",
    ChangePassword,
    Done,
    "Change one's password; the other sessions end, and a mail tells the owner.",
    ("wrong_password", "too_many_attempts"),
    stores_response=False,
    deadline=4,
)
change_email = api.put(
    "/me/email",
    "change_email",
    ChangeEmail,
    CheckYourMailView,
    "Ask to change one's address; the new one is written to.",
    ("wrong_password", "too_many_attempts"),
    stores_response=False,
    status=202,
    deadline=4,
)
resend_confirmation = api.post(
    "/me/confirmation-mails",
    "resend_confirmation",
    Nothing,
    CheckYourMailView,
    "Send the confirmation mail once more.",
    ("too_many_attempts",),
    status=202,
)
choose_participant_type = api.put(
    "/me/participant-types/{organisation_id}",
    "choose_participant_type",
    ChooseParticipantType,
    AccountView,
    "Say what one is for an organisation.",
    ("not_found",),
)
list_my_consents = api.get("/me/consents", "list_my_consents", Nothing, ConsentsView, "Read one's consents.")
decide_consent = api.put(
    "/me/consents/{purpose}",
    "decide_consent",
    DecideConsent,
    ConsentsView,
    "Give or withdraw a consent; every word is logged.",
)
