"""Domain events as the facts the contract promises: of an event's attributes, those that the fact's schema names."""

import dataclasses
from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from contracts.base import Fact
from contracts.identity import facts
from identity.domain import events

# The fact of each kind of event, and which attribute is the id of what it happened to.
FACT_OF: dict[type, tuple[Fact, str]] = {
    events.AccountRegistered: (facts.account_registered, "account_id"),
    events.EmailConfirmed: (facts.email_confirmed, "account_id"),
    events.CredentialMailRequested: (facts.credential_mail_requested, "request_id"),
    events.SessionEnded: (facts.session_ended, "account_id"),
    events.RightsChanged: (facts.rights_changed, "account_id"),
    events.OrganisationCreated: (facts.organisation_created, "organisation_id"),
    events.OrganisationChanged: (facts.organisation_changed, "organisation_id"),
    events.ParticipantTypeDefined: (facts.participant_type_defined, "participant_type_id"),
    events.RoleGiven: (facts.role_given, "account_id"),
    events.RoleTaken: (facts.role_taken, "account_id"),
    events.ConsentDecided: (facts.consent_decided, "account_id"),
}


class OutgoingFact(NamedTuple):
    """A fact ready for the outbox."""

    fact: Fact
    aggregate_id: UUID
    aggregate_version: int
    data: Mapping[str, Any]


def published(event: events.Event) -> OutgoingFact:
    fact, aggregate_id = FACT_OF[type(event)]
    attributes = _attributes(event)
    if isinstance(event, events.ConsentDecided):
        attributes["granted"] = "yes" if event.granted else "no"
    return OutgoingFact(fact, attributes[aggregate_id], attributes["version"], attributes)


def _attributes(event: events.Event) -> dict[str, Any]:
    """Those of the event and of the object it holds, whose id is `<name>_id`."""
    attributes: dict[str, Any] = {}
    for name, value in vars(event).items():
        if dataclasses.is_dataclass(value):
            attributes |= vars(value) | {f"{name}_id": getattr(value, "id", None)}
        else:
            attributes[name] = value
    return attributes
