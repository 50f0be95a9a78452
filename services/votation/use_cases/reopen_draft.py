from uuid import UUID

from chassis.actor import Actor
from votation.domain.desk import Desk
from votation.domain.events import Happened
from votation.domain.votation import Votation
from votation.use_cases.access import held, pass_to


def reopen_draft(desk: Desk, actor: Actor, votation_id: UUID, version: int) -> Votation:
    """Back to the draft before sealing; keys are discarded. Refuses: stale_version, rules_frozen."""
    votation, now = held(desk, votation_id, version)
    keys = {"election_key": None, "shares": None}
    draft = pass_to(
        desk, actor, votation, "edit", now, "reopened", {"keys_discarded": votation.state == "keyed"}, keys
    )
    desk.tell(Happened("changed", draft))
    return draft
