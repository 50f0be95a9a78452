"""How far the reading of a roll file is, and what it found."""

from typing import Any
from uuid import UUID

from chassis.operations import query
from chassis.pages import Order, integer
from contracts.refused import Refused
from contracts.votation import rolls as ops
from votation.domain.roll import RollImport
from votation.unit_of_work import UnitOfWork
from votation.use_cases.loading import get_permitted_votation

BY_LINE = Order("line", lambda problem: (problem["line"], problem["place"]), integer, integer)


@query(ops.get_roll_import)
def get_roll_import(uow: UnitOfWork, import_id: UUID) -> RollImport:
    """Refuses: not_found, sign_in_required, forbidden."""
    roll_import = uow.rolls.find_import(import_id)
    if roll_import is None:
        raise Refused("not_found")
    get_permitted_votation(uow, roll_import.votation_id)
    return roll_import


@query(ops.list_roll_problems)
def list_roll_problems(uow: UnitOfWork, import_id: UUID, cursor: str | None, limit: int) -> dict[str, Any]:
    """The lines that cannot be taken, in their order. Refuses: not_found, sign_in_required, forbidden, cursor_invalid."""
    get_roll_import(uow, import_id)
    return BY_LINE.page(uow.rolls.problems(import_id, BY_LINE.after(cursor), limit), limit)
