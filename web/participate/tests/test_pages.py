"""WEB-1, CO-1 to CO-7: what a participant reads, in both languages, from the gateway's answers alone."""

import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from web.core.session import cookie_name
from web.tests import participation_views as world
from web.tests.gateway_double import GatewayDouble
from web.tests.participation_double import fill
from web.tests.participation_views import ident

STEP = f"/projets/{world.SLUG}/etapes/"
SECTION = f"{STEP}{world.CONSULTATION}/rubriques/{ident('Problèmes')}"
PROBLEM = f"/contributions/{ident('problem')}"
READ = {
    "/": ("Ouverts en ce moment", "Open now"),
    "/projets": ("Tous", "All"),
    f"/projets/{world.SLUG}": ("En ce moment", "At this moment"),
    STEP + world.INTRO: ("Étape suivante", "Step after"),
    STEP + world.IDEAS: ("Ajouter mon idée", "Add my idea"),
    STEP + world.CONSULTATION: ("3 causes attendent une solution", "3 causes are waiting for a solution"),
    STEP + world.TEXT: ("Plan du texte", "Plan of the text"),
    STEP + world.OFFLINE: ("Ce qu'il en est sorti", "What came out of it"),
    STEP + world.RESULTS: ("La participation à tout le projet", "Participation in the whole project"),
    SECTION: ("Les plus soutenues", "Most votes"),
    f"{STEP}{world.CONSULTATION}/enchainements": (
        "1 617 votes sur toute la chaîne",
        "1,617 votes on the whole chain",
    ),
    f"{STEP}{world.CONSULTATION}/ecartees": ("C'est de la publicité.", "C'est de la publicité."),
    f"{STEP}{world.CONSULTATION}/ecrire": ("Que voulez-vous écrire", "What do you want to write?"),
    f"{STEP}{world.CONSULTATION}/rubriques/{ident('Causes')}/ecrire": ("Quels problèmes", "Which problems"),
    PROBLEM: ("Ses causes", "Its causes"),
    f"/contributions/{ident('version')}": ("Pourquoi cette rédaction", "Why this wording"),
    f"/contributions/{ident('solution')}/versions": ("Toutes les rédactions", "All wordings"),
    f"{PROBLEM}/arguments?cote=for": ("Tous les arguments pour", "All arguments for"),
    f"{PROBLEM}/arguments/nouveau": ("Donner un argument", "Give an argument"),
    f"{PROBLEM}/sources/nouvelle": ("Ajouter une source", "Add a source"),
    f"{PROBLEM}/signaler": ("Signaler cette contribution", "Report this contribution"),
    f"/contributions/{ident('solution')}/versions/nouvelle": (
        "Proposer une autre",
        "Suggest another wording",
    ),
}
OWN = {
    f"{STEP}{world.CONSULTATION}/mes-contributions": ("Brouillons", "Drafts"),
    f"{PROBLEM}/avis?opinion=mixed": ("Votre avis", "Your opinion"),
    f"{PROBLEM}/argument/{ident('pro')}/soutien": ("Cet argument me convainc", "This argument convinces me"),
    f"{PROBLEM}/argument/{ident('con')}/effacer": ("Effacer ce que j'ai écrit", "Erase what I wrote"),
    f"/contributions/{ident('mine')}/modifier": ("539 votes", "539 votes"),
    f"/contributions/{ident('mine')}/effacer": ("Effacer mon texte", "Erase my text"),
}


@pytest.fixture(autouse=True)
def filled(app: Flask, gateway: GatewayDouble) -> None:
    app.config["NOW"] = datetime(2026, 11, 24, 9, tzinfo=UTC)
    fill(gateway)


def said(client: FlaskClient, path: str, code: str = "fr") -> str:
    """The page's words, its spaces made plain."""
    answer = client.get(path, headers={"Accept-Language": code})
    assert answer.status_code == 200, (path, answer.status_code)
    page = answer.get_data(as_text=True).replace("&#39;", "'")
    return re.sub(r"[\u00a0\u202f]", " ", page)


def test_articles_that_only_the_organisation_writes_are_read_in_its_text(client: FlaskClient) -> None:
    """CO-3"""
    page = said(client, STEP + world.TEXT)
    assert world.ARTICLE["title"] in page
    assert page.count("Proposer un article") == 1


def test_days_left_are_those_of_the_steps_where_one_takes_part(client: FlaskClient) -> None:
    """CO-1"""
    left = "pour participer"
    card = said(client, "/projets")
    assert (
        said(client, STEP + world.IDEAS).count(left) == 4
    )  # its header, and the three open steps one writes in
    assert said(client, STEP + world.INTRO).count(left) == 3
    assert re.findall(r"Il reste (\d+) jours? pour participer", card)[0] != "218"


