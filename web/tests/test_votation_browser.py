"""VOT: the booth, the ceremony, the count and the check of a receipt in Chromium, under the site's own policy."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from nacl.public import PrivateKey
from nacl.signing import SigningKey

from web.tests import votation_kit as kit
from web.tests import votation_pages as pages
from web.tests.votation_kit import QUESTIONS, Votation
from web.tests.votation_pages import Site

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect

pytestmark = pytest.mark.browser

ANSWERS = [0, [0, 2], [8, 2], [2, None, 1], [-2, 2], None]
KEPT = "Object.entries(sessionStorage)"


@pytest.fixture
def site(built: dict[str, str]) -> Iterator[Site]:
    votation = Votation()
    site = Site(votation, {"/booth": pages.booth(votation)})
    site.box = site.take
    server = site.start()
    yield site
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    """A small phone; what the console complains of fails the test."""
    context = chromium.new_context(viewport={"width": 360, "height": 740}, locale="fr-FR")
    page = context.new_page()
    page.set_default_timeout(10_000)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    yield page
    context.close()
    assert [text for text in complaints if "Failed to load resource" not in text] == []


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


def is_on(page: Any, screen: str) -> None:
    expect(page.locator(f"[data-screen={screen}]")).to_be_visible()
    expect(page.locator("[data-screen]:visible")).to_have_count(1)
    assert page.evaluate("document.activeElement.closest('[data-screen]').dataset.screen") == screen


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


# --- the ceremony -----------------------------------------------------------------------------------------------


def begin(page: Any, site: Site, members: list[str], threshold: int) -> None:
    site.pages["/ceremony"] = pages.ceremony(members, threshold)
    page.goto(f"{site.address}/ceremony")
    page.wait_for_selector("form[data-ready]")
    page.click("[data-begin]")


def hand_out(page: Any, members: list[str]) -> list[str]:
    """Each member takes their share by a file; what the files say."""
    files = []
    for member in members:
        is_on(page, "give")
        expect(page.locator("[data-screen=give] h2")).to_contain_text(member)
        with page.expect_download() as download:
            page.click("[data-screen=give] [data-download]")
        files.append(Path(download.value.path()).read_text())
        page.click("[data-given]")
    return files


def posted(site: Site) -> dict[str, list[str]]:
    return parse_qs(site.bodies("/posted")[0])


def share_in(text: str) -> bytes:
    letters = re.sub(r"[^0-9A-Z]", "", text[text.index("CAPCO1-") + 7 :])
    bits = "".join(f"{kit.ALPHABET.index(letter):05b}" for letter in letters)
    raw = bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits), 8))
    assert kit.write_share(raw[:33]) in text
    return raw[:33]


def test_a_ceremony_from_the_key_to_its_public_part(page: Any, site: Site) -> None:
    members = ["Zoé Martin", "Ahmed", "Léa"]
    begin(page, site, members, 2)
    page.click("[data-given]")
    expect(page.locator("#give-error")).to_be_visible()  # nobody goes on without their share
    files = hand_out(page, members)
    shares = [share_in(text) for text in files]
    for place, member in enumerate(members):
        is_on(page, "take")
        expect(page.locator("[data-screen=take] h2")).to_contain_text(member)
        if place == 1:
            page.fill("#typed", kit.write_share(shares[1]).lower().replace("-", " "))
            page.keyboard.press("Enter")
        else:
            content = {"name": "part.txt", "mimeType": "text/plain", "buffer": files[place].encode()}
            page.set_input_files("#file", content)
            page.click("[data-taken]")
    is_on(page, "done")
    document = page.content() + page.input_value("#typed")
    assert all(kit.write_share(share) not in document for share in shares)
    page.click("text=Enregistrer")
    page.wait_for_url("**/posted")
    said = posted(site)
    key = PrivateKey(kit.combine([shares[2], shares[0]]))
    assert said["election_key"] == [kit.b64(bytes(key.public_key))]
    assert said["shares"] == [kit.sha256(share) for share in shares]
    assert (said["threshold"], said["test_ballot"]) == (["2"], ["ok"])
    assert set(said) == {"csrf_token", "election_key", "shares", "threshold", "test_ballot"}


def test_a_share_that_is_not_the_members_is_not_taken(page: Any, site: Site) -> None:
    begin(page, site, ["Zoé", "Ahmed"], 2)
    files = hand_out(page, ["Zoé", "Ahmed"])
    for typed, said in (
        ("", pages.WORDS["share_empty"]),
        ("CAPCO1-AB", pages.WORDS["share_unreadable"]),
        (kit.write_share(bytes(32) + b"\x01"), pages.WORDS["share_of_no_one"]),
    ):
        page.fill("#typed", typed)
        page.click("[data-taken]")
        expect(page.locator("#take-error")).to_have_text(said)
        assert page.evaluate("document.activeElement.id") == "typed"
    page.fill("#typed", kit.write_share(share_in(files[1])))
    page.click("[data-taken]")
    expect(page.locator("#take-error")).to_contain_text("C'est la part de")
    is_on(page, "take")


def test_a_bureau_of_one(page: Any, site: Site) -> None:
    begin(page, site, ["Zoé"], 1)
    page.click("[data-show]")
    shown = page.inner_text("[data-share]")
    page.click("[data-show]")
    expect(page.locator("[data-share]")).to_be_hidden()
    page.click("[data-given]")
    page.fill("#typed", shown)
    page.click("[data-taken]")
    is_on(page, "done")
    page.click("text=Enregistrer")
    page.wait_for_url("**/posted")
    share = share_in(shown)
    assert posted(site)["election_key"] == [kit.b64(bytes(PrivateKey(share[:32]).public_key))]


def test_leaving_a_ceremony_is_asked_about(page: Any, site: Site) -> None:
    begin(page, site, ["Zoé", "Ahmed"], 2)
    is_on(page, "give")
    asked: list[str] = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", stay)
    page.goto(f"{site.address}/booth")
    assert asked == ["beforeunload"]


# --- the count --------------------------------------------------------------------------------------------------

KEY = bytes(range(32))
SHARES = kit.split(KEY, [b"\x17" * 32], [3, 5, 9])


@pytest.fixture
def count(page: Any, site: Site) -> Any:
    names = ("Zoé", "Ahmed", "Léa")
    members = [{"name": name, "share": kit.sha256(share)} for name, share in zip(names, SHARES, strict=True)]
    votation = Votation(bureau={"members": members, "threshold": 2})
    site.pages["/counting"] = pages.counting(votation)
    page.goto(f"{site.address}/counting")
    page.wait_for_selector("form[data-ready]")
    return page


def test_the_count_takes_shares_that_fit(count: Any, site: Site) -> None:
    texts = [kit.write_share(share) for share in SHARES]
    count.fill("#typed-0", texts[0].lower())
    count.keyboard.press("Tab")
    expect(count.locator("[data-member='0'] [data-said]")).to_have_text("La part de Zoé est reconnue.")
    expect(count.locator("#typed-0")).to_be_hidden()
    expect(count.locator("[data-progress]")).to_have_text("1 sur 2")
    count.click("button:text('Dépouiller')")
    expect(count.locator("#shares-error")).to_have_text("Il faut 2 parts.")
    content = {"name": "part.txt", "mimeType": "text/plain", "buffer": f"Part\n\n{texts[2]}\n".encode()}
    count.set_input_files("#file-2", content)
    expect(count.locator("[data-progress]")).to_have_text("2 parts, c'est assez.")
    assert count.evaluate("document.documentElement.scrollWidth") <= 360
    count.click("button:text('Dépouiller')")
    count.wait_for_url("**/posted")
    assert posted(site) == {"shares": [texts[0], texts[2]]}


def test_the_count_says_what_is_wrong_with_a_share(count: Any, site: Site) -> None:
    text = kit.write_share(SHARES[1])
    wrong = text[:-1] + ("0" if text[-1] != "0" else "1")
    for typed, said in (
        ("bonjour", pages.WORDS["share_unreadable"]),
        (wrong, pages.WORDS["share_checksum"]),
        (text, "C'est la part de Ahmed."),
        (kit.write_share(KEY + b"\x01"), pages.WORDS["share_of_no_one"]),
    ):
        count.fill("#typed-0", typed)
        count.keyboard.press("Tab")
        expect(count.locator("#member-0-error")).to_have_text(said)
    count.click("button:text('Dépouiller')")
    assert site.bodies("/posted") == []


# --- a receipt --------------------------------------------------------------------------------------------------

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
