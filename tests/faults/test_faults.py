"""The fault run at reduced size. `make faults` runs the same stages at full size."""

import random
from collections.abc import Iterator

import pytest

from tests.faults import stages, votation
from tests.faults.arena import Arena, open_arena
from tests.suite.running import whole_suite

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def arena(infra: dict[str, str]) -> Iterator[Arena]:
    with whole_suite(infra, f"_f{random.randrange(10**6)}") as suite:
        yield open_arena(suite)


def test_malformed_messages_end_no_service(arena: Arena) -> None:
    stages.poison(arena.suite, each=300)


def test_a_dead_service_costs_its_own_routes_only(arena: Arena) -> None:
    """GW-3"""
    stages.dead_callee(arena)


def test_two_hundred_identical_commands_have_one_effect(arena: Arena) -> None:
    stages.identical_commands(arena, 200)


def test_no_vote_is_lost_or_counted_twice_while_parts_die(infra: dict[str, str], arena: Arena) -> None:
    """CO-5"""
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    fresh = open_arena(arena.suite)
    accepted = stages.votes_under_faults(fresh, voters=300, faults=7, seed=seed, seconds=35)
    stages.send_everything_again(fresh, accepted)


def test_every_accepted_command_has_one_effect(arena: Arena) -> None:
    stages.retried_commands(open_arena(arena.suite), each=20)


def test_no_ballot_is_lost_or_counted_twice_while_parts_die(arena: Arena) -> None:
    """VO-4, VO-5"""
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    votation.ballots_under_faults(arena, electors=120, faults=6, seed=seed)
