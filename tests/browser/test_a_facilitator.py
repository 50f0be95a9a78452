"""A facilitator at a fair: the network goes away and comes back, and every idea is there once."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import Hall, complaints, open_project, playwright, sign_in, step_of

expect = playwright.expect
pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

TABLET = {"width": 1024, "height": 768}
IDEAS = [f"Un banc numéro {n}" for n in range(10)]


def test_ten_ideas_typed_offline_are_each_in_the_consultation_once(
    hall: Hall, visit: Callable[..., Any]
) -> None:
    """CO-7"""
    project = open_project(
        hall.organiser, hall.organisation["id"], "idea_box", "La fête de la cour", event_mode=True
    )
    box = step_of(hall.organiser, project, "collection")
    page = visit(TABLET)
    sign_in(page, hall.suite.web, hall.mediator)
    page.goto(f"{hall.suite.web}/kiosque/{box['id']}")
    page.get_by_label("Le code de sortie").fill("2580")
    page.get_by_role("button", name="Verrouiller la tablette").click()
    expect(page.locator("[data-kiosk=ready]")).to_contain_text("s’ouvre aussi sans réseau")
    assert complaints(page) == []
    page.context.set_offline(True)
    for title in IDEAS:
        type_idea(page, title)
    expect(page.locator("[data-kiosk=state]")).to_contain_text("attendent le réseau")
    page.reload()  # the tablet was put down and taken up again
    expect(page.locator("[data-kiosk=state]")).to_contain_text("10")
    assert hall.suite.api().pages(f"/steps/{box['id']}/contributions") == []
    page.context.set_offline(False)
    expect(page.locator("[data-kiosk=state]")).to_contain_text("Tout est envoyé", timeout=30000)
    found = hall.organiser.api.pages(f"/steps/{box['id']}/contributions")
    assert Counter(each["title"] for each in found) == Counter(IDEAS)


def type_idea(page: Any, title: str) -> None:
    page.get_by_label("J’aime", exact=True).check()
    page.get_by_label("Votre idée, en une phrase").fill(title)
    page.wait_for_timeout(520)  # a second press within half a second is taken for a slip
    page.get_by_role("button", name="Garder cette idée").click()
    expect(page.locator("#title")).to_have_value("")
