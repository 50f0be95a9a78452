"""VO-4, VO-5, VO-9, WEB-1: electors vote by their link in a browser, with and without JavaScript; anyone recounts."""

import json
import uuid
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.suite.people import invite, register
from tests.suite.running import Suite
from tests.suite.votations import House, open_house

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
PUBLIC = (
    "",
    "/participation",
    "/liste",
    "/regles",
    "/securite",
    "/verifier",
    "/urne",
    "/urne/recepisse",
    "/observer",
)


@pytest.fixture(scope="module")
def house(suite: Suite) -> House:
    administrator = suite.administrator()
    organisation = administrator.api.post(
        "/organisations", {"name": f"Union {uuid.uuid4().hex[:5]}", "kind": "union"}
    )
    organiser = register(suite.api(), "Anne Organise")
    organiser.confirm(suite.mails)
    invite(administrator, suite.mails, organisation["id"], organiser, "organiser")
    return open_house(suite, organiser.api, organisation["id"], 8)


def vote(
    chromium: Any, house: House, elector: int, choice: str, folder: Path, **browser: Any
) -> dict[str, Any]:
    """From the link of a mail to the receipt's file."""
    context = chromium.new_context(
        viewport={"width": 360, "height": 740}, locale="fr-FR", accept_downloads=True, **browser
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(f"http://localhost:{house.suite.ports.web}/lien/vote/{house.id}.{house.links[elector]}")
    page.get_by_role("button", name="Entrer dans l’isoloir").click()
    if browser.get("java_script_enabled", True):
        page.locator("form[data-booth][data-ready]").wait_for()
    page.get_by_label(choice, exact=True).check()
    page.get_by_role("button", name="Vérifier mes choix").click()
    page.get_by_label("Le code reçu par e-mail").fill(house.keys.code(house._letter(elector)))
    page.get_by_role("button", name="Mettre mon bulletin dans l’urne").click()
    expect(page.get_by_role("heading", name="Votre bulletin est dans l’urne")).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_text("Télécharger le récépissé").click()
    file = folder / f"receipt-{elector}.json"
    waiting.value.save_as(file)
    context.close()
    receipt: dict[str, Any] = json.loads(file.read_text())
    return receipt


def test_electors_vote_in_three_screens_and_anyone_recounts(
    chromium: Any, house: House, tmp_path: Path
) -> None:
    house.wait_state("open")
    receipts = [vote(chromium, house, elector, "Oui", tmp_path) for elector in range(2)]
    receipts.append(vote(chromium, house, 2, "Vote blanc", tmp_path, java_script_enabled=False))
    assert [each["sealed_by"] for each in receipts] == ["elector", "elector", "server"]
    page = chromium.new_page(locale="fr-FR")
    page.goto(f"http://localhost:{house.suite.ports.web}{house.path}/urne/recepisse")
    page.locator("form[data-receipt][data-ready]").wait_for()
    page.locator("#receipt").set_input_files(tmp_path / "receipt-0.json")
    page.get_by_role("button", name="Vérifier ce récépissé").click()
    expect(page.locator("[data-outcome-title]")).to_contain_text("et le récépissé est authentique")
    for each in PUBLIC:
        assert requests.get(f"{house.suite.web}{house.path}{each}", timeout=20).status_code == 200, each
    house.move_window(-60, -1)
    house.wait_state("closed")
    house.count()
    house.proclaim()
    archive = house.download("archive", tmp_path)
    house.verify(archive, *receipts)
    page.goto(f"http://localhost:{house.suite.ports.web}{house.path}")
    expect(page.locator(".c-verdict__sentence")).to_contain_text("3 votants")
    page.goto(
        f"http://localhost:{house.suite.ports.web}{house.path}/urne/recepisse?bulletin={receipts[2]['ballot']}"
    )
    expect(page.get_by_role("heading", name="Ce bulletin est au tableau")).to_be_visible()
    for each in (*PUBLIC, "/archive", "/proces-verbal", "/regles.json"):
        assert requests.get(f"{house.suite.web}{house.path}{each}", timeout=20).status_code == 200, each
    page.close()
    said = {"Vote blanc", *house.links[:3], *(each["ballot"] for each in receipts)}
    logs = house.suite.logs()
    assert not [word for word in said if word in logs], "the pages' process wrote down who votes, or what"
