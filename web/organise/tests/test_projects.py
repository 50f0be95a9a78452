"""CO-1 from the organiser's seat: from a template to a project, its texts, its labels, copies and editions."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from web.tests.desk_world import (
    DESK,
    DRAFT,
    LIVE,
    NEW,
    OPEN,
    ORG,
    PROJECTS,
    beside,
    last,
    plain,
    said,
    sends,
    speak,
    summary,
)
from web.tests.gateway_double import GatewayDouble, refuses, sentence

CHOOSE = f"{DESK}/projets/nouveau"
CREATE, BARE = f"{CHOOSE}/idea_box", f"{CHOOSE}/libre"
TEXTS, ABOUT, MORE = f"{LIVE}/textes", f"{LIVE}/themes-et-zones", f"{LIVE}/suites"
COPY, EDITION = f"{MORE}/copie", f"{MORE}/edition"
PATH = f"/projects/{OPEN}"
TYPED = {
    "title": "Se déplacer", "summary": "", "body": "Le contexte.", "authors": "La mairie\r\n\r\n Le conseil ",
    "cover": "", "language": "fr", "time_zone": "Europe/Paris",
}  # fmt: skip


@pytest.fixture(autouse=True)
def answering(gateway: GatewayDouble) -> None:
    said(gateway, "POST", "/projects", (201, PROJECTS[DRAFT]))
    said(gateway, "PATCH", PATH, (200, PROJECTS[OPEN]))
    said(gateway, "POST", f"{PATH}/clones", (201, PROJECTS[DRAFT]))
    said(gateway, "POST", f"{PATH}/editions", (200, PROJECTS[OPEN]))
    said(gateway, "POST", f"/organisations/{ORG}/themes", (201, {"id": "theme-2", "label": "Vélo"}))
    said(gateway, "POST", f"/organisations/{ORG}/zones", (201, {"id": "zone-1", "label": "Centre"}))


# --- a new one


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_template_says_when_it_suits(client: FlaskClient, language: str) -> None:
    speak(client, language)
    shown = plain(client.get(CHOOSE))
    assert CREATE in shown
    assert BARE in shown
    assert {"fr": "6 à 8 semaines", "en": "6 to 8 weeks"}[language] in shown


@pytest.mark.parametrize(("path", "template"), [(CREATE, "idea_box"), (BARE, None)])
def test_a_project_starts_from_a_template_or_from_nothing(
    client: FlaskClient, send: Any, gateway: GatewayDouble, path: str, template: str | None
) -> None:
    answer = send(path, {"title": "Le marché", "summary": "", "language": "fr"})
    assert answer.location == NEW
    assert last(gateway, "POST").body == {
        "organisation_id": ORG, "title": "Le marché", "language": "fr", "template": template,
    }  # fmt: skip
    assert "Votre projet est créé." in plain(client.get(NEW))
    assert client.get(f"{CHOOSE}/unknown").status_code == 404


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("title", "fields", "name"),
    [
        ("", {}, "title"),
        ("Le", {"title": "too_short:3"}, "title"),
        ("Le marché", {"summary": "too_long:1000"}, "summary"),
    ],
)
def test_a_project_that_is_not_taken_says_why(
    client: FlaskClient, send: Any, gateway: GatewayDouble,
    language: str, title: str, fields: dict[str, str], name: str,
) -> None:  # fmt: skip
    speak(client, language)
    said(gateway, "POST", "/projects", refuses("invalid_input", fields))
    shown = plain(send(CREATE, {"title": title, "summary": "Deux phrases.", "language": "en"}))
    complaint, _, limit = fields.get(name, "").partition(":")
    own = {"fr": "Donnez un titre à votre projet.", "en": "Give your project a title."}[language]
    assert beside(shown, name).endswith(sentence(complaint, language, limit=limit) if fields else own)
    assert "Deux phrases.</textarea>" in shown
    assert 'value="en" checked' in shown


# --- texts


def test_texts_are_saved_and_may_be_emptied(send: Any, gateway: GatewayDouble) -> None:
    assert send(TEXTS, TYPED).location == LIVE
    (sent,) = sends(gateway, "PATCH")
    assert sent.body == {
        "title": "Se déplacer", "summary": "", "body": "Le contexte.", "authors": ["La mairie", "Le conseil"],
        "cover": None, "language": "fr", "time_zone": "Europe/Paris",
    }  # fmt: skip
    assert sent.headers["If-Match"] == '"7"'


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("code", "fields", "name"),
    [
        ("invalid_input", {"summary": "too_long:1000"}, "summary"),
        ("invalid_input", {"authors.1": "too_long:120"}, "authors"),
        ("time_zone_unknown", {"time_zone": "invalid"}, "time_zone"),
        ("forbidden", {}, ""),
    ],
)
def test_refused_texts_are_kept(
    client: FlaskClient, send: Any, gateway: GatewayDouble,
    language: str, code: str, fields: dict[str, str], name: str,
) -> None:  # fmt: skip
    speak(client, language)
    said(gateway, "PATCH", PATH, refuses(code, fields))
    shown = plain(send(TEXTS, TYPED))
    complaint, _, limit = next(iter(fields.values()), code).partition(":")
    assert sentence(complaint, language, limit=limit) in (beside(shown, name) if name else summary(shown))
    assert 'value="Se déplacer"' in shown
    assert "Le conseil</textarea>" in shown


def test_a_presentation_is_previewed_and_not_sent(send: Any, gateway: GatewayDouble) -> None:
    shown = plain(send(TEXTS, TYPED | {"body": "Du **gras**", "preview": "yes"}))
    assert "<strong>gras</strong>" in shown
    assert sends(gateway, "PATCH") == []


# --- themes and zones


def test_a_new_label_is_added_to_the_organisation_then_to_the_project(
    send: Any, gateway: GatewayDouble
) -> None:
    answer = send(ABOUT, {"theme_ids": ["theme-1"], "new_theme": "Vélo", "new_zone": "Centre"})
    assert answer.location == LIVE
    assert [(each.path.rsplit("/")[-1], each.body) for each in sends(gateway, "POST")] == [
        ("themes", {"label": "Vélo"}),
        ("zones", {"label": "Centre"}),
    ]
    assert last(gateway, "PATCH").body == {"theme_ids": ["theme-1", "theme-2"], "zone_ids": ["zone-1"]}


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(("name", "kind"), [("new_theme", "themes"), ("new_zone", "zones")])
def test_a_refused_label_is_told_beside_what_was_typed(
    client: FlaskClient, send: Any, gateway: GatewayDouble, language: str, name: str, kind: str
) -> None:
    speak(client, language)
    said(gateway, "POST", f"/organisations/{ORG}/{kind}", refuses("invalid_input", {"label": "too_long:80"}))
    shown = plain(send(ABOUT, {"theme_ids": ["theme-1"], name: "Trop long"}))
    assert beside(shown, name).endswith(sentence("too_long", language, limit=80))
    assert 'value="Trop long"' in shown
    assert 'value="theme-1" checked' in shown
    assert sends(gateway, "PATCH") == []


# --- copy and editions


def test_a_copy_is_a_draft_of_its_own(client: FlaskClient, send: Any, gateway: GatewayDouble) -> None:
    assert 'value="Se déplacer à Lys (copie)"' in plain(client.get(MORE))
    assert send(MORE, {"title": "Deuxième"}, to=COPY).location == NEW
    sent = last(gateway, "POST")
    assert (sent.path, sent.body) == (f"/api/v1{PATH}/clones", {"title": "Deuxième"})


def test_an_edition_names_the_one_before(send: Any, gateway: GatewayDouble) -> None:
    typed = {"previous_project_id": DRAFT, "label": "2027"}
    assert send(MORE, typed, to=EDITION).location == MORE
    sent = last(gateway, "POST")
    assert (sent.path, sent.body) == (f"/api/v1{PATH}/editions", typed)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("to", "of", "typed", "code", "fields", "name"),
    [
        (COPY, "clones", {"title": "Un"}, "invalid_input", {"title": "too_short:3"}, "title"),
        (
            EDITION,
            "editions",
            {"previous_project_id": DRAFT, "label": "2027"},
            "invalid_input",
            {"label": "too_long:60"},
            "label",
        ),
        (
            EDITION,
            "editions",
            {"previous_project_id": DRAFT, "label": "2027"},
            "invalid_input",
            {"previous_project_id": "invalid"},
            "previous_project_id",
        ),
        (
            EDITION,
            "editions",
            {"previous_project_id": DRAFT, "label": "2027"},
            "forbidden",
            {},
            "",
        ),
    ],
)
def test_a_refused_copy_or_edition_says_why(
    client: FlaskClient, send: Any, gateway: GatewayDouble, language: str,
    to: str, of: str, typed: dict[str, str], code: str, fields: dict[str, str], name: str,
) -> None:  # fmt: skip
    speak(client, language)
    said(gateway, "POST", f"{PATH}/{of}", refuses(code, fields))
    shown = plain(send(MORE, typed, to=to))
    complaint, _, limit = fields.get(name, code).partition(":")
    assert sentence(complaint, language, limit=limit) in (beside(shown, name) if name else summary(shown))
    assert all(f'value="{value}"' in shown for value in typed.values())


def test_an_edition_of_another_s_project_is_said_beside_the_choice(
    client: FlaskClient, send: Any, gateway: GatewayDouble
) -> None:
    """A03"""
    said(gateway, "POST", f"{PATH}/editions", refuses("not_found"))
    answer = send(MORE, {"previous_project_id": DRAFT, "label": "2027"}, to=EDITION)
    assert answer.status_code == 422
    assert beside(plain(answer), "previous_project_id").endswith(
        "Choisissez un projet de cette organisation."
    )


@pytest.mark.parametrize(
    ("language", "name", "told"),
    [
        ("fr", "previous_project_id", "Choisissez l'édition précédente."),
        ("en", "label", "Name this edition, for instance 2027."),
    ],
)
def test_an_edition_without_its_name_is_not_sent(
    client: FlaskClient, send: Any, gateway: GatewayDouble, language: str, name: str, told: str
) -> None:
    speak(client, language)
    shown = plain(send(MORE, {"previous_project_id": DRAFT, "label": "2027"} | {name: ""}, to=EDITION))
    assert beside(shown, name).endswith(told)
    assert sends(gateway, "POST") == []
