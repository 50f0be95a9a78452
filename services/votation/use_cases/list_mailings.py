"""What was sent to the electors of a votation."""

from typing import Any
from uuid import UUID

from chassis.operations import query
from chassis.pages import Order, moment
from contracts.votation import rolls as ops
from votation.domain import turnout
from votation.unit_of_work import UnitOfWork
from votation.use_cases.loading import get_permitted_votation

BY_MOMENT = Order("moment", lambda mailing: (mailing["asked_at"], mailing["id"]), moment, UUID)


@query(ops.list_mailings)
def list_mailings(uow: UnitOfWork, votation_id: UUID, cursor: str | None, limit: int) -> dict[str, Any]:
    """The latest first; by steps where the number is that of who had not voted.

    Refuses: not_found, sign_in_required, forbidden, cursor_invalid.
    """
    opens_at = get_permitted_votation(uow, votation_id).opens_at
    electors = sum(group.electors for group in uow.electors.groups(votation_id))
    mailings = [
        {**mailing, "letters": turnout.told(mailing["letters"], electors)}
        if mailing["kind"] == "reminder"
        or (mailing["kind"] == "invitation" and opens_at is not None and mailing["asked_at"] >= opens_at)
        else mailing
        for mailing in uow.mailings.page(votation_id, BY_MOMENT.after(cursor), limit)
    ]
    return BY_MOMENT.page(mailings, limit)
