"""VO-1 to VO-10, WEB-1, WEB-2: what everyone reads of a votation, in every state and in both languages."""

import io
import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from web.tests import votation_kit as kit
from web.tests.gateway_double import GatewayDouble
from web.tests.participation_views import OFFLINE, project, step
from web.tests.votation_double import API, LINK, MANY, PAGE, PROJECT, World, fill
from web.tests.votation_kit import VOTATION
from web.votation.labels import rule_sentences

EVERY = {
    "/votations": ("Vote en cours", "Voting under way"),
    PAGE: ("On vote en ce moment", "One votes now"),
    f"{PAGE}/participation": ("Au moins 1 725 ont voté", "At least 1,725 have voted"),
    f"{PAGE}/liste": ("Suis-je sur la liste ?", "Am I on the roll?"),
    f"{PAGE}/regles": ("Rien de ce qui suit ne change plus", "Nothing of what follows changes any more"),
    f"{PAGE}/securite": ("Un script modifié", "A changed script"),
    f"{PAGE}/verifier": ("Ce que cela ne prouve pas", "What this does not prove"),
    f"{PAGE}/marque": ("Vérifier ma marque", "Check my mark"),
    f"{PAGE}/urne": ("60", "ballots on the board"),
    f"{PAGE}/urne/lots/2": ("20 bulletins, dans l'ordre", "20 ballots, in the order"),
    f"{PAGE}/urne/recepisse": ("Vérifier mon récépissé", "Check my receipt"),
    f"{PAGE}/observer": ("Le journal des actes", "The log of acts"),
    f"{PAGE}/voter": ("Comment entrer dans l'isoloir", "How to enter the booth"),
    f"/lien/vote/{VOTATION}.{LINK}": ("Entrer dans l'isoloir", "Enter the booth"),
}
STATES = {
    "draft": "En préparation",
    "sealed": "Annoncée : les règles sont figées",
    "suspended": "Le bureau a suspendu le vote",
    "closing": "encore acceptés 15 minutes",
    "closed": "le bureau va dépouiller",
    "counted": "le résultat va être proclamé",
    "cancelled": "Une erreur sur la liste a été découverte.",
    "proclaimed": "76 % contre : l'avenant n'est pas signé",
    "archived": "76 % contre : l'avenant n'est pas signé",
    "destroyed": "Bulletins et liste ont été effacés",
}


@pytest.fixture
def world(app: Flask, gateway: GatewayDouble) -> World:
    app.config["NOW"] = datetime(2026, 11, 24, 9, tzinfo=UTC)
    known = World()
    fill(gateway, known)
    return known


def said(client: FlaskClient, path: str, code: str = "fr", status: int = 200, **more: Any) -> str:
    """The page's words, its spaces made plain."""
    answer = client.get(path, headers={"Accept-Language": code}, **more)
    assert answer.status_code == status, (path, answer.status_code)
    page = re.sub(r"\s+", " ", answer.get_data(as_text=True).replace("&#39;", "'"))
    return re.sub(r"[\u00a0\u202f]", " ", page)


