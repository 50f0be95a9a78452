"""U24: what a project's card and page show has to do with it."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from web.participate.step_page import DRAWINGS, drawing_of
from web.tests import participation_double
from web.tests.gateway_double import GatewayDouble
from web.tests.participation_views import SLUG, project


@pytest.mark.parametrize(
    ("kinds", "drawing"),
    [
        (["consultation", "presentation", "votation"], "ballot"),
        (["collection", "presentation", "results"], "ideas"),
        (["consultation", "presentation"], "debate"),
        (["offline", "presentation"], "assembly"),
        ([], "assembly"),
    ],
)
@pytest.mark.parametrize("cover", [None, "", "https://ville.example/photo.jpg"])
def test_a_project_without_a_drawing_has_that_of_its_steps(
    kinds: list[str], drawing: str, cover: str | None
) -> None:
    """U24"""
    assert drawing_of({"cover": cover, "step_kinds": kinds}) == drawing


@pytest.mark.parametrize("chosen", DRAWINGS)
def test_the_organiser_s_choice_stands(chosen: str) -> None:
    """U24"""
    assert drawing_of({"cover": chosen, "step_kinds": ["votation"]}) == chosen


def test_every_drawing_is_drawn(client: FlaskClient, gateway: GatewayDouble) -> None:
    """U24: none is another under its name."""
    participation_double.fill(gateway)
    drawn: set[Any] = set()
    for name in DRAWINGS:
        gateway.replies[f"GET /api/v1/projects/{SLUG}"] = (200, project(cover=name))
        page = client.get(f"/projets/{SLUG}").get_data(as_text=True)
        drawn.add(page.split('<svg class="c-cover"')[1].split("</svg>")[0])
    assert len(drawn) == len(DRAWINGS)
