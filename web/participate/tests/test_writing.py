"""CO-2 to CO-6, ID-2, ID-5: writing, voting, editing; each refusal beside its field."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from contracts.services import REFUSALS
from web.tests import participation_views as world
from web.tests.desk_world import beside, plain, speak, summary
from web.tests.gateway_double import GatewayDouble, refuses, sentence
from web.tests.participation_kit import (
    BOX,
    MINE,
    PROBLEM,
    STEP,
    TYPED,
    WRITE,
    Proof,
    fill_place,
    sent,
    voted,
    words,
)
from web.tests.participation_views import ident


@pytest.fixture(autouse=True)
def filled(app: Flask, gateway: GatewayDouble) -> None:
    fill_place(app, gateway)


def test_a_contribution_is_published_once(
    client: FlaskClient, gateway: GatewayDouble, signed: None, proof: Proof
) -> None:
    hidden = proof(WRITE)
    answer = client.post(WRITE, data=hidden | TYPED | BOX)
    assert answer.location == f"/contributions/{ident('cause')}"
    asked = sent(gateway)
    assert asked.headers["Idempotency-Key"] == hidden["idempotency_key"]
    assert asked.body == {
        "title": TYPED["title"],
        "body": TYPED["body"],
        "answers": [ident("problem")],
        "accepted_checkboxes": [world.BOX["id"]],
        "draft": False,
    }
    assert "Votre contribution est publiée" in words(client.get(answer.location))


def test_the_strict_graph_asks_what_is_answered(
    client: FlaskClient, gateway: GatewayDouble, signed: None, proof: Proof
) -> None:
    answer = client.post(WRITE, data=proof(WRITE) | BOX | {"title": "Titre", "body": "Texte"})
    assert answer.status_code == 422
    assert 'href="#answers"' in words(answer)
    assert "Choisissez au moins un problème" in words(answer)
    assert all(each.method == "GET" for each in gateway.asked)


def test_what_is_answered_can_be_chosen_beforehand(client: FlaskClient, signed: None) -> None:
    page = words(client.get(f"{WRITE}?repond={ident('problem')}"))
    assert re.search(f'value="{ident("problem")}" checked', page)


def test_the_organiser_s_box_has_to_be_ticked(client: FlaskClient, signed: None, proof: Proof) -> None:
    answer = client.post(WRITE, data=proof(WRITE) | TYPED)
    assert answer.status_code == 422
    assert "Cochez cette case pour participer" in words(answer)


def test_a_preview_sends_nothing_and_keeps_everything(
    client: FlaskClient, gateway: GatewayDouble, proof: Proof
) -> None:
    answer = client.post(WRITE, data=proof(WRITE) | TYPED | BOX | {"act": "preview"})
    page = words(answer)
    assert "Votre texte tel que les autres le liront" in page
    assert '<input type="hidden" name="title" value="Le sens unique">' in page
    assert all(each.method == "GET" for each in gateway.asked)
    again = words(client.post(WRITE, data=proof(WRITE) | TYPED | BOX | {"act": "again"}))
    assert 'value="Le sens unique"' in again
    assert "Relire d'abord" in again


def test_a_draft_may_still_lack_what_it_answers(
    client: FlaskClient, gateway: GatewayDouble, signed: None, proof: Proof
) -> None:
    path = f"POST /api/v1/sections/{ident('Causes')}/contributions"
    gateway.replies[path] = (201, world.full(world.DRAFT))
    typed = {"title": "Titre", "body": "Texte", "act": "draft"}
    answer = client.post(WRITE, data=proof(WRITE) | typed)
    assert sent(gateway).body["draft"] is True
    assert "Votre brouillon est gardé" in words(client.get(answer.location))


def test_nobody_signed_in_loses_nothing(client: FlaskClient, gateway: GatewayDouble, proof: Proof) -> None:
    answer = client.post(WRITE, data=proof(WRITE) | TYPED | BOX)
    page = words(answer)
    assert answer.status_code == 401
    assert "/connexion" in page
    assert "Le sens unique" in page
    assert all(each.method == "GET" for each in gateway.asked)


def test_an_unconfirmed_author_is_told_what_it_waits_for(
    client: FlaskClient, gateway: GatewayDouble, unconfirmed: None, proof: Proof
) -> None:
    path = f"POST /api/v1/sections/{ident('Causes')}/contributions"
    gateway.replies[path] = (201, world.full(world.CAUSE, state="unpublished"))
    answer = client.post(WRITE, data=proof(WRITE) | TYPED | BOX)
    assert "dès que vous aurez appuyé sur le lien du message" in words(client.get(answer.location))


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("code", "fields", "more", "name"),
    [
        ("not_open_yet", {}, {}, ""),
        ("closed", {}, {}, ""),
        ("too_fast", {}, {"retry_after": 40}, ""),
        ("requirements_unmet", {}, {}, ""),
        ("orphan", {}, {}, "answers"),
        ("answers_wrong_section", {}, {}, "answers"),
        ("invalid_input", {"title": "too_long:200"}, {}, "title"),
        ("invalid_input", {"body": "too_long:20000"}, {}, "body"),
        ("body_too_large", {}, {}, ""),
    ],
)
def test_a_refused_contribution_says_why_and_keeps_the_text(
    client: FlaskClient, gateway: GatewayDouble, signed: None, proof: Proof,
    language: str, code: str, fields: dict[str, str], more: dict[str, Any], name: str,
) -> None:  # fmt: skip
    speak(client, language)
    refused = refuses(code, fields, **more)
    gateway.replies[f"POST /api/v1/sections/{ident('Causes')}/contributions"] = refused
    answer = client.post(WRITE, data=proof(WRITE) | TYPED | BOX)
    page = plain(answer)
    assert answer.status_code == REFUSALS[code].status
    complaint, _, limit = fields.get(name, code).partition(":")
    told = sentence(complaint, language, limit=limit, **more)
    assert told in (beside(page, name) if name else summary(page))
    assert told in summary(page)
    assert 'value="Le sens unique"' in page
    assert "On tourne pour se garer.</textarea>" in page
    assert len(re.findall(f'value="({ident("problem")}|{BOX["accepted_checkboxes"]})" checked', page)) == 2


# --- opinions


def vote(client: FlaskClient, proof: Proof, opinion: str, **more: str) -> Any:
    return client.post(f"{PROBLEM}/avis", data=proof(PROBLEM + "/avis") | {"opinion": opinion} | more)


def test_a_vote_comes_back_to_the_same_place(
    client: FlaskClient, gateway: GatewayDouble, signed: None, proof: Proof
) -> None:
    answer = vote(client, proof, "mixed", retour=f"{STEP}?tri=votes")
    assert answer.location == f"{STEP}?tri=votes#dit"
    assert sent(gateway).body == {"value": "mixed", "accepted_checkboxes": []}


def test_what_happened_is_said_where_one_is(
    client: FlaskClient, gateway: GatewayDouble, signed: None, proof: Proof
) -> None:
    """U15: beside the buttons of the vote and above the arguments, not on top of the page; the fragment leads to it."""
    vote(client, proof, "mixed")
    page = words(client.get(PROBLEM))
    assert page.count('id="dit" tabindex="-1"') == 1
    assert re.search(r'id="dit".*Votre avis est compté\..*<form class="c-vote', page, re.DOTALL)
    assert page.index("<article") < page.index('id="dit"')
    gateway.replies[f"POST /api/v1/contributions/{ident('problem')}/arguments"] = (
        201,
        world.argument("new", "for", "Oui."),
    )
    path = f"{PROBLEM}/arguments/nouveau"
    client.post(path, data=proof(path) | {"side": "for", "body": "Parce que."} | BOX)
    page = words(client.get(PROBLEM))
    assert page.index('aria-labelledby="arguments"') < page.index('id="dit"') < page.index('id="arguments"')


def test_a_vote_never_leads_elsewhere(client: FlaskClient, signed: None, proof: Proof) -> None:
    answer = vote(client, proof, "agree", retour="https://evil.example/x")
    assert answer.location == f"{PROBLEM}#dit"


def test_an_opinion_is_withdrawn_by_a_button_that_says_so_and_a_word_after_it(
    client: FlaskClient, gateway: GatewayDouble, signed: None, proof: Proof
) -> None:
    """U46"""
    page = words(client.get(PROBLEM))
    assert 'name="opinion" value="agree" aria-pressed="true"' in page
    assert "Retirer mon avis" in page
    gateway.asked.clear()
    vote(client, proof, "none")
    assert sent(gateway).method == "DELETE"
    assert "Votre avis est retiré." in words(client.get(PROBLEM))


@pytest.mark.parametrize(("value", "said"), [("agree", "d'accord"), ("mixed", "mitigé")])
def test_whoever_signs_in_to_vote_reads_that_their_opinion_is_kept(
    client: FlaskClient, value: str, said: str
) -> None:
    """U20"""
    answer = client.get(f"{PROBLEM}/avis?opinion={value}&retour={STEP}")
    for page in (answer.location, answer.location.replace("/connexion", "/inscription")):
        shown = words(client.get(page)).replace("’", "'")
        assert f"Votre avis « {said} » est gardé" in shown
    assert "est gardé" not in words(client.get("/connexion"))


def test_someone_else_s_vote_asks_to_sign_in_then_to_confirm(client: FlaskClient) -> None:
    page = words(client.get(PROBLEM))
    assert f'method="get" action="{PROBLEM}/avis"' in page
    answer = client.get(f"{PROBLEM}/avis?opinion=agree&retour={STEP}")
    assert answer.location.startswith("/connexion?next=")


def test_a_vote_that_waits_for_the_address_is_told(
    client: FlaskClient, gateway: GatewayDouble, unconfirmed: None, proof: Proof
) -> None:
    gateway.replies[f"PUT /api/v1{PROBLEM}/opinion"] = (200, voted("agree", counted=False))
    answer = vote(client, proof, "agree")
    assert "Votre avis est gardé." in words(client.get(answer.location))


def test_a_missing_box_is_asked_for_with_the_vote(
    client: FlaskClient, gateway: GatewayDouble, signed: None, proof: Proof
) -> None:
    refusal = {"code": "requirements_unmet", "detail": "Il vous manque une condition."}
    gateway.replies[f"PUT /api/v1{PROBLEM}/opinion"] = (403, refusal)
    page = words(vote(client, proof, "agree", retour=STEP))
    assert "J'ai lu la charte" in page
    assert re.search('value="agree" checked', page)
    assert f'name="retour" value="{STEP}"' in page


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("code", ["not_open_yet", "closed", "votes_off", "requirements_unmet"])
def test_a_refused_vote_says_why_and_keeps_the_opinion(
    client: FlaskClient, gateway: GatewayDouble, signed: None, proof: Proof, language: str, code: str
) -> None:
    speak(client, language)
    gateway.replies[f"PUT /api/v1{PROBLEM}/opinion"] = refuses(code)
    page = plain(vote(client, proof, "mixed", retour=STEP))
    assert sentence(code, language) in summary(page)
    assert 'value="mixed" checked' in page


def test_a_closed_step_says_so_instead_of_offering_a_vote(
    client: FlaskClient, gateway: GatewayDouble
) -> None:
    path = f"GET /api/v1/steps/{world.CONSULTATION}"
    status, found = gateway.replies[path]  # type: ignore[misc]
    gateway.replies[path] = (status, found | {"state": "closed"})
    page = words(client.get(PROBLEM))
    assert "A été ouvert du 1er novembre au 6 décembre 2026" in page
    assert 'name="opinion"' not in page


# --- one's own text


def test_editing_asks_to_agree_that_votes_are_erased(
    client: FlaskClient, gateway: GatewayDouble, signed: None, proof: Proof
) -> None:
    path = f"{MINE}/modifier"
    typed = {"title": "Titre", "body": "Texte", "version": "4"}
    refused = client.post(path, data=proof(path) | typed)
    assert refused.status_code == 422
    assert 'id="reset_votes-error"' in words(refused)
    gateway.asked.clear()
    answer = client.post(path, data=proof(path) | typed | {"reset_votes": "yes"})
    assert answer.location == MINE
    asked = sent(gateway)
    assert asked.headers["If-Match"] == '"4"'
    assert asked.body == {"title": "Titre", "body": "Texte", "reset_votes": True, "answers": []}


def test_votes_that_came_meanwhile_are_agreed_to_as_well(
    client: FlaskClient, gateway: GatewayDouble, signed: None, proof: Proof
) -> None:
    refusal = {"code": "votes_would_be_reset", "detail": "Modifier remet ses 540 votes à zéro.", "votes": 540}
    gateway.replies[f"PATCH /api/v1{MINE}"] = (409, refusal)
    path = f"{MINE}/modifier"
    typed = {"title": "Titre", "body": "Texte", "version": "4", "reset_votes": "yes"}
    page = words(client.post(path, data=proof(path) | typed))
    assert "remet ses 540 votes à zéro" in page
    assert "les 540 votes" in page


def test_one_edits_nobody_else_s_text(client: FlaskClient, signed: None) -> None:
    assert client.get(f"{PROBLEM}/modifier").location == PROBLEM


def test_erasing_is_confirmed_first(
    client: FlaskClient, gateway: GatewayDouble, signed: None, proof: Proof
) -> None:
    path = f"{MINE}/effacer"
    hidden = proof(path)
    assert all(each.method == "GET" for each in gateway.asked)
    answer = client.post(path, data=hidden | {"confirmed": "yes"})
    assert sent(gateway).method == "DELETE"
    assert answer.location == f"{STEP}/rubriques/{ident('Problèmes')}"


def test_a_title_tells_how_long_it_may_be_and_is_not_cut(client: FlaskClient, signed: None) -> None:
    """U28"""
    page = words(client.get(f"{PROBLEM}/modifier")) + words(client.get(WRITE))
    field = re.search(r'data-count="200".{0,900}?<input[^>]*id="title"[^>]*>', page, re.DOTALL)
    assert field
    assert "maxlength" not in field[0]
    assert "Jusqu'à 200" in page or "200 caractères" in page
