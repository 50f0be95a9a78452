"""After the proclamation: the time to contest ends, then contents are wiped and the counts stay."""

from uuid import UUID

from chassis.actor import Actor
from contracts.refused import Refused
from votation.domain.desk import Desk
from votation.domain.events import Happened
from votation.domain.votation import Votation
from votation.use_cases.access import held, pass_to


def archive_votation(desk: Desk, actor: Actor, votation_id: UUID, version: int) -> Votation:
    """Refuses: stale_version, not_proclaimed, not_ready_yet while the archive is being made."""
    votation, now = held(desk, votation_id, version)
    if votation.state == "proclaimed" and votation.archive_sha256 is None:
        raise Refused("not_ready_yet")
    archived = pass_to(desk, actor, votation, "archive", now, "archived")
    desk.tell(Happened("changed", archived))
    return archived


def destroy_votation(desk: Desk, actor: Actor, votation_id: UUID, version: int) -> Votation:
    """Wipe roll and ballots; manifest, counts, minutes and audit stay. Refuses: stale_version, not_archived."""
    votation, now = held(desk, votation_id, version)
    destroyed = pass_to(desk, actor, votation, "destroy", now, "destroyed", changes={"archive_sha256": None})
    desk.rolls.wipe(votation_id)
    desk.votations.forget_plain(votation_id)
    desk.enqueue("destroy_files", {"votation_id": str(votation_id)})
    desk.tell(Happened("destroyed", destroyed))
    return destroyed
