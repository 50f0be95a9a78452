"""Where things stand on a phone and on a wide screen, in Chromium, with and without script."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from werkzeug.serving import make_server

from web.app import create_app
from web.core.config import Config
from web.tests import desk_world, participation_double
from web.tests.chromium import RULES
from web.tests.gateway_double import GatewayDouble
from web.tests.participation_views import SLUG, ident
from web.tests.test_people_browser import Quiet

pytest.importorskip("playwright.sync_api")
axe_module = pytest.importorskip("axe_playwright_python.sync_playwright")
pytestmark = pytest.mark.browser

PROJECT = f"/projets/{SLUG}"
PROBLEM = f"/contributions/{ident('problem')}"
DESK_PAGES = [desk_world.DESK, desk_world.LIVE, f"{desk_world.LIVE}/textes", f"{desk_world.NEW}/etapes"]


@pytest.fixture(scope="module")
def site(built: dict[str, str]) -> Iterator[str]:
    double = desk_world.fill(GatewayDouble())
    participation_double.fill(double)
    gateway = double.start()
    app = create_app(Config(gateway_url=double.url, gateway_timeout=2))
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with double.held_to_contract():
        yield f"http://127.0.0.1:{server.server_port}"
    for each in (server, gateway):
        each.shutdown()
        each.server_close()


Open = Callable[..., Any]


@pytest.fixture
def opened(chromium: Any, site: str) -> Iterator[Open]:
    """A page as an organiser sees it."""
    contexts: list[Any] = []

    def open_page(path: str, width: int, script: bool = True) -> Any:
        size = {"width": width, "height": 800}
        contexts.append(chromium.new_context(viewport=size, locale="fr-FR", java_script_enabled=script))
        contexts[-1].add_cookies([{"name": "capco_access", "value": desk_world.token(), "url": site}])
        page = contexts[-1].new_page()
        assert page.goto(site + path).status == 200
        return page

    yield open_page
    for context in contexts:
        context.close()


def box(page: Any, selector: str) -> Any:
    return page.locator(selector).first.bounding_box()


@pytest.mark.parametrize("path", [PROJECT, *DESK_PAGES])
def test_a_phone_shows_the_title_before_any_menu(opened: Open, path: str) -> None:
    """U21: the square keeps its shape, the header is one line, the title is on the first screen."""
    page = opened(path, 360)
    square = box(page, ".c-header__monogram")
    assert (square["width"], square["height"]) == (42, 42)
    assert box(page, ".c-header")["height"] < 100
    title = box(page, "h1")
    first_line = title["y"] + min(title["height"], 40)
    assert first_line <= 300
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_menus_unfold_without_script(opened: Open) -> None:
    """U21"""
    page = opened(desk_world.LIVE, 360, script=False)
    language = page.get_by_role("link", name="English")
    assert not language.is_visible()
    page.locator(".c-header summary").click()
    assert language.is_visible()
    page.locator(".c-header summary").click()
    dates = page.locator(".c-fold--workspace a", has_text="Étapes et dates")
    assert not dates.is_visible()
    page.locator(".c-fold--workspace summary").click()
    assert dates.is_visible()


def test_a_wide_screen_shows_both_menus_and_nothing_to_unfold(opened: Open) -> None:
    """U21"""
    page = opened(desk_world.LIVE, 1280)
    assert page.get_by_role("link", name="English").is_visible()
    assert page.locator(".c-workspace__menu a", has_text="Étapes et dates").first.is_visible()
    assert page.locator("summary", has_text="Menu").is_hidden()


def test_the_steps_of_a_project_stand_beside_what_one_can_do(opened: Open) -> None:
    """U23: whatever the length of the presentation, no half of the page is empty."""
    page = opened(PROJECT, 1280)
    now, steps = box(page, ".c-now"), box(page, ".c-steps")
    assert steps["x"] > now["x"] + now["width"]
    assert abs(steps["y"] - now["y"]) < 80


def test_a_contribution_and_the_opinions_on_it_stand_side_by_side(opened: Open) -> None:
    """U23"""
    page = opened(PROBLEM, 1280)
    text, opinions = box(page, ".c-piece"), box(page, "#avis")
    assert opinions["x"] > text["x"] + text["width"]
    assert abs(opinions["y"] - text["y"]) < 40
    page.set_viewport_size({"width": 360, "height": 800})
    assert box(page, "#avis")["y"] > box(page, ".c-piece")["y"] + box(page, ".c-piece")["height"]


@pytest.mark.parametrize("path", [PROJECT, "/"])
@pytest.mark.parametrize("width", [360, 1280])
def test_a_cover_is_shown_whole(opened: Open, path: str, width: int) -> None:
    """U24: nothing is cut off: the drawing has the room that its own shape asks for."""
    page = opened(path, width)
    for svg in page.locator(".c-cover").all():
        assert svg.get_attribute("preserveAspectRatio") == "xMidYMax meet"
        size = svg.bounding_box()
        assert size["width"] / size["height"] <= 8 / 3 + 0.05


def selected(page: Any, text: str) -> None:
    page.evaluate(
        """text => {
          const area = document.getElementById("body"), at = area.value.indexOf(text);
          area.setSelectionRange(at, at + text.length);
        }""",
        text,
    )


def test_an_organiser_s_text_has_buttons_that_write_the_signs(opened: Open) -> None:
    """U27: what they write can be undone, and pressing one twice takes its signs away."""
    page = opened(f"{desk_world.LIVE}/textes", 1280)
    page.fill("#body", "Le contexte\nun\ndeux\nle dossier")
    for words, button in (
        ("un\ndeux", "Liste"),
        ("Le contexte", "Titre"),
        ("deux", "Gras"),
        ("le dossier", "Lien"),
    ):
        selected(page, words)
        page.get_by_role("group", name="Mise en forme").get_by_role("button", name=button).click()
    page.keyboard.type("https://ville.example/dossier")
    written = "## Le contexte\n- un\n- **deux**\n[le dossier](https://ville.example/dossier)"
    assert page.input_value("#body") == written
    selected(page, "## Le contexte")
    page.get_by_role("button", name="Titre").click()
    assert page.input_value("#body") == written.removeprefix("## ")
    page.keyboard.press("Control+z")
    assert page.input_value("#body") == written


def test_without_script_the_signs_are_explained(opened: Open) -> None:
    """U27"""
    page = opened(f"{desk_world.LIVE}/textes", 1280, script=False)
    assert page.get_by_role("button", name="Gras").count() == 0
    page.get_by_text("Mettre des titres, des listes et des liens").click()
    assert page.get_by_text("Deux étoiles").is_visible()


def axe_faults(page: Any, context: str | None = None) -> list[Any]:
    found = axe_module.Axe().run(page, context=context, options=RULES).response
    doubtful = [rule for rule in found["incomplete"] if rule["id"] == "color-contrast"]
    return [
        (rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found["violations"] + doubtful
    ]


@pytest.mark.parametrize("path", [f"{desk_world.LIVE}/textes", "/compte/accueil", PROJECT, PROBLEM])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_with_a_menu_unfolded(opened: Open, path: str, width: int) -> None:
    page = opened(path, width)
    page.evaluate("document.querySelectorAll('.c-fold--workspace').forEach((fold) => { fold.open = true; })")
    faults = axe_faults(page)
    page.evaluate("document.querySelector('.c-fold--header').open = true")
    assert faults + axe_faults(page, ".c-header") == []
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


FIGURES = """element => {
  const drawn = document.createElement("canvas").getContext("2d");
  const style = getComputedStyle(element);
  drawn.font = `${style.fontWeight} 100px ${style.fontFamily}`;
  return [..."0123456789"].map((figure) => {
    const size = drawn.measureText(figure);
    return [Math.round(size.actualBoundingBoxAscent / 5), Math.round(size.actualBoundingBoxDescent / 5)];
  });
}"""


@pytest.mark.parametrize("selector", [".c-tile__value", "h1"])
def test_figures_are_of_one_height(opened: Open, selector: str) -> None:
    """U22: none hangs below its line and none is as small as a letter: a 1 is no capital I."""
    page = opened(PROJECT, 1280)
    page.evaluate("document.fonts.ready")
    sizes = page.locator(selector).first.evaluate(FIGURES)
    assert len({tuple(size) for size in sizes}) == 1, sizes
