"""A ballot's way into the box, in steps of which any may be the last before a crash.

1. take in: the ballot is kept under the hash of its right, not accepted yet;
2. the register uses the right up (the same for ever, however often it is asked);
3. accept: from here on the ballot counts, and its receipt is signed.

Whoever stops between the steps is finished by `settle_ballots`. The same right and ballot give the same receipt,
also when the ballot is on the board and its right forgotten.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from chassis.operations import BeforeTransaction, command
from contracts.box import booth as ops
from contracts.refused import Refused
from formats import canonical, receipt, sealed_ballot
from votation.box.domain.box import FINAL_REFUSALS, BallotTaken
from votation.box.unit_of_work import Register, Transactions, UnitOfWork
from votation.box.use_cases.register_client import RegisterClient
from votation.domain.register import hash_of


class UsedUp(Exception):
    """The right is spent, or the ballot on the board: what stood in the intake before goes back there."""


@dataclass(frozen=True)
class Ballot:
    """What comes to the box: a right's hash, sealed bytes and their hash."""

    votation_id: UUID
    right_hash: bytes
    sealed: bytes
    ballot_hash: bytes
    by_server: bool


Claimed = dict[str, Any] | str
"""The cell of a ballot that is only to be accepted yet, or the receipt of one that is in the box."""


def claim_ballot(
    before: BeforeTransaction[UnitOfWork], votation_id: UUID, right: str, sealed: str, sealed_by: str
) -> tuple[Ballot, Claimed]:
    """As `claim`, of a ballot as it is sent. Refuses: ballot_not_sealed, and what the register refuses."""
    try:
        right_bytes, sealed_bytes = canonical.unb64(right, 32), canonical.unb64(sealed)
    except ValueError:
        raise Refused("ballot_not_sealed") from None
    ballot = Ballot(
        votation_id,
        hash_of(right_bytes),
        sealed_bytes,
        bytes.fromhex(sealed_ballot.ballot_hash(sealed_bytes)),
        sealed_by == "server",
    )
    return ballot, claim(before.transaction, RegisterClient(before.ask), ballot)


@command(ops.cast_ballot, preload=claim_ballot)
def cast_ballot(uow: UnitOfWork, preloaded: tuple[Ballot, Claimed]) -> dict[str, Any]:
    """The ballot's receipt.

    Refuses: not_found, ballot_not_sealed, already_cast, right_not_valid, outcome_unknown (the same again does
    everything again), and what the register refuses.
    """
    ballot, claimed = preloaded
    return accept(uow, ballot, claimed) if isinstance(claimed, str) else claimed


def claim(transaction: Transactions, register: Register, ballot: Ballot) -> Claimed:
    """Keep the ballot and have the register use its right: the cell, or the receipt when all this was done before."""
    known = take_in(transaction, ballot)
    if known is not None:
        return known
    cell = _use(transaction, register, ballot)
    return _receipt_on_board(transaction, ballot) if cell is None else cell


def take_in(transaction: Transactions, ballot: Ballot) -> dict[str, Any] | None:
    """Keep the ballot; its receipt when it is in the box already."""
    try:
        with transaction() as uow:
            if _is_kept(uow, ballot):
                return None
    except BallotTaken:
        raise Refused("ballot_not_sealed") from None
    except UsedUp:
        pass
    with transaction() as uow:
        return _inside(uow, ballot)


def _is_kept(uow: UnitOfWork, ballot: Ballot) -> bool:
    if not uow.boxes.take_in(vars(ballot)):
        return False
    if uow.boxes.is_used_up(ballot.votation_id, ballot.right_hash, ballot.ballot_hash):
        raise UsedUp
    return True


def _inside(uow: UnitOfWork, ballot: Ballot) -> dict[str, Any]:
    """The receipt of a ballot that was not taken in because it is in the box."""
    box = uow.boxes.find(ballot.votation_id)
    if box is None or box.manifest is None:
        raise Refused("not_found")
    if len(ballot.sealed) != box.sealed_length:
        raise Refused("ballot_not_sealed")
    # Before the board: a batch that ends meanwhile moves the ballot from here to there.
    kept = uow.boxes.intake(ballot.votation_id, ballot.right_hash)
    if _is_on_board(uow, ballot):
        return _receipt(uow, ballot)
    if box.state != "open":
        raise Refused("closed")
    if kept is None or kept.ballot_hash != ballot.ballot_hash:
        raise Refused("already_cast")
    return _receipt(uow, ballot)


def _use(transaction: Transactions, register: Register, ballot: Ballot) -> str | None:
    """The cell, or nothing when the ballot may be on the board and its right forgotten."""
    try:
        return register.use_right(ballot.votation_id, ballot.right_hash)
    except Refused as refused:
        if refused.code == "outcome_unknown":
            raise  # what was taken in stays, and is settled later
        with transaction() as uow:
            if refused.code in FINAL_REFUSALS:
                uow.boxes.drop(ballot.votation_id, ballot.right_hash)
            else:
                uow.boxes.let_go(ballot.votation_id, ballot.right_hash)
        if refused.code == "right_not_valid":
            return None
        raise


def _receipt_on_board(transaction: Transactions, ballot: Ballot) -> dict[str, Any]:
    with transaction() as uow:
        if not _is_on_board(uow, ballot):
            raise Refused("right_not_valid")
        return _receipt(uow, ballot)


def accept(uow: UnitOfWork, ballot: Ballot, cell: str) -> dict[str, Any]:
    """The receipt. Refuses: already_cast, outcome_unknown when what was taken in is gone."""
    by_server = uow.boxes.accept(ballot.votation_id, ballot.right_hash, ballot.ballot_hash, cell)
    if by_server is not None:
        return _signed(uow, ballot, by_server)
    if _is_on_board(uow, ballot):
        return _receipt(uow, ballot)
    if uow.boxes.intake(ballot.votation_id, ballot.right_hash) is not None:
        raise Refused("already_cast")  # another ballot came later with this right, and counts
    raise Refused("outcome_unknown", retry_after=1)


def _is_on_board(uow: UnitOfWork, ballot: Ballot) -> bool:
    return uow.boxes.epoch_of(ballot.votation_id, ballot.ballot_hash) is not None


def _receipt(uow: UnitOfWork, ballot: Ballot) -> dict[str, Any]:
    """The receipt of a ballot that is in the box, as it came there."""
    by_server = uow.boxes.was_sealed_by_server(ballot.votation_id, ballot.ballot_hash)
    return _signed(uow, ballot, ballot.by_server if by_server is None else by_server)


def _signed(uow: UnitOfWork, ballot: Ballot, by_server: bool) -> dict[str, Any]:
    return receipt.sign(
        str(ballot.votation_id),
        uow.boxes.manifest_hash(ballot.votation_id),
        ballot.ballot_hash.hex(),
        "server" if by_server else "elector",
        uow.keys.board_seed(ballot.votation_id),
    )
