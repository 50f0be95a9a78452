"""Every page of the running suite, as each kind of visitor meets it: axe at WCAG 2.2 AA, on a phone and on a desk."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import DESK, PHONE, Hall, complaints, press, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

TEXTS = [
    "/a-propos",
    "/accessibilite",
    "/mentions-legales",
    "/donnees-personnelles",
    "/securite",
    "/conditions-utilisation",
]
DOORS = [
    "/connexion",
    "/connexion/lien",
    "/mot-de-passe-oublie",
    "/inscription",
    f"/lien/magic-link/{'a' * 30}",
    "/nulle-part",
]
ACCOUNT = [
    "",
    "/profil",
    "/qualites",
    "/mot-de-passe",
    "/adresse",
    "/connexions",
    "/consentements",
    "/moderation",
]
OFFICE = [
    "", "/fiche", "/themes-et-zones", "/membres", "/membres/inviter", "/groupes", "/qualites", "/moderation", "/journal",
    "/messages", "/projets/nouveau", "/projets/nouveau/problem_causes_solutions",
]  # fmt: skip
WORKSHOP = [
    "", "/textes", "/themes-et-zones", "/etapes", "/etapes/ajouter", "/chiffres", "/exports", "/apercu", "/publication",
    "/suites", "/journal",
]  # fmt: skip
OF_STEP = ["", "/dates", "/conditions", "/issue", "/rubriques", "/rubriques/ajouter", "/retirer"]


def public(hall: Hall) -> list[str]:
    project = f"/projets/{hall.project['slug']}"
    step = f"{project}/etapes/{hall.step['id']}"
    steps = [f"{project}/etapes/{each['id']}" for each in hall.project["steps"]]
    problem = f"/contributions/{hall.problem['id']}"
    sections = [f"{step}/rubriques/{each['id']}" for each in hall.step["sections"] if each["contributable"]]
    more = [f"{step}/enchainements", f"{step}/ecartees", f"{step}/ecrire", f"{sections[0]}/ecrire"]
    return [
        "/",
        "/projets",
        "/projets?q=introuvable",
        *TEXTS,
        *DOORS,
        project,
        *steps,
        *sections,
        *more,
        problem,
    ]


def personal(hall: Hall) -> list[str]:
    step = f"/projets/{hall.project['slug']}/etapes/{hall.step['id']}"
    problem = f"/contributions/{hall.problem['id']}"
    here = ["", "/arguments/nouveau", "/sources/nouvelle", "/signaler", "/avis"]
    qualities = f"/compte/qualites/{hall.organisation['id']}"
    return [
        *(f"/compte{each}" for each in ACCOUNT), qualities, *(problem + each for each in here),
        f"{step}/mes-contributions", "/organisation",
    ]  # fmt: skip


def office(hall: Hall) -> list[str]:
    home = f"/organisation/{hall.organisation['id']}"
    project = f"{home}/projets/{hall.project['slug']}"
    step = f"{project}/etapes/{hall.step['id']}"
    section = f"{step}/rubriques/{hall.section('problem')['id']}"
    return [
        *(home + each for each in OFFICE), *(project + each for each in WORKSHOP), *(step + each for each in OF_STEP),
        section,
    ]  # fmt: skip


def platform(_hall: Hall) -> list[str]:
    return ["/organisation", "/plateforme/organisations/nouvelle", "/plateforme/messages"]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("who", ["anyone", "resident", "organiser", "administrator"])
def test_axe_is_clean_on_every_page(
    hall: Hall, visit: Callable[..., Any], who: str, size: dict[str, int]
) -> None:
    """WEB-1"""
    people = {
        "resident": hall.resident, "organiser": lambda: hall.organiser, "administrator": hall.suite.administrator,
    }  # fmt: skip
    pages = {"anyone": public, "resident": personal, "organiser": office, "administrator": platform}[who](
        hall
    )
    page = visit(size)
    if who in people:
        sign_in(page, hall.suite.web, people[who]())
    told = {}
    for path in pages:
        answer = page.goto(hall.suite.web + path)
        assert answer.status == (404 if path == "/nulle-part" else 200), path
        told[path] = complaints(page)
    assert {path: found for path, found in told.items() if found} == {}


LONG = ("Une cour pour tous. " * 1001).strip()
SAID = {
    "fr-FR": ("Écrivez au plus 20", "La fermeture doit venir après l'ouverture"),
    "en-GB": ("Write at most 20", "The closing must come after the opening"),
}
WORDS = {
    "fr-FR": ("Adresse e-mail", "Mot de passe", "Se connecter", "Publier"),
    "en-GB": ("E-mail address", "Password", "Sign in", "Publish"),
}


@pytest.mark.parametrize("locale", ["fr-FR", "en-GB"])
def test_what_is_refused_is_said_beside_its_field(hall: Hall, visit: Callable[..., Any], locale: str) -> None:
    """In the reader's language, without script, and nothing typed is lost."""
    page = visit(PHONE, script=False, locale=locale)
    wrong_password(page, hall, WORDS[locale])
    step = f"{hall.suite.web}/projets/{hall.project['slug']}/etapes/{hall.step['id']}"
    page.goto(f"{step}/rubriques/{hall.section('problem')['id']}/ecrire")
    page.locator("#title").fill("Un problème")
    page.locator("#body").fill(LONG)
    press(page, WORDS[locale][3])
    assert SAID[locale][0] in plain(page.locator("#body-error").inner_text())
    assert page.locator("#body").input_value() == LONG
    desk = f"{hall.suite.web}/organisation/{hall.organisation['id']}/projets/{hall.project['slug']}"
    page.goto(f"{desk}/etapes/{hall.step['id']}/dates")
    page.locator("#closes_date").fill("2020-02-28")
    page.locator("#reason").fill("Pour essayer.")
    page.locator("main button.c-button--main").click()
    assert SAID[locale][1] in plain(page.locator(".govuk-error-message").first.inner_text())


def wrong_password(page: Any, hall: Hall, words: tuple[str, ...]) -> None:
    page.goto(hall.suite.web + "/connexion")
    page.get_by_label(words[0]).fill(hall.organiser.email)
    page.get_by_label(words[1], exact=True).fill("pas le bon mot de passe")
    press(page, words[2])
    assert page.get_by_role("alert").first.is_visible()
    assert page.get_by_label(words[0]).input_value() == hall.organiser.email
    page.context.clear_cookies()
    page.goto(hall.suite.web + "/connexion")
    page.get_by_label(words[0]).fill(hall.organiser.email)
    page.get_by_label(words[1], exact=True).fill("cheval agrafe batterie pluie 42")
    press(page, words[2])


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")
