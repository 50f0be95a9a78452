"""What an elector could do with their own rights to leave one used up without a ballot: a vote that never closes."""

import contextlib
import dataclasses

import pytest

from contracts.refused import Refused
from votation.tests.in_process import World


def cast_meanwhile(world: World, ballot, meanwhile):
    """Cast, with something happening once between the register's answer and the box's acceptance."""

    def step(name):
        if name == "after the register":
            world.crash = lambda _step: None
            meanwhile()

    world.crash = step
    return world.cast(ballot)


def refused(act) -> str:
    with pytest.raises(Refused) as caught:
        act()
    return str(caught.value.code)


@pytest.fixture
def another(world: World) -> World:
    """A second votation, open in the same box."""
    return World(world.register, world.box).open(4)


@pytest.mark.parametrize("times", [1, 3])
def test_a_right_sent_to_another_votation_meanwhile_takes_nothing_away(world, another, times):
    world.open(4)
    right = world.right(0)
    ballot = world.ballot(right, [0])
    elsewhere = another.ballot(right, [1])

    def meanwhile():
        for _ in range(times):
            assert refused(lambda: another.cast(elsewhere)) == "already_cast"

    signed = cast_meanwhile(world, ballot, meanwhile)
    assert signed["ballot"] == ballot.ballot_hash.hex()
    world.close()
    assert world.numbers()["board"] == world.numbers()["signed"] == 1


def test_a_right_refused_elsewhere_is_still_good_where_it_was_issued(world, another):
    world.open(4)
    right = world.right(0)
    assert refused(lambda: another.cast(another.ballot(right, [1]))) == "right_not_valid"
    world.cast(world.ballot(right, [0]))
    world.close()
    assert world.numbers()["board"] == world.numbers()["signed"] == 1
    another.close()


def test_a_ballot_of_the_board_sent_with_another_right_meanwhile_takes_nothing_away(world):
    world.open(24)
    rights = [world.right(elector) for elector in range(21)]
    ballots = [world.ballot(right, [0]) for right in rights]
    for ballot in ballots[:20]:
        world.cast(ballot)
    world.lengthen()
    on_board, mine = ballots[0], ballots[20]
    copy = dataclasses.replace(on_board, right_hash=mine.right_hash)

    def meanwhile():
        with contextlib.suppress(Refused):
            world.cast(copy)

    assert cast_meanwhile(world, mine, meanwhile)["ballot"] == mine.ballot_hash.hex()
    world.settle()
    world.close()
    assert world.numbers()["board"] == world.numbers()["signed"] == 21
