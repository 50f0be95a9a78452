"""Record that an elector votes by another."""

from uuid import UUID

from chassis.actor import Actor
from chassis.operations import command
from contracts.refused import Refused
from contracts.votation import rolls as ops
from votation import views
from votation.domain.elector import Elector
from votation.domain.proxy import require_proxy, require_voting_not_over
from votation.unit_of_work import UnitOfWork
from votation.use_cases.loading import get_locked_votation, record


@command(ops.give_proxy, view=views.elector)
def give_proxy(uow: UnitOfWork, actor: Actor, votation_id: UUID, giver_id: UUID, holder_id: UUID) -> Elector:
    """The giver, whose own unused right is void from now on. Under the votation's lock, so that no holder ever has
    one proxy too many.

    Refuses: not_found, forbidden, voting_over, proxy_not_allowed, proxy_chained, proxy_too_many, already_signed.
    """
    votation, now = get_locked_votation(uow, votation_id)
    giver, holder = uow.electors.find(giver_id), uow.electors.find(holder_id)
    if giver is None or holder is None or {giver.votation_id, holder.votation_id} != {votation_id}:
        raise Refused("not_found")
    require_voting_not_over(votation.poll, now)
    require_proxy(
        giver,
        holder,
        given_to_giver=uow.electors.givers_of(giver_id),
        given_to_holder=uow.electors.givers_of(holder_id),
        most=votation.proxies_per_holder,
    )
    if uow.register.signed_among([giver_id]):
        raise Refused("already_signed")
    if giver.proxy_to == holder_id:
        return giver
    uow.register.withdraw(giver_id)
    given = uow.rolls.change_elector(giver_id, {"proxy_to": holder_id})
    assert given is not None  # noqa: S101 - no address changes
    record(uow, actor, votation, now, "proxy_given")
    return given
