"""Invariants 2, 3, 4, 7 and 14 of a vote: whatever is interrupted or done at once, nothing is lost and nothing twice."""

import contextlib
import itertools
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from contracts.refused import Refused
from formats import canonical, receipt
from votation.box.use_cases import cast_ballot as casting
from votation.domain import register
from votation.tests.in_process import ORGANISER, World
from votation.tests.polls import EACH
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


def tried(world, ballot):
    """The hash on the receipt, or why there is none."""
    try:
        return world.cast(ballot)["ballot"]
    except Refused as refused:
        return refused.code


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
        other = world.ballot(right, [1])
        assert tried(world, other) in (other.ballot_hash.hex(), "already_cast")
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
    begin = threading.Barrier(50)

    def cast(n):
        begin.wait(60)
        return tried(world, ballots[n % 10])

    with ThreadPoolExecutor(50) as pool:
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


def test_the_same_ballot_gives_its_receipt_also_while_a_batch_takes_it_to_the_board(world, monkeypatch):
    """A02: between two looks, at the board and at what waits, it was in neither."""
    world.open(25)
    ballots = [world.ballot(world.right(elector), [elector % 2]) for elector in range(25)]
    first, *_ = [world.cast(ballot) for ballot in ballots]
    batch = threading.Thread(target=world.lengthen)

    def look_while_the_batch_ends(uow, ballot):
        found = is_on_board(uow, ballot)
        if not batch.ident:
            batch.start()
            batch.join(1)  # it waits for us where we hold what it moves
        return found

    is_on_board = casting._is_on_board
    monkeypatch.setattr(casting, "_is_on_board", look_while_the_batch_ends)
    assert world.cast(ballots[0]) == first
    batch.join()
    assert world.numbers()["board"] == 25
    assert world.cast(ballots[0]) == first


def test_a_spent_right_cannot_put_a_second_ballot_in_before_or_after_its_batch_signs(world):
    world.open(20)
    rights = [world.right(elector) for elector in range(20)]
    for right in rights:
        world.cast(world.ballot(right, [0]))
    with pytest.raises(Refused, match="already_cast"):
        world.cast(world.ballot(rights[0], [1]))
    from votation.box.use_cases.close_epochs import close_full_epochs

    close_full_epochs(world.at_box, world, world.id)  # on the board, not signed yet
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


def closing_meanwhile(world, closes_after):
    """Fifty electors vote, eight at a time, while the timers look each moment whether it is over; the closing time is
    a moment after so many were told yes. What each ballot's elector was told, by the ballot's hash."""
    world.open(50)
    ballots = [world.ballot(world.right(elector), [elector % 2]) for elector in range(50)]
    enough, yes = threading.Event(), itertools.count(1)

    def cast(ballot):
        answer = tried(world, ballot)
        if len(answer) == 64 and next(yes) == closes_after:
            enough.set()
        return answer

    def close():
        until = time.monotonic() + 30
        while not world.advance():
            assert time.monotonic() < until, "it never closes"

    with ThreadPoolExecutor(8) as voting, ThreadPoolExecutor(1) as timers:
        closing = timers.submit(close)
        answers = [voting.submit(cast, ballot) for ballot in ballots]
        assert enough.wait(30)
        world.move_window(-7200, 0.01)
        closing.result()
        return {
            ballot.ballot_hash.hex(): answer.result() for ballot, answer in zip(ballots, answers, strict=True)
        }


def test_fifty_electors_vote_while_the_votation_closes(world):
    """Invariants 3, 4 and 7: whoever was told yes is counted, and nobody after the closing (VO-1)."""
    answers: Counter[str] = Counter()
    for closes_after in (1, 12, 25, 40):
        world = World(world.register, world.box)
        told = closing_meanwhile(world, closes_after)
        assert world.votation().state == "closed"
        cast = {ballot for ballot, answer in told.items() if answer == ballot}
        unknown = {ballot for ballot, answer in told.items() if answer == "outcome_unknown"}
        on_board = set(world.board())
        assert cast <= on_board <= cast | unknown
        agree(world, len(on_board))
        answers.update("cast" if answer == ballot else answer for ballot, answer in told.items())
        ballot = world.ballot(b"\x01" * 32, [1])
        with pytest.raises(Refused, match="closed"):
            world.cast(ballot)
    assert set(answers) <= {"cast", "closed", "right_not_valid", "outcome_unknown"}
    assert answers["cast"] >= 1 + 12 + 25 + 40
    assert answers["closed"]


