"""Have letters sent to everyone on a roll, or to those who have not voted."""

from typing import Any
from uuid import UUID

from chassis.actor import Actor
from chassis.operations import command
from contracts.refused import Refused
from contracts.votation import rolls as ops
from votation.domain import lifecycle
from votation.domain.events import MailingDue
from votation.domain.mailing import NO_LATER_THAN, REMINDERS_APART
from votation.domain.votation import Votation
from votation.unit_of_work import UnitOfWork
from votation.use_cases.loading import get_locked_votation, get_stored_votation, record

EVERYONE = ("result", "signed")  # after closing; who had not signed is nobody's business by then


@command(ops.ask_mailing)
def ask_mailing(uow: UnitOfWork, actor: Actor, votation_id: UUID, version: int, kind: str) -> dict[str, Any]:
    """Have letters sent: the result to all, invitations and reminders to those who have not voted.

    Refuses: stale_version, not_announced, voting_over, not_proclaimed, mailing_too_soon.
    """
    votation, now = get_locked_votation(uow, votation_id, version)
    require_timely(votation, kind)
    last = uow.mailings.last_asked_at(votation_id, kind)
    if last is not None and kind != "invitation" and now < last + REMINDERS_APART:
        raise Refused("mailing_too_soon", retry_after=int((last + REMINDERS_APART - now).total_seconds()) + 1)
    assert votation.closes_at is not None  # noqa: S101
    # Not at the closing, which may be put off while letters are on their way: each is asked for as it is sent.
    expires_at = (now if kind == "result" else votation.closes_at) + NO_LATER_THAN
    mailing_id = uow.mailings.add(votation_id, kind, expires_at, now)
    record(uow, actor, votation, now, "mailing", {"kind": kind})
    uow.enqueue("write_letters", {"mailing_id": str(mailing_id)})
    return {"id": mailing_id, "kind": kind, "letters": 0, "written": False, "asked_at": now}


def write_letters(uow: UnitOfWork, mailing_id: UUID) -> None:
    """The letters of a mailing, a hundred thousand if need be, without holding up who votes. Once."""
    mailing = uow.mailings.about(mailing_id)
    if mailing is None or uow.mailings.slice(mailing_id, None, 1):
        return
    votation_id, kind, expires_at = mailing
    votation = get_stored_votation(uow, votation_id)
    if kind not in EVERYONE and votation.poll.state_at(uow.now()) in (
        *lifecycle.OVER,
        "closing",
    ):
        uow.mailings.count(mailing_id, 0)  # nobody can vote any more, and who had not is nobody's business
        return
    letters = uow.mailings.to_all(mailing_id, votation_id, unsigned_only=kind not in EVERYONE)
    uow.mailings.count(mailing_id, letters)
    uow.publish(MailingDue(votation, mailing_id, kind, expires_at))


def require_timely(votation: Votation, kind: str) -> None:
    if votation.manifest is None:
        raise Refused("not_announced")
    if kind == "result":
        if not votation.is_proclaimed:
            raise Refused("not_proclaimed")
    elif votation.state in lifecycle.OVER or votation.state == "closing":
        raise Refused("voting_over")
