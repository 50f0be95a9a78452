from uuid import UUID

from chassis.actor import Actor
from chassis.operations import command
from contracts.votation import votations as ops
from votation import views
from votation.domain.events import Happened
from votation.domain.votation import Votation
from votation.unit_of_work import UnitOfWork
from votation.use_cases.loading import get_locked_votation, pass_to


@command(ops.reopen_draft, view=views.votation)
def reopen_draft(uow: UnitOfWork, actor: Actor, votation_id: UUID, version: int) -> Votation:
    """Back to the draft before sealing; keys are discarded. Refuses: stale_version, rules_frozen."""
    votation, now = get_locked_votation(uow, votation_id, version)
    keys = {"election_key": None, "shares": None}
    draft = pass_to(
        uow, actor, votation, "edit", now, "reopened", {"keys_discarded": votation.state == "keyed"}, keys
    )
    uow.publish(Happened("changed", draft))
    return draft
