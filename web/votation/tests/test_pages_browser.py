"""VO-3 to VO-5, WEB-1, WEB-2 in Chromium: the pages of a votation with and without script, axe, small phones."""

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from web.app import create_app
from web.core.config import Config
from web.tests.chromium import RULES
from web.tests.gateway_double import GatewayDouble
from web.tests.votation_double import CODE, GIVER, LINK, PAGE, World, fill
from web.tests.votation_kit import VOTATION

playwright = pytest.importorskip("playwright.sync_api")
axe_module = pytest.importorskip("axe_playwright_python.sync_playwright")
expect = playwright.expect

pytestmark = pytest.mark.browser

BOOTH = f"{PAGE}/voter"
PATHS = [
    ("open", "/votations"),
    ("open", PAGE),
    ("proclaimed", PAGE),
    ("cancelled", PAGE),
    ("open", f"{PAGE}/participation"),
    ("open", f"{PAGE}/liste"),
    ("open", f"{PAGE}/regles"),
    ("open", f"{PAGE}/securite"),
    ("proclaimed", f"{PAGE}/verifier"),
    ("open", f"{PAGE}/urne"),
    ("open", f"{PAGE}/urne/lots/2"),
    ("open", f"{PAGE}/urne/recepisse"),
    ("open", f"{PAGE}/marque"),
    ("open", f"{PAGE}/observer"),
    ("open", f"/lien/vote/{VOTATION}.{LINK}"),
    ("open", BOOTH),
    ("suspended", BOOTH),
    ("open", f"{BOOTH}/code"),
]


class Quiet(WSGIRequestHandler):
    def log(self, *_: Any) -> None:
        return


@dataclass
class Site:
    world: World
    gateway: GatewayDouble
    address: str


