"""No fact, no log line and no private message has a place for an elector beside a ballot (VO-4)."""

import dataclasses
import re
from collections.abc import Iterator

import pytest
from marshmallow import Schema, fields

from chassis import logs
from contracts.box import booth as box_ops
from contracts.services import FACTS, OPERATIONS, ROUTES
from contracts.votation import booth as votation_ops
from contracts.votation import facts as votation_facts
from gateway.visit import RequestContext

FORBIDDEN = re.compile(
    r"(^|_)(voter|elector|right|rights|ballot|ballots|receipt|ip|address|email|mail|phone|link|code|secret|mark|name|"
    r"account|letter|signature|share|shares|sealed|nonce|token|key)(_|$)"
)
OF_RESULTS = re.compile(
    r"(^|_)(results?|votes|tall(y|ies)|expressed|blanks?|nulls?|sentences?|breakdown|percentages?|ranking|decisions?|"
    r"winners?|outcomes?|majority|plain|answers?)(_|$)"
)
OF_VOTES = ("votation", "box")


def keys(schema: Schema, path: str = "") -> Iterator[str]:
    for name, field in schema.fields.items():
        yield name
        inner = field.inner if isinstance(field, fields.List) else field
        if isinstance(inner, fields.Nested):
            yield from keys(inner.schema, f"{path}{name}.")


@pytest.mark.parametrize(
    "fact", [fact for service in OF_VOTES for fact in FACTS[service]], ids=lambda fact: fact.name
)
def test_no_fact_of_a_vote_has_a_place_for_anyone_or_their_ballot(fact):
    assert not [name for name in keys(fact.data()) if FORBIDDEN.search(name)]


def test_no_fact_but_the_proclamation_has_a_place_for_a_result():
    """Invariant 12: what is told before the result is proclaimed cannot tell of it."""
    places = {
        fact.name: found
        for service in OF_VOTES
        for fact in FACTS[service]
        if (found := [name for name in keys(fact.data()) if OF_RESULTS.search(name)])
    }
    assert places == {votation_facts.proclaimed.name: ["sentence_fr", "sentence_en"]}


def test_the_forbidden_keys_are_found_where_they_stand():
    found = {name for name in keys(votation_ops.issue_right.request()) if FORBIDDEN.search(name)}
    assert found == {"link", "code", "for_elector_id"}
    assert {name for name in keys(box_ops.cast_ballot.request()) if FORBIDDEN.search(name)} == {
        "right",
        "sealed",
        "sealed_by",
    }


def test_what_the_box_is_asked_names_nobody():
    person = re.compile(
        r"(^|_)(voter|elector|ip|address|email|phone|link|code|account|letter|name|token)(_|$)"
    )
    for operation in OPERATIONS["box"].values():
        assert not [name for name in keys(operation.request()) if person.search(name)], operation.name


def test_ballots_and_rights_travel_by_private_operations_only():
    carries = re.compile(r"^(right|rights|right_hash|sealed)$")
    for service in OF_VOTES:
        for operation in OPERATIONS[service].values():
            if any(carries.match(name) for name in keys(operation.request())):
                assert operation.private, operation.name


def test_a_private_message_says_nothing_of_who_sends_it():
    """The gateway's caller of a cast: neither token, key, address, request nor trace of the visit."""
    visit = RequestContext(
        "POST", {}, "fr", "canary-request", "00-canary-trace-01", "192.0.2.7", token="canary-token"
    )
    private = dataclasses.asdict(visit.private_caller)
    assert {name for name, value in private.items() if value} == {"language"}
    assert all(route.operation.private for route in ROUTES if route.operation.name == "cast_ballot")


def test_logs_have_an_allow_list():
    allowed = logs.ALLOWED
    assert not [
        name for name in allowed if re.search(r"elector|right|ballot|receipt|email|sealed|share", name)
    ]
