"""The letters of a mailing, by id."""

from typing import Any
from uuid import UUID

from chassis.operations import query
from contracts.refused import Refused
from contracts.votation import internal as ops
from votation.unit_of_work import UnitOfWork
from votation.use_cases.loading import get_stored_votation


@query(ops.mailing_slice)
def mailing_slice(uow: UnitOfWork, mailing_id: UUID, after: UUID | None, limit: int) -> dict[str, Any]:
    """Those after one, in the order of their ids. Refuses: not_found."""
    votation_id = uow.mailings.votation_of(mailing_id)
    if votation_id is None:
        raise Refused("not_found")
    return {
        "votation_id": votation_id,
        "organisation_id": get_stored_votation(uow, votation_id).organisation_id,
        "letters": uow.mailings.slice(mailing_id, after, limit),
    }
