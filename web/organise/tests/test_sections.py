"""CO-1, CO-3 from the organiser's seat: the tree of sections of a step and how each is set up."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from web.tests.desk_world import (
    LIVE,
    NEW,
    SECTIONS,
    beside,
    last,
    plain,
    said,
    section,
    sends,
    speak,
    step,
    summary,
)
from web.tests.gateway_double import GatewayDouble, refuses, sentence

LIST = f"{LIVE}/etapes/step-w/rubriques"
ADD = f"{LIST}/ajouter"
ONE, TWO = f"{LIST}/sec-1", f"{LIST}/sec-2"
TYPED = {
    "title": "Causes", "help_text": "Pourquoi ?", "parent_id": "", "role": "cause", "contributable": "yes",
    "votes": "yes", "arguments": "comments", "sort": "random", "threshold": "300", "colour": "#1e7d4f",
    "pictogram": "search",
}  # fmt: skip
STORED = {
    "title": "Problèmes", "help_text": "Une idée.", "parent_id": "", "contributable": "yes", "votes": "yes",
    "sources": "yes", "arguments": "for_and_against", "sort": "votes", "threshold": "", "colour": "",
    "pictogram": "bulb",
}  # fmt: skip
TEXTS = {"title", "help_text", "colour", "pictogram", "sort"}


@pytest.fixture(autouse=True)
def answering(gateway: GatewayDouble) -> None:
    said(gateway, "POST", "/steps/step-w/sections", (201, section("sec-9", "Causes")))
    for name in ("sec-1", "sec-2", "sec-3"):
        said(gateway, "PATCH", f"/sections/{name}", (200, section(name, "Problèmes")))
        said(gateway, "DELETE", f"/sections/{name}", (200, {"done": True}))


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", ("4 contributions · votes · discussion", "Monter : Solutions", "Ajouter dessous")),
     ("en", ("4 contributions · votes · discussion", "Move up: Solutions", "Add under"))],
)  # fmt: skip
def test_sections_are_a_tree_with_what_each_holds(
    client: FlaskClient, language: str, words: tuple[str, ...]
) -> None:
    speak(client, language)
    shown = plain(client.get(LIST))
    assert [word for word in words if word not in shown] == []
    assert "c-line--2" in shown.split("Solutions simples")[0].split("Solutions</a>")[1]
    assert f"{ADD}?dans=sec-2" in shown


# --- order


@pytest.mark.parametrize(("move", "to"), [("up:sec-2", 0), ("down:sec-1", 1)])
def test_a_section_moves_among_its_neighbours(send: Any, gateway: GatewayDouble, move: str, to: int) -> None:
    assert send(LIST, {"move": move}).location == LIST
    (sent,) = sends(gateway, "PATCH")
    assert (sent.path, sent.body) == (f"/api/v1/sections/{move.split(':')[1]}", {"position": to})
    assert sent.headers["If-Match"] == '"2"'


@pytest.mark.parametrize("move", ["up:sec-1", "down:sec-2", "up:sec-3", "down:sec-3"])
def test_the_first_stays_first_and_the_last_last(send: Any, gateway: GatewayDouble, move: str) -> None:
    assert send(LIST, {"move": move}).status_code == 303
    assert sends(gateway, "PATCH") == []


@pytest.mark.parametrize("move", ["", "up", "up:sec-9"])
def test_no_section_moves_unnamed(send: Any, gateway: GatewayDouble, move: str) -> None:
    assert send(LIST, {"move": move}).status_code == 404
    assert sends(gateway, "PATCH") == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_refused_move_is_told(
    client: FlaskClient, send: Any, gateway: GatewayDouble, language: str
) -> None:
    speak(client, language)
    said(gateway, "PATCH", "/sections/sec-1", refuses("stale_version"))
    answer = send(LIST, {"move": "down:sec-1"})
    assert answer.status_code == 412
    assert sentence("stale_version", language) in summary(plain(answer))


# --- adding


def test_a_section_is_added_with_its_set_up(client: FlaskClient, send: Any, gateway: GatewayDouble) -> None:
    assert send(ADD, TYPED).location == LIST
    (sent,) = sends(gateway, "POST")
    assert (sent.path, sent.body) == (
        "/api/v1/steps/step-w/sections",
        {
            "title": "Causes", "help_text": "Pourquoi ?", "parent_id": None, "role": "cause",
            "contributable": True, "votes": True, "sources": False, "versions": False, "arguments": "comments",
            "sort": "random", "threshold": 300, "colour": "#1e7d4f", "pictogram": "search",
        },
    )  # fmt: skip
    assert "La rubrique est ajoutée." in plain(client.get(LIST))


def test_a_section_under_another_starts_there_and_goes_four_levels_deep(
    client: FlaskClient, send: Any, gateway: GatewayDouble
) -> None:
    assert 'value="sec-2" selected' in plain(client.get(f"{ADD}?dans=sec-2"))
    assert " selected" not in plain(client.get(f"{ADD}?dans=sec-9")).split('id="parent_id"')[1].split("</")[0]
    send(ADD, TYPED | {"parent_id": "sec-2"})
    assert last(gateway, "POST").body["parent_id"] == "sec-2"
    deep = [section(f"s{n}", f"Niveau {n}", parent_id=f"s{n - 1}" if n else None) for n in range(4)]
    said(
        gateway,
        "GET",
        "/steps/step-w",
        (200, step("step-w", "consultation", "Consultation", 1, sections=deep)),
    )
    places = plain(client.get(ADD)).split('id="parent_id"')[1].split("</select>")[0]
    assert "Niveau 2" in places
    assert "Niveau 3" not in places


@pytest.mark.parametrize("path", [ADD, ONE])
@pytest.mark.parametrize(
    ("language", "name", "typed", "told"),
    [
        ("fr", "title", "", "Donnez un titre à la rubrique."),
        ("en", "title", "", "Give the section a title."),
        ("fr", "threshold", "beaucoup", "Écrivez un nombre entier, ou rien."),
        ("en", "threshold", "-3", "Write a whole number, or nothing."),
        ("en", "threshold", "9" * 5000, "Write a whole number, or nothing."),
    ],
    ids=["no title", "no title in English", "a word", "a negative number", "a number without end"],
)
def test_what_cannot_be_is_told_at_once(
    client: FlaskClient, send: Any, gateway: GatewayDouble,
    path: str, language: str, name: str, typed: str, told: str,
) -> None:  # fmt: skip
    speak(client, language)
    answer = send(path, TYPED | {name: typed})
    shown = plain(answer)
    assert answer.status_code == 422
    assert beside(shown, name).endswith(told)
    assert "\nPourquoi ?</textarea>" in shown
    assert f'value="{typed}"' in shown
    assert 'value="comments" checked' in shown
    assert sends(gateway, "POST") + sends(gateway, "PATCH") == []


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("code", "fields", "name"),
    [
        ("invalid_input", {"title": "too_long:200"}, "title"),
        ("invalid_input", {"help_text": "too_long:2000"}, "help_text"),
        ("invalid_input", {"threshold": "too_small:1"}, "threshold"),
        ("invalid_input", {"colour": "invalid"}, "colour"),
        ("invalid_input", {"parent_id": "invalid"}, "parent_id"),
        ("invalid_input", {"arguments": "not_one_of"}, "arguments"),
        ("section_too_deep", {}, ""),
    ],
)
def test_a_refused_section_keeps_what_was_typed(
    client: FlaskClient, send: Any, gateway: GatewayDouble,
    language: str, code: str, fields: dict[str, str], name: str,
) -> None:  # fmt: skip
    speak(client, language)
    said(gateway, "POST", "/steps/step-w/sections", refuses(code, fields))
    shown = plain(send(ADD, TYPED))
    complaint, _, limit = fields.get(name, code).partition(":")
    assert sentence(complaint, language, limit=limit) in (beside(shown, name) if name else summary(shown))
    assert 'value="Causes"' in shown
    assert 'value="random" selected' in shown
    assert ticked(shown) == {"contributable", "votes"}


def ticked(shown: str) -> set[str]:
    """The boxes that are ticked."""
    names = ("contributable", "votes", "sources", "versions")
    return {name for name in names if f'name="{name}" type="checkbox" value="yes" checked' in shown}


# --- changing


@pytest.mark.parametrize(
    ("typed", "more"),
    [
        ({}, {}),
        ({"title": "Difficultés"}, {}),
        ({"threshold": "50", "sources": ""}, {"threshold": 50, "sources": False}),
        ({"parent_id": "sec-2"}, {"parent_id": "sec-2"}),
    ],
)
def test_rules_and_place_are_sent_when_they_change_only(
    send: Any, gateway: GatewayDouble, typed: dict[str, str], more: dict[str, Any]
) -> None:
    assert send(ONE, STORED | typed).location == LIST
    (sent,) = sends(gateway, "PATCH")
    assert sent.body.keys() == TEXTS | more.keys()
    assert more.items() <= sent.body.items()
    assert sent.headers["If-Match"] == '"2"'


def test_a_section_never_stands_under_itself(client: FlaskClient) -> None:
    places = plain(client.get(TWO)).split('id="parent_id"')[1].split("</select>")[0]
    assert "Problèmes" in places
    assert "Solutions" not in places


@pytest.mark.parametrize(
    ("language", "frozen", "way"),
    [
        ("fr", "L'étape est ouverte : les textes", "Les textes peuvent encore changer."),
        ("en", "The step is open: texts", "Texts can still change."),
    ],
)
def test_an_open_step_says_which_changes_are_too_late(
    client: FlaskClient, send: Any, gateway: GatewayDouble, language: str, frozen: str, way: str
) -> None:
    speak(client, language)
    assert frozen in plain(client.get(ONE))
    said(gateway, "PATCH", "/sections/sec-1", refuses("rules_frozen"))
    answer = send(ONE, STORED | {"votes": ""})
    assert answer.status_code == 409
    assert f"{sentence('rules_frozen', language)} {way}" in summary(plain(answer))
    assert ticked(plain(answer)) == {"contributable", "sources"}


def test_a_draft_says_nothing_of_what_is_too_late(client: FlaskClient) -> None:
    assert "L'étape est ouverte" not in plain(client.get(f"{NEW}/etapes/step-n/rubriques/sec-1"))


@pytest.mark.parametrize(
    ("language", "told", "who"),
    [
        ("fr", "Quelqu'un a changé ceci pendant que vous écriviez.", "Par Camille Roy"),
        ("en", "Someone changed this while you were writing.", "By Camille Roy"),
    ],
)
def test_a_colleague_who_was_faster_is_shown_beside_what_was_typed(
    client: FlaskClient, send: Any, gateway: GatewayDouble, language: str, told: str, who: str
) -> None:
    speak(client, language)
    said(gateway, "PATCH", "/sections/sec-1", refuses("stale_version"))
    answer = send(ONE, STORED | {"title": "Difficultés", "version": "1", "seen": "title:00000000"})
    shown = plain(answer)
    assert answer.status_code == 412
    assert told in summary(shown)
    assert who in shown
    assert "<dd>Problèmes</dd>" in shown
    assert 'value="Difficultés"' in shown
    assert 'name="version" value="2"' in shown


# --- removing


@pytest.mark.parametrize(
    ("language", "asks", "below", "way"),
    [
        (
            "fr",
            "Retirer « Solutions » ?",
            "Solutions simples, Solutions très simples",
            "Ce que l'on a écrit doit rester.",
        ),
        (
            "en",
            "Remove “Solutions”?",
            "Solutions simples, Solutions très simples",
            "What people wrote must stay.",
        ),
    ],
)
def test_a_section_goes_with_those_below_it_unless_someone_wrote(
    client: FlaskClient, send: Any, gateway: GatewayDouble, language: str, asks: str, below: str, way: str
) -> None:
    speak(client, language)
    deeper = [*SECTIONS, section("sec-4", "Solutions très simples", parent_id="sec-3")]
    told = step("step-w", "consultation", "Consultation", 1, sections=deeper)
    said(gateway, "GET", "/steps/step-w", (200, told))
    shown = plain(client.get(f"{TWO}/retirer"))
    assert asks in shown
    assert below in shown
    assert send(f"{TWO}/retirer", {"confirmed": "yes"}).location == LIST
    assert last(gateway, "DELETE").path == "/api/v1/sections/sec-2"
    said(gateway, "DELETE", "/sections/sec-2", refuses("already_took_part"))
    answer = send(f"{TWO}/retirer", {"confirmed": "yes"})
    assert answer.status_code == 409
    assert f"{sentence('already_took_part', language)} {way}" in summary(plain(answer))


@pytest.mark.parametrize("path", [f"{LIST}/sec-9", f"{LIST}/sec-9/retirer", f"{NEW}/etapes/step-w/rubriques"])
def test_what_is_not_of_this_step_or_project_has_no_page(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404
