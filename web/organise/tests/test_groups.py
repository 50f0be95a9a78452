"""ID-3, ID-4 from the organiser's seat: groups filled by addresses, and the kinds of participants."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from web.tests.desk_world import (
    DESK,
    ORG,
    beside,
    hidden,
    last,
    plain,
    said,
    sends,
    speak,
    summary,
    whole,
)
from web.tests.gateway_double import GatewayDouble, RecordedRequest, refuses, sentence

GROUPS, TYPES = f"{DESK}/groupes", f"{DESK}/qualites"
COUNCIL = f"{GROUPS}/group-1"
OF_GROUPS, OF_TYPES = f"/organisations/{ORG}/groups", f"/organisations/{ORG}/participant-types"
IN_COUNCIL = f"{OF_GROUPS}/group-1/members"
OUT_OF_COUNCIL = f"{OF_GROUPS}/group-1/removals"
KIND = {"id": "t1", "organisation_id": ORG, "label_fr": "Habitant", "label_en": "Resident", "retired": False}
TYPED = {"label_fr": "Élu", "label_en": "Elected official"}


@pytest.fixture(autouse=True)
def answering(gateway: GatewayDouble) -> None:
    said(gateway, "POST", OF_GROUPS, (201, {"id": "group-1", "name": "Conseil", "members": 0}))
    said(gateway, "POST", IN_COUNCIL, (200, {"done": True}))
    said(gateway, "POST", OUT_OF_COUNCIL, (200, {"done": True}))
    said(gateway, "POST", OF_TYPES, (201, KIND))
    said(gateway, "DELETE", f"{OF_TYPES}/t1", (200, KIND | {"retired": True}))


# --- groups


@pytest.mark.parametrize(("language", "people"), [("fr", "12 personnes"), ("en", "12 people")])
def test_groups_are_listed_with_how_many_they_hold(client: FlaskClient, language: str, people: str) -> None:
    speak(client, language)
    for path in (GROUPS, COUNCIL):
        shown = plain(client.get(path))
        assert "Conseil" in shown
        assert people in shown


def test_a_new_group_leads_to_its_page(client: FlaskClient, send: Any, gateway: GatewayDouble) -> None:
    answer = send(GROUPS, {"name": "Conseil"})
    assert answer.location == COUNCIL
    (sent,) = sends(gateway, "POST")
    assert (sent.path, sent.body) == (f"/api/v1{OF_GROUPS}", {"name": "Conseil"})
    assert "Le groupe est créé." in plain(client.get(COUNCIL))


def test_a_group_of_another_organisation_has_no_page(client: FlaskClient) -> None:
    assert client.get(f"{GROUPS}/group-9").status_code == 404


@pytest.mark.parametrize(("act", "path"), [("members", IN_COUNCIL), ("removals", OUT_OF_COUNCIL)])
def test_addresses_go_one_by_one_each_once(
    client: FlaskClient, send: Any, gateway: GatewayDouble, act: str, path: str
) -> None:
    typed = "a@lys.example, b@lys.example;c@lys.example\n\n a@lys.example "
    assert send(COUNCIL, {"emails": typed, "act": act}).location == COUNCIL
    sent = sends(gateway, "POST")
    assert [each.body for each in sent] == [{"email": f"{name}@lys.example"} for name in "abc"]
    assert {each.path for each in sent} == {f"/api/v1{path}"}
    assert len({each.headers["Idempotency-Key"] for each in sent}) == 3
    assert "C'est fait." in plain(client.get(COUNCIL))


@pytest.mark.parametrize(
    ("language", "emails", "told"),
    [
        ("fr", "  ", "Écrivez au moins une adresse e-mail."),
        ("en", "  ", "Write at least one e-mail address."),
        ("fr", " ".join(f"{n}@lys.example" for n in range(101)), "Cent adresses à la fois au plus (100)."),
        ("en", " ".join(f"{n}@lys.example" for n in range(101)), "At most 100 addresses at once."),
    ],
)
def test_none_or_too_many_addresses_are_not_sent(
    client: FlaskClient, send: Any, gateway: GatewayDouble, language: str, emails: str, told: str
) -> None:
    speak(client, language)
    answer = send(COUNCIL, {"emails": emails, "act": "members"})
    assert answer.status_code == 422
    assert beside(plain(answer), "emails").endswith(told)
    assert emails.strip() in plain(answer)
    assert sends(gateway, "POST") == []


def takes_all_but(wrong: str, reply: Any) -> Any:
    def answer(asked: RecordedRequest) -> Any:
        if asked.body["email"] != wrong:
            return 200, {"done": True}
        return reply(asked) if callable(reply) else reply

    return answer


@pytest.mark.parametrize(("language", "colon"), [("fr", " :"), ("en", ":")])
def test_a_wrong_address_is_named_and_what_was_taken_leaves_the_field(
    client: FlaskClient, send: Any, gateway: GatewayDouble, language: str, colon: str
) -> None:
    speak(client, language)
    refusal = refuses("invalid_input", {"email": "invalid_email"})
    said(gateway, "POST", IN_COUNCIL, takes_all_but("bof", refusal))
    answer = send(COUNCIL, {"emails": "a@lys.example bof c@lys.example", "act": "members"})
    shown = plain(answer)
    assert answer.status_code == 422
    assert beside(shown, "emails").endswith(f"bof{colon} {sentence('invalid_email', language)}")
    assert "\nbof\nc@lys.example</textarea>" in shown
    assert 'value="members" checked' in shown


@pytest.mark.parametrize(
    ("language", "way"), [("fr", "Demandez à une personne organisatrice"), ("en", "Ask an organiser")]
)
def test_a_refusal_of_no_address_in_particular_is_told_above(
    client: FlaskClient, send: Any, gateway: GatewayDouble, language: str, way: str
) -> None:
    speak(client, language)
    said(gateway, "POST", IN_COUNCIL, refuses("forbidden"))
    shown = plain(send(COUNCIL, {"emails": "a@lys.example", "act": "members"}))
    assert f"{sentence('forbidden', language)} {way}" in summary(shown)


def test_after_a_pause_each_address_goes_again_with_its_own_key(
    client: FlaskClient, send: Any, gateway: GatewayDouble
) -> None:
    said(gateway, "POST", IN_COUNCIL, takes_all_but("b@lys.example", (503, {"code": "unavailable"})))
    answer = send(COUNCIL, {"emails": "a@lys.example b@lys.example", "act": "members"})
    assert answer.status_code == 503
    assert "\nb@lys.example</textarea>" in plain(answer)
    said(gateway, "POST", IN_COUNCIL, (200, {"done": True}))
    key = last(gateway, "POST").headers["Idempotency-Key"]
    fields = hidden(answer.get_data(as_text=True))
    assert (
        client.post(COUNCIL, data=fields | {"emails": "b@lys.example", "act": "members"}).status_code == 303
    )
    assert last(gateway, "POST").headers["Idempotency-Key"] == key
    assert key not in {each.headers["Idempotency-Key"] for each in sends(gateway, "POST")[:1]}


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("name", "code", "fields", "told"),
    [
        ("", "", {}, {"fr": "Donnez un nom au groupe.", "en": "Give the group a name."}),
        ("C" * 81, "invalid_input", {"name": "too_long:80"}, {}),
    ],
)
def test_a_group_that_is_not_taken_says_why_beside_its_name(
    client: FlaskClient, send: Any, gateway: GatewayDouble,
    language: str, name: str, code: str, fields: dict[str, str], told: dict[str, str],
) -> None:  # fmt: skip
    speak(client, language)
    if code:
        said(gateway, "POST", OF_GROUPS, refuses(code, fields))
    answer = send(GROUPS, {"name": name})
    assert answer.status_code == 422
    expected = told.get(language) or sentence("too_long", language, limit=80)
    assert beside(plain(answer), "name").endswith(expected)
    assert f'value="{name}"' in plain(answer)
    assert len(sends(gateway, "POST")) == bool(code)


# --- kinds of participants


@pytest.mark.parametrize(("language", "retired"), [("fr", "Plus proposées"), ("en", "No longer offered")])
def test_kinds_are_shown_in_both_languages_and_those_withdrawn_apart(
    client: FlaskClient, gateway: GatewayDouble, language: str, retired: str
) -> None:
    speak(client, language)
    said(gateway, "GET", OF_TYPES, whole(KIND, KIND | {"id": "t2", "label_fr": "Touriste", "retired": True}))
    offered, _sep, past = plain(client.get(TYPES)).partition(retired)
    assert "Habitant" in offered
    assert 'lang="en">Resident' in offered
    assert "Touriste" not in offered
    assert "Touriste" in past


def test_a_kind_is_named_in_both_languages(client: FlaskClient, send: Any, gateway: GatewayDouble) -> None:
    assert send(TYPES, TYPED).location == TYPES
    (sent,) = sends(gateway, "POST")
    assert (sent.path, sent.body) == (f"/api/v1{OF_TYPES}", TYPED)
    assert "« Élu » est ajouté." in plain(client.get(TYPES))


@pytest.mark.parametrize(
    ("language", "name", "told"),
    [
        ("fr", "label_fr", "Écrivez-le en français."),
        ("en", "label_fr", "Write it in French."),
        ("fr", "label_en", "Écrivez-le aussi en anglais."),
        ("en", "label_en", "Write it in English too."),
    ],
)
def test_a_kind_in_one_language_is_not_sent(
    client: FlaskClient, send: Any, gateway: GatewayDouble, language: str, name: str, told: str
) -> None:
    speak(client, language)
    shown = plain(send(TYPES, TYPED | {name: ""}))
    assert beside(shown, name).endswith(told)
    assert any(f'value="{value}"' in shown for value in TYPED.values())
    assert sends(gateway, "POST") == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_refused_kind_keeps_its_words(
    client: FlaskClient, send: Any, gateway: GatewayDouble, language: str
) -> None:
    speak(client, language)
    said(gateway, "POST", OF_TYPES, refuses("invalid_input", {"label_en": "too_long:60"}))
    shown = plain(send(TYPES, TYPED))
    assert beside(shown, "label_en").endswith(sentence("too_long", language, limit=60))
    assert 'value="Élu"' in shown


@pytest.mark.parametrize(
    ("language", "asks"), [("fr", "Ne plus proposer « Habitant » ?"), ("en", "Stop offering “Resident”?")]
)
def test_a_kind_is_withdrawn_after_a_question(
    client: FlaskClient, send: Any, gateway: GatewayDouble, language: str, asks: str
) -> None:
    speak(client, language)
    path = f"{TYPES}/t1/retirer"
    assert asks in plain(client.get(path))
    assert send(path, {"confirmed": "yes"}).location == TYPES
    assert last(gateway, "DELETE").path == f"/api/v1{OF_TYPES}/t1"
    said(gateway, "DELETE", f"{OF_TYPES}/t1", refuses("not_found"))
    assert sentence("not_found", language) in summary(plain(send(path, {"confirmed": "yes"})))
    assert client.get(f"{TYPES}/t9/retirer").status_code == 404
