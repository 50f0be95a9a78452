"""Schemathesis against the published description, for each kind of caller: whatever is sent, never a 500."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error

from tests.faults.arena import Arena, open_arena
from tests.suite.running import Suite

EXAMPLES = 6


@pytest.fixture(scope="module")
def arena(suite: Suite) -> Arena:
    return open_arena(suite, contributions=2)


@pytest.fixture(scope="module")
def description(arena: Arena) -> schemathesis.BaseSchema:
    found = schemathesis.openapi.from_url(f"{arena.suite.gateway}/api/v1/openapi.json")
    # An event stream never ends, and the rest of the tests need their administrator.
    return found.exclude(path_regex="stream$").exclude(path_regex="^/api/v1/health")


TOKENS: dict[str, Callable[[Arena], str | None]] = {
    "nobody": lambda arena: None,
    "participant": lambda arena: arena.token(uuid.UUID(int=77, version=4)),
    "organiser": lambda arena: arena.organiser().token,
}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("who", TOKENS)
def test_nothing_that_is_sent_makes_a_500(
    description: schemathesis.BaseSchema, arena: Arena, who: str
) -> None:
    token = TOKENS[who](arena)
    tried = 0
    for found in description.get_all_operations():
        tried += 1
        send(operation_of(found), arena.suite.gateway, token)
    assert tried > 80


def operation_of(found: Any) -> Any:
    return found.ok()


def send(operation: Any, gateway: str, token: str | None) -> None:
    """Some requests made from the operation's description, right and wrong ones."""

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(case=operation.as_strategy())
    def one(case: Any) -> None:
        headers = {
            "Idempotency-Key": str(uuid.uuid4()),
            **({"Authorization": f"Bearer {token}"} if token else {}),
        }
        response = case.call(base_url=gateway, headers=headers)
        case.validate_response(response, checks=[not_a_server_error])

    one()
