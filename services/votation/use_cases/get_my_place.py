"""Whether the account signed in is on the roll."""

from uuid import UUID

from votation.domain.desk import Desk
from votation.domain.elector import Elector
from votation.use_cases.access import seen


def get_my_place(desk: Desk, account_id: UUID, votation_id: UUID) -> Elector | None:
    """Raises Refused(not_found)."""
    seen(desk, votation_id)
    return desk.electors.by_account(votation_id, account_id)
