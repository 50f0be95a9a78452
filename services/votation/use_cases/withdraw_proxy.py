"""Take a proxy back."""

from uuid import UUID

from chassis.actor import Actor
from contracts.refused import Refused
from votation.domain.desk import Desk
from votation.domain.elector import Elector
from votation.domain.proxy import require_voting_not_over
from votation.use_cases.access import record
from votation.use_cases.correct_elector import held_elector


def withdraw_proxy(desk: Desk, actor: Actor, giver_id: UUID) -> tuple[Elector, int]:
    """The giver votes in person again; a right that the holder had in their name and did not use is void.

    Raises Refused: not_found, forbidden, voting_over, already_signed.
    """
    giver, votation, now = held_elector(desk, giver_id)
    require_voting_not_over(votation.poll, now)
    if desk.register.signed_among([giver_id]):
        raise Refused("already_signed")
    if giver.proxy_to is None:
        return giver, len(desk.electors.givers_of(giver_id))
    desk.register.withdraw(giver_id)
    free = desk.rolls.change_elector(giver_id, {"proxy_to": None})
    assert free is not None  # noqa: S101 - no address changes
    record(desk, actor, votation, now, "proxy_withdrawn")
    return free, 0
