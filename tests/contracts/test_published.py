"""What is promised to the world is written down, current, and not broken by accident (GW-1)."""

import copy
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson
import pytest
from jsoncompat import generate_value

from contracts.fields import Instant
from contracts.services import FACTS, OPERATIONS
from gateway import publish
from gateway.pages import _description

ROOT = Path(__file__).resolve().parents[2]
PUBLISHED = publish.published()
API = PUBLISHED["openapi.json"]


def changed(name: str, *path: str, to: Any = None, drop: bool = False) -> dict[str, Any]:
    """The published documents with one change."""
    documents = PUBLISHED | {name: copy.deepcopy(PUBLISHED[name])}
    place: Any = documents[name]
    for step in path[:-1]:
        place = place[step]
    if drop:
        del place[path[-1]]
    else:
        place[path[-1]] = to
    return documents


def test_the_published_documents_are_current():
    assert publish.as_text(publish.current()) == publish.as_text(PUBLISHED), "python -m gateway.publish"


def test_the_same_promise_breaks_nothing():
    assert list(publish.breaks(PUBLISHED, copy.deepcopy(PUBLISHED))) == []


FACT = "facts/consultations.opinion_vote_cast.v1.json"
VOTE = ("paths", "/api/v1/contributions/{contribution_id}/opinion", "put")
LIST = ("paths", "/api/v1/steps/{step_id}/contributions", "get")


@pytest.mark.parametrize(
    ("name", "path"),
    [
        (FACT, ("properties", "data", "properties", "step_id")),
        ("openapi.json", VOTE),
        ("openapi.json", ("components", "schemas", "Contribution", "properties", "title")),
        ("openapi.json", ("components", "schemas", "OpinionCounts", "properties", "agree")),
    ],
)
def test_to_take_away_what_someone_reads_is_seen(name, path):
    assert list(publish.breaks(PUBLISHED, changed(name, *path, drop=True))) != []


def test_a_fact_no_longer_told_is_seen():
    documents = copy.deepcopy(PUBLISHED)
    del documents[FACT]
    assert list(publish.breaks(PUBLISHED, documents)) == [f"{FACT}: no longer told"]


def test_a_new_required_parameter_is_seen():
    documents = copy.deepcopy(PUBLISHED)
    added = {"name": "zone", "in": "query", "required": True, "schema": {"type": "string"}}
    documents["openapi.json"]["paths"][LIST[1]]["get"]["parameters"].append(added)
    assert any("zone is required now" in sentence for sentence in publish.breaks(PUBLISHED, documents))


def test_a_narrower_body_is_seen():
    body = (*VOTE, "requestBody", "content", "application/json", "schema", "properties", "value", "enum")
    assert list(publish.breaks(PUBLISHED, changed("openapi.json", *body, to=["agree", "disagree"]))) != []


def test_a_new_field_that_may_be_left_out_breaks_nothing():
    body = (*VOTE, "requestBody", "content", "application/json", "schema", "properties", "note")
    wider = changed("openapi.json", *body, to={"type": "string"})
    assert list(publish.breaks(PUBLISHED, wider)) == []
    view = ("components", "schemas", "Contribution", "properties", "note")
    assert list(publish.breaks(PUBLISHED, changed("openapi.json", *view, to={"type": "string"}))) == []


def test_other_words_for_the_same_promise_break_nothing():
    assert list(publish.breaks(PUBLISHED, changed(FACT, "description", to="Other words."))) == []


