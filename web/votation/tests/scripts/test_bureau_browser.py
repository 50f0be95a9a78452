"""VOT: the ceremony of the keys and the count in Chromium, under the site's own policy."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from nacl.public import PrivateKey

from web.tests import votation_kit as kit
from web.tests import votation_pages as pages
from web.tests.votation_kit import Votation
from web.tests.votation_pages import Site, is_on

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect

pytestmark = pytest.mark.browser


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
