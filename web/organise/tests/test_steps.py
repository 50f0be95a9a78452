"""CO-1 from the organiser's seat: the steps of a project, their order, texts and settings, and what came of them."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from web.tests.desk_world import (
    LIVE,
    NEW,
    OPEN,
    ORG,
    PROJECTS,
    STEPS,
    beside,
    last,
    plain,
    said,
    sends,
    sign_in,
    speak,
    summary,
)
from web.tests.gateway_double import GatewayDouble, refuses, sentence

LIST = f"{LIVE}/etapes"
ADD, ONE, OUTCOME = f"{LIST}/ajouter", f"{LIST}/step-w", f"{LIST}/step-o/issue"
REMOVE, WORKSHOP = f"{LIST}/step-o/retirer", f"{LIST}/step-w/atelier"
OF_ORDER, OF_STEPS = f"/projects/{OPEN}/steps/order", f"/projects/{OPEN}/steps"
STORED = {"title": "Consultation", "body": "## Bonjour\r\n\r\nUn **texte**.", "event_mode": "yes"}


@pytest.fixture(autouse=True)
def answering(gateway: GatewayDouble) -> None:
    said(gateway, "PUT", OF_ORDER, (200, PROJECTS[OPEN]))
    said(gateway, "POST", OF_STEPS, (201, STEPS["step-w"]))
    said(gateway, "PATCH", "/steps/step-w", (200, STEPS["step-w"]))
    said(gateway, "PUT", "/steps/step-o/outcome", (200, STEPS["step-o"]))
    said(gateway, "DELETE", "/steps/step-o", (200, PROJECTS[OPEN]))


# --- order


@pytest.mark.parametrize(
    ("move", "order"),
    [
        ("down:step-p", ["step-w", "step-p", "step-o"]),
        ("up:step-o", ["step-p", "step-o", "step-w"]),
        ("up:step-p", ["step-p", "step-w", "step-o"]),
        ("up:step-x", ["step-p", "step-w", "step-o"]),
    ],
)
def test_a_step_changes_place_with_its_neighbour(
    client: FlaskClient, send: Any, gateway: GatewayDouble, move: str, order: list[str]
) -> None:
    assert "Monter : Consultation" in plain(client.get(LIST))
    assert send(LIST, {"move": move}).location == LIST
    (sent,) = sends(gateway, "PUT")
    assert (sent.path, sent.body) == (f"/api/v1{OF_ORDER}", {"step_ids": order})
    assert sent.headers["If-Match"] == '"7"'


@pytest.mark.parametrize(
    ("language", "way"),
    [("fr", "Rechargez la page : une étape a été ajoutée"), ("en", "Reload the page: a step was added")],
)
def test_an_order_of_other_steps_is_told(
    client: FlaskClient, send: Any, gateway: GatewayDouble, language: str, way: str
) -> None:
    speak(client, language)
    said(gateway, "PUT", OF_ORDER, refuses("steps_mismatch"))
    shown = plain(send(LIST, {"move": "up:step-w"}))
    assert f"{sentence('steps_mismatch', language)} {way}" in summary(shown)


# --- adding


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("offline", {"kind": "offline"}),
        ("consultation:draft_text", {"kind": "consultation", "template": "draft_text"}),
    ],
)
def test_a_step_is_added_with_or_without_sections(
    client: FlaskClient, send: Any, gateway: GatewayDouble, kind: str, body: dict[str, str]
) -> None:
    answer = send(ADD, {"kind": kind, "title": "Le conseil"})
    assert answer.location == ONE
    (sent,) = sends(gateway, "POST")
    assert (sent.path, sent.body) == (f"/api/v1{OF_STEPS}", body | {"title": "Le conseil"})
    assert "L'étape est ajoutée à la fin." in plain(client.get(ONE))


@pytest.mark.parametrize(
    ("language", "name", "told"),
    [
        ("fr", "kind", "Choisissez ce qui se passe à cette étape."),
        ("en", "kind", "Choose what happens in this step."),
        ("fr", "title", "Donnez un titre à l'étape."),
        ("en", "title", "Give the step a title."),
    ],
)
def test_a_step_has_a_kind_and_a_title(
    client: FlaskClient, send: Any, gateway: GatewayDouble, language: str, name: str, told: str
) -> None:
    speak(client, language)
    shown = plain(send(ADD, {"kind": "offline", "title": "Le conseil"} | {name: ""}))
    assert beside(shown, name).endswith(told)
    assert ('value="Le conseil"' if name == "kind" else 'value="offline" checked') in shown
    assert sends(gateway, "POST") == []


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(("name", "complaint"), [("title", "too_long:200"), ("kind", "not_one_of")])
def test_a_refused_step_keeps_what_was_typed(
    client: FlaskClient, send: Any, gateway: GatewayDouble, language: str, name: str, complaint: str
) -> None:
    speak(client, language)
    said(gateway, "POST", OF_STEPS, refuses("invalid_input", {name: complaint}))
    shown = plain(send(ADD, {"kind": "offline", "title": "Le conseil"}))
    code, _, limit = complaint.partition(":")
    assert beside(shown, name).endswith(sentence(code, language, limit=limit))
    assert 'value="Le conseil"' in shown
    assert 'value="offline" checked' in shown


# --- texts and settings


@pytest.mark.parametrize(
    ("typed", "more"),
    [
        ({}, {}),
        ({"moderated_before": "yes", "event_mode": ""}, {"moderated_before": True, "event_mode": False}),
    ],
)
def test_rules_are_sent_when_they_change_only(
    send: Any, gateway: GatewayDouble, typed: dict[str, str], more: dict[str, bool]
) -> None:
    assert send(ONE, STORED | typed).location == ONE
    (sent,) = sends(gateway, "PATCH")
    assert sent.body == {"title": "Consultation", "body": "## Bonjour\n\nUn **texte**."} | more
    assert sent.headers["If-Match"] == '"5"'


def test_a_text_is_previewed_and_not_sent(send: Any, gateway: GatewayDouble) -> None:
    shown = plain(send(ONE, STORED | {"body": "Du **gras** <script>", "preview": "yes"}))
    assert "Du <strong>gras</strong>" in shown
    assert "Du **gras**" in shown.split("<textarea")[1]
    assert sends(gateway, "PATCH") == []


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("typed", "code", "fields", "name"),
    [
        ({"title": ""}, "", {}, "title"),
        ({}, "invalid_input", {"title": "too_short:2"}, "title"),
        ({}, "invalid_input", {"body": "too_long:20000"}, "body"),
        ({"strict_graph": "yes"}, "rules_frozen", {}, ""),
    ],
)
def test_a_refused_change_is_told_in_its_place(
    client: FlaskClient, send: Any, gateway: GatewayDouble,
    language: str, typed: dict[str, str], code: str, fields: dict[str, str], name: str,
) -> None:  # fmt: skip
    speak(client, language)
    if code:
        said(gateway, "PATCH", "/steps/step-w", refuses(code, fields))
    shown = plain(send(ONE, STORED | typed))
    complaint, _, limit = fields.get(name, code).partition(":")
    told = (
        sentence(complaint, language, limit=limit)
        if code
        else {"fr": "Donnez un titre à l'étape.", "en": "Give the step a title."}[language]
    )
    assert told in (beside(shown, name) if name else summary(shown))
    assert "Un **texte**.</textarea>" in shown
    assert len(sends(gateway, "PATCH")) == bool(code)


# --- outcome, removal, workshop


@pytest.mark.parametrize(
    ("language", "empty"),
    [("fr", "Écrivez ce qui est sorti de cette étape."), ("en", "Write what came out of this step.")],
)
def test_an_outcome_is_recorded(
    client: FlaskClient, send: Any, gateway: GatewayDouble, language: str, empty: str
) -> None:
    speak(client, language)
    assert beside(plain(send(OUTCOME, {"outcome": " "})), "outcome").endswith(empty)
    assert sends(gateway, "PUT") == []
    assert send(OUTCOME, {"outcome": "Voté."}).location == f"{LIST}/step-o"
    sent = last(gateway, "PUT")
    assert (sent.path, sent.body) == ("/api/v1/steps/step-o/outcome", {"outcome": "Voté."})
    assert sent.headers["If-Match"] == '"5"'
    said(gateway, "PUT", "/steps/step-o/outcome", refuses("not_an_offline_step"))
    shown = plain(send(OUTCOME, {"outcome": "Voté."}))
    assert sentence("not_an_offline_step", language) in summary(shown)
    assert "Voté.</textarea>" in shown


@pytest.mark.parametrize(
    ("language", "asks", "way"),
    [
        ("fr", "Retirer « Conseil municipal » ?", "Ce que l'on a écrit doit rester."),
        ("en", "Remove “Conseil municipal”?", "What people wrote must stay."),
    ],
)
def test_a_step_is_removed_unless_someone_took_part(
    client: FlaskClient, send: Any, gateway: GatewayDouble, language: str, asks: str, way: str
) -> None:
    speak(client, language)
    assert asks in plain(client.get(REMOVE))
    assert sends(gateway, "DELETE") == []
    assert send(REMOVE, {"confirmed": "yes"}).location == LIST
    said(gateway, "DELETE", "/steps/step-o", refuses("already_took_part"))
    shown = plain(send(REMOVE, {"confirmed": "yes"}))
    assert f"{sentence('already_took_part', language)} {way}" in summary(shown)


def test_a_workshop_has_two_addresses_and_is_for_mediators_too(client: FlaskClient) -> None:
    sign_in(client, ("mediator", ORG))
    shown = plain(client.get(WORKSHOP))
    assert shown.count("<svg") >= 2
    assert "http://localhost/projets/mobilite/etapes/step-w" in shown
    assert client.get(ONE).status_code == 403
    sign_in(client)
    assert client.get(f"{NEW}/etapes/step-n/atelier").status_code == 404
