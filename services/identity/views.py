"""What several use cases answer with, where the contract's schema cannot read it from the object."""

from datetime import datetime
from typing import Any

from identity.domain.assertion import LIFE_SECONDS, claims_of
from identity.domain.invitation import Invitation
from identity.domain.keyed_hash import mark_for_browser
from identity.domain.organisation import Organisation
from identity.domain.session import SignedIn
from identity.domain.unit_of_work import UnitOfWork


def session(uow: UnitOfWork, signed_in: SignedIn) -> dict[str, Any]:
    access_token, expires_at = uow.assertions.issue(claims_of(signed_in), LIFE_SECONDS)
    return {
        "access_token": access_token,
        "access_token_expires_at": expires_at,
        "refresh_token": signed_in.refresh_token,
        "session_id": signed_in.session.id,
        "account": signed_in.account,
    }


def session_of_browser(uow: UnitOfWork, signed_in: SignedIn) -> dict[str, Any]:
    """With a mark for the browser; not while the address may be anyone's."""
    account = signed_in.account
    mark = mark_for_browser(account.email, uow.keyed_hash) if account.email_confirmed else None
    return {**session(uow, signed_in), "known_browser": mark}


def organisation(_uow: UnitOfWork, organisation: Organisation) -> dict[str, Any]:
    """Without a colour that it does not have."""
    return {
        name: value for name, value in vars(organisation).items() if value is not None or name != "colour"
    }


def invitation(invitation: Invitation, now: datetime) -> dict[str, Any]:
    return {**vars(invitation), "status": invitation.status(now)}
