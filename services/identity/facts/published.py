"""Domain events as the facts the contract promises."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from contracts.base import Fact
from contracts.identity import facts
from identity.domain import events
from identity.domain.grant import Grant
from identity.domain.organisation import Organisation


class OutgoingFact(NamedTuple):
    """A fact ready for the outbox."""

    fact: Fact
    aggregate_id: UUID
    aggregate_version: int
    data: Mapping[str, Any]


def published(event: events.Event) -> OutgoingFact:
    return FACT_OF[type(event)](event)


def account_registered(event: events.AccountRegistered) -> OutgoingFact:
    return OutgoingFact(
        facts.account_registered, event.account_id, event.version, {"account_id": event.account_id}
    )


def email_confirmed(event: events.EmailConfirmed) -> OutgoingFact:
    return OutgoingFact(
        facts.email_confirmed, event.account_id, event.version, {"account_id": event.account_id}
    )


def credential_mail_requested(event: events.CredentialMailRequested) -> OutgoingFact:
    data = {"request_id": event.request_id, "kind": event.kind, "expires_at": event.expires_at}
    return OutgoingFact(facts.credential_mail_requested, event.request_id, 1, data)


def session_ended(event: events.SessionEnded) -> OutgoingFact:
    data = {"account_id": event.account_id, "session_id": event.session_id}
    return OutgoingFact(facts.session_ended, event.account_id, event.version, data)


def rights_changed(event: events.RightsChanged) -> OutgoingFact:
    data = {"account_id": event.account_id, "since": event.since}
    return OutgoingFact(facts.rights_changed, event.account_id, event.version, data)


def organisation_created(event: events.OrganisationCreated) -> OutgoingFact:
    organisation = event.organisation
    return OutgoingFact(
        facts.organisation_created, organisation.id, organisation.version, _page(organisation)
    )


def organisation_changed(event: events.OrganisationChanged) -> OutgoingFact:
    organisation = event.organisation
    return OutgoingFact(
        facts.organisation_changed, organisation.id, organisation.version, _page(organisation)
    )


def participant_type_defined(event: events.ParticipantTypeDefined) -> OutgoingFact:
    defined = event.participant_type
    data = {
        "participant_type_id": defined.id,
        "organisation_id": defined.organisation_id,
        "label_fr": defined.label_fr,
        "label_en": defined.label_en,
    }
    return OutgoingFact(facts.participant_type_defined, defined.id, defined.version, data)


def role_given(event: events.RoleGiven) -> OutgoingFact:
    return OutgoingFact(
        facts.role_given, event.account_id, event.version, _member(event.account_id, event.grant)
    )


def role_taken(event: events.RoleTaken) -> OutgoingFact:
    return OutgoingFact(
        facts.role_taken, event.account_id, event.version, _member(event.account_id, event.grant)
    )


def consent_decided(event: events.ConsentDecided) -> OutgoingFact:
    data = {
        "account_id": event.account_id,
        "purpose": event.purpose,
        "granted": "yes" if event.granted else "no",
    }
    return OutgoingFact(facts.consent_decided, event.account_id, event.version, data)


def _page(organisation: Organisation) -> dict[str, Any]:
    return {
        "organisation_id": organisation.id,
        "slug": organisation.slug,
        "name": organisation.name,
        "kind": organisation.kind,
        "colour": organisation.colour,
        "small_group_size": organisation.small_group_size,
        "contact_email": organisation.contact_email,
    }


def _member(account_id: UUID, grant: Grant) -> dict[str, Any]:
    return {
        "organisation_id": grant.organisation_id,
        "account_id": account_id,
        "role": grant.role,
        "project_id": grant.project_id,
    }


FACT_OF: dict[type, Callable[[Any], OutgoingFact]] = {
    events.AccountRegistered: account_registered,
    events.EmailConfirmed: email_confirmed,
    events.CredentialMailRequested: credential_mail_requested,
    events.SessionEnded: session_ended,
    events.RightsChanged: rights_changed,
    events.OrganisationCreated: organisation_created,
    events.OrganisationChanged: organisation_changed,
    events.ParticipantTypeDefined: participant_type_defined,
    events.RoleGiven: role_given,
    events.RoleTaken: role_taken,
    events.ConsentDecided: consent_decided,
}