@pytest.mark.parametrize("code", ["fr", "en"])
@pytest.mark.parametrize("path", READ)
def test_everyone_reads_in_their_language(client: FlaskClient, path: str, code: str) -> None:
    assert READ[path][code == "en"] in said(client, path, code)


@pytest.mark.parametrize("code", ["fr", "en"])
@pytest.mark.parametrize("path", OWN)
def test_one_finds_one_s_own_pages(client: FlaskClient, signed: None, path: str, code: str) -> None:
    assert OWN[path][code == "en"] in said(client, path, code)


@pytest.mark.parametrize("path", OWN)
def test_one_s_own_pages_ask_to_sign_in(client: FlaskClient, path: str) -> None:
    assert client.get(path).location.startswith("/connexion")


@pytest.mark.parametrize(
    "path",
    [
        "/projets/nulle-part",
        STEP + ident("elsewhere"),
        f"{STEP}{world.CONSULTATION}/rubriques/{ident('elsewhere')}",
        f"{STEP}{world.TEXT}/enchainements",
        f"/contributions/{ident('elsewhere')}",
        f"{PROBLEM}/arguments?cote=comment",
        f"{PROBLEM}/signaler?objet=account",
        f"/contributions/{ident('idea')}/sources/nouvelle",
    ],
)
def test_what_does_not_exist_is_said_so(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_public_pages_are_read_without_a_token(
    client: FlaskClient, gateway: GatewayDouble, signed: None
) -> None:
    said(client, PROBLEM)
    with_token = {asked.path for asked in gateway.asked if "Authorization" in asked.headers}
    assert with_token == {f"/api/v1/steps/{world.CONSULTATION}/participation"}


def test_whoever_just_wrote_reads_afresh(client: FlaskClient, gateway: GatewayDouble, signed: None) -> None:
    client.set_cookie(cookie_name_of(client, "capco_fresh"), "yes")
    said(client, PROBLEM)
    assert all("Authorization" in asked.headers for asked in gateway.asked)


def cookie_name_of(client: FlaskClient, name: str) -> str:
    with client.application.app_context():
        return cookie_name(name)


def test_a_project_hidden_from_nobody_is_read_as_oneself(
    client: FlaskClient, gateway: GatewayDouble, signed: None
) -> None:
    shown = world.project(visibility="draft")

    def to_members(asked: object) -> tuple[int, object]:
        return (200, shown) if "Authorization" in asked.headers else (404, {"code": "not_found"})  # type: ignore[attr-defined]

    gateway.replies[f"GET /api/v1/projects/{world.SLUG}"] = to_members
    assert "brouillon" in said(client, f"/projets/{world.SLUG}")
    client.delete_cookie("capco_access")
    assert client.get(f"/projets/{world.SLUG}").status_code == 404


def test_reading_sets_no_cookie_even_where_one_may_vote(client: FlaskClient) -> None:
    for path in (PROBLEM, SECTION, STEP + world.CONSULTATION):
        assert "Set-Cookie" not in client.get(path).headers, path


def test_markdown_is_shown_and_harmless(client: FlaskClient) -> None:
    page = said(client, f"/projets/{world.SLUG}")
    assert "<strong>120 ans</strong>" in page
    assert "<h3>Ce qui est décidé</h3>" in page
    assert "<script>alert" not in page
    assert 'rel="nofollow noopener"' in page


def test_windows_are_told_in_the_zone_of_the_project(client: FlaskClient) -> None:
    assert "Ouvert jusqu'au dimanche 6 décembre 2026 à 23 h 59" in said(client, STEP + world.CONSULTATION)


def test_a_moved_window_is_shown_with_its_reason(client: FlaskClient) -> None:
    page = said(client, STEP + world.CONSULTATION)
    assert "Les dates ont changé" in page
    assert "La mairie était fermée." in page


def test_conditions_are_explained_before_the_form(
    client: FlaskClient, gateway: GatewayDouble, signed: None
) -> None:
    mine = world.MINE_VIEW | {"unmet_requirements": [world.AGE]}
    gateway.replies[f"GET /api/v1/steps/{world.CONSULTATION}/participation"] = (200, mine)
    page = said(client, f"{STEP}{world.CONSULTATION}/rubriques/{ident('Problèmes')}/ecrire")
    assert page.index("Avoir au moins 16 ans") < page.index('name="title"')
    assert "Indiquez votre date de naissance" in page


def test_lists_go_on_with_the_same_filters(client: FlaskClient, gateway: GatewayDouble) -> None:
    path = f"/api/v1/steps/{world.CONSULTATION}/contributions"
    gateway.replies[f"GET {path}"] = (200, world.items(world.PROBLEM, following="after-1"))
    page = said(client, f"{SECTION}?tri=random&graine=abc&q=place&type={ident('resident')}")
    asked = next(each for each in gateway.asked if each.path == path)
    assert asked.query | {"limit": "20"} == {
        "section_id": ident("Problèmes"),
        "sort": "random",
        "q": "place",
        "type_id": ident("resident"),
        "seed": "abc",
        "limit": "20",
    }
    following = re.search(r'href="([^"]+)" rel="next"', page)
    assert following
    for kept in ("cursor=after-1", "tri=random", "graine=abc", "q=place"):
        assert kept in following[1]


def test_a_random_order_stays_the_same_from_page_to_page(client: FlaskClient, gateway: GatewayDouble) -> None:
    said(client, f"{SECTION}?tri=random")
    said(client, f"{SECTION}?tri=random")
    path = f"/api/v1/steps/{world.CONSULTATION}/contributions"
    seeds = {each.query.get("seed") for each in gateway.asked if each.path == path}
    assert len(seeds) == 1
    assert None not in seeds


def test_projects_are_filtered(client: FlaskClient, gateway: GatewayDouble) -> None:
    page = said(
        client, f"/projets?organisation={world.ORGANISATION}&theme={ident('theme')}&etat=open&q=marché"
    )
    asked = next(each for each in gateway.asked if each.path == "/api/v1/projects")
    assert asked.query["organisation_id"] == world.ORGANISATION
    assert (asked.query["theme_id"], asked.query["state"], asked.query["q"]) == (
        ident("theme"),
        "open",
        "marché",
    )
    assert "enlever ce filtre" in page


def test_the_graph_shows_each_chain_and_what_it_lacks(client: FlaskClient) -> None:
    page = said(client, f"{STEP}{world.CONSULTATION}/enchainements")
    order = [page.index(view["title"]) for view in (world.PROBLEM, world.CAUSE, world.SOLUTION)]
    assert order == sorted(order)
    assert f"ecrire?repond={ident('problem 2')}" in page


def test_the_graph_is_filtered_by_words_of_its_titles(client: FlaskClient) -> None:
    """U26"""
    graph = f"{STEP}{world.CONSULTATION}/enchainements"
    word = world.SOLUTION["title"].split()[-1].upper()
    found = said(client, f"{graph}?q={word}")
    assert world.PROBLEM["title"] in found
    assert re.search(r'<details class="c-chain__fold" open><summary>\s*1 cause', found)
    none = said(client, f"{graph}?q=introuvable")
    assert "Aucun enchaînement ne contient ces mots." in none
    assert world.PROBLEM["title"] not in none


def test_a_version_is_shown_with_its_words_changed(client: FlaskClient) -> None:
    page = said(client, f"/contributions/{ident('version')}")
    assert re.search(r"<del>.*le samedi", page, re.DOTALL)
    assert re.search(r"<ins>.*le mardi et le samedi", page, re.DOTALL)


def test_small_groups_are_not_shown(client: FlaskClient) -> None:
    page = said(client, STEP + world.RESULTS)
    assert "Problèmes" in page
    assert "Habitants" not in page


def test_pages_stay_readable_while_personal_state_rests(
    client: FlaskClient, gateway: GatewayDouble, signed: None
) -> None:
    gateway.replies[f"GET /api/v1/steps/{world.CONSULTATION}/participation"] = (503, {"code": "unavailable"})
    assert "Traverser la place" in said(client, STEP + world.CONSULTATION)


def test_the_front_page_stays_readable_without_projects(client: FlaskClient, gateway: GatewayDouble) -> None:
    gateway.replies["GET /api/v1/projects"] = (503, {"code": "unavailable"})
    assert "De retour dans un instant" in said(client, "/")


def test_live_figures_are_heard_from_the_gateway_s_public_address(
    gateway: GatewayDouble, built: dict[str, str]
) -> None:
    from web.app import create_app
    from web.core.config import Config

    app = create_app(Config(gateway_url=gateway.url, gateway_public_url="https://api.ville.example/x"))
    answer = app.test_client().get(f"/projets/{world.SLUG}")
    stream = f"https://api.ville.example/api/v1/projects/{world.PROJECT}/figures/stream"
    assert f'data-live="{stream}"' in answer.get_data(as_text=True)
    assert "connect-src 'self' https://api.ville.example;" in answer.headers["Content-Security-Policy"]


def test_without_that_address_figures_are_those_of_the_page_s_loading(client: FlaskClient) -> None:
    page = said(client, f"/projets/{world.SLUG}")
    assert "data-live" not in page
    assert '<dd class="c-tile__value" data-figure="participants">1 268</dd>' in page
