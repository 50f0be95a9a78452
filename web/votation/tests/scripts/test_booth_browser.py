"""VOT: the booth in Chromium, under the site's own policy."""

import json
from pathlib import Path
from typing import Any

import pytest
from nacl.signing import SigningKey

from web.tests import votation_kit as kit
from web.tests import votation_pages as pages
from web.tests.votation_kit import QUESTIONS, Votation
from web.tests.votation_pages import Site, is_on

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect

pytestmark = pytest.mark.browser

ANSWERS = [0, [0, 2], [8, 2], [2, None, 1], [-2, 2], None]
KEPT = "Object.entries(sessionStorage)"


def enter(page: Any, site: Site) -> None:
    page.goto(f"{site.address}/booth")
    page.wait_for_selector("form[data-ready]")


def choose(page: Any) -> None:
    page.check("[name=q1][value='0']")
    page.check("[name=q2][value='0']")
    page.check("[name=q2][value='2']")
    for name, typed in {
        "q3.0": "8",
        "q3.1": "2",
        "q4.0": "2",
        "q4.2": "1",
        "q5.0": "-2",
        "q5.1": "2",
    }.items():
        page.fill(f"[name='{name}']", typed)
    page.check("[name='q6.blank']")


def confirm(page: Any, code: str = "123456") -> None:
    page.click("text=Vérifier")
    page.fill("#code", code)
    page.click("[data-confirm]")


def test_a_ballot_is_sealed_cast_and_proved(page: Any, site: Site) -> None:
    enter(page, site)
    choose(page)
    page.click("text=Vérifier")
    is_on(page, "check")
    assert page.title().startswith("Vérifiez")
    told = page.inner_text("[data-choices]")
    for words in ("Oui", "Zoé", "Léa", "Vélo : 8 points", "1. C", "Parc : -2", "Vote blanc"):
        assert words in told
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.fill("#code", "123456")
    page.click("[data-confirm]")
    is_on(page, "receipt")

    (right,) = site.bodies("/right")
    assert right == {"for_elector_id": "someone", "code": "123456"}
    ((_, headers, ballot),) = [each for each in site.asked if each[0] == "/ballots"]
    assert set(ballot) == {"right", "sealed", "sealed_by"}
    assert (ballot["right"], ballot["sealed_by"]) == (kit.b64(b"r" * 32), "elector")
    assert {name.lower() for name in headers}.isdisjoint(
        {"cookie", "referer", "authorization", "x-csrf-token", "idempotency-key", "traceparent"}
    )
    sealed = kit.unb64(ballot["sealed"])
    assert site.votation.open(sealed)["a"] == ANSWERS
    assert page.inner_text("[data-hash]").replace(" ", "") == kit.sha256(sealed)
    expect(page.locator("[data-qr] svg path")).to_have_count(1)
    with page.expect_download() as download:
        page.click("[data-download]")
    kept = json.loads(Path(download.value.path()).read_text())
    assert kept == site.votation.receipt(kit.sha256(sealed))
    assert download.value.suggested_filename == f"recepisse-{kit.sha256(sealed)[:8]}.json"


def test_nothing_of_the_choices_stays(page: Any, site: Site) -> None:
    enter(page, site)
    choose(page)
    confirm(page)
    is_on(page, "receipt")
    assert page.evaluate(KEPT) == []
    assert page.locator("[name^=q]").count() == 0
    assert page.inner_html("[data-choices]") == ""
    assert page.input_value("#code") == ""
    assert not any("sealed-by-server" in path for path in site.paths)
    page.reload()
    page.wait_for_selector("form[data-ready]")
    assert page.locator("input:checked").count() == 0


