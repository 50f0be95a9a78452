"""Domain objects as the views of the contract."""

from datetime import datetime
from typing import Any
from uuid import UUID

from identity.domain.account import Profile
from identity.domain.consent import Consent
from identity.domain.grant import Grant
from identity.domain.session import Session, SignedIn


def grant(its: Grant) -> dict[str, Any]:
    return {"role": its.role, "organisation_id": its.organisation_id, "project_id": its.project_id}


def account(profile: Profile) -> dict[str, Any]:
    its = profile
    return {
        "id": its.id,
        "email": its.email,
        "email_confirmed": its.email_confirmed,
        "pending_email": its.pending_email,
        "display_name": its.display_name,
        "language": its.language,
        "birth_on": its.birth_on,
        "postcode": its.postcode,
        "participant_types": profile.participant_types,
        "grants": [grant(each) for each in profile.grants],
        "created_at": its.created_at,
        "version": its.version,
    }


def session(signed_in: SignedIn, access_token: str, expires_at: datetime) -> dict[str, Any]:
    return {
        "access_token": access_token,
        "access_token_expires_at": expires_at,
        "refresh_token": signed_in.refresh_token,
        "session_id": signed_in.session.id,
        "account": account(signed_in.account),
    }


def session_entry(its: Session, current: UUID | None) -> dict[str, Any]:
    return {
        "id": its.id,
        "device": its.device,
        "started_at": its.started_at,
        "last_used_at": its.last_used_at,
        "current": its.id == current,
    }


def consents(logged: list[Consent]) -> dict[str, Any]:
    return {
        "items": [
            {
                "purpose": each.purpose,
                "granted": each.granted,
                "text_version": each.text_version,
                "decided_at": each.decided_at,
            }
            for each in logged
        ]
    }
