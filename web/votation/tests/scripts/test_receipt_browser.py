"""VOT: the check of a receipt in Chromium, under the site's own policy."""

import json
from typing import Any

import pytest
from nacl.signing import SigningKey

from web.tests import votation_pages as pages
from web.tests.votation_pages import Site

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect

pytestmark = pytest.mark.browser


BALLOT = "ab" * 32


def check(page: Any, site: Site, receipt: Any) -> str:
    page.goto(f"{site.address}/receipt")
    page.wait_for_selector("form[data-ready]")
    content = {"name": "r.json", "mimeType": "application/json", "buffer": json.dumps(receipt).encode()}
    page.set_input_files("#receipt", content)
    page.click("button")
    return told(page)


def told(page: Any) -> str:
    expect(page.locator("[data-outcome]")).to_be_visible()
    return str(page.get_attribute("[data-outcome]", "data-outcome"))


def test_a_receipt_is_followed_to_the_board(page: Any, site: Site) -> None:
    votation = site.votation
    site.pages |= {
        "/receipt": pages.receipt(votation),
        f"/board/{BALLOT}": {"ballot": BALLOT, "waiting": False, "number": 3},
        "/epochs/3": votation.epoch("12" * 32, BALLOT, number=3),
    }
    assert check(page, site, votation.receipt(BALLOT)) == "on_board"
    assert page.inner_text("[data-outcome-title]") == "Au tableau, lot 3"
    headers = [headers for path, headers, _ in site.asked if path.startswith(("/board", "/epochs"))]
    assert all("Cookie" not in each and "Referer" not in each for each in headers)
    assert check(page, site, votation.receipt(BALLOT, SigningKey.generate())) == "forged"
    assert check(page, site, votation.receipt("cd" * 32)) == "missing"
    assert check(page, site, {"no": "receipt"}) == "malformed"
    site.pages["/epochs/3"] = votation.epoch("12" * 32, number=3)
    assert check(page, site, votation.receipt(BALLOT)) == "board_wrong"
    assert site.bodies("/posted") == []


@pytest.mark.parametrize(("closed", "code"), [(False, "waiting"), (True, "missing")])
def test_a_ballot_may_wait_for_the_board_until_closing_only(
    page: Any, site: Site, closed: bool, code: str
) -> None:
    site.pages |= {
        "/receipt": pages.receipt(site.votation, closed),
        f"/board/{BALLOT}": {"ballot": BALLOT, "waiting": True, "number": None},
    }
    assert check(page, site, site.votation.receipt(BALLOT)) == code
    page.goto(f"{site.address}/booth")
    page.goto(f"{site.address}/receipt#{BALLOT}")
    assert told(page) == code
