from typing import Any
from uuid import UUID

from chassis.actor import Actor
from chassis.operations import command
from contracts.refused import Refused
from contracts.votation import votations as ops
from votation.domain.events import Happened
from votation.domain.printable import require_printable
from votation.unit_of_work import UnitOfWork
from votation.use_cases.loading import get_locked_votation, record


@command(ops.record_event)
def record_event(
    uow: UnitOfWork, actor: Actor, votation_id: UUID, version: int, kind: str, text: str
) -> dict[str, Any]:
    """Write down an incident or an observation; after the proclamation, what came later, beside a result that stays.

    Refuses: stale_version, not_announced, not_proclaimed, not_printable.
    """
    votation, now = get_locked_votation(uow, votation_id, version)
    if votation.manifest is None:
        raise Refused("not_announced")
    if kind == "later_event" and not votation.is_proclaimed:
        raise Refused("not_proclaimed")
    require_printable([("text", text)])
    event = uow.audit.add_event(votation_id, kind, text, now)
    record(uow, actor, votation, now, kind, {"text": text})
    uow.publish(Happened("changed", votation))
    return event