IGNORED = {
    "$ref",
    "$id",
    "$schema",
    "title",
    "description",
    "summary",
    "properties",
    "$defs",
    "default",
    "examples",
}
CHANGES = {
    "pattern": "^never$", "format": "never", "type": "null", "enum": ["never"], "const": "never", "minLength": 10_000,
    "maxLength": 0, "minimum": 10**15, "maximum": -(10**15), "minItems": 10_000, "maxItems": 0, "items": False,
    "required": ["never"], "additionalProperties": {"type": "null"}, "unevaluatedProperties": {"type": "null"},
    "anyOf": [{"type": "null"}], "oneOf": [{"type": "null"}], "allOf": [{"type": "null"}], "contentEncoding": "never",
    "contentMediaType": "never/never", "uniqueItems": None, "exclusiveMinimum": 10**15, "exclusiveMaximum": -(10**15),
    "nullable": None,
}  # fmt: skip


def keywords(schema: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Every keyword of a JSON schema, with the way to it."""
    if isinstance(schema, list):
        for number, part in enumerate(schema):
            yield from keywords(part, (*place, number))
    if not isinstance(schema, dict):
        return
    for word, value in schema.items():
        yield word, (*place, word)
        if word in ("properties", "$defs"):
            for name, part in value.items():
                yield from keywords(part, (*place, word, name))
        elif word in ("items", "additionalProperties", "anyOf", "oneOf", "allOf"):
            yield from keywords(value, (*place, word))


def in_use() -> Iterator[tuple[str, tuple[str, tuple[Any, ...]], tuple[Any, ...]]]:
    """Each keyword of bodies, views and facts, once for each of these: (keyword, where its schema is, way to it)."""
    seen = set()
    bodies = [
        ("openapi.json", ("paths", path, method, "requestBody", "content", "application/json", "schema"))
        for path, methods in API["paths"].items() for method, operation in methods.items()
        if "application/json" in operation.get("requestBody", {}).get("content", {})
    ]  # fmt: skip
    facts: list[Any] = [(name, ()) for name in PUBLISHED if name.startswith("facts/")]
    views = [("openapi.json", ("components", "schemas", name)) for name in ("Contribution", "Organisation")]
    for kind, places in (("body", bodies), ("fact", facts), ("view", views)):
        for place in places:
            for word, way in keywords(at(PUBLISHED[place[0]], place[1])):
                if word not in IGNORED and (kind, word) not in seen:
                    seen.add((kind, word))
                    yield word, place, way


def at(document: Any, way: tuple[Any, ...]) -> Any:
    for step in way:
        document = document[step]
    return document


def is_fine(place: tuple[str, tuple[Any, ...]], documents: dict[str, Any]) -> bool:
    """Whether whoever reads or writes this one schema can go on."""
    name, way = place
    old, new = at(PUBLISHED[name], way), at(documents[name], way)
    if name != "openapi.json":
        return publish._compatible(old, new, "both")
    old, new = publish._standing(old, PUBLISHED[name]), publish._standing(new, documents[name])
    return publish._compatible(old, new, "serializer" if way[0] == "components" else "deserializer")


@pytest.mark.parametrize(
    ("word", "place", "way"), list(in_use()), ids=lambda part: part if isinstance(part, str) else ""
)
def test_each_keyword_that_is_used_is_judged(word: str, place: Any, way: tuple[Any, ...]) -> None:
    """D04: to change it, or to leave it out where that tells more than before, is found; but what
    is open stays open, and a closed body may only take more."""
    name, full = place[0], (*place[1], *way)
    before = at(PUBLISHED[name], full)
    if word == "additionalProperties" and (before in ({}, True) or "requestBody" in place[1]):
        return
    to = CHANGES[word] if CHANGES[word] is not None else not before
    assert to != before
    tighter, looser = changed(name, *full, to=to), changed(name, *full, drop=True)
    assert not is_fine(place, tighter) or not is_fine(place, looser)


@pytest.mark.parametrize("word", ["pattern", "format"])
def test_no_pattern_and_no_format_changes_unseen(word: str) -> None:
    """D04: each of them, in each document."""
    unseen = []
    for name in (name for name in PUBLISHED if name.startswith("facts/")):
        for found, way in keywords(PUBLISHED[name]):
            if found == word and not list(
                publish._broken_fact(name, PUBLISHED[name], changed(name, *way, to="^x$")[name])
            ):
                unseen.append((name, way))
    assert unseen == []


def test_publishing_refuses_to_break_and_checking_says_so(tmp_path, capsys):
    documents = copy.deepcopy(PUBLISHED)
    documents["openapi.json"]["paths"]["/api/v1/gone"] = {"get": {"responses": {}}}
    publish.write(documents, tmp_path)
    assert publish.main([], tmp_path) == 1
    assert publish.main(["--check"], tmp_path) == 1
    assert "GET /api/v1/gone: gone" in capsys.readouterr().err
    assert publish.main(["--break"], tmp_path) == 0
    assert publish.main(["--check"], tmp_path) == 0


def test_every_fact_has_its_schema_and_its_channel():
    facts = {fact.name for told in FACTS.values() for fact in told}
    assert {name[6:-5] for name in PUBLISHED if name.startswith("facts/")} == facts
    assert set(PUBLISHED["asyncapi.json"]["channels"]) == facts


def references(document: Any) -> Iterator[str]:
    if isinstance(document, dict):
        if isinstance(document.get("$ref"), str):
            yield document["$ref"]
        for value in document.values():
            yield from references(value)
    elif isinstance(document, list):
        for value in document:
            yield from references(value)


@pytest.mark.parametrize("name", ["openapi.json", "asyncapi.json"])
def test_every_reference_leads_somewhere(name):
    for reference in set(references(PUBLISHED[name])):
        place = PUBLISHED[name]
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]


def test_every_schema_is_a_schema():
    for name, document in PUBLISHED.items():
        if name.startswith("facts/"):
            jsonschema_rs.meta.validate(document)
    for schema in API["components"]["schemas"].values():
        jsonschema_rs.meta.validate(schema)


@pytest.mark.parametrize(
    "fact", [fact for told in FACTS.values() for fact in told], ids=lambda fact: fact.name
)
def test_a_message_made_from_the_schema_is_read_by_the_contract(fact):
    schema = publish.as_text({k: v for k, v in PUBLISHED[f"facts/{fact.name}.json"].items() if k != "$id"})
    message = json.loads(generate_value(schema))
    assert message["type"] == fact.name
    # The contract's instants lie between 1970 and 2200, which JSON Schema cannot say.
    instants = [name for name, field in fact.data().fields.items() if isinstance(field, Instant)]
    loaded = fact.data().load(message["data"] | dict.fromkeys(instants, "2026-11-23T10:00:00Z"))
    assert set(loaded) <= set(fact.data().fields)


def test_no_fact_names_a_person_beyond_an_id():
    for told in FACTS.values():
        for fact in told:
            personal = {
                "email",
                "display_name",
                "first_name",
                "address",
                "postcode",
                "birth_on",
                "token",
                "password",
            }
            assert not personal & set(fact.data().fields), fact.name


def test_operations_have_names_of_their_own():
    ids = [op["operationId"] for methods in API["paths"].values() for op in methods.values()]
    assert len(ids) == len(set(ids))
    public = sum(1 for ops in OPERATIONS.values() for op in ops.values() if not op.callers)
    assert len(ids) == public + 1, "and the stream"


def test_every_operation_says_how_it_refuses_and_who_may_ask():
    for path, methods in API["paths"].items():
        for operation in methods.values():
            if operation["operationId"] == "stream_figures":
                continue
            codes = [
                code for response in operation["responses"].values() for code in response.get("x-codes", [])
            ]
            assert {"unavailable", "too_many_requests", "token_invalid"} <= set(codes), path
            assert "security" in operation


def test_the_published_openapi_is_what_the_gateway_answers():
    assert orjson.loads(_description()) == API


def test_the_command_runs():
    command = [sys.executable, "-m", "gateway.publish", "--check"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=environment)
    assert done.returncode == 0, done.stderr
