"""An organiser who has never seen the workspace: a project from a template to its opening, then new dates."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import DESK, Hall, complaints, playwright, press, sign_in

expect = playwright.expect
pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_an_organiser_publishes_from_the_template_and_moves_the_window(
    hall: Hall, visit: Callable[..., Any], script: bool
) -> None:
    """CO-1, CO-2, WEB-3"""
    page = visit(DESK, script)
    title = f"Nos jardins {uuid.uuid4().hex[:6]}"
    sign_in(page, hall.suite.web, hall.organiser)
    create(page, hall, title)
    slug = page.url.rstrip("/").rpartition("/")[2]
    set_dates(page)
    say_who_answers(page)
    assert hall.suite.web in publish(page, slug)
    move_the_closing(page, hall, slug)
    assert complaints(page) == [] if script else True


def create(page: Any, hall: Hall, title: str) -> None:
    page.goto(f"{hall.suite.web}/organisation")
    press(page, "Nouveau projet", "link")
    press(page, "Problèmes, causes, solutions", "link")
    press(page, "Créer le projet")
    expect(page.locator("#title-error")).to_be_visible()
    page.get_by_label("Titre").fill(title)
    page.get_by_label("Résumé").fill(
        "Des jardins à partager entre voisins : où, avec qui, à quelles conditions ?"
    )
    press(page, "Créer le projet")
    expect(page.get_by_role("heading", name=title)).to_be_visible()


def set_dates(page: Any) -> None:
    """The page proposes five weeks for the step where people write."""
    page.locator("main").get_by_role("link", name="Étapes et dates", exact=True).last.click()
    press(page, "Enregistrer les dates")
    expect(page.get_by_text("Les dates sont enregistrées")).to_be_visible()


def say_who_answers(page: Any) -> None:
    """U40: asked for before a first project is published, and back at the project in one press."""
    project = page.url
    page.locator("main").get_by_role("link", name="Mentions légales et contact", exact=True).last.click()
    page.get_by_label("Directeur ou directrice de la publication").fill("Claire Lemoine, maire")
    page.get_by_label("Adresse pour vous écrire").fill("participer@valmont.example")
    press(page, "Enregistrer")
    page.goto(project)


def publish(page: Any, slug: str) -> str:
    """The address of the project, which everyone reads."""
    press(page, "Publier le projet", "link")
    page.get_by_label("Public : tout le monde le voit").check()
    press(page, "Publier le projet")
    address = f"{page.url.partition('/organisation')[0]}/projets/{slug}"
    anyone = page.context.browser.new_page(locale="fr-FR")
    anyone.goto(address)
    expect(anyone.get_by_role("link", name="Participer", exact=True)).to_be_visible()
    anyone.close()
    return address


def move_the_closing(page: Any, hall: Hall, slug: str) -> None:
    """The reason is asked for, and everyone reads it on the step's page."""
    project = hall.organiser.api.get(f"/projects/{slug}")
    step = next(each for each in project["steps"] if each["kind"] == "consultation")
    page.goto(
        f"{hall.suite.web}/organisation/{hall.organisation['id']}/projets/{slug}/etapes/{step['id']}/dates"
    )
    page.locator("#closes_date").fill("2031-02-28")
    press(page, "Déplacer les dates")
    expect(page.locator("#reason-error")).to_be_visible()
    page.get_by_label("Pourquoi").fill("Le marché d’hiver attire du monde.")
    press(page, "Déplacer les dates")
    expect(page.get_by_role("alert").first).to_be_visible()
    assert hall.organiser.api.get(f"/steps/{step['id']}")["closes_at"].startswith("2031-02-28")
    page.goto(f"{hall.suite.web}/projets/{slug}/etapes/{step['id']}")
    expect(page.get_by_text("Le marché d’hiver attire du monde.").first).to_be_visible()
