"""Ask by mail whether an address is on a roll."""

from datetime import timedelta
from uuid import UUID

from chassis.operations import command
from contracts.refused import Refused
from contracts.votation import rolls as ops
from votation.domain.events import MailingDue
from votation.unit_of_work import UnitOfWork
from votation.use_cases.loading import get_stored_votation, get_visible_votation

AN_HOUR = 3
STRANGERS_AN_HOUR = 200  # by votation: nobody has it write to a list of addresses of their own
HOUR = timedelta(hours=1)
WORTH_SENDING = timedelta(days=1)
NO_ROLL = ("draft", "cancelled", "destroyed")


@command(ops.check_roll)
def check_roll(uow: UnitOfWork, votation_id: UUID, email: str) -> None:
    """Whoever asks learns nothing: the owner of the address is written to, on the roll or not, three times an hour
    at most, and no more than two hundred strangers to the roll.

    Where accounts are the roll an address that is not on it proves nothing: nobody is told that they may not vote.

    Refuses: not_found, not_announced.
    """
    if get_visible_votation(uow, votation_id).state in NO_ROLL:
        raise Refused("not_announced")
    address = email.lower()
    now = uow.lock_exclusive(f"roll-check/{address}")
    votation = get_stored_votation(uow, votation_id)
    elector = uow.rolls.by_email(votation_id, address)
    if elector is None and (
        votation.roll_by == "accounts"
        or uow.rolls.strangers_since(votation_id, now - HOUR) >= STRANGERS_AN_HOUR
    ):
        return
    if uow.rolls.checks_since(now - HOUR, address) >= AN_HOUR:
        return
    expires_at = now + WORTH_SENDING
    mailing_id = uow.mailings.add(votation_id, "roll_check", expires_at, now)
    uow.mailings.to_one(mailing_id, elector.id if elector else None, None if elector else email)
    uow.publish(MailingDue(votation, mailing_id, "roll_check", expires_at))
