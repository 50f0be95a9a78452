"""What the law wants on each site, and what search engines and messengers are told."""

import re
import struct
from typing import Any

import pytest
from flask.testing import FlaskClient

from web.app import create_app
from web.core.config import Config
from web.tests.desk_world import ORGANISATION
from web.tests.gateway_double import GatewayDouble, refuses
from web.tests.participation_views import brief, project

HOST = "Hébergeur, 1 rue de l'Exemple, 35000 Rennes, 02 00 00 00 00"
AUDIT = "Audit du 12 mars 2027 par Exemple : 82 % des critères respectés."


def test_an_organisation_s_legal_notice_says_who_answers_and_where_to_write(
    client: FlaskClient, gateway: GatewayDouble
) -> None:
    """U40"""
    gateway.replies[f"GET /api/v1/organisations/{ORGANISATION['id']}"] = 200, ORGANISATION
    page = client.get(f"/mentions-legales?organisation={ORGANISATION['id']}").get_data(as_text=True)
    assert "Claire Lemoine, maire" in page
    assert 'href="mailto:participer@lys.example"' in page


@pytest.mark.parametrize("asked", ["inconnue", "../accounts", "a" * 200])
def test_a_legal_notice_of_nobody_is_the_suite_s_own(
    client: FlaskClient, gateway: GatewayDouble, asked: str
) -> None:
    gateway.replies["GET /api/v1/organisations/inconnue"] = refuses("not_found")
    answer = client.get("/mentions-legales", query_string={"organisation": asked})
    assert answer.status_code == 200
    assert "Hébergement" in answer.get_data(as_text=True)


def test_pages_that_serve_people_name_their_host() -> None:
    """U40: refused at set-up rather than left blank in public."""
    Config(demonstration=True).require_legal_notice()
    Config(hosting=HOST).require_legal_notice()
    with pytest.raises(ValueError, match="HOSTING"):
        Config().require_legal_notice()
    page = create_app(Config(hosting=HOST)).test_client().get("/mentions-legales").get_data(as_text=True)
    assert "1 rue de l" in page


@pytest.mark.parametrize(
    ("status", "said"), [("none", "non conforme"), ("partial", "partiellement conforme"), ("full", "totalement conforme")]
)  # fmt: skip
def test_the_accessibility_statement_claims_what_an_audit_found(status: str, said: str) -> None:
    """U39: decree 2019-768, order of 20 September 2019: without an audit, not compliant."""
    config = Config(accessibility=status, accessibility_audit="" if status == "none" else AUDIT)
    page = create_app(config).test_client().get("/accessibilite").get_data(as_text=True)
    assert len(re.findall(said, page)) >= 2, "once in the title, once in the text"
    assert ("82" in page) == (status != "none")


@pytest.mark.parametrize("status", ["partial", "full", "soon"])
def test_no_status_of_accessibility_is_claimed_without_an_audit(status: str) -> None:
    """U39"""
    with pytest.raises(ValueError, match="ACCESSIBILITY"):
        Config(accessibility=status)


def test_crawlers_are_told_what_is_public_and_what_is_not(
    client: FlaskClient, gateway: GatewayDouble
) -> None:
    """U44"""

    def listed(slug: str) -> dict[str, Any]:
        return brief(project(slug=slug))

    robots = client.get("/robots.txt").get_data(as_text=True)
    assert "Disallow: /compte" in robots
    assert "Sitemap: http://localhost/sitemap.xml" in robots
    second = {"items": [listed("a&b")], "next_cursor": None}
    gateway.replies["GET /api/v1/projects"] = lambda asked: (
        (200, second)
        if asked.query.get("cursor")
        else (200, {"items": [listed("une-cour")], "next_cursor": "next"})
    )
    gateway.replies["GET /api/v1/votations"] = 200, {"items": [], "next_cursor": None}
    sitemap = client.get("/sitemap.xml")
    assert sitemap.mimetype == "application/xml"
    addresses = re.findall("<loc>(.+)</loc>", sitemap.get_data(as_text=True))
    assert "http://localhost/projets/une-cour" in addresses
    assert "http://localhost/projets/a&amp;b" in addresses
    assert not [address for address in addresses if "/compte" in address or "/organisation" in address]


def test_a_sitemap_stands_while_a_service_rests(client: FlaskClient, gateway: GatewayDouble) -> None:
    gateway.replies["GET /api/v1/projects"] = refuses("unavailable")
    gateway.replies["GET /api/v1/votations"] = refuses("unavailable")
    assert "/projets</loc>" in client.get("/sitemap.xml").get_data(as_text=True)


def test_a_shared_address_shows_a_picture(client: FlaskClient) -> None:
    """U44: a PNG of 1200 by 630, with words for those who do not see it."""
    page = client.get("/a-propos").get_data(as_text=True)
    told = dict(re.findall(r'<meta property="og:([a-z:_]+)" content="([^"]*)"', page))
    assert told["url"] == "http://localhost/a-propos"
    assert told["image:alt"]
    picture = client.get(told["image"].removeprefix("http://localhost"))
    assert picture.mimetype == "image/png"
    assert struct.unpack(">II", picture.get_data()[16:24]) == (1200, 630)
