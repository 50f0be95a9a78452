"""U43: one search for projects, their organisations and what is written in all of them."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from web.tests import participation_double
from web.tests.gateway_double import GatewayDouble, RecordedRequest
from web.tests.participation_views import PROJECT, SLUG, ident, items

FOUND: dict[str, Any] = {
    "id": ident("found"), "number": 4, "title": "Des bancs à l'école", "excerpt": "Pour attendre à l'ombre.",
    "project_id": PROJECT, "project_slug": SLUG, "project_title": "Quelle place ?", "step_id": ident("consultation"),
    "step_title": "Problèmes", "organisation_name": "Ville de Lys", "published_at": "2026-11-20T08:00:00+00:00",
}  # fmt: skip


@pytest.fixture
def world(gateway: GatewayDouble) -> GatewayDouble:
    participation_double.fill(gateway)
    gateway.replies["GET /api/v1/contributions"] = (200, items(FOUND, following="next-page"))
    return gateway


def asked_for(gateway: GatewayDouble, path: str) -> list[RecordedRequest]:
    return [each for each in gateway.asked if each.path == f"/api/v1{path}"]


def test_what_is_typed_is_looked_for_in_projects_and_in_contributions(
    client: FlaskClient, world: GatewayDouble
) -> None:
    """U43: the organisation's name is looked for too, by the service, in the same words."""
    page = client.get("/projets?q=ecole").get_data(as_text=True)
    for path in ("/projects", "/contributions"):
        assert [each.query["q"] for each in asked_for(world, path)] == ["ecole"]
    assert "Mots du projet, de son organisation ou des contributions" in page
    assert FOUND["title"] in page
    assert f'href="/contributions/{FOUND["id"]}"' in page
    assert "Ville de Lys" in page
    assert 'href="/recherche?q=ecole"' in page


def test_all_contributions_that_match_are_listed_page_by_page(
    client: FlaskClient, world: GatewayDouble
) -> None:
    """U43"""
    page = client.get("/recherche?q=ecole&cursor=here").get_data(as_text=True)
    assert asked_for(world, "/contributions")[0].query["cursor"] == "here"
    assert "cursor=next-page" in page
    assert FOUND["title"] in page


@pytest.mark.parametrize("typed", ["", "e"])
def test_nothing_is_looked_for_before_there_are_two_letters(
    client: FlaskClient, world: GatewayDouble, typed: str
) -> None:
    """U43"""
    assert client.get(f"/recherche?q={typed}").status_code == 200
    assert asked_for(world, "/contributions") == []


def test_projects_are_found_while_contributions_cannot_be_asked_for(
    client: FlaskClient, world: GatewayDouble
) -> None:
    """U43"""
    world.replies["GET /api/v1/contributions"] = (503, {"code": "unavailable"})
    page = client.get("/projets?q=place").get_data(as_text=True)
    assert "Quelle place pour le marché" in page
    assert "Aucune contribution ne correspond" in client.get("/recherche?q=place").get_data(as_text=True)
