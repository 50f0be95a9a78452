"""What the clock brings about: opening, closing, the end of the grace, turnout."""

from collections.abc import Mapping
from uuid import UUID

from chassis.actor import NOBODY
from votation.domain import turnout
from votation.domain.desk import Desk
from votation.domain.events import Happened, MailingDue, TurnoutReached
from votation.domain.mailing import NO_LATER_THAN, SIGNED_KEPT
from votation.domain.votation import Votation
from votation.use_cases.access import advance, found, pass_to


def advance_votations(desk: Desk) -> None:
    """Write down every opening and closing that is due."""
    for votation_id in desk.votations.on_the_clock(desk.now()):
        now = desk.lock_exclusive(votation_id)
        advance(desk, found(desk, votation_id), now)


def close_votation(desk: Desk, votation_id: UUID, cells: Mapping[str, int], root: str) -> Votation | None:
    """Close, if register and box agree cell by cell; else nothing, and it is to be asked again.

    From here on nothing says in which batch anyone signed: signatures and the letters about them are written anew,
    rights and codes go.
    """
    now = desk.lock_exclusive(votation_id)
    votation = found(desk, votation_id)
    if not votation.poll.is_over(now) or votation.state != "closing":
        return None
    signed = desk.register.by_cell(votation_id)
    if signed != dict(cells) or desk.register.unsigned_rights(votation_id):
        return None
    details = {"signed": sum(signed.values()), "root": root}
    closed = pass_to(desk, NOBODY, votation, "close", now, "closed", details)
    expires_at = now + NO_LATER_THAN
    mailing_id = desk.mailings.add(votation_id, "signed", expires_at, now)
    if desk.register.write_anew(votation_id, mailing_id):
        desk.tell(
            MailingDue(closed, mailing_id, "signed", expires_at)
        )  # each letter is sent once, whoever lists it
    desk.tell(Happened("closed", closed))
    return closed


def forget_letters(desk: Desk) -> None:
    """Forget whose the letters are that told of signatures, soon after closing: whoever sent them knows when."""
    desk.mailings.forget_signed(desk.now() - SIGNED_KEPT)


def tell_turnout(desk: Desk) -> None:
    """One fact each time a step is reached, never finer."""
    for votation_id, signed in desk.votations.signed_now().items():
        votation = found(desk, votation_id)
        electors = sum(group.electors for group in desk.electors.groups(votation_id))
        reached = turnout.told(signed, electors)
        if reached > votation.turnout_told:
            desk.votations.note(votation_id, {"turnout_told": reached})
            desk.tell(TurnoutReached(votation, reached))
