"""Invariants 2, 3, 4, 7 and 14 of a vote: whatever is interrupted or done at once, nothing is lost and nothing twice."""

import contextlib
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from contracts.refused import Refused
from votation.domain import canonical, receipt
from votation.tests.in_process import ORGANISER
from votation.use_cases.close_votation import advance_votations
from votation.use_cases.suspend_votation import resume_votation, suspend_votation


class Crash(Exception):
    """The process dies here."""


def crash_at(n):
    """Raises at the n-th step, once."""
    left = [n]

    def step(_name):
        if left[0] == 0:
            left[0] -= 1
            raise Crash
        left[0] -= 1

    return step


def told(world, ballot):
    try:
        world.cast(ballot)
    except Refused as refused:
        return refused.code
    return "cast"


def agree(world, voters):
    numbers = world.numbers()
    assert numbers["pending"] == 0
    assert numbers["accepted"] + numbers["board"] == numbers["consumed"] + numbers["signed"] == voters


@pytest.mark.parametrize("n", range(13))
@pytest.mark.parametrize("again", ["the same ballot", "another ballot", "never"])
def test_a_crash_at_any_step_of_casting_loses_nothing_and_counts_nothing_twice(world, n, again):
    """VO-4: the voter tries again with the same right, changes their mind, or never comes back."""
    world.open(3)
    right = world.right(0)
    first = world.ballot(right, [0])
    world.crash = crash_at(n)
    crashed = False
    try:
        world.cast(first)
    except Crash:
        crashed = True
    world.crash = lambda _step: None
    if again == "the same ballot":
        signed = world.cast(first)
        assert signed["ballot"] == first.ballot_hash.hex()
    elif again == "another ballot" and crashed:
        assert told(world, world.ballot(right, [1])) in ("cast", "already_cast")
    world.settle()
    numbers = world.numbers()
    assert numbers["pending"] == 0
    assert numbers["accepted"] == numbers["consumed"] <= 1
    if again == "the same ballot" or not crashed:
        assert numbers["accepted"] == 1
    world.close()
    agree(world, numbers["consumed"])


@pytest.mark.parametrize("n", range(14))
def test_a_crash_at_any_step_of_a_batch_is_made_good(world, n):
    """VO-5: batches reach the board whole, and their electors sign once."""
    world.open(25)
    for elector in range(25):
        world.cast(world.ballot(world.right(elector), [elector % 2]))
    world.crash = crash_at(n)
    with contextlib.suppress(Crash):
        world.lengthen()
    world.crash = lambda _step: None
    world.lengthen()
    world.lengthen()
    numbers = world.numbers()
    assert numbers == {"accepted": 0, "pending": 0, "board": 25, "consumed": 0, "signed": 25}
    world.close()
    agree(world, 25)


def test_fifty_parallel_casts_of_one_right_are_one_ballot(world):
    world.open(5)
    right = world.right(0)
    ballots = [world.ballot(right, [n % 2]) for n in range(10)]

    def cast(n):
        try:
            return world.cast(ballots[n % 10])["ballot"]
        except Refused as refused:
            return refused.code

    with ThreadPoolExecutor(25) as pool:
        answers = list(pool.map(cast, range(50)))
    world.settle()
    agree(world, 1)
    receipts = {answer for answer in answers if len(answer) == 64}
    assert len(receipts) == 1
    assert set(answers) - receipts <= {"already_cast", "outcome_unknown"}


def test_the_same_ballot_gives_the_same_receipt_also_when_its_right_is_forgotten(world):
    """VO-4: a receipt proves that the ballot is in the box (invariant 7)."""
    world.open(20)
    ballots = [world.ballot(world.right(elector), [0]) for elector in range(20)]
    receipts = [world.cast(ballot) for ballot in ballots]
    assert [world.cast(ballot) for ballot in ballots] == receipts
    world.lengthen()
    assert world.numbers()["board"] == 20
    assert [world.cast(ballot) for ballot in ballots] == receipts
    hashed = canonical.sha256(canonical.dump(world.manifest))
    assert all(receipt.complaint(each, world.manifest, hashed) is None for each in receipts)
    again = world.ballot(b"\x01" * 32, [1])
    with pytest.raises(Refused, match="right_not_valid"):
        world.cast(again)
    agree(world, 20)


