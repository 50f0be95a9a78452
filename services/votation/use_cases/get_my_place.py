"""Whether the account signed in is on the roll."""

from uuid import UUID

from votation.domain.elector import Elector
from votation.domain.unit_of_work import UnitOfWork
from votation.use_cases.access import seen


def get_my_place(uow: UnitOfWork, account_id: UUID, votation_id: UUID) -> Elector | None:
    """Raises Refused(not_found)."""
    seen(uow, votation_id)
    return uow.electors.by_account(votation_id, account_id)
