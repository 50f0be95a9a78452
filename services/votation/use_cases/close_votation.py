"""What the clock brings about: opening, closing, the end of the grace, turnout."""

from collections.abc import Mapping
from uuid import UUID

from chassis.actor import NOBODY
from votation.domain import turnout
from votation.domain.events import Happened, TurnoutReached
from votation.domain.mailing import NO_LATER_THAN
from votation.domain.votation import Votation
from votation.unit_of_work import UnitOfWork
from votation.use_cases.loading import advance, get_stored_votation, pass_to

# Of a record that the minutes hold, in the votation's language: numbers only.
INCIDENT = {
    "fr": "Bulletins trouvés dans l’urne sans droit de vote utilisé, écartés et non comptés : {}.",
    "en": "Ballots found in the box that no used right goes with, set aside and not counted: {}.",
}


def advance_votations(uow: UnitOfWork) -> None:
    """Write down every opening and closing that is due."""
    for votation_id in uow.votations.on_the_clock(uow.now()):
        now = uow.lock_exclusive(votation_id)
        advance(uow, get_stored_votation(uow, votation_id), now)


def close_votation(
    uow: UnitOfWork, votation_id: UUID, cells: Mapping[str, int], root: str, without_right: int = 0
) -> Votation | None:
    """Close, if register and box agree cell by cell; else nothing, and it is to be asked again.

    From here on nothing says in which batch anyone signed. Everyone is then told what the register says of them.
    `without_right`: ballots that were in the box without a right; they are not counted, and the incident is recorded.
    """
    now = uow.lock_exclusive(votation_id)
    votation = get_stored_votation(uow, votation_id)
    if not votation.poll.is_over(now) or votation.state != "closing":
        return None
    signed = uow.register.by_cell(votation_id)
    if signed != dict(cells) or uow.register.unsigned_rights(votation_id):
        return None
    details = {"signed": sum(signed.values()), "root": root}
    if without_right:
        details["without_right"] = without_right
        uow.audit.add_event(votation_id, "incident", INCIDENT[votation.language].format(without_right), now)
    closed = pass_to(uow, NOBODY, votation, "close", now, "closed", details)
    uow.register.forget_batches(votation_id)
    mailing_id = uow.mailings.add(votation_id, "signed", now + NO_LATER_THAN, now)
    uow.enqueue("write_letters", {"mailing_id": str(mailing_id)})
    uow.publish(Happened("closed", closed))
    return closed


def tell_turnout(uow: UnitOfWork) -> None:
    """One fact each time a step is reached, never finer."""
    for votation_id, signed in uow.votations.signed_now().items():
        votation = get_stored_votation(uow, votation_id)
        electors = sum(group.electors for group in uow.electors.groups(votation_id))
        reached = turnout.told(signed, electors)
        if reached > votation.turnout_told:
            uow.votations.note(votation_id, {"turnout_told": reached})
            uow.publish(TurnoutReached(votation, reached))
