"""Sessions and the rotation of their tokens, before, in and after each of their windows (ID-8)."""

from datetime import timedelta
from uuid import uuid4

import pytest

from contracts.refused import Refused
from identity.domain.events import SessionEnded
from identity.domain.session import GRACE, IDLE_LIFE, LONGEST_LIFE, SignedIn
from identity.tests.factories import NOON, a_session, an_account
from identity.tests.unit.fakes import FakeWorld
from identity.use_cases.open_session import open_session
from identity.use_cases.refresh_session import end_if_reused, refresh_session

TICK = timedelta(microseconds=1)


@pytest.fixture
def signed_in(world: FakeWorld) -> SignedIn:
    account = an_account()
    world.accounts.add(account, None)
    return open_session(world.uow, account, "Firefox", NOON)


@pytest.mark.parametrize(
    ("idle", "live"),
    [(timedelta(0), True), (IDLE_LIFE - TICK, True), (IDLE_LIFE, False), (IDLE_LIFE * 2, False)],
)
def test_a_session_lives_thirty_days_after_its_last_use(idle: timedelta, live: bool) -> None:
    assert timedelta(days=30) == IDLE_LIFE
    assert a_session(uuid4()).is_live(NOON + idle) is live


@pytest.mark.parametrize(("age", "live"), [(LONGEST_LIFE - TICK, True), (LONGEST_LIFE, False)])
def test_a_session_lives_ninety_days_however_often_it_is_used(age: timedelta, live: bool) -> None:
    assert timedelta(days=90) == LONGEST_LIFE
    assert a_session(uuid4(), last_used_at=NOON + age).is_live(NOON + age) is live


def test_an_ended_session_is_over() -> None:
    assert not a_session(uuid4(), ended_at=NOON).is_live(NOON)


@pytest.mark.parametrize(
    ("generation", "after", "verdict"),
    [
        (5, timedelta(0), "rotate"),
        (5, timedelta(days=20), "rotate"),
        (4, timedelta(0), "sibling"),
        (4, GRACE - TICK, "sibling"),
        (4, GRACE, "reused"),
        (3, timedelta(0), "reused"),
        (6, timedelta(0), "reused"),
    ],
)
def test_a_token_is_judged_by_its_generation(generation: int, after: timedelta, verdict: str) -> None:
    session = a_session(uuid4(), generation=5, rotated_at=NOON)
    assert session.judge(generation, NOON + after) == verdict


def test_each_refresh_gives_another_token(world: FakeWorld, signed_in: SignedIn) -> None:
    tokens = [signed_in.refresh_token]
    for _ in range(5):
        uow = world.later(timedelta(days=15))
        assert not end_if_reused(uow, tokens[-1])
        tokens.append(refresh_session(uow, tokens[-1]).refresh_token)
    assert len(set(tokens)) == 6
    with pytest.raises(Refused, match="session_ended"):
        refresh_session(world.later(timedelta(days=15)), tokens[-1])


def test_a_token_used_again_within_the_grace_gives_a_sibling_and_ends_nothing(
    world: FakeWorld, signed_in: SignedIn
) -> None:
    first = signed_in.refresh_token
    second = refresh_session(world.uow, first).refresh_token
    uow = world.later(GRACE - TICK)
    assert not end_if_reused(uow, first)
    sibling = refresh_session(uow, first).refresh_token
    assert refresh_session(uow, second).refresh_token != refresh_session(uow, sibling).refresh_token
    assert world.events == []


@pytest.mark.parametrize("after", [GRACE, timedelta(days=10)])
def test_a_token_used_again_after_the_grace_ends_the_session(
    world: FakeWorld, signed_in: SignedIn, after: timedelta
) -> None:
    first = signed_in.refresh_token
    second = refresh_session(world.uow, first).refresh_token
    uow = world.later(after)
    assert end_if_reused(uow, first)
    assert isinstance(world.events[0], SessionEnded)
    for token in (first, second):
        with pytest.raises(Refused, match="session_ended"):
            refresh_session(uow, token)


def test_a_token_older_than_the_one_before_ends_the_session_even_at_once(
    world: FakeWorld, signed_in: SignedIn
) -> None:
    second = refresh_session(world.uow, signed_in.refresh_token).refresh_token
    refresh_session(world.uow, second)
    assert end_if_reused(world.uow, signed_in.refresh_token)


def test_an_unknown_token_ends_nothing(world: FakeWorld, signed_in: SignedIn) -> None:
    assert not end_if_reused(world.uow, "made up")
    assert world.sessions.rows[signed_in.session.id].is_live(NOON)
