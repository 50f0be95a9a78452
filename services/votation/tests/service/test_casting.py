"""A ballot's way from the booth to the board, over the real broker and two databases."""

import pytest

from contracts.box import operations as box_ops
from contracts.refused import Refused
from contracts.votation import operations as ops


def test_a_votation_from_its_opening_to_its_count(poll):
    """VO-1, VO-4, VO-8: 25 electors vote, the board grows, the box is counted."""
    votation = poll(electors=25)
    receipts = []
    for elector in range(25):
        right = votation.right(elector)
        sealed = votation.seal([0 if elector % 3 else 1])
        receipts.append(votation.cast(right, sealed))
    with pytest.raises(Refused, match="already_signed"):
        votation.right(0)
    votation.close()
    board = votation.caller.ask(box_ops.get_board, {"votation_id": votation.id})
    assert board["ballots"] == 25
    for receipt in receipts:
        place = votation.caller.ask(
            box_ops.find_ballot, {"votation_id": votation.id, "ballot": receipt["ballot"]}
        )
        assert not place["waiting"]
    with pytest.raises(Refused, match="not_proclaimed"):
        votation.caller.ask(ops.get_result, {"votation_id": votation.id})
    votation.count()
