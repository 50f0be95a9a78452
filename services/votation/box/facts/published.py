"""Events of a box as the facts the contract promises."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from contracts.base import Fact
from contracts.box import facts
from votation.box.domain import events


class OutgoingFact(NamedTuple):
    """A fact ready for the outbox."""

    fact: Fact
    aggregate_id: UUID
    aggregate_version: int
    data: Mapping[str, Any]


def epoch_closed(event: events.EpochClosed) -> OutgoingFact:
    return OutgoingFact(facts.epoch_closed, event.votation_id, event.number, vars(event))


def counted(event: events.Counted) -> OutgoingFact:
    data = {"votation_id": event.votation_id, "organisation_id": event.organisation_id}
    return OutgoingFact(facts.counted, event.votation_id, event.epochs + 1, data)


FACT_OF: dict[type, Callable[[Any], OutgoingFact]] = {
    events.EpochClosed: epoch_closed,
    events.Counted: counted,
}
