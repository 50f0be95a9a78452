"""VO-3 to VO-9 from the organiser's seat: from the bureau and its keys to the proclamation."""

import io
import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from web.tests import bureau_world, votation_double
from web.tests.bureau_world import HOME, PATH, TIE, Bureau
from web.tests.desk_world import last, plain, refusal, said, sends, speak
from web.tests.gateway_double import GatewayDouble
from web.votation.office.workspace import advice

# --- bureau, freeze, ceremony, seal


def test_the_bureau_is_lines_and_a_threshold(send: Any, gateway: GatewayDouble) -> None:
    page = f"{HOME}/membres"
    assert "Il y a un seul membre : ajoutez-en" in plain(send(page, {"members": "Lila", "threshold": "2"}))
    assert "le même nom" in plain(send(page, {"members": "Lila\nLila", "threshold": "1"}))
    assert send(page, {"members": "Lila\n\n Marc  Diallo ", "threshold": "2"}).status_code == 303
    assert last(gateway, "PATCH").body == {"bureau": ["Lila", "Marc Diallo"], "threshold": 2}


def test_small_groups_are_accepted_expressly_by_their_number(
    client: FlaskClient, send: Any, world: Bureau, gateway: GatewayDouble
) -> None:
    """V10: the page says who can be read before anything is frozen, and what is accepted is that very number."""
    assert 'name="accepts"' not in plain(client.get(f"{HOME}/figer"))
    world.small_groups = [
        {"college": "", "weight": 40, "electors": 1}, {"college": "Syndics", "weight": 7, "electors": 2}
    ]  # fmt: skip
    page = plain(client.get(f"{HOME}/figer"))
    assert "1 personne de poids 40" in page
    assert "2 personnes de poids 7, Syndics" in page
    assert "accepte que le vote de 3 personnes puisse être lu" in page
    assert 'name="readable" value="3"' in page
    said(gateway, "POST", f"{PATH}/freeze", refusal(409, "cells_too_small", "3 personnes seraient lues."))
    assert "3 personnes seraient lues. Regroupez" in plain(send(f"{HOME}/figer", {"readable": "3"}))
    assert last(gateway, "POST").body in (None, {})
    said(gateway, "POST", f"{PATH}/freeze", (200, world.whole() | {"version": 9}))
    assert send(f"{HOME}/figer", {"accepts": "yes", "readable": "3"}).status_code == 303
    assert last(gateway, "PATCH").body == {"accepts_small_cells": True}
    assert last(gateway, "POST").body == {"readable": 3}


def test_merged_colleges_are_told_to_the_organiser(client: FlaskClient, world: Bureau) -> None:
    """V10"""
    world.merged_colleges = ["Bailleurs", "Syndics"]
    page = plain(client.get(f"{HOME}/figer"))
    assert "Les petits collèges sont regroupés" in page
    assert "Bailleurs, Syndics" in page


def test_the_ceremony_of_the_page(send: Any, world: Bureau, gateway: GatewayDouble) -> None:
    world.state = "ready"
    fields = {"election_key": "k" * 43, "shares": ["a" * 64, "b" * 64, "c" * 64], "threshold": "2"}
    assert "pas allée au bout" in plain(send(f"{HOME}/ceremonie", fields))
    assert send(f"{HOME}/ceremonie", fields | {"test_ballot": "ok"}).status_code == 303
    body = last(gateway, "POST").body
    assert body["members"][1] == {"name": "Marc Diallo", "share": "b" * 64, "acknowledged": True}
    assert body["test_opened"] is True


def test_the_ceremony_of_the_program(send: Any, world: Bureau, gateway: GatewayDouble) -> None:
    world.state = "ready"
    names = [each["name"] for each in votation_double.BUREAU]
    printed = {
        "election": "k" * 43, "threshold": 2, "members": [{"name": name, "share": "a" * 64} for name in names],
    }  # fmt: skip
    page = f"{HOME}/ceremonie"
    assert "Ce n'est pas ce que le programme affiche" in plain(send(page, {"public": "{", "tried": "yes"}))
    other = json.dumps(printed | {"threshold": 1})
    assert "Le seuil n'est pas celui" in plain(send(page, {"public": other, "tried": "yes"}))
    assert "cochez la case" in plain(send(page, {"public": json.dumps(printed)}))
    assert send(page, {"public": json.dumps(printed), "tried": "yes"}).status_code == 303
    assert last(gateway, "POST").body["election_key"] == "k" * 43


