"""CO-1 from the organiser's seat: the preview that sends nothing, and who sees a project."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from web.tests.desk_world import (
    DRAFT,
    LIVE,
    NEW,
    OPEN,
    ORG,
    PROJECTS,
    SECTIONS,
    STEPS,
    beside,
    last,
    page,
    plain,
    said,
    sends,
    sign_in,
    speak,
    summary,
)
from web.tests.gateway_double import GatewayDouble, refuses, sentence

PREVIEW, PUBLISH = "/apercu", "/publication"
PATH = f"/projects/{DRAFT}/publication"


@pytest.fixture(autouse=True)
def answering(gateway: GatewayDouble) -> None:
    said(gateway, "POST", PATH, (200, PROJECTS[DRAFT]))
    said(gateway, "POST", f"/projects/{OPEN}/publication", (200, PROJECTS[OPEN]))


# --- preview


@pytest.mark.parametrize(
    ("language", "said_", "by"),
    [
        ("fr", "Rien ne peut être envoyé d'ici.", "Organisé par La mairie"),
        ("en", "Nothing can be sent from here.", "Organised by La mairie"),
    ],
)
def test_a_preview_shows_what_people_will_see_and_no_form(
    client: FlaskClient, gateway: GatewayDouble, language: str, said_: str, by: str
) -> None:
    speak(client, language)
    hidden_title = SECTIONS[2] | {"title": "Titre seul", "contributable": False}
    told = STEPS["step-w"] | {"sections": [*SECTIONS[:2], hidden_title]}
    said(gateway, "GET", "/steps/step-w", (200, told))
    shown = plain(client.get(LIVE + PREVIEW))
    main = shown.split("<main")[1].split("</main>")[0]
    assert said_ in main
    assert by in main
    assert "<strong>texte</strong>" in main
    assert [each for each in ("Problèmes", "Solutions", "Une idée.") if each not in main] == []
    assert "Titre seul" not in main
    assert "<form" not in main
    assert {each.method for each in gateway.asked} == {"GET"}


@pytest.mark.parametrize(
    ("language", "missing", "onward"),
    [
        ("fr", "Le résumé n'est pas encore écrit", "Passer à la publication"),
        ("en", "The summary is not written yet", "Go on to publication"),
    ],
)
def test_a_preview_says_what_is_missing_and_leads_on(
    client: FlaskClient, language: str, missing: str, onward: str
) -> None:
    speak(client, language)
    shown = plain(client.get(NEW + PREVIEW))
    assert missing in shown
    assert onward in shown
    sign_in(client, ("analyst", ORG))
    assert onward not in plain(client.get(NEW + PREVIEW))
    assert client.get(NEW + PUBLISH).status_code == 403


@pytest.mark.parametrize("tail", [PREVIEW, PUBLISH])
def test_a_project_of_another_organisation_has_no_desk_here(
    client: FlaskClient, gateway: GatewayDouble, tail: str
) -> None:
    said(gateway, "GET", "/projects/mobilite", (200, PROJECTS[OPEN] | {"organisation_id": "other"}))
    assert client.get(LIVE + tail).status_code == 404


def test_addresses_of_the_desk_hold_nothing_that_is_not_of_the_page(client: FlaskClient) -> None:
    assert re.findall(r'href="/organisation/[^"]*slug=[^"]*"', plain(client.get(LIVE + PREVIEW))) == []


# --- publication


@pytest.mark.parametrize(
    ("language", "left", "address"),
    [
        ("fr", "Il reste quelque chose à faire", "Le projet est à cette adresse :"),
        ("en", "Something is left to do", "The project is at this address:"),
    ],
)
def test_what_is_left_to_do_and_what_will_happen_are_told_first(
    client: FlaskClient, language: str, left: str, address: str
) -> None:
    speak(client, language)
    shown = plain(client.get(NEW + PUBLISH))
    assert left in shown
    assert address in shown
    assert "http://localhost/projets/nouveau-marche" in shown
    assert 'value="public" checked' in shown
    assert 'value="draft"' not in shown
    assert 'value="draft"' in plain(client.get(LIVE + PUBLISH))


@pytest.mark.parametrize(
    ("typed", "body"),
    [
        ({"visibility": "public", "group_id": "group-1"}, {"visibility": "public"}),
        ({"visibility": "members"}, {"visibility": "members"}),
        ({"visibility": "group", "group_id": "group-1"}, {"visibility": "group", "group_id": "group-1"}),
    ],
)
def test_a_project_is_published_for_whom_one_chose(
    client: FlaskClient, send: Any, gateway: GatewayDouble, typed: dict[str, str], body: dict[str, Any]
) -> None:
    answer = send(NEW + PUBLISH, typed)
    assert answer.location == f"{NEW}?publie=1"
    (sent,) = sends(gateway, "POST")
    assert (sent.path, sent.body) == (f"/api/v1{PATH}", body)
    assert sent.headers["If-Match"] == '"7"'
    assert "C'est publié." in plain(client.get(answer.location))


def test_a_project_is_taken_back_from_view(client: FlaskClient, send: Any, gateway: GatewayDouble) -> None:
    assert send(LIVE + PUBLISH, {"visibility": "draft"}).location == LIVE
    assert last(gateway, "POST").body == {"visibility": "draft"}


@pytest.mark.parametrize(
    ("language", "typed", "groups", "name", "told"),
    [
        ("fr", "", True, "visibility", "Choisissez qui voit le projet."),
        ("en", "", True, "visibility", "Choose who sees the project."),
        ("fr", "group", True, "group_id", "Choisissez le groupe qui verra le projet."),
        ("en", "group", True, "group_id", "Choose the group that will see the project."),
        (
            "fr",
            "group",
            False,
            "visibility",
            "Votre organisation n'a pas encore de groupe : créez-en un d'abord.",
        ),
        ("en", "group", False, "visibility", "Your organisation has no group yet: create one first."),
    ],
)
def test_nobody_publishes_for_no_one(
    client: FlaskClient, send: Any, gateway: GatewayDouble,
    language: str, typed: str, groups: bool, name: str, told: str,
) -> None:  # fmt: skip
    speak(client, language)
    if not groups:
        said(gateway, "GET", f"/organisations/{ORG}/groups", page())
    answer = send(NEW + PUBLISH, {"visibility": typed, "group_id": ""})
    assert answer.status_code == 422
    assert beside(plain(answer), name).endswith(told)
    assert sends(gateway, "POST") == []


@pytest.mark.parametrize(
    ("language", "code", "fields", "name", "way"),
    [
        ("fr", "nothing_to_publish", {}, "", "Donnez une date d'ouverture et une date de fermeture"),
        ("en", "nothing_to_publish", {}, "", "Give an opening and a closing date to one step"),
        ("fr", "already_took_part", {}, "", "Ce que l'on a écrit doit rester."),
        ("en", "already_took_part", {}, "", "What people wrote must stay."),
        ("fr", "group_missing", {"group_id": "required"}, "group_id", ""),
        ("en", "group_missing", {"group_id": "required"}, "group_id", ""),
    ],
)
def test_a_refused_publication_says_what_to_do_first(
    client: FlaskClient, send: Any, gateway: GatewayDouble,
    language: str, code: str, fields: dict[str, str], name: str, way: str,
) -> None:  # fmt: skip
    speak(client, language)
    said(gateway, "POST", PATH, refuses(code, fields))
    shown = plain(send(NEW + PUBLISH, {"visibility": "group", "group_id": "group-1"}))
    told = f"{sentence(fields.get(name, code), language)} {way}".strip()
    assert told in (beside(shown, name) if name else summary(shown))
    assert 'value="group" checked' in shown
    assert 'value="group-1" selected' in shown


@pytest.mark.parametrize(("language", "label"), [("fr", "Qui le voit"), ("en", "Who sees it")])
def test_a_publication_by_someone_else_is_shown(
    client: FlaskClient, send: Any, gateway: GatewayDouble, language: str, label: str
) -> None:
    speak(client, language)
    said(gateway, "POST", PATH, refuses("stale_version"))
    answer = send(NEW + PUBLISH, {"visibility": "members", "version": "6", "seen": "visibility:00000000"})
    assert answer.status_code == 412
    assert f"<dt>{label}</dt>" in plain(answer)
    assert 'value="members" checked' in plain(answer)
