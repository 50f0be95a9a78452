"""ID-5 from the organiser's seat: the conditions to take part in a step."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from web.tests.desk_world import (
    DESK,
    LIVE,
    NEW,
    ORG,
    STEPS,
    beside,
    last,
    page,
    plain,
    said,
    sends,
    speak,
    summary,
)
from web.tests.gateway_double import GatewayDouble, refuses, sentence

ASK = f"{LIVE}/etapes/step-w/conditions"
GROUP = "group-1"
TYPED = {
    "email_confirmed": "yes", "age_least": "16", "age_most": "25", "postcodes": "75018; 75019\n 75020,",
    "group_id": GROUP, "wording": "J'ai lu la charte.\n\n  Je viens seul.  ",
}  # fmt: skip
EMPTY = dict.fromkeys(TYPED, "")


@pytest.fixture(autouse=True)
def answering(gateway: GatewayDouble) -> None:
    said(gateway, "PATCH", "/steps/step-w", (200, STEPS["step-w"]))


@pytest.mark.parametrize(
    ("language", "frozen"), [("fr", "les conditions ne changent plus"), ("en", "conditions no longer change")]
)
def test_the_conditions_of_now_are_in_the_form(client: FlaskClient, language: str, frozen: str) -> None:
    speak(client, language)
    shown = plain(client.get(ASK))
    assert 'name="age_least" type="text" dir="auto" value="16"' in shown
    assert "\nJ'ai lu la charte.</textarea>" in shown
    assert f'<option value="{GROUP}">Conseil</option>' in shown
    assert frozen in shown
    assert frozen not in plain(client.get(f"{NEW}/etapes/step-n/conditions"))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_without_a_group_the_way_to_make_one_is_shown(
    client: FlaskClient, gateway: GatewayDouble, language: str
) -> None:
    speak(client, language)
    said(gateway, "GET", f"/organisations/{ORG}/groups", page())
    shown = plain(client.get(ASK))
    assert {"fr": "créez d'abord un groupe", "en": "create a group first"}[language] in shown
    assert f'href="{DESK}/groupes"' in shown


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        (
            TYPED,
            [
                {"kind": "email_confirmed"},
                {"kind": "age", "age_least": 16, "age_most": 25},
                {"kind": "postcode", "postcodes": ["75018", "75019", "75020"]},
                {"kind": "group", "group_id": GROUP},
                {"kind": "checkbox", "wording": "J'ai lu la charte."},
                {"kind": "checkbox", "wording": "Je viens seul."},
            ],
        ),
        (EMPTY | {"age_most": "0"}, [{"kind": "age", "age_most": 0}]),
        (EMPTY, []),
    ],
)
def test_what_is_asked_is_sent_in_full(
    client: FlaskClient, send: Any, gateway: GatewayDouble, typed: dict[str, str], asked: list[dict[str, Any]]
) -> None:
    assert send(ASK, typed).location == LIVE
    (sent,) = sends(gateway, "PATCH")
    assert (sent.path, sent.body) == ("/api/v1/steps/step-w", {"requirements": asked})
    assert sent.headers["If-Match"] == '"5"'
    assert "Les conditions de participation sont enregistrées." in plain(client.get(LIVE))


def test_a_condition_that_the_form_cannot_show_is_kept(send: Any, gateway: GatewayDouble) -> None:
    groups = [{"id": f"r{n}", "kind": "group", "group_id": f"group-{n}", "postcodes": []} for n in (1, 2)]
    said(gateway, "GET", "/steps/step-w", (200, STEPS["step-w"] | {"requirements": groups}))
    send(ASK, EMPTY | {"group_id": GROUP})
    assert last(gateway, "PATCH").body["requirements"] == [
        {"kind": "group", "group_id": "group-1"},
        {"kind": "group", "group_id": "group-2"},
    ]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("typed", "sent", "fields", "name"),
    [
        ({"age_least": "seize"}, "seize", {"requirements.1.age_least": "invalid"}, "age_least"),
        ({"age_least": "200"}, 200, {"requirements.1.age_least": "too_large:150"}, "age_least"),
        ({"age_least": "40"}, 40, {"requirements.1.age_most": "too_small:40"}, "age_most"),
        ({}, 16, {"requirements.2.postcodes.1": "too_long:10"}, "postcodes"),
        ({}, 16, {"requirements.3.group_id": "invalid_id"}, "group_id"),
        ({}, 16, {"requirements.4.wording": "too_long:500"}, "wording"),
    ],
)
def test_a_wrong_condition_is_told_beside_its_field(
    client: FlaskClient, send: Any, gateway: GatewayDouble,
    language: str, typed: dict[str, str], sent: Any, fields: dict[str, str], name: str,
) -> None:  # fmt: skip
    speak(client, language)
    said(gateway, "PATCH", "/steps/step-w", refuses("invalid_input", fields))
    answer = send(ASK, TYPED | typed)
    shown = plain(answer)
    assert answer.status_code == 422
    assert last(gateway, "PATCH").body["requirements"][1]["age_least"] == sent
    complaint, _, limit = next(iter(fields.values())).partition(":")
    assert beside(shown, name).endswith(sentence(complaint, language, limit=limit))
    assert f'value="{(TYPED | typed)["age_least"]}"' in shown
    assert "Je viens seul.</textarea>" in shown
    assert f'value="{GROUP}" selected' in shown


@pytest.mark.parametrize(
    ("language", "way"),
    [("fr", "attendez la fermeture de l'étape."), ("en", "wait until the step is closed.")],
)
def test_an_open_step_keeps_its_conditions(
    client: FlaskClient, send: Any, gateway: GatewayDouble, language: str, way: str
) -> None:
    speak(client, language)
    said(gateway, "PATCH", "/steps/step-w", refuses("rules_frozen"))
    answer = send(ASK, TYPED)
    told = summary(plain(answer))
    assert answer.status_code == 409
    assert sentence("rules_frozen", language) in told
    assert way in told
    assert 'value="25"' in plain(answer)


@pytest.mark.parametrize(
    ("language", "told"),
    [("fr", "Ce qui a changé pendant que vous écriviez"), ("en", "What changed while you were writing")],
)
def test_conditions_changed_by_someone_else_are_shown(
    client: FlaskClient, send: Any, gateway: GatewayDouble, language: str, told: str
) -> None:
    speak(client, language)
    said(gateway, "PATCH", "/steps/step-w", refuses("stale_version"))
    answer = send(ASK, TYPED | {"age_least": "18", "version": "4", "seen": "age_least:00000000"})
    assert answer.status_code == 412
    assert told in plain(answer)
    assert "<dd>16</dd>" in plain(answer)
    assert 'value="18"' in plain(answer)
