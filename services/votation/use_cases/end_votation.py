"""After the proclamation: the time to contest ends, then contents are wiped and the counts stay."""

from uuid import UUID

from chassis.actor import Actor
from contracts.refused import Refused
from votation.domain.desk import Desk
from votation.domain.events import Happened
from votation.domain.votation import Votation
from votation.use_cases.access import held, pass_to, record


def archive_votation(desk: Desk, actor: Actor, votation_id: UUID, version: int) -> Votation:
    """Refuses: stale_version, not_proclaimed, not_ready_yet while the archive is being made."""
    votation, now = held(desk, votation_id, version)
    if votation.state == "proclaimed" and votation.archive_sha256 is None:
        raise Refused("not_ready_yet")
    archived = pass_to(desk, actor, votation, "archive", now, "archived")
    desk.tell(Happened("changed", archived))
    return archived


def destroy_votation(desk: Desk, actor: Actor, votation_id: UUID, version: int) -> Votation:
    """Wipe roll and ballots; manifest, counts, minutes and audit stay. What is cancelled stays so, without its roll.

    Refuses: stale_version, not_archived, cancelled when nothing is left to wipe.
    """
    votation, now = held(desk, votation_id, version)
    if votation.state == "cancelled" and desk.rolls.wipe(votation_id):
        wiped = desk.votations.change(votation_id, {})
        record(desk, actor, wiped, now, "destroyed")
        return wiped
    destroyed = pass_to(desk, actor, votation, "destroy", now, "destroyed", changes={"archive_sha256": None})
    desk.rolls.wipe(votation_id)
    desk.votations.forget_plain(votation_id)
    desk.enqueue("destroy_files", {"votation_id": str(votation_id)})
    desk.tell(Happened("destroyed", destroyed))
    return destroyed
