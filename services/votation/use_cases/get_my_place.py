"""Whether the account signed in is on the roll."""

from typing import Any
from uuid import UUID

from chassis.actor import Actor
from chassis.operations import query
from contracts.votation import rolls as ops
from votation.unit_of_work import UnitOfWork
from votation.use_cases.loading import get_visible_votation


@query(ops.get_my_place)
def get_my_place(uow: UnitOfWork, actor: Actor, votation_id: UUID) -> dict[str, Any]:
    """Refuses: not_found."""
    get_visible_votation(uow, votation_id)
    assert actor.id is not None  # noqa: S101 - the right says so
    elector = uow.electors.by_account(votation_id, actor.id)
    if elector is None:
        return {"on_roll": False, "reference": None, "college": None, "weight": None}
    return {
        "on_roll": True,
        "reference": elector.reference,
        "college": elector.college,
        "weight": elector.weight,
    }
