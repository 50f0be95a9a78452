"""ID-4, NO-3 from the organiser's seat: the workspace itself, the organisation's page, its labels, messages sent."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from web.tests.desk_world import (
    CASE,
    DELIVERY,
    DESK,
    EXPORT,
    INVITATION,
    LIVE,
    NEW,
    OPEN,
    ORG,
    ORGANISATION,
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

PAGE, LABELS, MESSAGES = f"{DESK}/fiche", f"{DESK}/themes-et-zones", f"{DESK}/messages"
CREATE = "/plateforme/organisations/nouvelle"
OF_ORG, RETRY = f"/organisations/{ORG}", f"/deliveries/{DELIVERY['id']}/retries"
TYPED = {
    "name": "Lys",
    "colour": "#ffee00",
    "website": "",
    "small_group_size": "8",
    "contact_email": "mairie@lys.example",
}
NEW_SPACE = {
    "name": "Lys",
    "slug": "lys",
    "kind": "school",
    "colour": "#1f4e8c",
    "website": "https://lys.example",
}
PAGES = [
    *(DESK + tail for tail in (
        "", "/moderation", "/membres", "/membres/inviter", "/membres/account-2", "/groupes", "/groupes/group-1",
        "/qualites", "/qualites/t1/retirer", "/themes-et-zones", "/fiche", "/messages", "/journal", "/projets/nouveau",
        "/projets/nouveau/idea_box", f"/invitations/{INVITATION['id']}/retirer",
    )),
    *(LIVE + tail for tail in (
        "", "/chiffres", "/exports", f"/exports/{EXPORT['id']}", "/textes", "/etapes", "/etapes/ajouter",
        "/etapes/step-w", "/etapes/step-w/dates", "/etapes/step-w/conditions", "/etapes/step-w/rubriques",
        "/etapes/step-w/rubriques/ajouter", "/etapes/step-w/rubriques/sec-1", "/etapes/step-w/atelier",
        "/etapes/step-o/issue", "/etapes/step-o/retirer", "/themes-et-zones", "/apercu", "/publication", "/suites",
        "/journal",
    )),
    NEW, f"{NEW}/calendrier", f"{NEW}/publication", "/plateforme/messages", CREATE,
]  # fmt: skip


@pytest.fixture(autouse=True)
def answering(gateway: GatewayDouble) -> None:
    said(gateway, "PATCH", OF_ORG, (200, ORGANISATION))
    said(gateway, "POST", f"{OF_ORG}/themes", (201, {"id": "theme-2", "label": "Vélo"}))
    said(gateway, "POST", f"{OF_ORG}/zones", (201, {"id": "zone-1", "label": "Vélo"}))
    said(gateway, "POST", RETRY, (202, {"done": True}))
    said(gateway, "POST", "/organisations", (201, ORGANISATION))


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_of_the_desk_is_there(client: FlaskClient, path: str, language: str) -> None:
    speak(client, language)
    answer = client.get(path)
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in shown
    assert shown.count("<h1") == 1
    assert len(re.findall(r'class="c-button c-button--main"', shown)) <= 1
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ("1 texte à modérer", "1 brouillon à finir et publier", "Export prêt : Se déplacer à Lys")),
        ("en", ("1 text to moderate", "1 draft to finish and publish", "Export ready: Se déplacer à Lys")),
    ],
)
def test_the_desk_says_what_waits(client: FlaskClient, language: str, words: tuple[str, ...]) -> None:
    speak(client, language)
    shown = plain(client.get(DESK))
    assert [word for word in words if word not in shown] == []


def test_the_desk_is_there_while_moderation_and_exports_rest(
    client: FlaskClient, gateway: GatewayDouble
) -> None:
    for path in (f"{OF_ORG}/moderation", f"/projects/{OPEN}/exports"):
        said(gateway, "GET", path, (503, {"code": "unavailable"}))
    assert "Se déplacer à Lys" in plain(client.get(DESK))


@pytest.mark.parametrize(
    ("role", "there", "absent"),
    [
        ("moderator", ["/moderation"], ["/membres", "/journal", "/fiche"]),
        ("analyst", [], ["/moderation", "/membres", "/journal", "/fiche"]),
        ("organiser", ["/moderation", "/membres", "/journal", "/fiche"], []),
    ],
)
def test_a_menu_holds_what_one_may_do(
    client: FlaskClient, gateway: GatewayDouble, role: str, there: list[str], absent: list[str]
) -> None:
    said(gateway, "GET", f"{OF_ORG}/moderation", page(*[CASE] * 3))
    sign_in(client, (role, ORG))
    shown = plain(client.get(DESK))
    assert [tail for tail in there if f'href="{DESK}{tail}"' not in shown] == []
    assert [tail for tail in absent if f'href="{DESK}{tail}"' in shown] == []


def test_one_organisation_only_opens_its_desk(client: FlaskClient) -> None:
    assert client.get("/organisation").location == DESK


# --- the organisation's page


def test_the_page_of_the_organisation_is_saved(
    client: FlaskClient, send: Any, gateway: GatewayDouble
) -> None:
    assert send(PAGE, TYPED).location == PAGE
    (sent,) = sends(gateway, "PATCH")
    assert sent.body == {
        "name": "Lys", "colour": "#ffee00", "website": None, "small_group_size": 8,
        "contact_email": "mairie@lys.example", "phone": None, "postal_address": None, "publication_director": None,
    }  # fmt: skip
    assert sent.headers["If-Match"] == '"3"'


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("name", "typed", "complaint"),
    [
        ("name", "", ""),
        ("name", "L", "too_short:2"),
        ("colour", "rouge", "invalid"),
        ("website", "lys.example", "invalid_link"),
        ("small_group_size", "0", "too_small:1"),
        ("small_group_size", "beaucoup", "invalid"),
    ],
)
def test_what_is_wrong_on_the_page_is_told_beside_it(
    client: FlaskClient, send: Any, gateway: GatewayDouble,
    language: str, name: str, typed: str, complaint: str,
) -> None:  # fmt: skip
    speak(client, language)
    said(gateway, "PATCH", OF_ORG, refuses("invalid_input", {name: complaint}))
    shown = plain(send(PAGE, TYPED | {name: typed}))
    code, _, limit = complaint.partition(":")
    own = {"fr": "Écrivez le nom de l'organisation.", "en": "Write the name of the organisation."}[language]
    assert beside(shown, name).endswith(sentence(code, language, limit=limit) if complaint else own)
    assert all(f'value="{value}"' in shown for value in (TYPED | {name: typed}).values())


@pytest.mark.parametrize(("language", "told"), [("fr", "un peu plus foncée"), ("en", "a little darker")])
def test_a_colour_hard_to_read_is_shown_as_pages_will_use_it(
    client: FlaskClient, gateway: GatewayDouble, language: str, told: str
) -> None:
    speak(client, language)
    said(gateway, "GET", "/organisations/lys", (200, ORGANISATION | {"colour": "#ff0000"}))
    assert told in plain(client.get(PAGE))


# --- themes and zones


@pytest.mark.parametrize("kind", ["themes", "zones"])
def test_a_label_is_added_where_it_belongs(
    client: FlaskClient, send: Any, gateway: GatewayDouble, kind: str
) -> None:
    assert send(LABELS, {"kind": kind, "label": "Vélo"}).location == LABELS
    sent = last(gateway, "POST")
    assert (sent.path, sent.body) == (f"/api/v1{OF_ORG}/{kind}", {"label": "Vélo"})
    assert "« Vélo » est ajouté." in plain(client.get(LABELS))


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("label", ["", "Trop long"])
def test_a_label_that_is_not_taken_says_why(
    client: FlaskClient, send: Any, gateway: GatewayDouble, language: str, label: str
) -> None:
    speak(client, language)
    said(gateway, "POST", f"{OF_ORG}/zones", refuses("invalid_input", {"label": "too_long:80"}))
    shown = plain(send(LABELS, {"kind": "zones", "label": label}))
    own = {"fr": "Écrivez un nom.", "en": "Write a name."}[language]
    assert beside(shown, "label").endswith(sentence("too_long", language, limit=80) if label else own)
    assert 'value="zones" checked' in shown


# --- messages


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", ("Les dates ont changé", "Échec", "5 essais")), ("en", ("The dates have changed", "Failed", "5 attempts"))],
)  # fmt: skip
def test_messages_say_what_became_of_them(
    client: FlaskClient, gateway: GatewayDouble, language: str, words: tuple[str, ...]
) -> None:
    speak(client, language)
    shown = plain(client.get(f"{MESSAGES}?etat=failed"))
    assert [word for word in words if word not in shown] == []
    asked = next(each.query for each in gateway.asked if each.path == "/api/v1/deliveries")
    assert asked == {"organisation_id": ORG, "state": "failed", "limit": "50"}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_failed_message_is_sent_again_once(
    client: FlaskClient, send: Any, gateway: GatewayDouble, language: str
) -> None:
    speak(client, language)
    answer = send(f"{MESSAGES}?etat=failed", {"delivery_id": DELIVERY["id"]})
    assert answer.location == f"{MESSAGES}?etat=failed"
    assert last(gateway, "POST").path == f"/api/v1{RETRY}"
    said(gateway, "POST", RETRY, refuses("already_sent"))
    refused = send(MESSAGES, {"delivery_id": DELIVERY["id"]})
    assert refused.status_code == 409
    assert sentence("already_sent", language) in summary(plain(refused))


@pytest.mark.parametrize("typed", ["", "../accounts", "d-1/x"])
def test_only_a_message_is_sent_again(send: Any, gateway: GatewayDouble, typed: str) -> None:
    assert send(MESSAGES, {"delivery_id": typed}).status_code == 200
    assert sends(gateway, "POST") == []


# --- a new space


def test_a_space_is_opened_and_its_first_organiser_invited(
    client: FlaskClient, send: Any, gateway: GatewayDouble
) -> None:
    sign_in(client, ("platform_admin", None))
    assert send(CREATE, NEW_SPACE).location == f"{DESK}/membres/inviter"
    assert last(gateway, "POST").body == NEW_SPACE


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("code", "fields", "name"),
    [("slug_taken", {}, "slug"), ("invalid_input", {"website": "invalid_link"}, "website"), ("forbidden", {}, "")],
)  # fmt: skip
def test_a_space_that_is_not_opened_says_why(
    client: FlaskClient, send: Any, gateway: GatewayDouble,
    language: str, code: str, fields: dict[str, str], name: str,
) -> None:  # fmt: skip
    speak(client, language)
    said(gateway, "POST", "/organisations", refuses(code, fields))
    shown = plain(send(CREATE, NEW_SPACE))
    told = sentence(fields.get(name, code), language)
    assert told in (beside(shown, name) if name else summary(shown))
    assert 'value="school" checked' in shown
    assert 'value="Lys"' in shown