def test_sealing_says_what_to_do_when_it_is_too_late(
    send: Any, world: Bureau, gateway: GatewayDouble
) -> None:
    world.state = "keyed"
    said(gateway, "POST", f"{PATH}/seal", refusal(409, "opening_passed", "L'ouverture est passée."))
    assert "L'ouverture est passée. Revenez au brouillon" in plain(
        send(f"{HOME}/sceller", {"confirmed": "yes"})
    )


# --- while people vote


def test_letters_leave_after_a_confirmation(send: Any, world: Bureau, gateway: GatewayDouble) -> None:
    world.state = "sealed"
    assert send(f"{HOME}/envois/invitation", {"confirmed": "yes"}).status_code == 303
    assert last(gateway, "POST").body == {"kind": "invitation"}


def test_letters_sent_twice_are_told(client: FlaskClient, world: Bureau) -> None:
    world.state, world.mailings = "sealed", bureau_world.MAILINGS
    assert "une seconde fois" in plain(client.get(f"{HOME}/envois/invitation"))
    assert "2 418" in plain(client.get(f"{HOME}/envois"))
    world.mailings = [each | {"letters": 0, "written": False} for each in bureau_world.MAILINGS]
    assert "en préparation" in plain(client.get(f"{HOME}/envois"))


def test_the_follow_up_never_shows_a_result(
    client: FlaskClient, world: Bureau, gateway: GatewayDouble
) -> None:
    world.state = "open"
    page = plain(client.get(f"{HOME}/suivi"))
    assert "au moins" in page
    assert not [each for each in gateway.asked if each.path.endswith("/result")]


@pytest.mark.parametrize(
    ("state", "tail", "fields", "path"),
    [
        ("open", "/suspendre", {"reason": "Panne"}, "/suspension"),
        ("suspended", "/reprendre", {}, "/resumption"),
        (
            "open",
            "/prolonger",
            {"closes_date": "2026-12-01", "closes_time": "12:00", "reason": "Panne"},
            "/extension",
        ),
        ("open", "/signaler", {"kind": "incident", "text": "Panne"}, "/events"),
        ("open", "/annuler", {"reason": "Erreur"}, "/cancellation"),
        ("keyed", "/brouillon", {}, "/draft"),
        ("keyed", "/sceller", {}, "/seal"),
        ("proclaimed", "/archiver", {}, "/archiving"),
        ("archived", "/detruire", {"sure": "yes"}, "/destruction"),
    ],
)
def test_each_act_is_sent_with_the_version_it_was_made_from(
    send: Any, world: Bureau, gateway: GatewayDouble, state: str, tail: str, fields: dict[str, str], path: str
) -> None:
    world.state = state
    assert send(HOME + tail, fields).status_code == 303
    sent = last(gateway, "POST")
    assert sent.path == f"/api/v1{PATH}{path}"
    assert sent.headers["If-Match"] == '"7"'
    for name in ("reason", "text", "sure"):
        if name in fields:
            assert send(HOME + tail, fields | {name: ""}).status_code == 422


def test_the_closing_never_comes_earlier(send: Any, world: Bureau, gateway: GatewayDouble) -> None:
    world.state = "open"
    fields = {"closes_date": "2026-11-20", "closes_time": "12:00", "reason": "Vite"}
    page = plain(send(f"{HOME}/prolonger", fields))
    assert "ne peut qu'être repoussée" in page.split('id="closes-error"')[1][:200]
    assert sends(gateway, "POST") == []


# --- count, result, proclamation


