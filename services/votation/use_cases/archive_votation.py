"""After the proclamation: the time to contest ends, then contents are wiped and the counts stay."""

from uuid import UUID

from chassis.actor import Actor
from chassis.operations import command
from contracts.refused import Refused
from contracts.votation import board as ops
from votation import views
from votation.domain.events import Happened
from votation.domain.votation import Votation
from votation.unit_of_work import UnitOfWork
from votation.use_cases.loading import get_locked_votation, pass_to, record


@command(ops.archive_votation, view=views.votation)
def archive_votation(uow: UnitOfWork, actor: Actor, votation_id: UUID, version: int) -> Votation:
    """Refuses: stale_version, not_proclaimed, not_ready_yet while the archive is being made."""
    votation, now = get_locked_votation(uow, votation_id, version)
    if votation.state == "proclaimed" and votation.archive_sha256 is None:
        raise Refused("not_ready_yet")
    archived = pass_to(uow, actor, votation, "archive", now, "archived")
    uow.publish(Happened("changed", archived))
    return archived


@command(ops.destroy_votation, view=views.votation)
def destroy_votation(uow: UnitOfWork, actor: Actor, votation_id: UUID, version: int) -> Votation:
    """Wipe roll and ballots; manifest, counts, minutes and audit stay. What is cancelled stays so, without its roll.

    Refuses: stale_version, not_archived, cancelled when nothing is left to wipe.
    """
    votation, now = get_locked_votation(uow, votation_id, version)
    if votation.state == "cancelled" and uow.rolls.wipe(votation_id):
        wiped = uow.votations.change(votation_id, {})
        record(uow, actor, wiped, now, "destroyed")
        return wiped
    destroyed = pass_to(uow, actor, votation, "destroy", now, "destroyed", changes={"archive_sha256": None})
    uow.rolls.wipe(votation_id)
    uow.votations.forget_plain(votation_id)
    uow.enqueue("destroy_files", {"votation_id": str(votation_id)})
    uow.publish(Happened("destroyed", destroyed))
    return destroyed
