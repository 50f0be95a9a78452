"""The chain of a votation's log."""

from typing import Any
from uuid import UUID

from chassis.operations import query
from chassis.pages import Order, integer
from contracts.refused import Refused
from contracts.votation import votations as ops
from votation.domain import rights
from votation.unit_of_work import UnitOfWork
from votation.use_cases.loading import get_visible_votation

BY_NUMBER = Order("audit", lambda entry: (entry["seq"],), integer)


@query(ops.list_audit)
def list_audit(uow: UnitOfWork, votation_id: UUID, cursor: str | None, limit: int) -> dict[str, Any]:
    """For anyone once announced, before that for whoever follows it. Refuses: not_found, forbidden, cursor_invalid."""
    votation = get_visible_votation(uow, votation_id)
    if votation.manifest is None and not uow.may(rights.FOLLOW, votation.organisation_id):
        raise Refused("forbidden")
    (after,) = BY_NUMBER.after(cursor) or (0,)
    return BY_NUMBER.page(uow.audit.page(votation_id, after, limit), limit)