@pytest.fixture
def site(gateway: GatewayDouble, built: dict[str, str]) -> Iterator[Site]:
    world = World()
    fill(gateway, world)
    app = create_app(Config(gateway_url=gateway.url, gateway_timeout=4))
    app.config["NOW"] = datetime(2026, 11, 24, 9, tzinfo=UTC)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Site(world, gateway, f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    server.server_close()


def phone(chromium: Any, site: Site, width: int = 360, **more: Any) -> Any:
    """A browser of somebody who came by their link."""
    context = chromium.new_context(viewport={"width": width, "height": 740}, locale="fr-FR", **more)
    context.add_cookies([{"name": "capco_vote", "value": LINK, "url": site.address + PAGE}])
    page = context.new_page()
    page.set_default_timeout(10_000)
    return page


def blamed(page: Any) -> list[Any]:
    """What axe finds. Colours of cells scrolled out of sight are judged where the same table is wide open."""
    found = axe_module.Axe().run(page, options=RULES).response
    told = [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found["violations"]]
    doubtful = [
        node["target"]
        for rule in found["incomplete"]
        if rule["id"] == "color-contrast"
        for node in rule["nodes"]
        if not page.locator(node["target"][0]).first.evaluate("each => each.closest('.c-scroll')")
    ]
    return told + doubtful


# Pages that show questions are looked at with all seven kinds too.
SHOWN = [
    *((state, path, False) for state, path in PATHS),
    *((state, path, True) for state, path in PATHS if path in (PAGE, BOOTH, f"{PAGE}/regles")),
]


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(("state", "path", "many"), SHOWN)
def test_axe_finds_nothing(chromium: Any, site: Site, state: str, path: str, width: int, many: bool) -> None:
    site.world.state, site.world.many = state, many
    site.world.__post_init__()
    page = phone(chromium, site, width)
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto(site.address + path)
    assert blamed(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [text for text in complaints if "status of" not in text] == []
    page.context.close()


@pytest.mark.parametrize("path", [PAGE, BOOTH, f"{PAGE}/observer", f"{PAGE}/urne/recepisse"])
def test_nothing_sticks_out_at_320_pixels_with_text_twice_as_large(
    chromium: Any, site: Site, path: str
) -> None:
    site.world.many = True
    site.world.__post_init__()
    page = phone(chromium, site, 320)
    page.goto(site.address + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size({"width": 640, "height": 700})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    page.context.close()


def answer_all(page: Any) -> None:
    """The seven kinds of question, as someone fills them in."""
    page.get_by_label("Salle des Ponts").check()
    page.get_by_label("Ahmed Benali").check()
    for place, value in enumerate(("4", "4", "2")):
        page.locator(f'[name="q3.{place}"]').fill(value)
    for place, value in enumerate(("1", "2", "3")):
        page.locator(f'[name="q4.{place}"]').fill(value)
    page.locator('[name="q5.blank"]').check()
    for place, value in enumerate(("-2", "0", "2")):
        page.locator(f'[name="q6.{place}"]').fill(value)
    for place in range(3):
        page.locator(f'[name="q7.{place}"][value="{place}"]').check()


GIVEN = [1, [1], [4, 4, 2], [1, 2, 3], None, [-2, 0, 2], [0, 1, 2]]


def test_vo_5_a_ballot_is_cast_in_three_screens_and_leaves_the_browser_sealed(
    chromium: Any, site: Site, tmp_path: Path
) -> None:
    site.world.many = True
    site.world.__post_init__()
    page = phone(chromium, site)
    sent: list[Any] = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    page.goto(site.address + BOOTH)
    page.locator("form[data-booth][data-ready]").wait_for()
    page.get_by_role("button", name="Vérifier mes choix").click()
    expect(page.locator("#q1-error")).to_have_text("Choisissez une réponse, ou cochez le vote blanc.")
    assert blamed(page) == []
    answer_all(page)
    page.get_by_role("button", name="Vérifier mes choix").click()
    expect(page.get_by_role("heading", name="Est-ce bien votre choix")).to_be_focused()
    expect(page.locator("[data-choices]")).to_contain_text("Salle des Ponts")
    assert blamed(page) == []
    page.get_by_label("Le code reçu par e-mail").fill("1")
    page.get_by_role("button", name="Mettre mon bulletin dans l’urne").click()
    expect(page.locator("#code-error")).to_have_text("Ce code n'est pas le bon.")
    page.get_by_label("Le code reçu par e-mail").fill(CODE)
    page.get_by_role("button", name="Mettre mon bulletin dans l’urne").click()
    expect(page.get_by_role("heading", name="Votre bulletin est dans l’urne")).to_be_visible()
    expect(page.locator("[data-qr] svg")).to_be_visible()
    assert blamed(page) == []
    assert [each["a"] for each in site.world.opened] == [GIVEN]
    (receipt,) = site.world.ballots.values()
    assert receipt["sealed_by"] == "elector"
    cast = next(each for each in sent if each.url.endswith("/bulletin"))
    assert "cookie" not in {name.lower() for name in cast.all_headers()}
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Télécharger le récépissé").click()
    assert waiting.value.suggested_filename.startswith("recepisse-")
    file = tmp_path / "recepisse.json"
    waiting.value.save_as(file)
    assert json.loads(file.read_text()) == receipt
    page.goto(f"{site.address}{PAGE}/urne/recepisse")
    page.locator("form[data-receipt][data-ready]").wait_for()
    page.locator("#receipt").set_input_files(file)
    page.get_by_role("button", name="Vérifier ce récépissé").click()
    expect(page.locator("[data-outcome-title]")).to_have_text(
        "Votre bulletin est dans l’urne, et le récépissé est authentique"
    )
    assert blamed(page) == []
    page.context.close()


def test_vo_4_without_script_a_ballot_is_cast_in_the_same_three_screens(chromium: Any, site: Site) -> None:
    site.world.many = True
    site.world.__post_init__()
    page = phone(chromium, site, java_script_enabled=False)
    page.goto(site.address + BOOTH)
    expect(page.get_by_text("notre serveur scellera votre bulletin")).to_be_visible()
    expect(page.get_by_label("Le code reçu par e-mail")).to_be_hidden()
    page.get_by_role("button", name="Vérifier mes choix").click()
    expect(page.locator("#q3-error")).to_be_visible()
    answer_all(page)
    page.get_by_role("button", name="Vérifier mes choix").click()
    expect(page.get_by_role("heading", name="Est-ce bien votre choix")).to_be_visible()
    page.get_by_role("button", name="Modifier mes choix").click()
    expect(page.get_by_label("Salle des Ponts")).to_be_checked()
    page.get_by_role("button", name="Vérifier mes choix").click()
    page.get_by_label("Le code reçu par e-mail").fill(CODE)
    page.get_by_role("button", name="Mettre mon bulletin dans l’urne").click()
    expect(page.get_by_role("heading", name="Votre bulletin est dans l’urne")).to_be_visible()
    assert [each["a"] for each in site.world.opened] == [GIVEN]
    page.get_by_role("link", name="Le vérifier sur le tableau").click()
    expect(page.get_by_role("heading", name="Ce bulletin est dans l’urne")).to_be_visible()
    page.context.close()


def test_vo_9_the_link_of_a_mail_leads_to_the_booth_in_one_press(chromium: Any, site: Site) -> None:
    page = phone(chromium, site)
    page.context.clear_cookies()
    page.goto(f"{site.address}/lien/vote/{VOTATION}.{LINK}")
    page.get_by_role("button", name="Entrer dans l’isoloir").click()
    page.locator("form[data-booth]").wait_for()
    assert LINK not in page.url
    assert re.search("un code part vers", page.inner_text("main"), re.IGNORECASE)
    assert page.evaluate("document.cookie").find("capco_vote") == -1
    page.context.close()


def test_vo_9_the_holder_of_a_proxy_casts_one_ballot_each(chromium: Any, site: Site) -> None:
    site.world.booth = {"proxies": [{"elector_id": GIVER, "name": "Paul Morel", "signed": False}]}
    page = phone(chromium, site)
    page.goto(site.address + BOOTH)
    assert blamed(page) == []
    page.get_by_role("link", name="Voter Paul Morel").click()
    page.locator("form[data-booth][data-ready]").wait_for()
    page.get_by_label("Contre").check()
    page.get_by_role("button", name="Vérifier mes choix").click()
    page.get_by_label("Le code reçu par e-mail").fill(CODE)
    page.get_by_role("button", name="Mettre mon bulletin dans l’urne").click()
    expect(page.get_by_role("heading", name="Votre bulletin est dans l’urne")).to_be_visible()
    asked = [each.body for each in site.gateway.asked if each.path.endswith("/rights")]
    assert asked == [{"code": CODE, "for_elector_id": GIVER, "link": LINK}]
    page.context.close()


def test_a_ballot_that_waits_gets_its_receipt_after_a_reload_even_when_signed(
    chromium: Any, site: Site
) -> None:
    site.world.away = 1
    page = phone(chromium, site)
    page.goto(site.address + BOOTH)
    page.locator("form[data-booth][data-ready]").wait_for()
    page.get_by_label("Pour", exact=True).check()
    page.get_by_role("button", name="Vérifier mes choix").click()
    page.get_by_label("Le code reçu par e-mail").fill(CODE)
    page.get_by_role("button", name="Mettre mon bulletin dans l’urne").click()
    expect(page.get_by_text("Nouvel essai dans")).to_be_visible()
    site.world.booth = {"signed": True}
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.get_by_role("heading", name="Votre bulletin est dans l’urne")).to_be_visible()
    page.context.close()


def test_vo_8_turnout_moves_while_the_page_is_open(chromium: Any, site: Site) -> None:
    """Every ten seconds; the test makes the browser's clock run."""
    page = phone(chromium, site)
    page.clock.install()
    page.goto(site.address + PAGE)
    expect(page.locator("#turnout")).to_contain_text("Au moins")
    site.world.state = "closed"
    page.clock.run_for(11_000)
    expect(page.locator("#turnout")).to_contain_text("1\u202f744 votants")
    page.context.close()


def test_a_receipt_prints_without_what_is_for_the_screen(chromium: Any, site: Site) -> None:
    page = phone(chromium, site)
    page.goto(f"{site.address}{PAGE}/urne/recepisse?bulletin={site.world.epoch(1)['ballots'][0]}")
    page.emulate_media(media="print")
    expect(page.locator(".c-header__links")).to_be_hidden()
    expect(page.locator("[data-hash]")).to_be_visible()
    page.context.close()


def test_a_result_prints_in_dark_ink_without_what_is_for_the_screen(chromium: Any, site: Site) -> None:
    """U12: browsers print no ground, so that white words on a colour would not be seen."""
    site.world.state = "proclaimed"
    page = phone(chromium, site)
    page.goto(site.address + PAGE)
    headline = page.locator(".c-verdict").first
    colour = "node => getComputedStyle(node).color"
    page.emulate_media(media="print")
    for words in [headline, *headline.locator("*").all(), page.locator("h1")]:
        assert words.evaluate(colour) == "rgb(33, 29, 26)"
    for part in (".c-share", ".c-actions", ".c-footer"):
        assert all(not each.is_visible() for each in page.locator(part).all()), part
    page.context.close()


@pytest.mark.parametrize("script", [True, False])
def test_the_receipt_comes_first_and_is_the_last_step(chromium: Any, site: Site, script: bool) -> None:
    """U16: what was said before voting is gone, and the third step says that it is the last."""
    page = phone(chromium, site, java_script_enabled=script)
    page.goto(site.address + BOOTH)
    if script:
        page.locator("form[data-booth][data-ready]").wait_for()
    page.get_by_label("Pour", exact=True).check()
    page.get_by_role("button", name="Vérifier mes choix").click()
    page.get_by_label("Le code reçu par e-mail").fill(CODE)
    page.get_by_role("button", name="Mettre mon bulletin dans l’urne").click()
    expect(page.get_by_role("heading", name="Votre bulletin est dans l’urne")).to_be_visible()
    shown = page.inner_text("main")
    assert "Étape 3 sur 3" in shown
    assert "Il vous sera demandé" not in shown
    assert shown.index("Étape 3 sur 3") < shown.index("Votre bulletin est dans l’urne")
    page.context.close()
