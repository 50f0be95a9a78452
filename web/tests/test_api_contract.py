"""The double refuses what the published contract does not allow."""

from dataclasses import replace
from typing import Any

import pytest

from web.tests.api_contract import Exchange, published

OPINION = "/api/v1/contributions/42/opinion"
VOTE = {
    "contribution_id": "42",
    "value": "agree",
    "counted": True,
    "opinions": {"agree": 1, "mixed": 0, "disagree": 0},
}
CLOSED = {
    "type": "/problems/closed",
    "title": "closed",
    "status": 409,
    "code": "closed",
    "detail": "",
    "request_id": "1",
}


def exchange(**more: Any) -> Exchange:
    headers = {"Content-Type": "application/json", "Idempotency-Key": "key-of-a-vote"}
    vote = Exchange("PUT", OPINION, headers, {}, {"value": "agree"}, 200, VOTE, "")
    return replace(vote, **more)


def test_allows_what_the_contract_says() -> None:
    assert published().deviations(exchange()) == []
    assert published().deviations(exchange(status=409, response=CLOSED)) == []


def test_allows_a_request_outside_its_schema_that_is_refused_for_it() -> None:
    refused = CLOSED | {"code": "invalid_input", "status": 422, "errors": []}
    assert published().deviations(exchange(request={"value": 3}, status=422, response=refused)) == []


@pytest.mark.parametrize(
    ("deviating", "named"),
    [
        ({"path": "/api/v1/accounts/me"}, "no such operation"),
        ({"method": "POST"}, "no such operation"),
        ({"request": {"value": "perhaps"}}, "body value"),
        ({"request": {"value": "agree", "why": "so"}}, "body"),
        ({"request": None}, "body: missing"),
        ({"query": {"limit": "3"}}, "query"),
        ({"status": 202}, "status 202"),
        ({"response": {"value": "agree"}}, "reply 200"),
        ({"response": VOTE | {"counted": "yes"}}, "reply 200 counted"),
        ({"response": VOTE | {"mine": "agree"}}, "reply 200"),
        ({"status": 409, "response": CLOSED | {"code": "own_argument"}}, "problem: own_argument"),
        ({"status": 409, "response": {"code": "closed"}}, "problem"),
    ],
)
def test_names_what_the_contract_does_not_allow(deviating: dict[str, Any], named: str) -> None:
    found = published().deviations(exchange(**deviating))
    assert found
    assert all(named in each for each in found)


def test_a_sample_is_what_its_operation_may_answer() -> None:
    sample = published().sample("PUT", OPINION, 200)
    assert published().deviations(exchange(response=sample)) == []