def test_a_right_that_was_replaced_meanwhile_is_asked_for_once_more(page: Any, site: Site) -> None:
    """A02"""
    rights = iter((b"r" * 32, b"s" * 32))
    site.right = lambda _: (200, {"right": kit.b64(next(rights))})
    box, site.box = (
        site.box,
        lambda body: (
            (409, {"code": "right_not_valid", "detail": "Ce droit de vote n’est pas valable."})
            if body["right"] == kit.b64(b"r" * 32)
            else box(body)
        ),
    )
    enter(page, site)
    choose(page)
    confirm(page)
    is_on(page, "receipt")
    assert [body["code"] for body in site.bodies("/right")] == ["123456"] * 2
    first, second = site.bodies("/ballots")
    assert first["sealed"] == second["sealed"]
    assert second["right"] == kit.b64(b"s" * 32)


def test_by_keyboard_alone(page: Any, site: Site) -> None:
    site.votation.questions = [QUESTIONS[0]]
    site.pages["/booth"] = pages.booth(site.votation)
    enter(page, site)
    for key in ("Tab", "Space", "Tab", "Enter"):
        page.keyboard.press(key)
    is_on(page, "check")
    for key in ("Tab", "Tab"):
        page.keyboard.press(key)
    page.keyboard.type("123456")
    page.keyboard.press("Enter")
    is_on(page, "receipt")
    assert site.votation.open(kit.unb64(site.bodies("/ballots")[0]["sealed"]))["a"] == [0]


def test_what_is_missing_is_said_beside_it(page: Any, site: Site) -> None:
    enter(page, site)
    choose(page)
    page.fill("[name='q3.1']", "1")
    page.click("text=Vérifier")
    expect(page.locator("#q3-error")).to_have_text("Il reste 1 points.")
    expect(page.locator("[data-error]:visible")).to_have_count(1)
    focused = page.evaluate("document.activeElement.name")
    assert focused == "q3.0"
    assert page.get_attribute("[name='q3.0']", "aria-describedby") == "q3-error"
    page.fill("[name='q3.1']", "2")
    page.click("text=Vérifier")
    is_on(page, "check")
    assert page.get_attribute("[name='q3.0']", "aria-invalid") is None


@pytest.mark.parametrize("by", ["button", "back"])
def test_choices_can_be_changed_before_voting(page: Any, site: Site, by: str) -> None:
    enter(page, site)
    choose(page)
    page.click("text=Vérifier")
    is_on(page, "check")
    if by == "button":
        page.click("[data-edit]")
    else:
        page.go_back()
    is_on(page, "answers")
    page.check("[name=q1][value='1']")
    confirm(page)
    is_on(page, "receipt")
    assert site.votation.open(kit.unb64(site.bodies("/ballots")[0]["sealed"]))["a"][0] == 1


def test_a_wrong_code_is_said_beside_it_and_costs_nothing(page: Any, site: Site) -> None:
    wrong = (422, {"code": "code_wrong", "detail": "…", "fields": {"code": "Ce code n'est pas le bon."}})
    rights = iter([wrong, (200, {"right": kit.b64(b"s" * 32)})])
    site.right = lambda _: next(rights)
    enter(page, site)
    choose(page)
    confirm(page, "")
    expect(page.locator("#code-error")).to_have_text("[code_missing]")
    page.fill("#code", "000000")
    page.keyboard.press("Enter")
    expect(page.locator("#code-error")).to_have_text("Ce code n'est pas le bon.")
    assert page.evaluate("document.activeElement.id") == "code"
    assert page.evaluate(KEPT) == []
    assert site.bodies("/ballots") == []
    page.fill("#code", "123456")
    page.keyboard.press("Enter")
    is_on(page, "receipt")
    assert len(site.bodies("/ballots")) == 1


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((503, {"code": "unavailable"}), "[unavailable]"),
        ((403, None), "[stale]"),
        ((409, {"code": "already_signed", "detail": "Vous avez déjà voté."}), "Vous avez déjà voté."),
        ((200, {}), "[refused]"),
    ],
)
def test_no_right_no_ballot(page: Any, site: Site, answer: tuple[int, Any], said: str) -> None:
    site.right = lambda _: answer
    enter(page, site)
    choose(page)
    confirm(page)
    expect(page.locator("#code-error")).to_have_text(said)
    assert site.bodies("/ballots") == []
    expect(page.locator("[data-confirm]")).to_be_enabled()


