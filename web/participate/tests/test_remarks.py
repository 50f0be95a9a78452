"""CO-4 to CO-6: arguments, sources, versions, reports; each refusal beside its field."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from contracts.services import REFUSALS
from web.tests import participation_views as world
from web.tests.desk_world import beside, plain, speak, summary
from web.tests.gateway_double import GatewayDouble, refuses, sentence
from web.tests.participation_kit import BOX, PROBLEM, Proof, fill_place, sent, words
from web.tests.participation_views import ident


@pytest.fixture(autouse=True)
def filled(app: Flask, gateway: GatewayDouble) -> None:
    fill_place(app, gateway)


def test_an_argument_is_added(
    client: FlaskClient, gateway: GatewayDouble, signed: None, proof: Proof
) -> None:
    path = f"{PROBLEM}/arguments/nouveau"
    answer = client.post(path, data=proof(path) | BOX | {"side": "against", "body": "Trop cher."})
    assert answer.location == f"{PROBLEM}#dit"
    assert sent(gateway).body == {
        "side": "against",
        "body": "Trop cher.",
        "accepted_checkboxes": [world.BOX["id"]],
    }
    short = client.post(path, data=proof(path) | BOX | {"body": "Ok"})
    assert {"side-error", "body-error"} <= set(re.findall(r'id="(\w+-error)"', words(short)))


def test_a_source_waits_with_its_author(
    client: FlaskClient, gateway: GatewayDouble, unconfirmed: None, proof: Proof
) -> None:
    path = f"{PROBLEM}/sources/nouvelle"
    typed = {"title": "Une étude", "link": "https://a.example/", "category": "study"}
    answer = client.post(path, data=proof(path) | BOX | typed)
    assert answer.location == f"{PROBLEM}#dit"
    assert sent(gateway).body["category"] == "study"


def test_support_is_given_and_leads_back_to_the_argument(
    client: FlaskClient, gateway: GatewayDouble, signed: None, proof: Proof
) -> None:
    path = f"{PROBLEM}/argument/{ident('pro')}/soutien"
    answer = client.post(path, data=proof(path) | {"support": "yes"})
    assert answer.location == f"{PROBLEM}#argument-{ident('pro')}"
    assert sent(gateway).method == "PUT"


def test_one_s_own_argument_has_no_button_but_can_be_erased(client: FlaskClient, signed: None) -> None:
    page = words(client.get(PROBLEM))
    assert f"{PROBLEM}/argument/{ident('con')}/soutien" not in page
    assert f"{PROBLEM}/argument/{ident('con')}/effacer" in page


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("target", "remark", "code"),
    [
        ("argument", "pro", "own_argument"),
        ("argument", "pro", "closed"),
        ("argument", "pro", "requirements_unmet"),
        ("source", "source", "own_source"),
    ],
)
def test_a_refused_support_says_why(
    client: FlaskClient, gateway: GatewayDouble, signed: None, proof: Proof,
    language: str, target: str, remark: str, code: str,
) -> None:  # fmt: skip
    speak(client, language)
    gateway.replies[f"PUT /api/v1/{target}s/{ident(remark)}/support"] = refuses(code)
    path = f"{PROBLEM}/{target}/{ident(remark)}/soutien"
    answer = client.post(path, data=proof(path) | {"support": "yes"})
    assert answer.status_code == REFUSALS[code].status
    assert sentence(code, language) in summary(plain(answer))


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("what", "typed", "code", "fields", "more", "name"),
    [
        ("argument", {"side": "for", "body": "Trop cher."}, "too_fast", {}, {"retry_after": 9}, ""),
        ("argument", {"side": "for", "body": "Trop cher."}, "arguments_off", {}, {}, ""),
        (
            "argument",
            {"side": "for", "body": "Trop cher."},
            "invalid_input",
            {"body": "too_long:2000"},
            {},
            "body",
        ),
        (
            "source",
            {"title": "Une étude", "link": "cerema", "category": "study"},
            "invalid_input",
            {"link": "invalid_link"},
            {},
            "link",
        ),
        (
            "source",
            {"title": "Une étude", "link": "https://a.example/", "category": "study", "body": "Long."},
            "invalid_input",
            {"body": "too_long:2000"},
            {},
            "body",
        ),
        (
            "version",
            {"title": "Titre", "body": "Texte", "reasons": "Parce que."},
            "too_fast",
            {},
            {"retry_after": 9},
            "",
        ),
        (
            "version",
            {"title": "Titre", "body": "Texte", "reasons": "Parce que."},
            "invalid_input",
            {"reasons": "too_long:2000"},
            {},
            "reasons",
        ),
    ],
)
def test_a_refused_remark_says_why_and_keeps_what_was_typed(
    client: FlaskClient, gateway: GatewayDouble, signed: None, proof: Proof, language: str, what: str,
    typed: dict[str, str], code: str, fields: dict[str, str], more: dict[str, Any], name: str,
) -> None:  # fmt: skip
    speak(client, language)
    solution = f"/contributions/{ident('solution')}"
    path, asked = {
        "argument": (f"{PROBLEM}/arguments/nouveau", f"{PROBLEM}/arguments"),
        "source": (f"{PROBLEM}/sources/nouvelle", f"{PROBLEM}/sources"),
        "version": (f"{solution}/versions/nouvelle", f"{solution}/versions"),
    }[what]
    gateway.replies[f"POST /api/v1{asked}"] = refuses(code, fields, **more)
    page = plain(client.post(path, data=proof(path) | BOX | typed))
    complaint, _, limit = fields.get(name, code).partition(":")
    told = sentence(complaint, language, limit=limit, **more)
    assert told in (beside(page, name) if name else summary(page))
    assert all(value in page for value in typed.values())


def test_a_version_starts_from_the_text_and_gives_reasons(
    client: FlaskClient, gateway: GatewayDouble, signed: None, proof: Proof
) -> None:
    path = f"/contributions/{ident('solution')}/versions/nouvelle"
    assert "Avec une poussette" in words(client.get(path))
    same = {
        "title": world.SOLUTION["title"],
        "body": world.full(world.SOLUTION)["body"],
        "reasons": "Parce que.",
    }
    assert "mot pour mot" in words(client.post(path, data=proof(path) | BOX | same))
    gateway.asked.clear()
    changed = same | {"body": "Les camions déballent jusqu'à huit heures."}
    preview = words(client.post(path, data=proof(path) | BOX | changed | {"act": "preview"}))
    assert re.search(r"<ins>.*huit", preview, re.DOTALL)
    answer = client.post(path, data=proof(path) | BOX | changed)
    assert answer.location == f"/contributions/{ident('version')}"
    assert sent(gateway).body["reasons"] == "Parce que."


@pytest.mark.parametrize(
    "reply", [(201, {"done": True}), (409, {"code": "already_reported", "detail": "Déjà."})]
)
def test_a_report_is_thanked_for_once_or_twice(
    client: FlaskClient, gateway: GatewayDouble, signed: None, proof: Proof, reply: tuple[int, Any]
) -> None:
    gateway.replies["POST /api/v1/reports"] = reply
    path = f"{PROBLEM}/signaler?objet=argument&numero={ident('pro')}"
    answer = client.post(path, data=proof(path) | {"reason": "insult"})
    assert answer.location == PROBLEM
    assert sent(gateway).body == {"target": "argument", "target_id": ident("pro"), "reason": "insult"}
    assert "La modération est prévenue" in words(client.get(PROBLEM))


def test_a_report_is_about_the_text_that_was_read(
    client: FlaskClient, gateway: GatewayDouble, signed: None, proof: Proof
) -> None:
    """B05: a text that changed meanwhile is shown, and not reported in the place of the one that was read."""
    path = f"{PROBLEM}/signaler"
    version = re.search(r'name="version" value="(\d+)"', words(client.get(path)))
    assert version
    gateway.replies["POST /api/v1/reports"] = (412, {"code": "stale_version", "detail": "Changé."})
    answer = client.post(path, data=proof(path) | {"reason": "insult", "version": version[1]})
    assert sent(gateway).body["version"] == int(version[1])
    assert answer.status_code == 412
    assert "Ce texte a changé pendant que vous le lisiez" in words(answer)
