"""Events of a box as the facts the contract promises."""

from collections.abc import Callable
from typing import Any

from chassis.storage import Transaction
from contracts.base import Fact
from contracts.box import facts
from votation.box.domain import events

# The fact of an event, and the version of the box that it makes.
FACT_OF: dict[type, tuple[Fact, Callable[[Any], int]]] = {
    events.EpochClosed: (facts.epoch_closed, lambda event: event.number),
    events.Counted: (facts.counted, lambda event: event.epochs + 1),
}


def publish(tx: Transaction, event: events.EpochClosed | events.Counted) -> None:
    """The fact's schema takes what it promises of the event."""
    fact, version_of = FACT_OF[type(event)]
    tx.publish(fact, aggregate_id=event.votation_id, aggregate_version=version_of(event), data=vars(event))
