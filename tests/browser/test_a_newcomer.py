"""Someone who has never been here, on a phone: from the project's page to the organiser's export."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
import requests

from tests.browser.conftest import PHONE, PROBLEM, Hall, complaints, playwright, press, until
from tests.suite.people import PASSWORD

expect = playwright.expect
pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_newcomer_writes_a_cause_and_finds_it_in_the_export(
    hall: Hall, visit: Callable[..., Any], script: bool
) -> None:
    """CO-4, CO-5, CO-6, ID-2, CO-15"""
    page = visit(PHONE, script)
    title, email = f"Pas un arbre {uuid.uuid4().hex[:6]}", f"{uuid.uuid4().hex[:10]}@exemple.fr"
    write_before_having_an_account(hall, page, title)
    register(page, email)
    own = confirm_and_find(hall, page, email, title)
    argue(page, hall)
    vote(page, hall)
    edit_after_others_voted(hall, page, own, title)
    assert complaints(page) == [] if script else True
    assert f"{title} !" in exported(hall)


def write_before_having_an_account(hall: Hall, page: Any, title: str) -> None:
    page.goto(f"{hall.suite.web}/projets/{hall.project['slug']}")
    press(page, "Participer", "link")
    press(page, "Je contribue", "link")
    press(page, "Proposer une cause", "link")
    press(page, "Publier")
    for field in ("answers", "title", "body"):
        expect(page.locator(f"#{field}-error")).to_be_visible()
    page.get_by_label(PROBLEM).check()
    page.get_by_label("Titre").fill(title)
    page.get_by_label("Votre texte").fill("Le sol est noir et rien ne fait d’ombre.")
    press(page, "Publier")


def register(page: Any, email: str) -> None:
    """The form that was filled is kept on the way."""
    press(page, "Ouvrir un compte")
    page.get_by_label("Nom affiché").fill("Camille Nouveau")
    page.get_by_label("Adresse e-mail").fill(email)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_label("J’ai lu et j’accepte").check()
    press(page, "Ouvrir mon compte")


def confirm_and_find(hall: Hall, page: Any, email: str, title: str) -> str:
    """The address of what was written: it is published when the address is confirmed, not before."""
    press(page, "Continuer")
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    own = str(page.url).partition("?")[0].partition("#")[0]
    assert requests.get(own, timeout=10).status_code == 404
    page.goto(
        f"{hall.suite.web}/lien/email-confirmation/{hall.suite.mails.secret(email, 'email-confirmation')}"
    )
    page.locator("main form button[type=submit]").first.click()
    until(lambda: requests.get(own, timeout=10).status_code == 200)
    return own


def argue(page: Any, hall: Hall) -> None:
    page.goto(f"{hall.suite.web}/contributions/{hall.problem['id']}")
    press(page, "Donner un argument pour", "link")
    said = f"Ma fille rentre rouge de la récréation ({uuid.uuid4().hex[:6]})."
    page.get_by_label("Votre argument", exact=True).fill(said)
    press(page, "Publier")
    expect(page.get_by_text(said).first).to_be_visible()


def vote(page: Any, hall: Hall) -> None:
    page.goto(f"{hall.suite.web}/contributions/{hall.problem['id']}")
    before = hall.suite.api().get(f"/contributions/{hall.problem['id']}")["opinions"]["agree"]
    press(page, "D’accord")
    expect(page.get_by_text("Votre avis est compté.", exact=True)).to_be_visible()
    until(
        lambda: (
            hall.suite.api().get(f"/contributions/{hall.problem['id']}")["opinions"]["agree"] == before + 1
        )
    )


def edit_after_others_voted(hall: Hall, page: Any, own: str, title: str) -> None:
    """The votes go only once the author has said so."""
    contribution = own.rpartition("/")[2]
    hall.resident().api.put(f"/contributions/{contribution}/opinion", {"value": "agree"})
    page.goto(f"{own}/modifier")
    page.get_by_label("Titre").fill(f"{title} !")
    press(page, "Enregistrer le nouveau texte")
    expect(page.locator("#reset_votes-error")).to_be_visible()
    assert hall.suite.api().get(f"/contributions/{contribution}")["opinions"]["agree"] == 1
    page.locator("#reset_votes").check()
    press(page, "Enregistrer le nouveau texte")
    expect(page.get_by_role("heading", name=f"{title} !")).to_be_visible()
    until(lambda: hall.suite.api().get(f"/contributions/{contribution}")["opinions"]["agree"] == 0)


def exported(hall: Hall) -> str:
    api = hall.organiser.api
    export = api.post(f"/projects/{hall.project['id']}/exports", {"shape": "full", "format": "csv"})
    until(lambda: api.get(f"/exports/{export['id']}")["state"] == "done", 40)
    headers = {"Authorization": f"Bearer {api.token}"}
    return requests.get(f"{api.base}/exports/{export['id']}/file", headers=headers, timeout=30).text
