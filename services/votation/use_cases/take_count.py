"""From a box that was counted to a result that can be proclaimed."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from chassis.actor import NOBODY, Actor
from contracts.refused import Refused
from formats import canonical
from votation.domain import lifecycle, rights
from votation.domain.events import Happened
from votation.domain.printable import require_printable
from votation.domain.unit_of_work import UnitOfWork
from votation.domain.votation import Votation
from votation.use_cases.access import found, held, pass_to, record, seen


def note_counted(uow: UnitOfWork, votation_id: UUID) -> None:
    """The box was counted. A second time changes nothing. Raises Refused(not_closed): to be heard again later."""
    now = uow.lock_exclusive(votation_id)
    votation = found(uow, votation_id)
    if votation.state not in lifecycle.OVER:
        raise Refused("not_closed")
    if votation.state != "closed":
        return
    counted = pass_to(uow, NOBODY, votation, "count", now, "counted")
    uow.publish(Happened("counted", counted))


def keep_plain(
    uow: UnitOfWork,
    votation_id: UUID,
    ballots: Sequence[dict[str, Any]],
    breakdown: str | None,
    proof: Mapping[str, Any] | None,
) -> None:
    """Keep what the box counted, and have the result computed."""
    uow.lock_exclusive(votation_id)
    votation = found(uow, votation_id)
    if votation.plain_read or votation.state != "counted":
        return
    uow.votations.keep_plain(votation_id, [_row(ballot) for ballot in ballots])
    uow.votations.note(votation_id, {"plain_read": True, "breakdown": breakdown, "count_proof": proof})
    uow.enqueue("compute_result", {"votation_id": str(votation_id)})


def _row(ballot: dict[str, Any]) -> tuple[str, str, int]:
    content = {name: value for name, value in ballot.items() if name in ("a", "null")}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return ballot["g"], text, ballot["n"]


def get_result(uow: UnitOfWork, votation_id: UUID) -> dict[str, Any]:
    """For everyone at once, when it is proclaimed; before that for the bureau. Refuses: not_counted, not_proclaimed."""
    votation = seen(uow, votation_id)
    if not votation.is_proclaimed:
        if not uow.may(rights.MANAGE, votation.organisation_id):
            raise Refused("not_proclaimed")
        if votation.result is None:
            raise Refused("not_counted")
    assert votation.result is not None  # noqa: S101
    result = json.loads(votation.result)
    return {
        "votation_id": votation_id,
        "proclaimed": votation.is_proclaimed,
        "manifest_hash": votation.manifest_hash,
        "result": {**result, "breakdown": json.loads(votation.breakdown) if votation.breakdown else None},
        "to_settle": list(votation.to_settle or ()),
    }


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
    votation, now = held(uow, votation_id, version)
    if votation.is_proclaimed:
        raise Refused("result_frozen")
    if votation.state != "counted" or votation.result is None:
        raise Refused("not_counted")
    _require_settled(votation, settlements)
    require_printable([("observations", observations)])
    asked = {"observations": observations, "settlements": list(settlements)}
    proclaiming = uow.votations.change(votation_id, {"proclaiming": asked})
    # The log is public before the result is: what it tells now is only that nothing of it was changed later.
    digest = canonical.sha256(canonical.dump(asked))
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
