from uuid import UUID

from contracts.refused import Refused
from votation.box.domain.box import FINAL_REFUSALS, Intake
from votation.box.unit_of_work import Register, Transactions
from votation.box.use_cases.cast_ballot import Ballot, accept

A_PASS = 100


def settle_ballots(
    transaction: Transactions, register: Register, votation_id: UUID | None = None, *, at_once: bool = False
) -> int:
    """Finish what was interrupted: ballots taken in whose right may be used or not. How many were settled."""
    with transaction() as uow:
        unsettled = uow.boxes.unsettled(votation_id, A_PASS, at_once=at_once)
    return sum(_settle(transaction, register, intake) for intake in unsettled)


def _settle(transaction: Transactions, register: Register, intake: Intake) -> bool:
    ballot = Ballot(
        intake.votation_id, intake.right_hash, intake.sealed, intake.ballot_hash, intake.by_server
    )
    try:
        cell = register.use_right(intake.votation_id, intake.right_hash)
    except Refused as refused:
        if refused.code not in FINAL_REFUSALS:
            return False  # suspended, or the register is away: at the next pass
        with transaction() as uow:
            uow.boxes.drop(intake.votation_id, intake.right_hash)
        return True
    try:
        with transaction() as uow:
            accept(uow, ballot, cell)
    except Refused:
        return False  # another ballot took its place; the next pass settles that one
    return True