def test_a_box_that_rests_gets_the_same_bytes_again(page: Any, site: Site) -> None:
    statuses = iter([503, 504])
    site.box = lambda body: (next(statuses, 201), site.take(body)[1])
    enter(page, site)
    choose(page)
    confirm(page)
    expect(page.locator("[data-progress]")).to_contain_text("On réessaie")
    page.click("[data-retry]")
    is_on(page, "receipt")
    first, *others = site.bodies("/ballots")
    assert len(others) == 2
    assert all(other == first for other in others)
    assert len(site.bodies("/right")) == 1


def test_a_ballot_survives_a_reload(page: Any, site: Site) -> None:
    site.box = lambda _: (503, {"code": "unavailable"})
    page.on("dialog", lambda dialog: dialog.accept())
    enter(page, site)
    choose(page)
    confirm(page)
    expect(page.locator("[data-retry]")).to_be_visible()
    ((_, kept),) = page.evaluate(KEPT)
    assert set(json.loads(kept)) == {"right", "sealed", "ballot"}
    site.box = site.take
    page.reload()
    is_on(page, "receipt")
    ballots = site.bodies("/ballots")
    assert all(ballot == ballots[0] for ballot in ballots)
    assert len(site.bodies("/right")) == 1
    assert page.evaluate(KEPT) == []


def test_a_lost_network_is_waited_for(page: Any, site: Site) -> None:
    enter(page, site)
    choose(page)
    page.route("**/ballots", lambda route: route.abort())
    confirm(page)
    expect(page.locator("[data-progress]")).to_contain_text("On réessaie")
    page.unroute("**/ballots")
    is_on(page, "receipt")
    assert len(site.bodies("/ballots")) == 1


def test_a_box_that_refuses_says_why(page: Any, site: Site) -> None:
    site.box = lambda _: (409, {"code": "closed", "detail": "Le vote est clos."})
    enter(page, site)
    choose(page)
    confirm(page)
    is_on(page, "refused")
    assert page.inner_text("[data-reason]") == "Le vote est clos."
    page.click("[data-restart]")
    page.wait_for_selector("form[data-ready] [name=q1]")
    assert page.evaluate(KEPT) == []


@pytest.mark.parametrize("fault", ["forged", "other_ballot", "malformed", "other_manifest"])
def test_a_receipt_that_proves_nothing_raises_the_alarm(page: Any, site: Site, fault: str) -> None:
    def box(body: dict[str, Any]) -> tuple[int, Any]:
        ballot = kit.sha256(kit.unb64(body["sealed"]))
        return 201, {
            "forged": site.votation.receipt(ballot, SigningKey.generate()),
            "other_ballot": site.votation.receipt("ab" * 32),
            "malformed": {"thanks": True},
            "other_manifest": site.votation.receipt(ballot, manifest="0" * 64),
        }[fault]

    site.box = box
    enter(page, site)
    choose(page)
    confirm(page)
    is_on(page, "alarm")
    assert page.inner_text("[data-alarm-reason]") == pages.WORDS[f"alarm_{fault}"]
    with page.expect_download() as download:
        page.click("[data-evidence]")
    evidence = json.loads(Path(download.value.path()).read_text())
    assert evidence["wrong"] == fault
    assert evidence["sealed"] == site.bodies("/ballots")[0]["sealed"]
    assert "right" not in evidence


def test_a_ballot_that_cannot_be_sealed_asks_no_right(page: Any, site: Site) -> None:
    votation = Votation(ballot_bytes=16)
    site.pages["/booth"] = pages.booth(votation)
    enter(page, site)
    choose(page)
    confirm(page)
    expect(page.locator("#code-error")).to_have_text("[not_sealed]")
    assert "/right" not in site.paths
