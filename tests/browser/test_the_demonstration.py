"""Every link of every page of the demonstration, as each kind of visitor, in both languages, with and without script."""

import json
from typing import Any

import pytest

from tests.browser.conftest import DESK
from tests.browser.visiting import VISITORS, beginnings, rules, signed_in
from tests.crawl.browsing import look
from tests.crawl.crawler import Crawl
from tests.demonstration.small import Shown

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

LANGUAGES = {"fr": 4, "en": 2}  # how many pages of a kind
LOTS = "/votations/<uuid:votation_id>/urne/lots/<int:number>"
MANY = {LOTS: 200, f"{LOTS}.json": 200, "asset": 1000}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("who", VISITORS)
def test_every_link_of_every_page_leads_somewhere(
    shown: Shown, chromium: Any, who: str, language: str
) -> None:
    """U01"""
    session, rule_of = signed_in(shown, who), rules()
    session.headers["Accept-Language"] = language
    public = shown.suite.web.replace("127.0.0.1", "localhost")
    crawl = Crawl(shown.suite.web, session, rule_of, LANGUAGES[language], MANY, public)
    crawl.run(beginnings(shown, who))
    faults = [str(fault) for fault in crawl.faults]
    context = chromium.new_context(viewport=DESK, locale={"fr": "fr-FR", "en": "en-GB"}[language])
    try:
        sites = (shown.suite.web, shown.suite.gateway)
        faults += look(context, crawl, sites, plain=(who, language) == ("visitor", "fr"))
    finally:
        context.close()
    print(f"{who} {language}: {len(crawl.visited)} pages, {len(crawl.scripted)} with scripts")
    print("\n".join(sorted(crawl.external)))
    assert not faults, "\n".join(faults)
    if who == "visitor":
        assert any(rule_of(address.removeprefix(crawl.site)) == LOTS for address in crawl.visited)


def check_receipt(page: Any, site: str, votation: str, receipt: dict[str, Any], script: bool) -> str:
    page.goto(f"{site}/votations/{votation}/urne/recepisse")
    file = {"name": "r.json", "mimeType": "application/json", "buffer": json.dumps(receipt).encode()}
    if script:
        page.wait_for_selector("form[data-ready]")
    page.set_input_files("#receipt", file)
    page.locator("form[data-receipt] button[type=submit]").click()
    page.locator("[data-outcome]").first.wait_for(state="visible")
    return str(page.locator("[data-outcome]").first.get_attribute("data-outcome"))


@pytest.mark.parametrize("script", [True, False])
def test_a_receipt_is_authentic_while_its_ballot_waits_and_when_it_is_on_the_board(
    shown: Shown, visit: Any, script: bool
) -> None:
    """U02: while the votation is open, and after its close."""
    page = visit(DESK, script=script)
    for name, places in (("congress", {"waiting", "on_board"}), ("amendment", {"on_board"})):
        votation = shown.votes[name]
        found = {
            check_receipt(page, shown.suite.web, votation, each, script)
            for each in shown.receipts[votation][:4]
        }
        assert found <= places, name


def test_every_text_was_written_while_its_step_was_open(shown: Shown) -> None:
    """U49: none says "six minutes ago" in a step that closed last month."""
    api, texts = shown.suite.api(), 0
    for project in api.pages("/projects"):
        for step in api.get(f"/projects/{project['id']}")["steps"]:
            for text in api.pages(f"/steps/{step['id']}/contributions"):
                assert step["opens_at"] <= text["published_at"], (project["title"], step["title"])
                assert not step["closes_at"] or text["published_at"] < step["closes_at"], step["title"]
                texts += 1
    assert texts > 100
