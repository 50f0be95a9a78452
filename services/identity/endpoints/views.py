"""Domain objects as the views of the contract."""

from datetime import datetime
from typing import Any
from uuid import UUID

from identity.domain.account import Profile
from identity.domain.audit import AuditEntry
from identity.domain.consent import Consent
from identity.domain.credential import MailContent
from identity.domain.grant import Grant, Member
from identity.domain.invitation import Invitation
from identity.domain.organisation import Group, Organisation, ParticipantType
from identity.domain.session import Session, SignedIn
from identity.use_cases.accept_invitation import Offer


def grant(its: Grant) -> dict[str, Any]:
    return {"role": its.role, "organisation_id": its.organisation_id, "project_id": its.project_id}


def account(profile: Profile) -> dict[str, Any]:
    its = profile.account
    return {
        "id": its.id,
        "email": its.email,
        "email_confirmed": its.email_confirmed,
        "pending_email": its.pending_email,
        "display_name": its.display_name,
        "language": its.language,
        "birth_on": its.birth_on,
        "postcode": its.postcode,
        "participant_types": profile.standing.participant_types,
        "grants": [grant(each) for each in profile.standing.grants],
        "created_at": its.created_at,
        "version": its.version,
    }


def session(signed_in: SignedIn, access_token: str, expires_at: datetime) -> dict[str, Any]:
    return {
        "access_token": access_token,
        "access_token_expires_at": expires_at,
        "refresh_token": signed_in.refresh_token,
        "session_id": signed_in.session.id,
        "account": account(signed_in.profile),
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


def organisation(its: Organisation) -> dict[str, Any]:
    view = {
        "id": its.id,
        "slug": its.slug,
        "name": its.name,
        "kind": its.kind,
        "website": its.website,
        "contact_email": its.contact_email,
        "phone": its.phone,
        "postal_address": its.postal_address,
        "publication_director": its.publication_director,
        "small_group_size": its.small_group_size,
        "created_at": its.created_at,
        "version": its.version,
    }
    return view if its.colour is None else {**view, "colour": its.colour}


def member(its: Member) -> dict[str, Any]:
    return {
        "account_id": its.account_id,
        "display_name": its.display_name,
        "email": its.email,
        "grants": [grant(each) for each in its.grants],
        "since": its.since,
    }


def invitation(its: Invitation, now: datetime) -> dict[str, Any]:
    return {
        "id": its.id,
        "email": its.email,
        "role": its.role,
        "project_id": its.project_id,
        "status": its.status(now),
        "sent_at": its.sent_at,
        "expires_at": its.expires_at,
    }


def offer(its: Offer) -> dict[str, Any]:
    return {
        "organisation_id": its.organisation.id,
        "organisation_name": its.organisation.name,
        "role": its.invitation.role,
        "expires_at": its.invitation.expires_at,
    }


def participant_type(its: ParticipantType) -> dict[str, Any]:
    return {
        "id": its.id,
        "organisation_id": its.organisation_id,
        "label_fr": its.label_fr,
        "label_en": its.label_en,
        "retired": its.retired,
    }


def group(its: Group) -> dict[str, Any]:
    return {
        "id": its.id,
        "organisation_id": its.organisation_id,
        "name": its.name,
        "members": its.members,
    }


def audit_entry(its: AuditEntry) -> dict[str, Any]:
    return {
        "id": its.id,
        "organisation_id": its.organisation_id,
        "actor_account_id": its.actor_account_id,
        "actor_name": its.actor_name,
        "act": its.act,
        "subject": its.subject,
        "before": its.before,
        "after": its.after,
        "happened_at": its.happened_at,
    }


def mail_content(its: MailContent) -> dict[str, Any]:
    return {
        "wanted": its.wanted,
        "address": its.address,
        "language": its.language,
        "display_name": its.display_name,
        "secret": its.secret,
        "expires_at": its.expires_at,
        "organisation_name": its.organisation_name,
        "organisation_contact": its.organisation_contact,
        "role": its.role,
        "happened_at": its.happened_at,
        "device": its.device,
    }
