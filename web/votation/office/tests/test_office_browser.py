"""The bureau's pages in Chromium: axe on every page, small phones, the ceremony and the count with their scripts."""

import os
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from web.app import create_app
from web.core.config import Config
from web.tests import bureau_world, desk_world, votation_double, votation_kit
from web.tests.bureau_world import HOME, PAGES, READ, Bureau
from web.tests.chromium import RULES
from web.tests.desk_world import sends
from web.tests.gateway_double import GatewayDouble
from web.tests.test_people_browser import Quiet

playwright = pytest.importorskip("playwright.sync_api")
axe_module = pytest.importorskip("axe_playwright_python.sync_playwright")
expect = playwright.expect

pytestmark = pytest.mark.browser

PICTURES = os.environ.get("BUREAU_PICTURES")  # a folder to keep a picture of each page in
FILLED: list[tuple[str, str, dict[str, Any]]] = [
    ("draft", READ, {"state": "reading", "progress": 40}),
    ("draft", READ, bureau_world.REPORT),
    (
        "draft",
        READ,
        bureau_world.REPORT | {"problems": 0, "colleges": [{"college": "A", "electors": 3, "weights": 3}]},
    ),
    ("draft", READ, {"state": "written", "good": 40}),
    ("closed", f"{HOME}/depouillement", {"count": "running"}),
    ("closed", f"{HOME}/depouillement", {"count": "failed"}),
    ("closed", f"{HOME}/depouillement", {"count": "failed", "error": "board_broken"}),
    ("counted", f"{HOME}/resultat", {"tie": True}),
    ("counted", f"{HOME}/proclamer", {"tie": True}),
    ("counted", f"{HOME}/resultat", {"many": True}),
]


@pytest.fixture
def world(gateway: GatewayDouble) -> Bureau:
    made = Bureau()
    bureau_world.fill(gateway, made)
    return made


@pytest.fixture
def site(gateway: GatewayDouble, world: Bureau, built: dict[str, str]) -> Iterator[str]:
    app = create_app(Config(gateway_url=gateway.url, gateway_timeout=5))
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def seat(chromium: Any, site: str) -> Iterator[Any]:
    """A browser where an organiser is signed in."""
    context = chromium.new_context(
        viewport={"width": 1280, "height": 900}, locale="fr-FR", accept_downloads=True
    )
    context.add_cookies([{"name": "capco_access", "value": desk_world.token(), "url": site}])
    context.set_default_timeout(20000)
    yield context
    context.close()


def look(page: Any, address: str, name: str) -> None:
    """Axe at both widths, and nothing that scrolls sideways on the smallest phones."""
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto(address)
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        if PICTURES:
            page.screenshot(path=str(Path(PICTURES) / f"{name}-{width}.png"), full_page=True)
        found = axe_module.Axe().run(page, options=RULES).response
        told = [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found["violations"]]
        assert told == [], width
        doubtful = [rule for rule in found["incomplete"] if rule["id"] == "color-contrast"]
        assert [
            each for rule in doubtful for each in rule["nodes"] if not is_in_a_wide_table(page, each)
        ] == []
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert complaints == []


def is_in_a_wide_table(page: Any, node: dict[str, Any]) -> bool:
    """A cell that begins beyond the edge, until one scrolls to it: axe cannot see its ground."""
    return bool(
        page.evaluate("(target) => !!document.querySelector(target)?.closest('.c-scroll')", node["target"][0])
    )


def named(state: str, path: str) -> str:
    return re.sub(r"[^a-z0-9_]+", "-", f"{state}{path.replace(HOME, '').split('?')[0]}".lower())[:70]


@pytest.mark.parametrize(("state", "path"), PAGES)
def test_axe_finds_nothing_on_the_bureau_s_pages(
    seat: Any, site: str, world: Bureau, state: str, path: str
) -> None:
    world.state = state
    look(seat.new_page(), site + path, named(state, path))


@pytest.mark.parametrize(("state", "path", "more"), FILLED)
def test_axe_finds_nothing_on_the_way(
    seat: Any, site: str, world: Bureau, state: str, path: str, more: dict[str, Any]
) -> None:
    world.state = state
    if "count" in more:
        world.counted |= {"state": more["count"], "progress": 30, "error": more.get("error", "interrupted")}
    elif "tie" in more:
        world.ties = [bureau_world.TIE]
    elif "many" in more:
        world.many, world.votation.questions = True, votation_double.MANY
    else:
        world.file |= more
    look(seat.new_page(), site + path, named(state, path) + "-" + "-".join(map(str, more.values()))[:14])


