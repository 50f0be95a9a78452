"""Signing in and out; the keys that check access tokens."""

from marshmallow import fields

from contracts.base import Done, Nothing, Paged, Request, View, page_of
from contracts.fields import Bool, EmailAddress, Identifier, Instant, Line, Text
from contracts.identity.accounts import CheckYourMailView, SessionView, WithEmail
from contracts.operations import ANYONE, Cached, Subject

api = Subject("identity", "sessions", "Signing in and out; the keys that check access tokens")


class SignIn(Request):
    """`known_browser` is what an earlier sign-in with this address answered to the same browser, if any."""

    email = EmailAddress(required=True)
    password = Text(max_length=200)
    device = Line(max_length=200, min_length=0, load_default="")
    known_browser = Line(max_length=200, min_length=0, load_default=None, allow_none=True)


class SignInByLink(Request):
    token = Line(max_length=200)
    device = Line(max_length=200, min_length=0, load_default="")


class RefreshSession(Request):
    refresh_token = Line(max_length=200)


class SessionById(Request):
    session_id = Identifier(required=True)


class SessionEntryView(View):
    """A session in its owner's list."""

    id = Identifier(required=True)
    device = Line(max_length=200)
    started_at = Instant()
    last_used_at = Instant()
    current = Bool()


class KeySetView(View):
    """The public keys (JWKS, RFC 7517) that check access tokens."""

    keys = fields.List(fields.Dict(), required=True)


SessionEntryPage = page_of(SessionEntryView, "SessionEntryPage")


sign_in = api.post(
    "/sessions",
    "sign_in",
    SignIn,
    SessionView,
    "Sign in with e-mail and password.",
    ("wrong_credentials", "too_many_attempts"),
    access=ANYONE,
    stores_response=False,
    opens_session=True,
    status=201,
    deadline=4,
)
request_magic_link = api.post(
    "/sessions/links",
    "request_magic_link",
    WithEmail,
    CheckYourMailView,
    "Ask for a mail that signs in.",
    ("too_many_attempts",),
    access=ANYONE,
    status=202,
)
sign_in_by_link = api.post(
    "/sessions/by-link",
    "sign_in_by_link",
    SignInByLink,
    SessionView,
    "Sign in with the secret of the mail.",
    ("link_expired",),
    access=ANYONE,
    stores_response=False,
    opens_session=True,
    status=201,
)
refresh_session = api.post(
    "/sessions/refresh",
    "refresh_session",
    RefreshSession,
    SessionView,
    "Have the next access and refresh tokens.",
    ("session_ended",),
    access=ANYONE,
    stores_response=False,
    opens_session=True,
)
sign_out = api.delete("/sessions/current", "sign_out", Nothing, Done, "End the session in use.")
list_my_sessions = api.get(
    "/me/sessions", "list_my_sessions", Paged, SessionEntryPage, "List one's sessions."
)
end_session = api.delete(
    "/me/sessions/{session_id}",
    "end_session",
    SessionById,
    Done,
    "End one of one's sessions.",
    ("not_found",),
)
get_key_set = api.get(
    "/.well-known/jwks.json",
    "get_key_set",
    Nothing,
    KeySetView,
    "The public keys that check access tokens.",
    access=ANYONE,
    cached=Cached(seconds=60),
    root=True,
)
