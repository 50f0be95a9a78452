"""ID-3 from the organiser's seat: who works here, invitations, roles given and taken."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from web.tests.desk_world import (
    DESK,
    INVITATION,
    MEMBER,
    OPEN,
    ORG,
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

LIST = f"{DESK}/membres"
INVITE = f"{LIST}/inviter"
NADIA = f"{LIST}/account-2"
TAKE = f"{NADIA}/roles/moderator/retirer"
TAKE_BACK = f"{DESK}/invitations/inv-1/retirer"
MEMBERS, INVITATIONS = f"/organisations/{ORG}/members", f"/organisations/{ORG}/invitations"
ROLE = f"{MEMBERS}/account-2/roles/moderator"
TYPED = {"email": "zoe@lys.example", "role": "analyst", "project_id": OPEN}
ME = MEMBER | {
    "account_id": "account-1", "display_name": "Camille Roy", "email": "camille@lys.example",
    "grants": [{"role": "organiser", "organisation_id": ORG, "project_id": None}],
}  # fmt: skip
TWO_ROLES = MEMBER | {
    "grants": [*MEMBER["grants"], {"role": "mediator", "organisation_id": ORG, "project_id": OPEN}]
}


@pytest.fixture(autouse=True)
def answering(gateway: GatewayDouble) -> None:
    said(gateway, "GET", MEMBERS, page(ME, TWO_ROLES))
    said(gateway, "POST", INVITATIONS, (201, INVITATION))
    said(gateway, "DELETE", f"{INVITATIONS}/inv-1", (200, {"done": True}))
    for role in ("moderator", "analyst"):
        said(gateway, "PUT", f"{MEMBERS}/account-2/roles/{role}", (200, MEMBER))
    said(gateway, "DELETE", ROLE, (200, {"done": True}))
    said(gateway, "DELETE", f"{MEMBERS}/account-1/roles/organiser", (200, {"done": True}))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ("(vous)", "Modérateur ou modératrice", "– Se déplacer à Lys", "Invitations en attente",
                "jean@lys.example : instructeur ou instructrice, expirée")),
        ("en", ("(you)", "Moderator", "Mediator – Se déplacer à Lys", "Invitations waiting",
                "jean@lys.example: analyst, expired")),
    ],
)  # fmt: skip
def test_members_and_invitations_are_listed_with_their_roles(
    client: FlaskClient, gateway: GatewayDouble, language: str, words: tuple[str, ...]
) -> None:
    speak(client, language)
    old = INVITATION | {"id": "inv-2", "email": "jean@lys.example", "role": "analyst", "status": "expired"}
    said(gateway, "GET", INVITATIONS, page(INVITATION, old))
    shown = plain(client.get(LIST))
    assert [word for word in words if word not in shown] == []
    assert TAKE_BACK in shown
    assert f"{DESK}/invitations/inv-2" not in shown


# --- invitations


def test_an_invitation_is_for_one_role_in_one_project(
    client: FlaskClient, send: Any, gateway: GatewayDouble
) -> None:
    answer = send(INVITE, TYPED)
    assert answer.location == LIST
    (sent,) = sends(gateway, "POST")
    assert (sent.path, sent.body) == (f"/api/v1{INVITATIONS}", TYPED)
    assert "L'invitation part vers zoe@lys.example." in plain(client.get(LIST))
    send(INVITE, TYPED | {"project_id": ""})
    assert last(gateway, "POST").body == {"email": "zoe@lys.example", "role": "analyst"}


@pytest.mark.parametrize(
    ("language", "name", "told"),
    [
        ("fr", "email", "Écrivez l'adresse e-mail de la personne."),
        ("en", "email", "Write the e-mail address of the person."),
        ("fr", "role", "Choisissez un rôle."),
        ("en", "role", "Choose a role."),
    ],
)
def test_an_invitation_needs_an_address_and_a_role(
    client: FlaskClient, send: Any, gateway: GatewayDouble, language: str, name: str, told: str
) -> None:
    speak(client, language)
    answer = send(INVITE, TYPED | {name: " "})
    assert answer.status_code == 422
    assert told in beside(plain(answer), name)
    assert sends(gateway, "POST") == []


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("code", "fields", "name", "more"),
    [
        ("invalid_input", {"email": "invalid_email"}, "email", {}),
        ("invalid_input", {"role": "not_one_of"}, "role", {}),
        ("invalid_input", {"project_id": "invalid_id"}, "project_id", {}),
        ("too_many_attempts", {}, "", {"retry_after": 40}),
        ("forbidden", {}, "", {}),
    ],
)
def test_a_refused_invitation_keeps_what_was_typed(
    client: FlaskClient, send: Any, gateway: GatewayDouble,
    language: str, code: str, fields: dict[str, str], name: str, more: dict[str, Any],
) -> None:  # fmt: skip
    speak(client, language)
    said(gateway, "POST", INVITATIONS, refuses(code, fields, **more))
    shown = plain(send(INVITE, TYPED))
    told = sentence(fields.get(name, code), language, **more)
    assert told in (beside(shown, name) if name else summary(shown))
    assert 'value="zoe@lys.example"' in shown
    assert 'value="analyst" checked' in shown
    assert f'value="{OPEN}" selected' in shown


@pytest.mark.parametrize(
    ("language", "told"),
    [("fr", "Rien n'est perdu : attendez, puis renvoyez"), ("en", "Nothing is lost: wait, then send")],
)
def test_too_many_invitations_say_what_to_do_next(
    client: FlaskClient, send: Any, gateway: GatewayDouble, language: str, told: str
) -> None:
    speak(client, language)
    said(gateway, "POST", INVITATIONS, refuses("too_many_attempts", retry_after=40))
    assert told in summary(plain(send(INVITE, TYPED)))


def test_an_invitation_is_taken_back_after_a_question(
    client: FlaskClient, send: Any, gateway: GatewayDouble
) -> None:
    assert "Retirer l'invitation de paul@lys.example ?" in plain(client.get(TAKE_BACK))
    assert sends(gateway, "DELETE") == []
    assert send(TAKE_BACK, {"confirmed": "yes"}).location == LIST
    assert last(gateway, "DELETE").path == f"/api/v1{INVITATIONS}/inv-1"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_invitation_taken_back_by_someone_else_is_told(
    client: FlaskClient, send: Any, gateway: GatewayDouble, language: str
) -> None:
    speak(client, language)
    said(gateway, "DELETE", f"{INVITATIONS}/inv-1", refuses("not_found"))
    answer = send(TAKE_BACK, {"confirmed": "yes"})
    assert answer.status_code == 404
    assert sentence("not_found", language) in summary(plain(answer))


# --- roles


@pytest.mark.parametrize(("project", "body"), [("", {}), (OPEN, {"project_id": OPEN})])
def test_a_role_is_given_everywhere_or_in_one_project(
    client: FlaskClient, send: Any, gateway: GatewayDouble, project: str, body: dict[str, str]
) -> None:
    answer = send(NADIA, {"role": "analyst", "project_id": project})
    assert answer.location == NADIA
    (sent,) = sends(gateway, "PUT")
    assert (sent.path, sent.body) == (f"/api/v1{MEMBERS}/account-2/roles/analyst", body)
    assert "Nadia Benali est maintenant : instructeur" in plain(client.get(NADIA))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_giving_no_role_says_so(
    client: FlaskClient, send: Any, gateway: GatewayDouble, language: str
) -> None:
    speak(client, language)
    shown = plain(send(NADIA, {"role": "", "project_id": OPEN}))
    assert beside(shown, "role").endswith({"fr": "Choisissez un rôle.", "en": "Choose a role."}[language])
    assert f'value="{OPEN}" selected' in shown
    assert sends(gateway, "PUT") == []


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("code", "fields", "name"),
    [("invalid_input", {"project_id": "invalid_id"}, "project_id"), ("forbidden", {}, "")],
)
def test_a_refused_role_is_told(
    client: FlaskClient, send: Any, gateway: GatewayDouble,
    language: str, code: str, fields: dict[str, str], name: str,
) -> None:  # fmt: skip
    speak(client, language)
    said(gateway, "PUT", ROLE, refuses(code, fields))
    shown = plain(send(NADIA, {"role": "moderator", "project_id": OPEN}))
    told = sentence(fields.get(name, code), language)
    assert told in (beside(shown, name) if name else summary(shown))
    assert 'value="moderator" checked' in shown


@pytest.mark.parametrize("where", [NADIA, f"{NADIA}/roles/platform_admin/retirer"])
def test_a_role_that_no_organisation_gives_is_never_asked_for(
    send: Any, gateway: GatewayDouble, where: str
) -> None:
    assert send(NADIA, {"role": "platform_admin"}, to=where).status_code == 404
    assert sends(gateway, "PUT") + sends(gateway, "DELETE") == []


@pytest.mark.parametrize(
    ("member", "tail", "query", "leads"),
    [(TWO_ROLES, "", {}, NADIA), (MEMBER, f"?projet={OPEN}", {"project_id": OPEN}, LIST)],
)
def test_a_role_is_taken_where_it_was_held(
    client: FlaskClient, send: Any, gateway: GatewayDouble,
    member: Any, tail: str, query: dict[str, str], leads: str,
) -> None:  # fmt: skip
    said(gateway, "GET", MEMBERS, page(ME, member))
    assert "Retirer le rôle de modérateur ou modératrice à Nadia Benali ?" in plain(client.get(TAKE + tail))
    assert send(TAKE + tail, {"confirmed": "yes"}).location == leads
    sent = last(gateway, "DELETE")
    assert (sent.path, sent.query) == (f"/api/v1{ROLE}", query)


@pytest.mark.parametrize(
    ("language", "warned", "way"),
    [
        ("fr", "C'est votre propre rôle", "Donnez d'abord le rôle d'organisateur à quelqu'un d'autre."),
        ("en", "This is your own role", "Give the role of organiser to someone else first."),
    ],
)
def test_the_last_organiser_stays(
    client: FlaskClient, send: Any, gateway: GatewayDouble, language: str, warned: str, way: str
) -> None:
    speak(client, language)
    own = f"{LIST}/account-1/roles/organiser/retirer"
    assert warned in plain(client.get(own))
    assert send(own, {"confirmed": "yes"}).location == "/organisation"
    said(gateway, "DELETE", f"{MEMBERS}/account-1/roles/organiser", refuses("last_organiser"))
    answer = send(own, {"confirmed": "yes"})
    assert answer.status_code == 409
    assert f"{sentence('last_organiser', language)} {way}" in summary(plain(answer))


@pytest.mark.parametrize("path", [f"{LIST}/account-9", f"{LIST}/account-9/roles/moderator/retirer",
                                  f"{DESK}/invitations/inv-9/retirer"])  # fmt: skip
def test_someone_who_is_not_there_has_no_page(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_everyone_is_found_however_long_the_list(client: FlaskClient, gateway: GatewayDouble) -> None:
    pages = {"": {"items": [ME], "next_cursor": "c2"}, "c2": {"items": [MEMBER], "next_cursor": None}}
    said(gateway, "GET", MEMBERS, lambda asked: (200, pages[asked.query.get("cursor", "")]))
    assert client.get(NADIA).status_code == 200
    assert f"{LIST}?cursor=c2" in plain(client.get(LIST))