def texts(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.mark.parametrize("code", ["fr", "en"])
@pytest.mark.parametrize("path", EVERY)
def test_everyone_reads_in_their_language(client: FlaskClient, world: World, path: str, code: str) -> None:
    assert EVERY[path][code == "en"] in said(client, path, code)


@pytest.mark.parametrize("state", STATES)
def test_vo_1_the_page_says_the_state(client: FlaskClient, world: World, state: str) -> None:
    world.state = state
    page = said(client, PAGE)
    assert STATES[state] in page
    assert ("76 %" in page) == (state in ("proclaimed", "archived", "destroyed"))
    said(client, PAGE, "en")


def test_vo_1_before_the_rules_are_frozen_there_is_no_box_to_look_at(
    client: FlaskClient, world: World
) -> None:
    world.state = "draft"
    for path in ("voter", "urne", "observer", "regles", "liste", "verifier"):
        said(client, f"{PAGE}/{path}", status=404)


def test_vo_7_the_rule_is_a_sentence(client: FlaskClient, world: World) -> None:
    page = said(client, PAGE)
    assert (
        "L'avenant est signé si plus de la moitié des suffrages exprimés (blancs et nuls à part) disent "
        "« Pour » ; sinon : l'avenant n'est pas signé." in page
    )
    assert "le vote ne décide que si au moins la moitié des inscrits votent" in page
    english = said(client, PAGE, "en")
    assert "if more than half of the votes cast (blank and null ones apart) say “Pour”" in english


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"share": [2, 3], "strict": False, "base": "voters"}, "au moins les deux tiers des votants"),
        ({"share": [2, 3], "strict": True, "base": "roll"}, "plus des deux tiers des inscrits"),
        ({"share": [11, 20], "strict": True}, "plus de 55\u00a0% des suffrages exprimés"),
        ({"share": [4, 7], "strict": False}, "au moins 4/7 des suffrages"),
        ({"share": None}, "si «\u00a0Pour\u00a0» a plus de voix que «\u00a0Contre\u00a0»"),
        ({"colleges": "each"}, "dans chaque collège pris à part"),
        ({"colleges": "each", "tie": "president"}, "est rejeté."),
        ({"count": "weights"}, "un électeur de poids 3 compte pour trois"),
        ({"tie": "draw"}, "la graine du tirage est scellée"),
        (
            {"quorum": {"of": "weights", "share": [1, 4], "strict": True}},
            "réunissent plus du quart des poids",
        ),
    ],
)
def test_vo_7_every_part_of_a_rule_has_its_words(
    app: Flask, world: World, change: dict[str, Any], sentence: str
) -> None:
    question = world.votation.questions[0]
    with app.test_request_context(headers={"Accept-Language": "fr"}):
        told = " ".join(rule_sentences(question | {"rule": question["rule"] | change}))
    assert sentence in told


def test_vo_8_turnout_goes_by_steps_and_a_small_college_is_not_told(
    client: FlaskClient, world: World
) -> None:
    page = said(client, PAGE)
    assert "Au moins 1 725 ont voté" in page
    assert "dit à la fin" in page
    assert 'data-poll="yes"' in page
    world.state = "closed"
    page = said(client, PAGE)
    assert "1 744 votants" in page
    assert "data-poll" not in page


def test_vo_7_a_result_shows_its_figures_to_the_hundredth_and_its_computation(
    client: FlaskClient, world: World
) -> None:
    world.state = "proclaimed"
    page = texts(said(client, PAGE))
    for each in ("76,37 %", "23,63 %", "54,80 %", "1 325", "Il fallait 868 voix", "Il fallait 1 209 votants"):
        assert each in page
    assert "Blancs" in page
    assert "impossibles à ouvrir (3)" in page
    assert "Employés et techniciens" in page
    links = said(client, PAGE)
    for each in ("proces-verbal", "archive", "verifier"):
        assert f'href="{PAGE}/{each}"' in links


def test_vo_3_every_method_is_explained_with_its_figures(client: FlaskClient, world: World) -> None:
    world.state, world.many = "proclaimed", True
    world.__post_init__()
    page = said(client, PAGE)
    for each in ("est préféré à", "Tour 1", "Bulletins épuisés", "Mieux que la médiane", "Somme des notes"):
        assert each in page
    assert page.count('class="c-gauge"') == 3
    english = said(client, PAGE, "en")
    assert "Exhausted ballots" in english


def test_vo_10_the_chain_shows_what_came_out_of_each_step(client: FlaskClient, world: World) -> None:
    world.state = "proclaimed"
    page = said(client, PAGE)
    assert "12 demandes sur 17 sont dans l'avenant" in page
    assert f"/etapes/{OFFLINE}" in page
    assert 'aria-current="step"' in page


def test_vo_10_without_its_project_the_page_still_reads(
    client: FlaskClient, world: World, gateway: GatewayDouble
) -> None:
    del gateway.replies[f"GET {API}/projects/{PROJECT}"]
    assert "Comment on en est arrivé là" not in said(client, PAGE)