def test_a_page_that_follows_the_count_changes_without_a_complaint(
    seat: Any, site: str, world: Bureau
) -> None:
    world.state = "closed"
    world.counted |= {"state": "running", "progress": 30}
    page, complaints = seat.new_page(), []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto(f"{site}{HOME}/depouillement")
    world.counted |= {"progress": 60}
    expect(page.locator("#count-running progress")).to_have_attribute("value", "60")
    world.counted |= {"state": "failed", "error": "interrupted"}
    expect(page.get_by_text("Le dépouillement est à refaire")).to_be_visible()
    assert complaints == []


def test_a_whole_ceremony_leaves_a_key_that_the_shares_open(
    seat: Any, site: str, world: Bureau, gateway: GatewayDouble
) -> None:
    world.state = "ready"
    page = seat.new_page()
    page.goto(f"{site}{HOME}/ceremonie")
    page.wait_for_selector("form[data-ceremony][data-ready]")
    page.get_by_role("button", name="Faire la clé", exact=True).click()
    shares = []
    for number, member in enumerate(votation_double.BUREAU, 1):
        expect(page.get_by_role("heading", level=1)).to_have_text(
            f"{member['name']}, prenez votre part ({number} sur 3)"
        )
        page.get_by_role("button", name="J’ai ma part").click()
        expect(page.locator("#give-error")).to_be_visible()
        page.get_by_role("button", name="Montrer ou cacher la part").click()
        shares.append(page.inner_text("[data-share]"))
        if PICTURES and number == 1:
            page.screenshot(path=str(Path(PICTURES) / "ceremony-give.png"), full_page=True)
            page.emulate_media(media="print")
            page.screenshot(path=str(Path(PICTURES) / "ceremony-print.png"), full_page=True)
            page.emulate_media(media="screen")
        page.get_by_role("button", name="J’ai ma part").click()
    page.locator("[data-typed]").fill(shares[1])
    page.get_by_role("button", name="Vérifier ma part").click()
    expect(page.locator("#take-error")).to_have_text("C’est la part d’un autre membre.")
    found = axe_module.Axe().run(page, options=RULES).response
    assert [rule["id"] for rule in found["violations"]] == []
    for share in shares:
        page.locator("[data-typed]").fill(share.lower())
        page.get_by_role("button", name="Vérifier ma part").click()
    page.get_by_role("button", name="Enregistrer la partie publique").click()
    page.wait_for_url(f"{site}{HOME}")
    body = next(each for each in sends(gateway, "POST") if each.path.endswith("/ceremony")).body
    assert len({each["share"] for each in body["members"]}) == 3
    assert all(share not in str(body) for share in shares)


def test_the_count_judges_shares_before_it_sends_them(
    seat: Any, site: str, world: Bureau, gateway: GatewayDouble
) -> None:
    raw = votation_kit.split(b"k" * 32, [b"c" * 32], [1, 2, 3])
    written = [votation_kit.write_share(each) for each in raw]
    names = [each["name"] for each in votation_double.BUREAU]
    members = [
        {"name": name, "share": votation_kit.sha256(each)} for name, each in zip(names, raw, strict=True)
    ]
    world.votation.bureau = {"members": members, "threshold": 2}
    world.state = "closed"
    page = seat.new_page()
    page.goto(f"{site}{HOME}/depouillement")
    page.wait_for_selector("form[data-counting][data-ready]")
    page.get_by_role("button", name="Dépouiller les bulletins").click()
    expect(page.locator("#shares-error")).to_have_text("Il faut 2 parts pour ouvrir l’urne.")
    page.locator("#typed-0").fill(written[1])
    page.locator("#typed-0").blur()
    expect(page.locator("#member-0-error")).to_contain_text(names[1])
    for place in (0, 2):
        page.locator(f"#typed-{place}").fill(written[place])
        page.locator(f"#typed-{place}").blur()
        expect(page.locator(f"[data-member='{place}'] [data-said]")).to_be_visible()
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / "count-given.png"), full_page=True)
    found = axe_module.Axe().run(page, options=RULES).response
    assert [rule["id"] for rule in found["violations"]] == []
    page.get_by_role("button", name="Dépouiller les bulletins").click()
    page.wait_for_load_state()
    sent = next(each for each in sends(gateway, "POST") if each.path.endswith("/count"))
    assert sent.body == {"shares": [written[0], written[2]]}


def test_a_document_s_fingerprint_is_computed_here(
    seat: Any, site: str, world: Bureau, tmp_path: Path
) -> None:
    document = tmp_path / "avenant.pdf"
    document.write_bytes(b"un avenant")
    page = seat.new_page()
    page.goto(f"{site}{HOME}/textes")
    page.set_input_files("#document_file", str(document))
    expect(page.locator("#sha256")).to_have_value(votation_kit.sha256(b"un avenant"))
    expect(page.locator("#document_name")).to_have_value("avenant.pdf")
