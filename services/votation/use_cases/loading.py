"""Finding a votation, only for who may know of it, holding it, and leaving a trace of what is done to it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.actor import Actor
from contracts.refused import Refused
from votation.domain import lifecycle, rights
from votation.domain.events import Happened
from votation.domain.votation import Votation
from votation.unit_of_work import UnitOfWork


def get_visible_votation(uow: UnitOfWork, votation_id: UUID) -> Votation:
    """Raises Refused(not_found) when there is none, or none that the actor sees."""
    votation = uow.votations.find(votation_id)
    if votation is None or not (votation.is_visible() or uow.may(rights.FOLLOW, votation.organisation_id)):
        raise Refused("not_found")
    return votation


def get_announced_votation(uow: UnitOfWork, votation_id: UUID) -> Votation:
    """One whose manifest is public. Raises Refused: not_found, not_announced."""
    votation = get_visible_votation(uow, votation_id)
    if votation.manifest is None:
        raise Refused("not_announced")
    return votation


def get_permitted_votation(uow: UnitOfWork, votation_id: UUID) -> Votation:
    """One the actor has the operation's right on. Raises Refused: not_found, sign_in_required, forbidden."""
    votation = get_visible_votation(uow, votation_id)
    uow.permit(votation.organisation_id)
    return votation


def get_locked_votation(
    uow: UnitOfWork, votation_id: UUID, version: int | None = None
) -> tuple[Votation, datetime]:
    """The votation once nobody else acts on it or votes in it, with what the clock brought written down.

    Raises Refused: not_found, sign_in_required, forbidden, stale_version.
    """
    get_permitted_votation(uow, votation_id)
    now = uow.lock_exclusive(votation_id)
    votation = advance(uow, get_stored_votation(uow, votation_id), now)
    if version is not None and version != votation.version:
        raise Refused("stale_version")
    return votation, now


def get_stored_votation(uow: UnitOfWork, votation_id: UUID) -> Votation:
    votation = uow.votations.find(votation_id)
    if votation is None:
        raise Refused("not_found")
    return votation


def advance(uow: UnitOfWork, votation: Votation, now: datetime) -> Votation:
    """Write down what the clock has brought about: the opening, the closing. Under the exclusive lock."""
    while (event := votation.poll.due(now)) is not None:
        state = lifecycle.after(votation.state, event)
        moment = votation.opens_at if event == "open" else votation.closes_at
        votation = uow.votations.change(votation.id, {"state": state})
        uow.audit.write(
            votation.id, now, "opened" if event == "open" else "closing", "clock", {"due_at": _iso(moment)}
        )
        uow.publish(Happened("opened" if event == "open" else "changed", votation))
    return votation


def pass_to(
    uow: UnitOfWork,
    actor: Actor,
    votation: Votation,
    event: lifecycle.Event,
    now: datetime,
    act: str,
    details: Mapping[str, Any] | None = None,
    changes: Mapping[str, Any] | None = None,
) -> Votation:
    """Change the state as the table allows, with one audit entry. Raises Refused when it does not."""
    state = lifecycle.after(votation.state, event)
    changed = uow.votations.change(votation.id, {**(changes or {}), "state": state})
    record(uow, actor, changed, now, act, details)
    return changed


def record(
    uow: UnitOfWork,
    actor: Actor,
    votation: Votation,
    now: datetime,
    act: str,
    details: Mapping[str, Any] | None = None,
) -> None:
    by = "organiser" if actor.id else actor.service or "clock"
    uow.audit.write(votation.id, now, act, by, details or {}, actor.id)


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
