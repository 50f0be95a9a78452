"""Every link of every page of the demonstration, as each kind of visitor, in both languages, with and without script."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.browser.conftest import DESK
from tests.crawl.browsing import look
from tests.crawl.crawler import Crawl
from tests.demonstration.small import Shown, load_small
from tests.suite.people import PASSWORD
from tests.suite.running import whole_suite
from web.app import create_app
from web.config import Config

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

LANGUAGES = {"fr": 4, "en": 2}  # how many pages of a kind
LOTS = "/votations/<uuid:votation_id>/urne/lots/<int:number>"
MANY = {LOTS: 200, f"{LOTS}.json": 200, "asset": 1000}
OUR_LINK = re.compile(
    r"https?://[^\s/]+(/(?!lien/(?:invitation|email-confirmation))[^\s\"<>)]+)"
)  # used once
PROOF = re.compile(r'name="csrf_token" value="([^"]+)"')
VISITORS = {
    "visitor": None, "resident": ("participant", ""), "organiser": ("organiser", "Agriculture"),
    "school": ("organiser", "École"), "bureau": ("organiser", "Alliance"), "administrator": ("platform_admin", ""),
}  # fmt: skip
BEGIN = ["/", "/projets", "/votations", "/compte", "/organisation", "/inscription/verification", "/healthz"]
STRANGERS_BEGIN = ["/", "/.well-known/security.txt"]


@pytest.fixture(scope="module")
def shown(infra: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    with whole_suite(infra, "_demonstration") as suite:
        yield load_small(suite, tmp_path_factory.mktemp("demonstration"))


def signed_in(shown: Shown, who: str) -> requests.Session:
    session, site = requests.Session(), shown.suite.web
    if (described := VISITORS[who]) is not None:
        proof = PROOF.search(session.get(f"{site}/connexion").text)
        assert proof
        said = {"csrf_token": proof[1], "email": shown.email(*described), "password": PASSWORD}
        answer = session.post(f"{site}/connexion", said, headers={"Origin": site}, allow_redirects=False)
        assert answer.is_redirect, answer.text
    return session


def mailed(shown: Shown, who: str) -> list[str]:
    """The links of the letters that this person got."""
    if (described := VISITORS[who]) is None:
        return []
    letters = shown.suite.mails.to(shown.email(*described))
    return sorted({link for letter in letters for link in OUR_LINK.findall(letter["text"])})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("who", VISITORS)
def test_every_link_of_every_page_leads_somewhere(
    shown: Shown, chromium: Any, who: str, language: str
) -> None:
    """U01"""
    rules = create_app(Config(gateway_url=shown.suite.gateway)).url_map.bind("")
    session = signed_in(shown, who)
    session.headers["Accept-Language"] = language

    def rule_of(path: str) -> str:
        try:
            found = rules.match(path, method="GET", return_rule=True)[0]
        except Exception:  # a path of no page: it is asked for, and answers what it answers
            return "none"
        return "asset" if found.endpoint == "asset" else found.rule

    public = shown.suite.web.replace("127.0.0.1", "localhost")
    crawl = Crawl(shown.suite.web, session, rule_of, LANGUAGES[language], MANY, public)
    crawl.run(STRANGERS_BEGIN if who == "visitor" else [*BEGIN, *mailed(shown, who)])
    faults = [str(fault) for fault in crawl.faults]
    context = chromium.new_context(viewport=DESK, locale={"fr": "fr-FR", "en": "en-GB"}[language])
    try:
        sites = (shown.suite.web, shown.suite.gateway)
        faults += look(context, crawl, sites, plain=(who, language) == ("visitor", "fr"))
    finally:
        context.close()
    print(f"{who} {language}: {len(crawl.visited)} pages, {len(crawl.scripted)} in Chromium")
    print("\n".join(sorted(crawl.external)))
    assert not faults, "\n".join(faults)
    if who == "visitor":
        assert any(rule_of(address.removeprefix(crawl.site)) == LOTS for address in crawl.visited)
