"""U25: an idea box speaks in one tone, and tells nobody's age beside their name."""

import re

import pytest
from flask.testing import FlaskClient

from web.tests import participation_double
from web.tests.gateway_double import GatewayDouble
from web.tests.participation_views import IDEA, IDEAS, PROMPTS, SLUG

THOU = re.compile(r"\b(tu|toi|ton|ta|tes|choisis|dis|écris|raconte)\b", re.IGNORECASE)
PAGES = [f"/projets/{SLUG}", f"/projets/{SLUG}/etapes/{IDEAS}", f"/contributions/{IDEA['id']}"]


@pytest.mark.parametrize("path", PAGES)
def test_a_first_name_is_shown_without_an_age(client: FlaskClient, gateway: GatewayDouble, path: str) -> None:
    """U25"""
    participation_double.fill(gateway)
    assert IDEA["author"]["age_band"]
    answer = client.get(path)
    assert answer.status_code == 200
    assert not re.search(r"\b\d+ à \d+ ans|[Mm]oins de \d+ ans", answer.get_data(as_text=True))


def test_the_page_that_asks_for_an_idea_says_vous(
    client: FlaskClient, gateway: GatewayDouble, signed: None
) -> None:
    """U25"""
    participation_double.fill(gateway)
    page = client.get(f"/projets/{SLUG}/etapes/{IDEAS}/rubriques/{PROMPTS[0]['id']}/ecrire").get_data(
        as_text=True
    )
    words = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)
    assert re.search(r"\bvo(us|tre|s)\b", words, re.IGNORECASE)
    assert not THOU.search(words), THOU.findall(words)
