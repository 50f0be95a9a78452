from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.actor import Actor
from contracts.refused import Refused
from votation.domain import lifecycle, turnout
from votation.domain.desk import Desk
from votation.domain.events import MailingDue
from votation.domain.mailing import NO_LATER_THAN, REMINDERS_APART
from votation.domain.votation import Votation
from votation.use_cases.access import held, record


def ask_mailing(desk: Desk, actor: Actor, votation_id: UUID, version: int, kind: str) -> dict[str, Any]:
    """Have letters sent: to all, for a reminder to those who have not voted.

    Refuses: stale_version, not_announced, voting_over, not_proclaimed, mailing_too_soon.
    """
    votation, now = held(desk, votation_id, version)
    _require_timely(votation, kind)
    last = desk.mailings.last_asked_at(votation_id, kind)
    if last is not None and kind != "invitation" and now < last + REMINDERS_APART:
        raise Refused("mailing_too_soon", retry_after=int((last + REMINDERS_APART - now).total_seconds()) + 1)
    assert votation.closes_at is not None  # noqa: S101
    expires_at = now + NO_LATER_THAN if kind == "result" else votation.closes_at
    mailing_id = desk.mailings.add(votation_id, kind, expires_at, now)
    letters = desk.mailings.to_all(mailing_id, votation_id, unsigned_only=kind == "reminder")
    if kind == "reminder":  # how many have not voted is told by steps alone
        letters = turnout.told(letters, sum(group.electors for group in desk.electors.groups(votation_id)))
    record(desk, actor, votation, now, "mailing", {"kind": kind, "letters": letters})
    desk.tell(MailingDue(votation, mailing_id, kind, expires_at))
    return {"id": mailing_id, "kind": kind, "letters": letters, "asked_at": now}


def _require_timely(votation: Votation, kind: str) -> None:
    if votation.manifest is None:
        raise Refused("not_announced")
    if kind == "result":
        if not votation.is_proclaimed:
            raise Refused("not_proclaimed")
    elif votation.state in lifecycle.OVER or votation.state == "closing":
        raise Refused("voting_over")


def list_mailings(
    desk: Desk, votation_id: UUID, before: tuple[datetime, UUID] | None, limit: int
) -> list[dict[str, Any]]:
    """What was sent, the latest first; reminders by steps, since their number is who has not voted."""
    electors = sum(group.electors for group in desk.electors.groups(votation_id))
    found = desk.mailings.page(votation_id, before, limit)
    return [
        {**mailing, "letters": turnout.told(mailing["letters"], electors)}
        if mailing["kind"] == "reminder"
        else mailing
        for mailing in found
    ]
