"""What the register says of each elector, voter or not: to whoever has the mark, and to those who may inspect the list."""

from typing import Any
from uuid import UUID

from chassis.operations import query
from chassis.pages import Order, text
from contracts.refused import Refused
from contracts.votation import rolls as ops
from votation.domain import lifecycle
from votation.domain.votation import Votation
from votation.unit_of_work import UnitOfWork
from votation.use_cases.loading import get_announced_votation, get_permitted_votation

BY_SIGNATURE = Order("signature", lambda line: (line["reference"],), text)


@query(ops.list_signatures)
def list_signatures(uow: UnitOfWork, votation_id: UUID, cursor: str | None, limit: int) -> dict[str, Any]:
    """The roll by reference with who signed, after closing.

    Refuses: not_found, forbidden, voting_goes_on, roll_wiped, cursor_invalid.
    """
    votation = get_permitted_votation(uow, votation_id)
    if votation.state not in lifecycle.OVER:
        raise Refused("voting_goes_on")
    _require_roll(votation)
    (after,) = BY_SIGNATURE.after(cursor) or (None,)
    electors = uow.rolls.page(votation_id, "", after, limit)
    signed = uow.register.signed_among([elector.id for elector in electors])
    lines = [
        {
            "reference": elector.reference,
            "name": elector.name,
            "college": elector.college,
            "signed": elector.id in signed,
        }
        for elector in electors
    ]
    return BY_SIGNATURE.page(lines, limit)


@query(ops.find_mark)
def find_mark(uow: UnitOfWork, votation_id: UUID, mark: str) -> dict[str, Any]:
    """What the register says of a mark. Refuses: not_announced, roll_wiped.

    Until closing, of batches of past days alone: who asks again and again with someone's mark would else learn in which
    batch they are, and the board is public.
    """
    uow.register.hold_still()
    votation = get_announced_votation(uow, votation_id)
    _require_roll(votation)
    sought = "".join(mark.split()).lower()
    final = votation.state in lifecycle.OVER
    before = None if final else uow.now().date()
    known = uow.electors.by_mark(votation_id, sought)
    signed = known is not None and uow.register.has_signed_before(known, before)
    return {
        "mark": sought[:64],
        "on_roll": known is not None,
        "signed": signed if signed or (final and known is not None) else None,
        "final": final,
    }


def _require_roll(votation: Votation) -> None:
    if votation.state in ("destroyed", "cancelled"):
        raise Refused("roll_wiped")
