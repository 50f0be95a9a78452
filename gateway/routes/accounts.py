"""Accounts, sessions, consents: everything someone does about themself."""

from contracts.identity import operations as identity
from gateway.declared import Cached, Route, Subject

accounts = Subject(
    "accounts",
    "Opening an account, and what its owner reads and changes",
    (
        Route(
            "POST",
            "/accounts",
            identity.register_account,
            access="anyone",
            opens_session=True,
            status=201,
            deadline=4,
        ),
        Route("POST", "/accounts/confirmations", identity.confirm_email, access="anyone"),
        Route(
            "POST", "/accounts/password-resets", identity.request_password_reset, access="anyone", status=202
        ),
        Route("POST", "/accounts/passwords", identity.reset_password, access="anyone", deadline=4),
        Route("POST", "/accounts/email-confirmations", identity.confirm_email_change, access="anyone"),
        Route("POST", "/accounts/recoveries", identity.take_back_account, access="anyone", deadline=4),
        Route("POST", "/links/state", identity.check_link, access="anyone"),
        Route("GET", "/me", identity.get_my_account),
        Route("PATCH", "/me", identity.update_my_account),
        Route("PUT", "/me/password", identity.change_password, deadline=4),
        Route("PUT", "/me/email", identity.change_email, status=202, deadline=4),
        Route("POST", "/me/confirmation-mails", identity.resend_confirmation, status=202),
        Route("PUT", "/me/participant-types/{organisation_id}", identity.choose_participant_type),
        Route("GET", "/me/consents", identity.list_my_consents),
        Route("PUT", "/me/consents/{purpose}", identity.decide_consent),
    ),
)

sessions = Subject(
    "sessions",
    "Signing in and out; the keys that check access tokens",
    (
        Route(
            "POST", "/sessions", identity.sign_in, access="anyone", opens_session=True, status=201, deadline=4
        ),
        Route("POST", "/sessions/links", identity.request_magic_link, access="anyone", status=202),
        Route(
            "POST",
            "/sessions/by-link",
            identity.sign_in_by_link,
            access="anyone",
            opens_session=True,
            status=201,
        ),
        Route("POST", "/sessions/refresh", identity.refresh_session, access="anyone", opens_session=True),
        Route("DELETE", "/sessions/current", identity.sign_out),
        Route("GET", "/me/sessions", identity.list_my_sessions),
        Route("DELETE", "/me/sessions/{session_id}", identity.end_session),
        Route(
            "GET",
            "/.well-known/jwks.json",
            identity.get_key_set,
            access="anyone",
            cached=Cached(seconds=60),
            root=True,
        ),
    ),
)

SUBJECTS = (accounts, sessions)
