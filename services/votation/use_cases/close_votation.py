"""What the clock brings about: opening, closing, the end of the grace, turnout."""

from collections.abc import Mapping
from uuid import UUID

from chassis.actor import NOBODY
from votation.domain import turnout
from votation.domain.desk import Desk
from votation.domain.events import Happened, TurnoutReached
from votation.domain.mailing import NO_LATER_THAN
from votation.domain.votation import Votation
from votation.use_cases.access import advance, found, pass_to

# Of a record that the minutes hold, in the votation's language: numbers only.
INCIDENT = {
    "fr": "Bulletins trouvés dans l’urne sans droit de vote utilisé, écartés et non comptés : {}.",
    "en": "Ballots found in the box that no used right goes with, set aside and not counted: {}.",
}


def advance_votations(desk: Desk) -> None:
    """Write down every opening and closing that is due."""
    for votation_id in desk.votations.on_the_clock(desk.now()):
        now = desk.lock_exclusive(votation_id)
        advance(desk, found(desk, votation_id), now)


def close_votation(
    desk: Desk, votation_id: UUID, cells: Mapping[str, int], root: str, without_right: int = 0
) -> Votation | None:
    """Close, if register and box agree cell by cell; else nothing, and it is to be asked again.

    From here on nothing says in which batch anyone signed. Everyone is then told what the register says of them.
    `without_right`: ballots that were in the box without a right; they are not counted, and the incident is recorded.
    """
    now = desk.lock_exclusive(votation_id)
    votation = found(desk, votation_id)
    if not votation.poll.is_over(now) or votation.state != "closing":
        return None
    signed = desk.register.by_cell(votation_id)
    if signed != dict(cells) or desk.register.unsigned_rights(votation_id):
        return None
    details = {"signed": sum(signed.values()), "root": root}
    if without_right:
        details["without_right"] = without_right
        desk.audit.add_event(votation_id, "incident", INCIDENT[votation.language].format(without_right), now)
    closed = pass_to(desk, NOBODY, votation, "close", now, "closed", details)
    desk.register.forget_batches(votation_id)
    mailing_id = desk.mailings.add(votation_id, "signed", now + NO_LATER_THAN, now)
    desk.enqueue("write_letters", {"mailing_id": str(mailing_id)})
    desk.tell(Happened("closed", closed))
    return closed


def tell_turnout(desk: Desk) -> None:
    """One fact each time a step is reached, never finer."""
    for votation_id, signed in desk.votations.signed_now().items():
        votation = found(desk, votation_id)
        electors = sum(group.electors for group in desk.electors.groups(votation_id))
        reached = turnout.told(signed, electors)
        if reached > votation.turnout_told:
            desk.votations.note(votation_id, {"turnout_told": reached})
            desk.tell(TurnoutReached(votation, reached))
