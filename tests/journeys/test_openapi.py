"""Schemathesis against the published description, for each kind of caller: whatever is sent, never a 5xx."""

import random

import pytest

from tests.faults.arena import open_arena
from tests.faults.inputs import mutated_bodies
from tests.suite.running import Suite


@pytest.mark.timeout(900)
def test_nothing_that_is_sent_makes_a_5xx(suite: Suite) -> None:
    seed = random.randrange(10**6)
    print(f"{seed=}")
    mutated_bodies(open_arena(suite, contributions=2), 4, seed)
