"""Every role at every operation, in two organisations (ID-3)."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from chassis.testing.caller import Caller
from contracts.consultations import facts as consultations
from contracts.identity.choices import ORGANISATION_ROLES, PLATFORM_ROLES
from contracts.notifications import deliveries as deliveries_ops
from contracts.operations import Operation
from contracts.refused import Refused
from contracts.services import OPERATIONS
from notifications.tests.factories import ORGANISATION
from notifications.tests.service.conftest import Around, Suite, Teller

pytestmark = pytest.mark.timeout(180)
SHUT = ("sign_in_required", "forbidden", "not_found", "token_invalid")
PLATFORM_LOG: dict[str, Any] = {}
OVERSEERS = {"organiser", "platform_admin"}


def test_every_operation_is_walked() -> None:
    """What a letter holds before it is sent is walked in `test_letters_to_electors`."""
    assert set(OPERATIONS["notifications"]) == {"list_deliveries", "send_again", "preview_letter"}


@pytest.fixture
def delivery(suite: Suite, teller: Teller, around: Around, caller: Caller, actor_of: Any) -> str:
    """A mail of ORGANISATION that was refused."""
    author = uuid4()
    around.live_at(author, "nobody@example.org")
    teller.in_step(
        consultations.moderated, target="argument", target_id=uuid4(), author_account_id=author,
        decision="hide", after_appeal=False,
    )  # fmt: skip
    assert suite.settled(1)
    asked = {"organisation_id": str(ORGANISATION)}
    (found,) = caller.ask(deliveries_ops.list_deliveries, asked, actor_of("organiser", ORGANISATION))["items"]
    return str(found["id"])


def test_a_role_opens_what_it_should_where_it_is_held_and_nothing_else(
    caller: Caller, actor_of: Callable[..., str], delivery: str
) -> None:
    def outcome(operation: Operation, asked: dict[str, Any], token: str | None) -> str:
        try:
            caller.ask(operation, asked, token)
        except Refused as refused:
            return refused.code if refused.code in (*SHUT, "internal_error") else "in"
        return "in"

    def walk(token: str | None) -> list[str]:
        here, there = ({"organisation_id": str(place)} for place in (ORGANISATION, uuid4()))
        asked = [(deliveries_ops.list_deliveries, log) for log in (here, there, PLATFORM_LOG)]
        return [
            outcome(*each, token) for each in (*asked, (deliveries_ops.send_again, {"delivery_id": delivery}))
        ]

    assert walk(None) == ["sign_in_required"] * 4
    assert walk(actor_of()) == ["forbidden", "forbidden", "forbidden", "not_found"]
    for role in PLATFORM_ROLES:
        let_in = role in OVERSEERS
        assert walk(actor_of(role)) == (["in"] * 4 if let_in else ["forbidden"] * 3 + ["not_found"]), role
    for role in ORGANISATION_ROLES:
        own = ["in", "in"] if role in OVERSEERS else ["forbidden", "not_found"]
        assert walk(actor_of(role, ORGANISATION)) == [own[0], "forbidden", "forbidden", own[1]], role
        assert walk(actor_of(role, uuid4())) == ["forbidden", "forbidden", "forbidden", "not_found"], role
