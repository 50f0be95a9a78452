"""WEB-1 in Chromium: axe at WCAG 2.2 AA, small phones, large text, no script."""

import pytest

from web.tests.chromium import RULES

playwright = pytest.importorskip("playwright.sync_api")
axe_module = pytest.importorskip("axe_playwright_python.sync_playwright")

pytestmark = pytest.mark.browser

PATHS = [
    "/",
    "/a-propos",
    "/accessibilite",
    "/mentions-legales",
    "/donnees-personnelles",
    "/securite",
    "/nulle-part",
    "/_gallery/",
    "/_gallery/formulaire",
    "/_gallery/espace",
    "/_gallery/confirmer",
    "/_gallery/pause",
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(chromium, served: str, path: str, width: int) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 900}, locale="fr-FR")
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto(served + path)
    found = axe_module.Axe().run(page, options=RULES).response
    told = [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found["violations"]]
    doubtful = [
        (rule["id"], [node["target"] for node in rule["nodes"]])
        for rule in found["incomplete"]
        if rule["id"] == "color-contrast"
    ]
    page.close()
    assert told == []
    assert doubtful == []
    assert [text for text in complaints if "status of" not in text] == []


@pytest.mark.parametrize("path", PATHS)
def test_nothing_sticks_out_at_320_pixels_with_text_twice_as_large(chromium, served: str, path: str) -> None:
    page = chromium.new_page(viewport={"width": 320, "height": 700})
    page.goto(served + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size({"width": 640, "height": 700})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    page.close()


def test_a_form_is_sent_without_script(chromium, served: str) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="fr-FR")
    page = context.new_page()
    page.goto(served + "/_gallery/#formulaire")
    page.get_by_label("Mitigé").first.check()
    page.get_by_role("button", name="Publier ma contribution").click()
    assert page.get_by_role("alert").first.inner_text().startswith("Il y a quelque chose à corriger")
    page.get_by_role("link", name="Donnez un titre à votre contribution.").click()
    page.get_by_label("Titre").fill("Un titre")
    page.get_by_role("button", name="Publier ma contribution").click()
    page.goto(served + "/")
    assert "Votre contribution est publiée" in page.inner_text("main")
    context.close()


def test_what_must_be_corrected_takes_the_focus(chromium, served: str) -> None:
    page = chromium.new_page()
    page.goto(served + "/_gallery/formulaire")
    page.wait_for_function("document.activeElement.className === 'govuk-error-summary'")
    page.close()


def test_characters_left_are_counted(chromium, served: str) -> None:
    page = chromium.new_page(locale="fr-FR")
    page.goto(served + "/_gallery/formulaire")
    page.fill("#text", "a" * 2003)
    assert page.inner_text("#text-count") == "3 caractères de trop"
    page.close()


def test_the_keyboard_goes_first_to_the_content(chromium, served: str) -> None:
    page = chromium.new_page(locale="fr-FR")
    page.goto(served + "/_gallery/espace")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Aller au contenu"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.close()
