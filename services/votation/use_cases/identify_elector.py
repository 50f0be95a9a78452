"""Who is in the booth: by their personal link, or by the account they are signed in with."""

from uuid import UUID

from chassis.actor import Actor
from contracts.refused import Refused
from votation.domain.elector import Elector
from votation.domain.keys import link_hash
from votation.unit_of_work import UnitOfWork


def identify_elector(uow: UnitOfWork, actor: Actor, votation_id: UUID, link: str | None) -> Elector:
    """Raises Refused: link_unknown, sign_in_required, not_on_roll."""
    if link is not None:
        elector = uow.electors.by_link(votation_id, link_hash(link))
        if elector is None:
            raise Refused("link_unknown")
        return elector
    if actor.id is None:
        raise Refused("sign_in_required")
    elector = uow.electors.by_account(votation_id, actor.id)
    if elector is None:
        raise Refused("not_on_roll")
    return elector
