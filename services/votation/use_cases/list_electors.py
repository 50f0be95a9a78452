"""The roll, as its organiser sees it."""

from collections.abc import Mapping
from uuid import UUID

from votation.domain.elector import Elector
from votation.domain.unit_of_work import UnitOfWork
from votation.use_cases.access import permitted


def list_electors(
    uow: UnitOfWork, votation_id: UUID, q: str, after: str | None, limit: int
) -> tuple[list[Elector], Mapping[UUID, int]]:
    """Electors after a reference (one more than `limit` when there are more), and how many proxies each holds.

    Raises Refused: not_found, sign_in_required, forbidden.
    """
    permitted(uow, votation_id)
    electors = uow.rolls.page(votation_id, q, after, limit)
    return electors, uow.rolls.proxies_held([elector.id for elector in electors])
