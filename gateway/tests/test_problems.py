"""GW-1: refusals as RFC 9457 problems."""

import html
import json
from typing import Any

import pytest

from contracts.refusals import FIELD_MESSAGES
from contracts.refused import Refused
from contracts.services import OWN_REFUSALS, REFUSALS
from gateway.problems import TITLES, field_errors, page, problem
from gateway.problems import told as sentence_told
from gateway.visit import RequestContext


def visit(language: str = "fr") -> RequestContext:
    return RequestContext(
        "GET", {}, language, "request-1", "00-" + "1" * 32 + "-" + "2" * 16 + "-01", "203.0.113.1"
    )


def told(refused: Refused, language: str = "fr") -> tuple[dict[str, Any], dict[bytes, bytes]]:
    answer = problem(refused, visit(language))
    return json.loads(answer.body), dict(answer.headers)


DETAILS: dict[str, Any] = {
    "retry_after": 3,
    "votes": 5,
    "people": 3,
    "smallest": 2,
    "problems": 4,
    "most": 1,
    "electors": 3,
    "needed": 2,
    "given": 1,
}


@pytest.mark.parametrize("code", REFUSALS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_refusal_has_its_sentence_in_both_languages(code, language):
    content, headers = told(Refused(code, **DETAILS), language)
    refusal = REFUSALS[code]
    assert (content["code"], content["status"], content["type"]) == (
        code,
        refusal.status,
        f"/problems/{code}",
    )
    assert content["title"] == TITLES[refusal.status][language == "en"]
    assert content["detail"] == sentence_told(getattr(refusal, language), DETAILS, french=language == "fr")
    assert headers[b"content-type"] == b"application/problem+json"
    assert headers[b"content-language"] == language.encode()
    assert content["request_id"] == "request-1"


@pytest.mark.parametrize(
    ("operation", "sentence"),
    [
        ("consultations.change_step", "L'étape est ouverte"),
        ("votation.change_votation", "ne changent plus après le scellement"),
    ],
)
def test_a_code_that_two_services_know_is_told_in_the_words_of_the_one_that_refuses(operation, sentence):
    asked = visit()
    asked.operation = operation
    assert sentence in json.loads(problem(Refused("rules_frozen"), asked).body)["detail"]


def test_the_same_code_has_the_same_status_everywhere():
    for code, refusal in REFUSALS.items():
        assert {own[code].status for own in OWN_REFUSALS.values() if code in own} <= {refusal.status}, code


def test_a_missing_detail_is_no_error():
    assert "…" in told(Refused("votes_would_be_reset"))[0]["detail"]


def test_details_stand_beside_and_never_instead_of_the_members_of_a_problem():
    content, _ = told(Refused("votes_would_be_reset", votes=12, status=200, type="x"))
    assert (content["votes"], content["status"], content["type"]) == (
        12,
        409,
        "/problems/votes_would_be_reset",
    )


def test_complaints_by_field_have_code_limit_and_sentence():
    errors = field_errors(
        {"title": ["too_long:200"], "targets.0.target": ["not_one_of:a, b", "unheard_of"]}, french=True
    )
    assert errors == [
        {"field": "title", "code": "too_long", "detail": "Écrivez au plus 200 caractères.", "limit": "200"},
        {
            "field": "targets.0.target",
            "code": "not_one_of",
            "detail": FIELD_MESSAGES["not_one_of"][0],
            "limit": "a, b",
        },
        {"field": "targets.0.target", "code": "invalid", "detail": FIELD_MESSAGES["invalid"][0]},
    ]


@pytest.mark.parametrize("code", FIELD_MESSAGES)
def test_every_field_message_can_be_said_without_its_limit(code):
    for french in (True, False):
        assert field_errors({"x": [code]}, french)[0]["code"] == code


def test_what_is_not_in_the_list_is_an_internal_error_without_its_text():
    content, _ = told(Refused("select * from account", secret="canary"))
    assert content["code"] == "internal_error"
    assert "canary" not in str(content)


@pytest.mark.parametrize(
    ("given", "said"), [(0.2, b"1"), (12.1, b"13"), ("x", b"2"), (float("nan"), b"2"), (None, b"2")]
)
def test_a_time_to_retry_is_whole_seconds(given, said):
    assert told(Refused("unavailable", retry_after=given))[1][b"retry-after"] == said


def test_a_problem_has_a_page_in_both_languages(gateway):
    text = html.unescape(gateway.get("/problems/closed").text)
    assert REFUSALS["closed"].fr in text
    assert REFUSALS["closed"].en in text
    assert page("no_such_thing") is None
    assert gateway.get("/problems/no_such_thing").status_code == 404


def test_over_http_the_sentence_is_in_the_wanted_language(gateway, services, token):
    services.refuse(
        "consultations.report", "invalid_input", fields={"details": ["too_long:1000"]}, details={}
    )
    for language, sentence in (
        ("fr", "Écrivez au plus 1\u202f000 caractères."),
        ("en", "Write at most 1,000 characters."),
    ):
        answer = gateway.post("/api/v1/reports", {}, headers=token() | {"Accept-Language": language})
        assert answer.status_code == 422
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["errors"] == [
            {"field": "details", "code": "too_long", "detail": sentence, "limit": "1000"}
        ]
