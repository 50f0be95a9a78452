"""Suspending, resuming, putting the closing off: what a bureau may do while a votation goes on."""

from datetime import datetime
from uuid import UUID

from chassis.actor import Actor
from chassis.operations import command
from contracts.refused import Refused
from contracts.votation import votations as ops
from votation import views
from votation.domain.events import Extended, Happened
from votation.domain.printable import require_printable
from votation.domain.votation import Votation
from votation.unit_of_work import UnitOfWork
from votation.use_cases.loading import get_locked_votation, pass_to, record


@command(ops.suspend_votation, view=views.votation)
def suspend_votation(uow: UnitOfWork, actor: Actor, votation_id: UUID, version: int, reason: str) -> Votation:
    """Rights and ballots are kept. Refuses: stale_version, not_open, not_printable."""
    votation, now = get_locked_votation(uow, votation_id, version)
    if votation.poll.is_over(now):  # the box is closing: nobody can vote any more
        raise Refused("not_open")
    require_printable([("reason", reason)])
    suspended = pass_to(uow, actor, votation, "suspend", now, "suspended", {"reason": reason})
    uow.audit.add_event(votation_id, "suspension", reason, now)
    uow.publish(Happened("suspended", suspended))
    return suspended


@command(ops.resume_votation, view=views.votation)
def resume_votation(uow: UnitOfWork, actor: Actor, votation_id: UUID, version: int) -> Votation:
    """Refuses: stale_version, not_suspended."""
    votation, now = get_locked_votation(uow, votation_id, version)
    resumed = pass_to(uow, actor, votation, "resume", now, "resumed")
    uow.audit.add_event(votation_id, "resumption", "", now)
    uow.publish(Happened("resumed", resumed))
    return resumed


@command(ops.extend_votation, view=views.votation)
def extend_votation(
    uow: UnitOfWork, actor: Actor, votation_id: UUID, version: int, closes_at: datetime, reason: str
) -> Votation:
    """Put the closing off, while it is open or suspended. Refuses: stale_version, not_open, closing_earlier,
    not_printable.
    """
    votation, now = get_locked_votation(uow, votation_id, version)
    if votation.state not in ("sealed", "open", "suspended"):
        raise Refused("not_open")
    if votation.closes_at is None or closes_at <= votation.closes_at or closes_at <= now:
        raise Refused("closing_earlier", fields={"closes_at": ["invalid"]})
    require_printable([("reason", reason)])
    extended = uow.votations.change(votation_id, {"closes_at": closes_at})
    details = {
        "closes_at_before": votation.closes_at.isoformat(),
        "closes_at": closes_at.isoformat(),
        "reason": reason,
    }
    record(uow, actor, extended, now, "extended", details)
    uow.audit.add_event(votation_id, "extension", f"{closes_at.isoformat()} — {reason}", now)
    uow.publish(Extended(extended))
    return extended