def test_shares_are_counted_and_never_shown_again(send: Any, world: Bureau, gateway: GatewayDouble) -> None:
    world.state = "closed"
    page = plain(send(f"{HOME}/depouillement", {"shares": ["CAPCO1-AAAA", "", ""]}))
    assert "Il faut 2 parts pour ouvrir l'urne, 1 ont été données." in page
    assert "CAPCO1-AAAA" not in page
    said(gateway, "POST", f"{PATH}/count", refusal(422, "share_invalid", "Une part est fausse."))
    page = plain(send(f"{HOME}/depouillement", {"shares": ["CAPCO1-AAAA", "CAPCO1-BBBB"]}))
    assert "Une part est fausse. Donnez de nouveau" in page
    assert "CAPCO1-BBBB" not in page
    said(gateway, "POST", f"{PATH}/count", (202, world.counted | {"state": "running"}))
    written = "CAPCO1-" + "-".join(["ABCDE"] * 11) + "-F"
    sheet = (io.BytesIO(f"Part de Marc\n\n{written}\n".encode()), "part-2.txt")
    fields = {"shares": ["CAPCO1-AAAA", ""], "files": sheet}
    assert send(f"{HOME}/depouillement", fields).status_code == 303
    assert last(gateway, "POST").body == {"shares": ["CAPCO1-AAAA", written]}


@pytest.mark.parametrize(
    ("state", "said_"), [("running", "sont ouverts et dépouillés"), ("failed", "rien n'est perdu")]
)
def test_the_count_is_followed(client: FlaskClient, world: Bureau, state: str, said_: str) -> None:
    world.state = "closed"
    world.counted |= {"state": state, "progress": 30, "error": "chain_broken"}
    page = plain(client.get(f"{HOME}/depouillement"))
    assert said_ in page
    assert ("data-counting" in page) == (state == "failed")


def test_a_result_being_worked_out_is_followed(
    client: FlaskClient, world: Bureau, gateway: GatewayDouble
) -> None:
    world.state = "counted"
    said(gateway, "GET", f"{PATH}/result", refusal(409, "not_counted"))
    page = plain(client.get(f"{HOME}/resultat"))
    assert "le résultat se calcule" in page
    assert 'data-poll="yes"' in page


def test_a_tie_is_settled_with_the_proclamation(send: Any, world: Bureau, gateway: GatewayDouble) -> None:
    world.state, world.ties = "counted", [TIE]
    page = f"{HOME}/proclamer"
    both = plain(send(page, {"tie_q1": ["yes", "no"], "sure": "yes"}))
    assert "Choisissez-en exactement 1." in both.split('id="tie_q1-error"')[1][:200]
    assert "Cochez la case" in plain(send(page, {"tie_q1": ["no"]}))
    assert send(page, {"tie_q1": ["no"], "sure": "yes", "observations": "RAS"}).status_code == 303
    assert last(gateway, "POST").body == {
        "observations": "RAS",
        "settlements": [{"question_id": "q1", "winners": ["no"], "by": "president"}],
    }


def test_the_proclamation_is_followed_until_it_is_done(client: FlaskClient, world: Bureau) -> None:
    world.state, world.view = "counted", {"proclaiming": True}
    page = plain(client.get(f"{HOME}/resultat"))
    assert "Le procès-verbal est rédigé et signé" in page
    assert client.get(f"{HOME}/proclamer").status_code == 302
    world.state, world.view = "proclaimed", {}
    page = plain(client.get(f"{HOME}/resultat"))
    assert "/proces-verbal" in page
    assert "/archive" in page


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_refusal_says_what_to_do(
    client: FlaskClient, send: Any, world: Bureau, gateway: GatewayDouble, app: Any, language: str
) -> None:
    speak(client, language)
    world.state = "keyed"
    for code in ("rules_frozen", "not_keyed", "opening_passed", "box_not_empty"):
        said(gateway, "POST", f"{PATH}/seal", refusal(409, code, "Non."))
        page = plain(send(f"{HOME}/sceller", {"confirmed": "yes"}))
        assert len(page.split("<p>Non. ")[1].split("</p>")[0]) > 15, code
    with app.test_request_context(headers={"Accept-Language": language}):
        assert [code for code, way in advice().items() if len(way) <= 15] == []


def test_the_list_of_signatures_is_inspected_after_closing(client: FlaskClient, world: Bureau) -> None:
    """V06"""
    world.state = "closed"
    page = plain(client.get(f"{HOME}/emargement"))
    assert "Liste d'émargement" in page
    assert page.index("Ada") < page.index("a signé") < page.index("Blaise") < page.index("n'a pas signé")
    assert f"{HOME}/emargement" in client.get(HOME).get_data(as_text=True)
