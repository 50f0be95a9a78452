"""The roll, as its organiser sees it."""

from collections.abc import Mapping
from uuid import UUID

from votation.domain.desk import Desk
from votation.domain.elector import Elector
from votation.use_cases.access import permitted


def list_electors(
    desk: Desk, votation_id: UUID, q: str, after: str | None, limit: int
) -> tuple[list[Elector], Mapping[UUID, int]]:
    """Electors after a reference (one more than `limit` when there are more), and how many proxies each holds.

    Raises Refused: not_found, sign_in_required, forbidden.
    """
    permitted(desk, votation_id)
    electors = desk.rolls.page(votation_id, q, after, limit)
    return electors, desk.rolls.proxies_held([elector.id for elector in electors])
