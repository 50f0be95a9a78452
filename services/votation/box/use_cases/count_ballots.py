"""Count, with the bureau's shares."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from chassis.operations import BeforeTransaction, command
from contracts.box import board as ops
from contracts.refused import Refused
from contracts.votation import internal as votation_ops
from votation.box.domain.box import Box
from votation.box.unit_of_work import UnitOfWork
from votation.box.use_cases.get_count import get_count
from votation.domain import shares as bureau_shares


def start_count(before: BeforeTransaction[UnitOfWork], votation_id: UUID, shares: Sequence[str]) -> None:
    """Take the count on, and start the process that counts."""
    attempt = uuid4()
    with before.snapshot() as uow:
        require_countable(uow, votation_id)
    register = before.ask(votation_ops.get_register, {"votation_id": votation_id})
    with before.transaction() as uow:
        begin_count(uow, votation_id, shares, attempt, register)
    uow.start_count(votation_id, attempt, shares)


@command(ops.count_ballots, preload=start_count)
def count_ballots(uow: UnitOfWork, votation_id: UUID) -> dict[str, Any]:
    """How far the count is that was started.

    Refuses: not_found, sign_in_required, forbidden, not_closed, already_counted, count_running, shares_too_few,
    share_invalid, register_differs.
    """
    return get_count(uow, votation_id)


def begin_count(
    uow: UnitOfWork, votation_id: UUID, given: Sequence[str], attempt: UUID, register: Mapping[str, Any]
) -> None:
    """Look at the bureau's shares and take the count on. Of the shares their public hashes are kept.

    `register`: whether it is closed, and how many signed by cell; as many ballots must be in the box.

    Refuses: not_found, not_closed, already_counted, count_running, shares_too_few, share_invalid,
    register_differs.
    """
    uow.lock_exclusive(f"count:{votation_id}")
    box = require_countable(uow, votation_id)
    if box.state == "open" or not register["is_closed"]:
        raise Refused("not_closed")
    count = uow.counts.find(votation_id)
    if box.state != "closed" or (count is not None and count.state == "done"):
        raise Refused("already_counted")
    if count is not None and count.is_leased:
        raise Refused("count_running")
    if dict(register["cells"]) != uow.boards.by_cell(votation_id):
        raise Refused("register_differs")
    uow.counts.begin(votation_id, attempt, sorted(require_shares(box, given)))


def require_countable(uow: UnitOfWork, votation_id: UUID) -> Box:
    """The box, of someone who may have it counted. Refuses: not_found, sign_in_required, forbidden."""
    box = uow.boxes.find(votation_id)
    if box is None or box.manifest is None:
        raise Refused("not_found")
    uow.permit(box.organisation_id)
    return box


def require_shares(box: Box, given: Sequence[str]) -> dict[str, bytes]:
    """As many different shares of the bureau as the threshold says, by their hashes."""
    rules = box.rules()
    expected = {member["share"] for member in rules["bureau"]["members"]}
    given_shares: dict[str, bytes] = {}
    for index, words in enumerate(given):
        try:
            share = bureau_shares.from_text(words)
        except (ValueError, Refused):
            raise Refused("share_invalid", fields={f"shares.{index}": ["invalid"]}) from None
        hashed = bureau_shares.share_hash(share)
        if hashed not in expected:
            raise Refused("share_invalid", fields={f"shares.{index}": ["invalid"]})
        given_shares[hashed] = share
    threshold = rules["bureau"]["threshold"]
    if len(given_shares) < threshold:
        raise Refused("shares_too_few", needed=threshold, given=len(given_shares))
    return given_shares
