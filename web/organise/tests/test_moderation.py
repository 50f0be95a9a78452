"""CO-11 from the moderator's seat: what waits, and one decision for every ticked text."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from web.tests.desk_world import (
    CASE,
    DESK,
    OPEN,
    ORG,
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

LIST = f"{DESK}/moderation"
PATH = f"/organisations/{ORG}/moderation"
IDEA = CASE | {
    "id": "case-2", "target": "contribution", "target_id": "con-2", "contribution_id": "con-2",
    "title": "Des bancs", "body": "À l'ombre.", "author_name": "", "state": "unpublished", "reports": 0,
    "reasons": [], "flags": [], "latest_reports": [], "appeal": None, "version": 1,
}  # fmt: skip
BOTH = ["argument:arg-1:3", "contribution:con-2:1"]


@pytest.fixture(autouse=True)
def waiting(gateway: GatewayDouble) -> None:
    said(gateway, "GET", PATH, page(CASE, IDEA))
    said(gateway, "POST", PATH, (200, {"items": [], "changed": []}))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ("Argument", "2 signalements", "Insultes ou haine, Publicité", "Écrit en capitales", "Recours",
                "Pas encore visible", "Une personne sans compte")),
        ("en", ("Argument", "2 reports", "Insults or hatred, Advertising", "Written in capitals", "Appeal",
                "Not visible yet", "Someone without an account")),
    ],
)  # fmt: skip
def test_a_case_says_what_it_takes_to_decide(
    client: FlaskClient, language: str, words: tuple[str, ...]
) -> None:
    speak(client, language)
    shown = plain(client.get(LIST))
    assert [word for word in words if word not in shown] == []
    assert "C'est méchant." in shown
    assert "Je ne visais personne." in shown
    assert shown.count('href="/contributions/con-1"') == 1
    assert 'href="/contributions/con-2"' not in shown  # nobody sees it in its place yet


def test_filters_are_asked_for_and_kept(client: FlaskClient, gateway: GatewayDouble) -> None:
    said(gateway, "GET", PATH, (200, {"items": [CASE], "next_cursor": "c2"}))
    shown = plain(client.get(f"{LIST}?attente=reported&projet={OPEN}&cursor=c1"))
    assert last(gateway, "GET").path != f"/api/v1{PATH}"
    asked = [each.query for each in gateway.asked if each.path == f"/api/v1{PATH}"]
    assert asked == [{"waiting": "reported", "project_id": OPEN, "limit": "20", "cursor": "c1"}]
    assert f"{LIST}?cursor=c2&attente=reported&projet={OPEN}" in shown
    assert f"{LIST}?projet={OPEN}&attente=appeal" in shown


def test_an_unknown_filter_is_no_filter(client: FlaskClient, gateway: GatewayDouble) -> None:
    assert client.get(f"{LIST}?attente=everything").status_code == 200
    assert "waiting" not in next(each.query for each in gateway.asked if each.path == f"/api/v1{PATH}")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_empty_list_says_so(client: FlaskClient, gateway: GatewayDouble, language: str) -> None:
    speak(client, language)
    said(gateway, "GET", PATH, page())
    shown = plain(client.get(LIST))
    assert {"fr": "Rien n'attend ici", "en": "Nothing waits here"}[language] in shown
    assert 'name="decision"' not in shown


@pytest.mark.parametrize(
    ("fields", "reason", "told"),
    [
        ({"decision": "keep"}, "", "2 textes gardés. Les auteurs sont prévenus."),
        ({"decision": "trash", "ready": "Ce texte est hors sujet ici."}, "Ce texte est hors sujet ici.",
         "2 textes mis à la corbeille."),
        ({"decision": "hide", "ready": "Ce texte est hors sujet ici.", "reason": "Une adresse y figure."},
         "Une adresse y figure.", "2 textes masqués."),
    ],
)  # fmt: skip
def test_one_decision_goes_for_every_ticked_text(
    client: FlaskClient, send: Any, gateway: GatewayDouble, fields: dict[str, str], reason: str, told: str
) -> None:
    answer = send(f"{LIST}?attente=reported", fields | {"targets": BOTH})
    assert answer.status_code == 303
    assert answer.location == f"{LIST}?attente=reported"
    (sent,) = sends(gateway, "POST")
    assert (sent.path, sent.body) == (
        f"/api/v1{PATH}",
        {
            "targets": [
                {"target": "argument", "target_id": "arg-1", "version": 3},
                {"target": "contribution", "target_id": "con-2", "version": 1},
            ],
            "decision": fields["decision"],
            "reason": reason,
        },
    )
    assert told in plain(client.get(answer.location))


@pytest.mark.parametrize(
    ("language", "fields", "name", "told"),
    [
        ("fr", {"targets": BOTH}, "decision", "Choisissez une décision."),
        ("en", {"targets": BOTH}, "decision", "Choose a decision."),
        ("fr", {"decision": "keep"}, "targets", "Cochez au moins un texte."),
        ("en", {"decision": "keep"}, "targets", "Tick at least one text."),
        ("fr", {"targets": BOTH, "decision": "hide"}, "reason", "Donnez la raison : l'auteur la lira."),
        ("en", {"targets": BOTH, "decision": "trash"}, "reason", "Give the reason: the author will read it."),
    ],
)
def test_half_a_decision_is_not_sent(
    client: FlaskClient, send: Any, gateway: GatewayDouble,
    language: str, fields: dict[str, Any], name: str, told: str,
) -> None:  # fmt: skip
    speak(client, language)
    answer = send(LIST, fields)
    shown = plain(answer)
    assert answer.status_code == 422
    assert told in beside(shown, name)
    assert f'href="#{name}"' in shown
    assert shown.count("checked") == len(fields.get("targets", [])) + ("decision" in fields)
    assert sends(gateway, "POST") == []


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("code", "fields", "name"),
    [
        ("reason_required", {"reason": "required"}, "reason"),
        ("invalid_input", {"reason": "too_long:500"}, "reason"),
        ("invalid_input", {"targets.1.target_id": "invalid_id"}, "targets"),
        ("invalid_input", {"decision": "not_one_of"}, "decision"),
        ("not_found", {}, ""),
        ("forbidden", {}, ""),
    ],
)
def test_a_refused_decision_keeps_what_was_ticked_and_typed(
    client: FlaskClient, send: Any, gateway: GatewayDouble,
    language: str, code: str, fields: dict[str, str], name: str,
) -> None:  # fmt: skip
    speak(client, language)
    said(gateway, "POST", PATH, refuses(code, fields))
    shown = plain(send(LIST, {"targets": BOTH, "decision": "hide", "reason": "Une adresse y figure."}))
    complaint, _, limit = fields.get(name if name != "targets" else "targets.1.target_id", code).partition(
        ":"
    )
    told = sentence(complaint, language, limit=limit)
    assert told in (beside(shown, name) if name else summary(shown))
    assert "Une adresse y figure.</textarea>" in shown
    assert all(f'value="{each}" checked' in shown for each in [*BOTH, "hide"])


@pytest.mark.parametrize(
    ("language", "told", "history", "decided"),
    [
        (
            "fr",
            "1 texte a changé depuis votre lecture",
            "7 textes, 2 retirés",
            "Décision prise entre-temps : Masquer",
        ),
        ("en", "1 text changed since you read it", "7 texts, 2 removed", "Decided meanwhile: Hide"),
    ],
)
def test_a_decision_on_another_text_than_was_read_is_refused_and_shows_what_waits_now(
    client: FlaskClient,
    send: Any,
    gateway: GatewayDouble,
    language: str,
    told: str,
    history: str,
    decided: str,
) -> None:
    """B05, B06, U33"""
    speak(client, language)
    changed = [
        {"target": "argument", "target_id": "arg-1", "version": 4, "state": "hidden", "decision": "hide"}
    ]
    said(gateway, "POST", PATH, (412, {"code": "stale_version", "detail": "…", "changed": changed}))
    said(gateway, "GET", PATH, page(CASE | {"body": "Le nouveau texte", "version": 4}))
    shown = plain(send(LIST, {"targets": BOTH[:1], "decision": "keep"}))
    assert told in summary(shown)
    assert decided in summary(shown)
    assert "Le nouveau texte" in shown
    assert 'value="argument:arg-1:4" checked' not in shown
    assert history in shown


def test_a_card_is_decided_by_its_own_button_with_its_own_reason(send: Any, gateway: GatewayDouble) -> None:
    """U33"""
    fields = {"one": f"hide:{BOTH[1]}", f"reason:{BOTH[1]}": "Une adresse y figure.", "targets": BOTH[:1]}
    assert send(LIST, fields).status_code == 303
    (sent,) = sends(gateway, "POST")
    assert sent.body == {
        "targets": [{"target": "contribution", "target_id": "con-2", "version": 1}],
        "decision": "hide",
        "reason": "Une adresse y figure.",
    }


def test_a_pause_keeps_the_key_so_that_nothing_is_decided_twice(
    client: FlaskClient, send: Any, gateway: GatewayDouble
) -> None:
    said(gateway, "POST", PATH, (503, {"code": "unavailable"}))
    answer = send(LIST, {"targets": BOTH, "decision": "keep"})
    assert answer.status_code == 503
    assert last(gateway, "POST").headers["Idempotency-Key"] in plain(answer)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("fr", "Cette page est faite pour : modérateur ou modératrice, organisateur ou organisatrice."),
        ("en", "Your role in Ville de Lys: analyst. This page is for: moderator, organiser."),
    ],
)
def test_an_analyst_is_told_which_role_is_missing(client: FlaskClient, language: str, told: str) -> None:
    speak(client, language)
    sign_in(client, ("analyst", ORG))
    answer = client.get(LIST)
    assert answer.status_code == 403
    assert told in plain(answer)