def test_a_spent_right_cannot_put_a_second_ballot_in_before_or_after_its_batch_signs(world):
    world.open(20)
    rights = [world.right(elector) for elector in range(20)]
    for right in rights:
        world.cast(world.ballot(right, [0]))
    with pytest.raises(Refused, match="already_cast"):
        world.cast(world.ballot(rights[0], [1]))
    from votation.box.use_cases.close_epochs import close_full_epochs

    close_full_epochs(world.at_box, world.id)  # on the board, not signed yet
    with pytest.raises(Refused, match="already_cast"):
        world.cast(world.ballot(rights[0], [1]))
    world.lengthen()
    with pytest.raises(Refused, match="right_not_valid"):
        world.cast(world.ballot(rights[0], [1]))
    agree(world, 20)


def test_a_copy_of_someone_elses_ballot_is_refused(world):
    world.open(5)
    one, other = world.right(0), world.right(1)
    ballot = world.ballot(one, [0])
    world.cast(ballot)
    copy = world.ballot(other, [0])
    copy = type(copy)(copy.votation_id, copy.right_hash, ballot.sealed, ballot.ballot_hash, False)
    with pytest.raises(Refused, match="ballot_not_sealed"):
        world.cast(copy)
    world.cast(world.ballot(other, [1]))
    agree(world, 2)


def test_fifty_electors_vote_while_the_votation_closes(world):
    """Invariant 3 and 4: whoever was told yes is counted, and nobody after the closing (VO-1)."""
    world.open(50)
    rights = [world.right(elector) for elector in range(50)]
    ballots = [world.ballot(right, [0]) for right in rights]
    begin = threading.Barrier(51)

    def cast(ballot):
        begin.wait()
        try:
            return world.cast(ballot)["ballot"]
        except Refused as refused:
            return refused.code

    with ThreadPoolExecutor(51) as pool:
        answers = [pool.submit(cast, ballot) for ballot in ballots]
        begin.wait()
        world.move_window(-7200, 0.05)
        told = [answer.result() for answer in answers]
    world.close()
    yes = {answer for answer in told if len(answer) == 64}
    assert {answer for answer in told if len(answer) != 64} <= {"closed", "outcome_unknown"}
    agree(world, len(yes))
    with pytest.raises(Refused, match=r"closed|right_not_valid"):
        world.cast(world.ballot(rights[0], [1]))


def test_suspending_keeps_rights_and_ballots(world):
    """Invariant 14."""
    world.open(3)
    first, second = world.right(0), world.right(1)
    world.cast(world.ballot(first, [0]))
    with world.at_register() as desk:
        advance_votations(desk)
        votation = desk.votations.find(world.id)
        suspend_votation(desk, ORGANISER, world.id, votation.version, "Coupure du réseau")
    ballot = world.ballot(second, [1])
    with pytest.raises(Refused, match="suspended"):
        world.cast(ballot)
    assert world.numbers()["pending"] == 0
    with world.at_register() as desk:
        votation = desk.votations.find(world.id)
        resume_votation(desk, ORGANISER, world.id, votation.version)
    world.cast(ballot)
    world.close()
    agree(world, 2)


def test_a_right_issued_before_closing_is_good_in_the_grace_and_no_later(world):
    world.open(4)
    before = world.right(0)
    time.sleep(0.05)
    world.move_window(-7200, -0.02)
    with world.register.engine.begin() as connection:
        from sqlalchemy import text

        connection.execute(text("ALTER TABLE votation DISABLE TRIGGER votation_rules"))
        connection.execute(text("UPDATE votation SET grace_seconds = 600 WHERE id = :id"), {"id": world.id})
        connection.execute(text("ALTER TABLE votation ENABLE TRIGGER votation_rules"))
    after = world.right(1)  # as if it had been issued late: no door does
    world.cast(world.ballot(before, [0]))
    with pytest.raises(Refused, match="closed"):
        world.cast(world.ballot(after, [0]))
    assert world.numbers()["consumed"] == 1
