"""Events of votations as the facts the contract promises: aggregates, nobody's vote."""

from chassis.storage import Transaction
from contracts.base import Fact
from contracts.votation import facts
from votation.domain import events

FACT_OF: dict[type[events.Event], Fact] = {
    events.Announced: facts.announced,
    events.Extended: facts.extended,
    events.TurnoutReached: facts.turnout_reached,
    events.Proclaimed: facts.proclaimed,
    events.MailingDue: facts.mailing_due,
}


def fact_of(event: events.Event) -> Fact:
    if isinstance(event, events.Happened):
        return facts.published.known[f"votation.{event.what}.v1"]
    return FACT_OF[type(event)]


def publish(tx: Transaction, event: events.Event) -> None:
    """The fact's schema takes what it promises of the event and of its votation."""
    votation = event.votation
    data = {**vars(votation), **vars(event), "votation_id": votation.id}
    tx.publish(fact_of(event), aggregate_id=votation.id, aggregate_version=votation.version, data=data)