def test_vo_2_whoever_asks_for_the_roll_learns_nothing(
    client: FlaskClient, world: World, gateway: GatewayDouble, proof: Any
) -> None:
    path = f"{PAGE}/liste"
    answers = [
        client.post(path, data={"email": each, **proof(path)}).get_data(as_text=True)
        for each in ("on@ville.example", "off@ville.example")
    ]
    assert all("La réponse arrive par e-mail" in each for each in answers)
    asked = [each.body for each in gateway.asked if each.path.endswith("/roll-checks")]
    assert asked == [{"email": "on@ville.example"}, {"email": "off@ville.example"}]
    assert "Écrivez votre adresse" in client.post(path, data=proof(path)).get_data(as_text=True)


@pytest.mark.parametrize("state", ["closed", "proclaimed"])
def test_once_it_is_over_the_booth_and_the_roll_say_so(client: FlaskClient, world: World, state: str) -> None:
    """U17"""
    world.state = state
    for path in (f"{PAGE}/voter", f"{PAGE}/liste"):
        page = texts(said(client, path))
        assert "On ne peut plus voter." in page
        assert ("Voir le résultat" in page) == (state == "proclaimed")
        assert "Cherchez l" not in page
        assert 'name="email"' not in said(client, path)


def test_vo_2_who_is_signed_in_sees_their_place(client: FlaskClient, world: World, signed: None) -> None:
    assert "Votre compte est sur la liste" in said(client, f"{PAGE}/liste")


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ({"on_roll": True, "signed": True, "final": True}, "Le registre dit : a voté"),
        ({"on_roll": True, "signed": False, "final": True}, "Le registre dit : n’a pas voté"),
        ({"on_roll": True, "signed": None, "final": False}, "pas de signature d’un jour précédent"),
        ({"on_roll": False, "signed": None, "final": False}, "Pas sur la liste"),
    ],
)
def test_a_mark_is_looked_up_and_stands_in_no_address(
    client: FlaskClient, world: World, gateway: GatewayDouble, proof: Any, answer: Any, says: str
) -> None:
    """V06"""
    gateway.replies[f"POST {API}/votations/{VOTATION}/marks"] = (200, {"mark": "a" * 64, **answer})
    path = f"{PAGE}/marque"
    shown = client.post(path, data={"mark": "AAAA " * 16, **proof(path)}).get_data(as_text=True)
    assert says in shown.replace("'", "’").replace("\u202f", " ").replace("\u00a0", " ")
    asked = [each for each in gateway.asked if each.path.endswith("/marks")]
    assert [each.body for each in asked] == [{"mark": "a" * 64}]
    assert "64 lettres" in client.post(path, data={"mark": "abc", **proof(path)}).get_data(as_text=True)


def test_vo_5_the_rules_are_given_byte_for_byte(client: FlaskClient, world: World) -> None:
    answer = client.get(f"{PAGE}/regles.json")
    assert kit.sha256(answer.get_data()) == world.hash
    assert world.hash in said(client, f"{PAGE}/regles")


def test_vo_5_a_hash_is_found_in_its_batch_and_only_there(client: FlaskClient, world: World) -> None:
    path = f"{PAGE}/urne/recepisse"
    there = world.epoch(2)["ballots"][7]
    page = said(client, f"{path}?bulletin={there.upper()[:20]} {there[20:]}")
    assert "au tableau, dans le lot 2" in page
    assert f"{PAGE}/urne/lots/2?bulletin={there}" in page
    assert f'<mark><code class="c-code">{there}' in said(client, f"{PAGE}/urne/lots/2?bulletin={there}")
    assert "pas dans l'urne" in said(client, f"{path}?bulletin={'0' * 64}")
    assert "Écrivez les 64 lettres" in said(client, f"{path}?bulletin=abc", status=422)


@pytest.mark.parametrize(
    ("spoil", "title"),
    [
        ({}, "et le récépissé est authentique"),
        ({"sealed_by": "server"}, "pas signé par l'urne"),
        ({"votation": "0" * 8}, "une autre votation"),
        ({"manifest": "0" * 64}, "fait sous d'autres règles"),
        ({"ballot": 3}, "Ce n'est pas un récépissé"),
    ],
)
def test_vo_4_without_script_the_server_checks_a_receipt(
    client: FlaskClient, world: World, spoil: dict[str, Any], title: str
) -> None:
    path = f"{PAGE}/urne/recepisse"
    token = re.findall(r'name="csrf_token" value="([^"]+)"', said(client, path))[0]
    receipt = world.receipt(world.epoch(1)["ballots"][0]) | spoil
    file = (io.BytesIO(json.dumps(receipt).encode()), "recepisse.json")
    answer = client.post(path, data={"csrf_token": token, "receipt": file})
    assert title in re.sub("\u202f|\u00a0", " ", answer.get_data(as_text=True).replace("&#39;", "'"))
    assert "Choisissez le fichier" in client.post(path, data={"csrf_token": token}).get_data(as_text=True)


