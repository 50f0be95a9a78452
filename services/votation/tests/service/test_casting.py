"""A ballot's way from the booth to the board, over the real broker and two databases."""

import time
from pathlib import Path

import pytest

from contracts.box import board as box_ops
from contracts.refused import Refused
from contracts.votation import board as ops


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


def test_a_votation_from_its_count_to_an_archive_that_anyone_verifies(poll, running, tmp_path):
    """VO-5, VO-7: the result is proclaimed with minutes, and the verifier passes the archive."""
    from votation.tests.verifying import failures

    votation = poll(electors=12)
    for right in votation.issue_directly(range(9)):
        votation.cast(right, votation.seal([1]))
    votation.cast(votation.issue_directly([10])[0], votation.seal([None]))
    votation.close()
    votation.count()
    until = time.time() + 30
    while time.time() < until:
        try:
            result = votation.caller.ask(ops.get_result, {"votation_id": votation.id}, votation.token)
            break
        except Refused:
            time.sleep(0.3)
    assert result["result"]["voters"]["heads"] == 10
    votation.act(ops.proclaim_votation, observations="Rien à signaler.")
    view = votation.wait_for("proclaimed", seconds=30)
    assert view["sentence_fr"].endswith("l'avenant n'est pas signé.") or "pas signé" in view["sentence_fr"]
    with pytest.raises(Refused, match="result_frozen"):
        votation.act(ops.proclaim_votation)
    while not votation.view["has_archive"]:
        time.sleep(0.3)
    archive = Path(running["files"]) / f"votations/{votation.id}/archive.zip"
    assert failures(archive) == ["dates"]  # `move_window` moved them
