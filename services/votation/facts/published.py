"""Events of votations as the facts the contract promises: aggregates, nobody's vote."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from contracts.base import Fact
from contracts.votation import facts
from votation.domain import events
from votation.domain.votation import Votation


class OutgoingFact(NamedTuple):
    """A fact ready for the outbox."""

    fact: Fact
    aggregate_id: UUID
    aggregate_version: int
    data: Mapping[str, Any]


def _told(fact: Fact, votation: Votation, **more: Any) -> OutgoingFact:
    data = {
        "votation_id": votation.id,
        "organisation_id": votation.organisation_id,
        "project_id": votation.project_id,
        **more,
    }
    return OutgoingFact(fact, votation.id, votation.version, data)


def happened(event: events.Happened) -> OutgoingFact:
    return _told(facts.published.known[f"votation.{event.what}.v1"], event.votation)


def announced(event: events.Announced) -> OutgoingFact:
    votation = event.votation
    return _told(
        facts.announced,
        votation,
        title=votation.title,
        opens_at=votation.opens_at,
        closes_at=votation.closes_at,
    )


def extended(event: events.Extended) -> OutgoingFact:
    return _told(facts.extended, event.votation, closes_at=event.votation.closes_at)


def turnout_reached(event: events.TurnoutReached) -> OutgoingFact:
    return _told(facts.turnout_reached, event.votation, signed_at_least=event.signed_at_least)


def proclaimed(event: events.Proclaimed) -> OutgoingFact:
    votation = event.votation
    return _told(
        facts.proclaimed, votation, sentence_fr=votation.sentence_fr, sentence_en=votation.sentence_en
    )


def mailing_due(event: events.MailingDue) -> OutgoingFact:
    return _told(
        facts.mailing_due,
        event.votation,
        mailing_id=event.mailing_id,
        kind=event.kind,
        expires_at=event.expires_at,
    )


FACT_OF: dict[type, Callable[[Any], OutgoingFact]] = {
    events.Happened: happened,
    events.Announced: announced,
    events.Extended: extended,
    events.TurnoutReached: turnout_reached,
    events.Proclaimed: proclaimed,
    events.MailingDue: mailing_due,
}