def test_vo_5_the_scripts_of_a_receipt_get_what_the_gateway_says(client: FlaskClient, world: World) -> None:
    there = world.epoch(3)["ballots"][0]
    assert client.get(f"{PAGE}/urne/bulletins/{there}.json").get_json()["number"] == 3
    assert client.get(f"{PAGE}/urne/bulletins/nothing.json").status_code == 404
    assert client.get(f"{PAGE}/urne/lots/3.json").get_json()["root"] == world.epoch(3)["root"]
    page = said(client, f"{PAGE}/urne/recepisse")
    assert f'data-board-url="{PAGE}/urne/bulletins/{{ballot}}.json"' in page
    assert f'data-epoch-url="{PAGE}/urne/lots/{{number}}.json"' in page


def test_security_is_told_plainly_and_a_bureau_of_one_is_said(client: FlaskClient, world: World) -> None:
    page = said(client, f"{PAGE}/securite")
    for each in ("La contrainte", "logiciel malveillant", "complicité d'assez de membres", "niveau 2"):
        assert each in page
    assert "Un bureau d'une seule personne" not in page
    world.view = {"bureau": ["Claire Fontaine"], "threshold": 1, "risk_answers": {}, "risk_level": 3}
    page = said(client, f"{PAGE}/securite")
    assert "Un bureau d'une seule personne" in page
    assert "n'a pas répondu" in page
    assert "risque plus que ce mode" in page
    assert "Elle peut seule ouvrir l'urne" in said(client, PAGE)


def test_a_file_that_is_being_made_leads_back_with_the_reason(
    client: FlaskClient, world: World, gateway: GatewayDouble
) -> None:
    world.state = "proclaimed"
    path = f"{API}/votations/{VOTATION}"
    gateway.replies[f"GET {path}/minutes"] = (409, {"code": "not_ready_yet", "detail": "En préparation."})
    answer = client.get(f"{PAGE}/proces-verbal", follow_redirects=True)
    assert "En préparation." in answer.get_data(as_text=True)
    gateway.replies[f"GET {path}/archive"] = (200, {"zip": "…"})
    answer = client.get(f"{PAGE}/archive")
    assert answer.mimetype == "application/zip"
    assert "votation.zip" in answer.headers["Content-Disposition"]


def test_votations_are_told_on_the_front_page_and_on_that_of_their_project(
    client: FlaskClient, world: World, gateway: GatewayDouble
) -> None:
    """A03: a project's page asks for the votations of its own organisation alone."""
    gateway.replies[f"GET {API}/projects"] = (200, {"items": [], "next_cursor": None})
    gateway.replies[f"GET {API}/figures"] = (200, {"contributions": 0, "votes": 0, "participants": 0})
    assert "Votes en cours" in said(client, "/")
    shown = project()
    gateway.replies[f"GET {API}/projects/marche"] = (200, shown)
    for each in shown["steps"]:
        gateway.replies[f"GET {API}/steps/{each['id']}"] = (200, step(each))
    assert "Les votations de ce projet" in said(client, "/projets/marche")
    asked = [each.query for each in gateway.asked if each.path == f"{API}/votations"]
    assert [
        tuple(each.get(name) for name in ("state", "project_id", "organisation_id")) for each in asked
    ] == [
        ("open", None, None),
        (None, PROJECT, shown["organisation_id"]),
    ]


def test_what_organisers_wrote_is_escaped(client: FlaskClient, world: World) -> None:
    world.votation.questions = [MANY[0] | {"title": "<script>alert(1)</script>"}]
    world.view = {"title": "</script><script>alert(2)</script>"}
    for path in (PAGE, f"{PAGE}/regles", f"{PAGE}/urne/recepisse"):
        page = said(client, path)
        assert "<script>alert" not in page
