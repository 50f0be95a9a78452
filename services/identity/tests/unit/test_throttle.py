"""Sliding windows, exact to the microsecond (ID-10)."""

from datetime import timedelta

import pytest

from contracts.refused import Refused
from identity.domain.throttle import Attempt, Limit, limits, network_of
from identity.tests.factories import NOON
from identity.tests.unit.fakes import FakeWorld
from identity.use_cases.record_attempts import record_attempts

THREE_A_MINUTE = Limit("test", 3, 60)
MINUTE = timedelta(minutes=1)
TICK = timedelta(microseconds=1)


def tried(world: FakeWorld, *buckets: str) -> tuple[int, ...]:
    return record_attempts(world.uow, [Attempt(THREE_A_MINUTE, bucket) for bucket in buckets])


def test_makes_room_when_the_oldest_try_leaves_the_window(world: FakeWorld) -> None:
    for seconds in (0, 20, 40):
        world.at(NOON + timedelta(seconds=seconds))
        tried(world, "a")
    for moment, wait in ((NOON + timedelta(seconds=40), 20), (NOON + MINUTE - TICK, 1)):
        world.at(moment)
        with pytest.raises(Refused, match="too_many_attempts") as refused:
            tried(world, "a")
        assert refused.value.details == {"retry_after": wait}
    world.at(NOON + MINUTE)
    tried(world, "a")
    with pytest.raises(Refused):
        tried(world, "a")


def test_a_refused_try_is_not_counted(world: FakeWorld) -> None:
    for _ in range(3):
        tried(world, "a")
    with pytest.raises(Refused):
        tried(world, "b", "a")
    assert [bucket for bucket, _ in world.attempts.hits.values()] == ["a", "a", "a"]


def test_one_persons_tries_are_not_anothers(world: FakeWorld) -> None:
    for _ in range(3):
        tried(world, "a")
    tried(world, "b")


def test_limits_can_be_set_and_multiplied() -> None:
    found = limits({"THROTTLE_SIGN_IN_EMAIL": "7/60", "THROTTLE_FACTOR": "10"})
    assert found["sign_in_email"] == Limit("sign_in_email", 70, 60, 5)
    assert found["sign_in_address"] == Limit("sign_in_address", 1000, 900, 1)


def test_what_others_can_use_up_lets_one_more_in_each_pause(world: FakeWorld) -> None:
    """A01: nobody is shut out; nor is guessing any quicker than the pause."""
    limit = Limit("test", 3, 900, 20)
    for _ in range(3):
        record_attempts(world.uow, [Attempt(limit, "a")])
    taken, waits = 0, []
    for second in range(1, 901):
        world.at(NOON + timedelta(seconds=second))
        try:
            record_attempts(world.uow, [Attempt(limit, "a")])
            taken += 1
        except Refused as refused:
            waits.append(refused.details["retry_after"])
    assert set(waits) == set(range(1, 20))
    assert taken == 900 // 20


@pytest.mark.parametrize("wrong", ["0/60", "5/0", "many", "5", "-1/60", "5/60/-1"])
def test_refuses_a_limit_that_is_none(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"allows nothing|invalid literal|unpack"):
        limits({"THROTTLE_MAIL_EMAIL": wrong})


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::"),
        ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        (None, "unknown"),
        ("nonsense", "unknown"),
    ],
)
def test_a_client_is_an_address_or_a_customers_network(address: str | None, network: str) -> None:
    assert network_of(address) == network
