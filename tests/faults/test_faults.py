"""The fault run at reduced size. `make faults` runs the same stages at full size."""

import random
from collections.abc import Iterator

import pytest

from tests.faults import (
    blows,
    clocks,
    commands,
    counting,
    load,
    mails,
    malformed,
    races,
    rights,
    starved,
    votation,
    votes,
)
from tests.faults.arena import Arena, open_arena
from tests.suite.running import whole_suite

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def arena(infra: dict[str, str]) -> Iterator[Arena]:
    with whole_suite(infra, f"_f{random.randrange(10**6)}", HUB_GUARD="0") as suite:
        yield open_arena(suite)


@pytest.fixture
def fresh(arena: Arena) -> Iterator[Arena]:
    """A project of its own; afterwards what must be true after every stage."""
    yield open_arena(arena.suite)
    counting.check_all(arena.suite)


@pytest.fixture
def seed() -> int:
    chosen = random.randrange(10**6)
    print(f"seed {chosen}")
    return chosen


def test_malformed_messages_end_no_service(fresh: Arena) -> None:
    malformed.poison(fresh.suite, each=300)


def test_a_hanging_service_costs_its_own_routes_only(fresh: Arena) -> None:
    """GW-3"""
    commands.hanging_services(fresh)


def test_two_hundred_identical_commands_have_one_effect(fresh: Arena) -> None:
    commands.identical_commands(fresh, 200)


def test_no_vote_is_lost_or_counted_twice_while_parts_die(fresh: Arena, seed: int) -> None:
    """CO-5"""
    accepted = votes.votes_under_faults(fresh, voters=300, faults=8, seed=seed, seconds=40)
    votes.send_everything_again(fresh, accepted)


def test_every_accepted_command_has_one_effect(fresh: Arena) -> None:
    commands.retried_commands(fresh, each=20)


def test_nothing_is_accepted_after_closing(fresh: Arena) -> None:
    """CO-2"""
    races.closing(fresh)


def test_fifty_requests_of_one_person_are_one_act(fresh: Arena) -> None:
    """CO-5"""
    races.same_person(fresh)


def test_what_a_shortage_refuses_counts_once_afterwards(fresh: Arena) -> None:
    starved.starvation(fresh)


def test_no_mail_comes_twice_while_its_sender_dies(fresh: Arena, seed: int) -> None:
    """NO-3"""
    mails.mails_under_kills(fresh, people=12, seed=seed)


def test_strangers_learn_nothing_of_a_draft(fresh: Arena) -> None:
    rights.strangers(fresh)


def test_steady_traffic_is_answered(fresh: Arena, seed: int) -> None:
    load.steady_traffic(fresh, rate=30, seconds=5, seed=seed)


def test_no_ballot_is_lost_or_counted_twice_while_parts_die(fresh: Arena, seed: int) -> None:
    """VO-4, VO-5"""
    votation.ballots_under_faults(fresh, electors=120, faults=8, seed=seed)


def test_only_the_database_s_clock_counts(infra: dict[str, str], seed: int) -> None:
    """A04"""
    if not clocks.library():
        pytest.skip("libfaketime is not installed")
    clocks.wrong_clocks(infra, f"_c{seed}", electors=6, seed=seed)


@pytest.mark.parametrize("number", [8, 24])
def test_the_seed_chooses_order_kind_and_moment_of_blows(number: int) -> None:
    """Two seeds are two runs."""
    processes = [f"process-{each}" for each in range(6)]
    plans = [blows.plan(seed, processes, number) for seed in range(50)]
    assert plans == [blows.plan(seed, processes, number) for seed in range(50)]
    assert len({tuple(map(str, plan)) for plan in plans}) == 50
    for plan in plans:
        assert [blow.moment for blow in plan] == sorted(blow.moment for blow in plan)
        assert sum(blow.kills for blow in plan) >= number // 2
        hit = [blow.process for blow in plan if blow.process][: len(processes)]
        assert len(set(hit)) == len(hit), "a process was hit twice before each was hit once"
