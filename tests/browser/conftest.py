"""Chromium in front of the whole running suite, and a town hall with an open consultation to visit."""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.demonstration.small import Shown, load_small
from tests.suite.people import PASSWORD, Person, invite, register
from tests.suite.running import Suite, whole_suite
from web.tests.chromium import RULES

playwright = pytest.importorskip("playwright.sync_api")
axe_module = pytest.importorskip("axe_playwright_python.sync_playwright")

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
QUICK = RULES | {"resultTypes": ["violations"]}
AXE = """options => axe.run(options).then(found =>
    found.violations.map(rule => [rule.id, rule.nodes.map(node => node.target)]))"""
PROBLEM = "La cour est trop chaude en juin"


@dataclass
class Hall:
    """A town hall, who organises there, and its consultation in three sections, open, with one problem told."""

    suite: Suite
    organisation: dict[str, Any]
    organiser: Person
    mediator: Person
    project: dict[str, Any]
    step: dict[str, Any]
    problem: dict[str, Any]

    def section(self, role: str) -> dict[str, Any]:
        return next(part for part in self.step["sections"] if part["role"] == role)

    def resident(self, name: str = "Dominique Petit") -> Person:
        person = register(self.suite.api(), name)
        person.confirm(self.suite.mails)
        return person


@pytest.fixture(scope="session")
def shown(infra: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    """The demonstration, smaller, on a suite of its own: its votes' results are there."""
    with whole_suite(infra, f"_d{os.getpid()}") as suite:
        yield load_small(suite, tmp_path_factory.mktemp("demonstration"))


@pytest.fixture(scope="session")
def hall(suite: Suite) -> Hall:
    administrator = suite.administrator()
    organisation = administrator.api.post(
        "/organisations", {"name": "Ville de Valmont-sur-Lys", "kind": "municipality", "colour": "#1d5c63"}
    )
    organiser, mediator = (register(suite.api(), name) for name in ("Anne Organise", "Élie Anime"))
    for person, role in ((organiser, "organiser"), (mediator, "mediator")):
        person.confirm(suite.mails)
        invite(administrator, suite.mails, organisation["id"], person, role)
    project = open_project(organiser, organisation["id"], "problem_causes_solutions", "Une cour pour tous")
    step = step_of(organiser, project, "consultation")
    found = Hall(suite, organisation, organiser, mediator, project, step, {})
    path = f"/sections/{found.section('problem')['id']}/contributions"
    found.problem = found.resident().api.post(path, {"title": PROBLEM, "body": "Quarante degrés au sol."})
    return found


def open_project(
    organiser: Person, organisation_id: str, template: str, title: str, **changes: Any
) -> dict[str, Any]:
    """A public project from a template, its steps open for a month; `changes` are of the steps one writes in."""
    api, now = organiser.api, datetime.now(UTC)
    project = api.post(
        "/projects", {"organisation_id": organisation_id, "title": title, "template": template}
    )
    dates = {
        "opens_at": (now - timedelta(hours=1)).isoformat(), "closes_at": (now + timedelta(days=30)).isoformat(),
    }  # fmt: skip
    for step in project["steps"]:
        moved = api.post(
            f"/steps/{step['id']}/window", dates, version=api.get(f"/steps/{step['id']}")["version"]
        )
        if changes and step["kind"] in ("consultation", "collection"):
            api.patch(f"/steps/{step['id']}", changes, version=moved["version"])
    version = api.get(f"/projects/{project['id']}")["version"]
    published: dict[str, Any] = api.post(
        f"/projects/{project['id']}/publication", {"visibility": "public"}, version=version
    )
    return published


def step_of(organiser: Person, project: dict[str, Any], kind: str) -> dict[str, Any]:
    step_id = next(step["id"] for step in project["steps"] if step["kind"] == kind)
    found: dict[str, Any] = organiser.api.get(f"/steps/{step_id}")
    return found


@pytest.fixture
def visit(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Opens a page in a browser of its own: `visit(PHONE, script=False)`."""
    contexts = []

    def open_page(size: dict[str, int], script: bool = True, locale: str = "fr-FR") -> Any:
        context = chromium.new_context(viewport=size, java_script_enabled=script, locale=locale)
        context.set_default_timeout(15000)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


def sign_in(page: Any, site: str, person: Person) -> None:
    page.goto(site + "/connexion")
    page.get_by_label("Adresse e-mail").fill(person.email)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()


def complaints(page: Any) -> list[Any]:
    """What axe finds on the page as it is, and whether it is wider than its window."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe_module.Axe().axe_script)
    told: list[Any] = page.evaluate(AXE, QUICK)
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [*told, *([("sticks out", wide)] if wide > 0 else [])]


def press(page: Any, name: str, role: str = "button") -> None:
    page.get_by_role(role, name=name, exact=True).first.click()


def until(check: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < end, "never came true"
        time.sleep(0.2)
