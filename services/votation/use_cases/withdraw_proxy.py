"""Take a proxy back."""

from uuid import UUID

from chassis.actor import Actor
from chassis.operations import command
from contracts.refused import Refused
from contracts.votation import rolls as ops
from votation import views
from votation.domain.elector import Elector
from votation.domain.proxy import require_voting_not_over
from votation.unit_of_work import UnitOfWork
from votation.use_cases.correct_elector import get_locked_elector
from votation.use_cases.loading import record


@command(ops.withdraw_proxy, view=views.elector)
def withdraw_proxy(uow: UnitOfWork, actor: Actor, giver_id: UUID) -> Elector:
    """The giver votes in person again; a right that the holder had in their name and did not use is void.

    Refuses: not_found, forbidden, voting_over, already_signed.
    """
    giver, votation, now = get_locked_elector(uow, giver_id)
    require_voting_not_over(votation.poll, now)
    if uow.register.signed_among([giver_id]):
        raise Refused("already_signed")
    if giver.proxy_to is None:
        return giver
    uow.register.withdraw(giver_id)
    free = uow.rolls.change_elector(giver_id, {"proxy_to": None})
    assert free is not None  # noqa: S101 - no address changes
    record(uow, actor, votation, now, "proxy_withdrawn")
    return free
