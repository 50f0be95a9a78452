"""Proclaim the result, with the minutes that are signed for it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from chassis.actor import Actor
from chassis.operations import command
from contracts.refused import Refused
from contracts.votation import board as ops
from formats import canonical
from votation import views
from votation.domain.printable import require_printable
from votation.domain.votation import Votation
from votation.unit_of_work import UnitOfWork
from votation.use_cases.loading import get_locked_votation, record


@command(ops.proclaim_votation, view=views.votation)
def proclaim_votation(
    uow: UnitOfWork,
    actor: Actor,
    votation_id: UUID,
    version: int,
    observations: str,
    settlements: Sequence[dict[str, Any]],
) -> Votation:
    """Have the minutes written and signed; the votation is proclaimed with them.

    Refuses: stale_version, not_counted, result_frozen, tie_to_settle, settlement_invalid, not_printable.
    """
    votation, now = get_locked_votation(uow, votation_id, version)
    if votation.is_proclaimed:
        raise Refused("result_frozen")
    if votation.state != "counted" or votation.result is None:
        raise Refused("not_counted")
    _require_settled(votation, settlements)
    require_printable([("observations", observations)])
    act = {"observations": observations, "settlements": list(settlements)}
    proclaiming = uow.votations.change(votation_id, {"proclaiming": act})
    # The log is public before the result is: what it tells now is only that nothing of it was changed later.
    digest = canonical.sha256(canonical.dump(act))
    record(uow, actor, proclaiming, now, "proclamation_asked", {"sha256": digest})
    uow.enqueue("proclaim", {"votation_id": str(votation_id)})
    return proclaiming


def _require_settled(votation: Votation, settlements: Sequence[dict[str, Any]]) -> None:
    """Each tie left to someone is settled by them, once, among those who are tied; and nothing else is."""
    ties = {tie["question_id"]: tie for tie in votation.to_settle or ()}
    for index, settlement in enumerate(settlements):
        tie = ties.pop(settlement["question_id"], None)
        winners = settlement["winners"]
        if tie is None or settlement["by"] != tie["rule"]:
            raise Refused("settlement_invalid", fields={f"settlements.{index}": ["invalid"]})
        if len(set(winners)) != tie["seats"] or not set(winners) <= set(tie["choices"]):
            raise Refused("settlement_invalid", fields={f"settlements.{index}.winners": ["invalid"]})
    if ties:
        raise Refused("tie_to_settle")
