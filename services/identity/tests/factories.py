"""Things of the domain, made up for unit and storage tests."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from identity.domain.account import Account
from identity.domain.credential import LIFETIMES, Credential
from identity.domain.grant import Grant
from identity.domain.invitation import Invitation
from identity.domain.organisation import Organisation
from identity.domain.session import Session

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def an_account(**more: Any) -> Account:
    values: dict[str, Any] = {
        "id": uuid4(),
        "email": f"{uuid4().hex[:8]}@example.org",
        "email_confirmed_at": None,
        "pending_email": None,
        "display_name": "Camille Durand",
        "language": "fr",
        "birth_on": None,
        "postcode": None,
        "password_hash": "hash of kestrel",
        "created_at": NOON,
    }
    return Account(**{**values, **more})


def a_session(account_id: UUID, **more: Any) -> Session:
    values: dict[str, Any] = {"id": uuid4(), "device": "Firefox", "started_at": NOON, "last_used_at": NOON}
    return Session(account_id=account_id, **{**values, **more})


def a_credential(kind: str, **more: Any) -> Credential:
    values: dict[str, Any] = {
        "id": uuid4(),
        "account_id": None,
        "invitation_id": None,
        "address": None,
        "expires_at": NOON + LIFETIMES[kind],
        "requested_at": NOON,
    }
    return Credential(kind=kind, **{**values, **more})


def an_organisation(**more: Any) -> Organisation:
    values: dict[str, Any] = {
        "id": uuid4(),
        "slug": f"city-{uuid4().hex[:8]}",
        "name": "Ville de Créteil",
        "kind": "municipality",
        "colour": None,
        "website": None,
        "small_group_size": 5,
        "created_at": NOON,
    }
    return Organisation(**{**values, **more})


def an_invitation(grant: Grant, email: str, invited_by: UUID, **more: Any) -> Invitation:
    assert grant.organisation_id is not None
    values: dict[str, Any] = {
        "id": uuid4(),
        "language": "fr",
        "sent_at": NOON,
        "expires_at": NOON + LIFETIMES["invitation"],
    }
    return Invitation(
        organisation_id=grant.organisation_id,
        email=email,
        role=grant.role,
        project_id=grant.project_id,
        invited_by=invited_by,
        **{**values, **more},
    )