def interrupted_casts(world):
    """Of six electors in two colleges counted apart three have voted, and two are on their way: the right of one is
    used already."""
    world.open(6, [EACH], colleges=("Cadres", "Employés"))
    for elector in range(3):
        world.cast(world.ballot(world.right(elector), [elector % 2]))
    for elector, step in ((3, "after the register"), (4, "before the register")):
        ballot = world.ballot(world.right(elector), [0])

        def crash(name, step=step):
            if name == step:
                raise Crash

        world.crash = crash
        with pytest.raises(Crash):
            world.cast(ballot)
        world.crash = lambda _step: None
    assert world.numbers() | {"board": 0} == {
        "accepted": 3, "pending": 2, "board": 0, "consumed": 4, "signed": 0,
    }  # fmt: skip
    world.move_window(-7200, -0.001)


def test_a_crash_at_any_step_of_closing_is_made_good(world):
    """Invariants 3 and 4: two batches, a ballot whose right is used and one whose right never will be."""
    for step in itertools.count():
        world = World(world.register, world.box)
        interrupted_casts(world)
        world.crash = crash_at(step)
        crashed = False
        try:
            assert world.advance()
        except Crash:
            crashed = True
        world.crash = lambda _step: None
        if crashed:
            assert world.votation().state == "closing"
            assert world.advance(), step
        agree(world, 4)
        assert sorted(Counter(world.board().values()).values()) == [2, 2]
        assert world.numbers()["signed"] == 4
        if not crashed:
            break
    assert step > 25, "every step of closing was tried"


@pytest.mark.parametrize("away", ["use_right", "sign"])
def test_nothing_closes_while_the_register_is_away(world, away):
    """Invariant 3: a ballot of which nobody knows the outcome, and a batch that nobody signed for, wait."""
    interrupted_casts(world)

    def unavailable(*_):
        raise Refused("outcome_unknown")

    there = getattr(world, away)
    setattr(world, away, unavailable)
    for _ in range(2):
        assert not world.advance()
        assert not world.close_box()["settled"]
        assert world.votation().state == "closing"
        waiting = world.numbers()
        assert (waiting["pending"], waiting["board"]) == ((2, 0) if away == "use_right" else (0, 4))
    setattr(world, away, there)
    assert world.advance()
    agree(world, 4)


def test_suspending_keeps_rights_and_ballots(world):
    """Invariant 14."""
    world.open(3)
    first, second = world.right(0), world.right(1)
    world.cast(world.ballot(first, [0]))
    with world.at_register() as uow:
        advance_votations(uow)
        votation = uow.votations.find(world.id)
        suspend_votation(uow, ORGANISER, world.id, votation.version, "Coupure du réseau")
    ballot = world.ballot(second, [1])
    with pytest.raises(Refused, match="suspended"):
        world.cast(ballot)
    assert world.numbers()["pending"] == 0
    with world.at_register() as uow:
        votation = uow.votations.find(world.id)
        resume_votation(uow, ORGANISER, world.id, votation.version)
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
    with pytest.raises(Refused, match="closed"):
        world.right(1)
    after = register.new_right()
    with world.at_register() as uow:  # as if it had been issued late: no endpoint does
        uow.register.issue(world.id, world.electors[1], b"", register.hash_of(after), uow.now())
    world.cast(world.ballot(before, [0]))
    with pytest.raises(Refused, match="closed"):
        world.cast(world.ballot(after, [0]))
    assert world.numbers()["consumed"] == 1
