"""One real consultation, from the organiser's first click to the export, through the public API."""

import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from tests.suite.api import Problem
from tests.suite.people import Person, invite, register
from tests.suite.running import Suite

pytestmark = pytest.mark.timeout(240)


@dataclass
class Town:
    """An organisation with its people, and an open problem – causes – solutions consultation."""

    suite: Suite
    organisation_id: str
    organiser: Person
    moderator: Person
    project: dict[str, Any]
    step: dict[str, Any]

    def section(self, role: str) -> dict[str, Any]:
        return next(part for part in self.step["sections"] if part["role"] == role and part["contributable"])

    def resident(self, confirmed: bool = True) -> Person:
        person = register(self.suite.api(), "Dominique Petit")
        if confirmed:
            person.confirm(self.suite.mails)
        return person

    def write(self, person: Person, role: str, title: str, answers: list[str] | None = None) -> Any:
        return person.api.post(
            f"/sections/{self.section(role)['id']}/contributions",
            {"title": title, "body": f"{title}. Deux phrases pour le dire.", "answers": answers or []},
        )


@pytest.fixture(scope="module")
def town(suite: Suite) -> Town:
    administrator = suite.administrator()
    organisation = administrator.api.post(
        "/organisations",
        {"name": f"Ville de Valmont {uuid.uuid4().hex[:5]}", "kind": "municipality", "colour": "#1d5c63"},
    )
    organiser, moderator = (register(suite.api(), name) for name in ("Anne Organise", "Max Modère"))
    for person, role in ((organiser, "organiser"), (moderator, "moderator")):
        person.confirm(suite.mails)
        invite(administrator, suite.mails, organisation["id"], person, role)
    api = organiser.api
    project = api.post(
        "/projects",
        {
            "organisation_id": organisation["id"],
            "title": "Mieux manger à l'école",
            "template": "problem_causes_solutions",
        },
    )
    step_id = next(step["id"] for step in project["steps"] if step["kind"] == "consultation")
    now = datetime.now(UTC)
    for step in project["steps"]:
        current = api.get(f"/steps/{step['id']}")
        window = {
            "opens_at": (now - timedelta(hours=1)).isoformat(), "closes_at": (now + timedelta(days=30)).isoformat(),
        }  # fmt: skip
        api.post(f"/steps/{step['id']}/window", window, version=current["version"])
    project = api.get(f"/projects/{project['id']}")
    project = api.post(
        f"/projects/{project['id']}/publication", {"visibility": "public"}, version=project["version"]
    )
    return Town(suite, organisation["id"], organiser, moderator, project, api.get(f"/steps/{step_id}"))


def refused(code: str, call: Any) -> Problem:
    with pytest.raises(Problem) as problem:
        call()
    assert problem.value.code == code, problem.value
    return problem.value


def until(check: Any, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < end, "never came true"
        time.sleep(0.2)


def test_a_draft_is_seen_by_its_organisers_alone(town: Town) -> None:
    """CO-1, GW-3"""
    draft = town.organiser.api.post(
        "/projects", {"organisation_id": town.organisation_id, "title": "Encore secret"}
    )
    assert town.organiser.api.get(f"/projects/{draft['id']}")["title"] == "Encore secret"
    refused("not_found", lambda: town.suite.api().get(f"/projects/{draft['id']}"))
    refused("not_found", lambda: town.resident().api.get(f"/projects/{draft['slug']}"))


def test_a_cause_names_its_problem_and_a_solution_its_cause(town: Town) -> None:
    """CO-4"""
    ada, bob, cleo = town.resident(), town.resident(), town.resident()
    problem = town.write(ada, "problem", "Trop de gaspillage")
    refused("orphan", lambda: town.write(bob, "cause", "Des portions trop grandes"))
    cause = town.write(bob, "cause", "Des portions trop grandes", [problem["id"]])
    refused("answers_wrong_section", lambda: town.write(cleo, "solution", "Deux tailles", [problem["id"]]))
    solution = town.write(cleo, "solution", "Deux tailles d'assiette", [cause["id"]])
    cleo.api.put(f"/contributions/{solution['id']}/opinion", {"value": "agree"})
    graph = town.suite.api().get(f"/steps/{town.step['id']}/graph")
    nodes = {node["id"]: node for node in graph["nodes"]}
    assert nodes[solution["id"]]["answers"] == [cause["id"]]
    assert nodes[problem["id"]]["chain_votes"] >= 1


def test_what_an_unconfirmed_person_writes_waits_for_the_confirmation(town: Town) -> None:
    """ID-2"""
    newcomer = town.resident(confirmed=False)
    waiting = town.write(newcomer, "problem", "La cantine est bruyante")
    assert waiting["state"] == "unpublished"
    refused("not_found", lambda: town.suite.api().get(f"/contributions/{waiting['id']}"))
    newcomer.confirm(town.suite.mails)
    until(lambda: state_of(town, waiting["id"]) == "published")


def state_of(town: Town, contribution_id: str) -> str | None:
    try:
        return str(town.suite.api().get(f"/contributions/{contribution_id}")["state"])
    except Problem:
        return None


def test_one_vote_a_person_and_an_edit_resets_the_votes(town: Town) -> None:
    """CO-5"""
    author, voter = town.resident(), town.resident()
    written = town.write(author, "problem", "Peu de produits locaux")
    path = f"/contributions/{written['id']}"
    for value in ("agree", "mixed", "disagree", "disagree"):
        answer = voter.api.put(f"{path}/opinion", {"value": value})
    assert answer["opinions"] == {"agree": 0, "mixed": 0, "disagree": 1}
    change = {"title": "Trop peu de produits locaux"}
    problem = refused(
        "votes_would_be_reset", lambda: author.api.patch(path, change, version=written["version"])
    )
    assert "1 vote" in problem.body["detail"]
    edited = author.api.patch(path, change | {"reset_votes": True}, version=written["version"])
    assert edited["opinions"] == {"agree": 0, "mixed": 0, "disagree": 0}
    refused(
        "stale_version",
        lambda: author.api.patch(path, change | {"reset_votes": True}, version=written["version"]),
    )


def test_arguments_sources_and_versions(town: Town) -> None:
    """CO-6"""
    author, other = town.resident(), town.resident()
    written = town.write(author, "problem", "Le plastique chauffé")
    path = f"/contributions/{written['id']}"
    argument = other.api.post(f"{path}/arguments", {"side": "for", "body": "Les études le montrent."})
    refused("own_argument", lambda: other.api.put(f"/arguments/{argument['id']}/support"))
    assert author.api.put(f"/arguments/{argument['id']}/support")["votes"] == 1
    source = other.api.post(
        f"{path}/sources", {"title": "Une étude", "link": "https://exemple.fr/etude", "category": "study"}
    )
    assert author.api.put(f"/sources/{source['id']}/support")["votes"] == 1
    found = town.suite.api().get(path)
    assert (found["arguments"], found["sources"]) == (1, 1)


def test_two_contributions_a_minute_at_most(town: Town) -> None:
    """CO-5"""
    keen = town.resident()
    for number in range(2):
        town.write(keen, "problem", f"Problème {number}")
    problem = refused("too_fast", lambda: town.write(keen, "problem", "Un de trop"))
    assert int(problem.headers["Retry-After"]) <= 60


def test_nothing_is_written_outside_the_window(town: Town) -> None:
    """CO-2"""
    api, now = town.organiser.api, datetime.now(UTC)
    project = api.post(
        "/projects",
        {"organisation_id": town.organisation_id, "title": "Une question brève", "template": "open_question"},
    )
    step_id = next(step["id"] for step in project["steps"] if step["kind"] == "consultation")
    opening = now + timedelta(seconds=4)
    move(api, step_id, opening, opening + timedelta(seconds=5))
    project = api.get(f"/projects/{project['id']}")
    api.post(f"/projects/{project['id']}/publication", {"visibility": "public"}, version=project["version"])
    section = next(part for part in api.get(f"/steps/{step_id}")["sections"] if part["contributable"])
    resident = town.resident()
    body = {"title": "À temps", "body": "Juste à temps."}

    def write() -> Any:
        return resident.api.post(f"/sections/{section['id']}/contributions", body)

    refused("not_open_yet", write)
    until(lambda: datetime.now(UTC) > opening + timedelta(seconds=0.5))
    written = write()
    until(lambda: datetime.now(UTC) > opening + timedelta(seconds=6))
    refused("closed", write)
    refused("closed", lambda: resident.api.put(f"/contributions/{written['id']}/opinion", {"value": "agree"}))
    moved = move(
        api, step_id, opening, datetime.now(UTC) + timedelta(days=1), reason="Plus de temps pour tous"
    )
    assert moved["window_moves"][-1]["reason"] == "Plus de temps pour tous"
    resident.api.put(f"/contributions/{written['id']}/opinion", {"value": "agree"})
    until(lambda: any("Une question brève" in str(mail) for mail in town.suite.mails.to(resident.email)))


def move(api: Any, step_id: str, opens_at: datetime, closes_at: datetime, reason: str = "") -> Any:
    window = {"opens_at": opens_at.isoformat(), "closes_at": closes_at.isoformat(), "reason": reason}
    return api.post(f"/steps/{step_id}/window", window, version=api.get(f"/steps/{step_id}")["version"])


def test_moderation_is_told_to_the_author_who_may_appeal(town: Town) -> None:
    """CO-11"""
    author, reader = town.resident(), town.resident()
    written = town.write(author, "problem", "Achetez mes légumes")
    about = {"target": "contribution", "target_id": written["id"]}
    reader.api.post("/reports", {**about, "reason": "spam"})
    refused("already_reported", lambda: reader.api.post("/reports", {**about, "reason": "spam"}))
    waiting = town.moderator.api.pages(f"/organisations/{town.organisation_id}/moderation")
    assert written["id"] in [item["target_id"] for item in waiting]
    read = next(item["version"] for item in waiting if item["target_id"] == written["id"])
    decision = {"targets": [about | {"version": read}], "decision": "trash", "reason": "Publicité"}
    path = f"/organisations/{town.organisation_id}/moderation"
    refused("forbidden", lambda: reader.api.post(path, decision))
    town.moderator.api.post(path, decision)
    found = town.suite.api().get(f"/contributions/{written['id']}")
    assert (found["state"], found["trash_reason"]) == ("trashed", "Publicité")
    until(lambda: any("/compte/moderation" in str(mail) for mail in town.suite.mails.to(author.email)))


def test_the_export_reconciles_with_the_figures(town: Town) -> None:
    """CO-15, CO-16"""
    api, project = town.organiser.api, town.project["id"]
    resident = town.resident()
    written = town.write(resident, "problem", "=cmd|' /C calc'!A0")
    resident.api.put(f"/contributions/{written['id']}/opinion", {"value": "agree"})
    export = api.post(f"/projects/{project}/exports", {"shape": "full", "format": "csv"})

    def done() -> bool:
        export.update(api.get(f"/exports/{export['id']}"))
        return export["state"] in ("done", "failed")

    until(done, 40)
    assert export["state"] == "done"
    figures = api.get(f"/projects/{project}/figures")
    assert export["votes"] == figures["votes"]
    headers = {"Authorization": f"Bearer {api.token}"}
    address = f"{api.base}/exports/{export['id']}/file"
    file = requests.get(address, headers=headers, timeout=30)
    assert file.ok and "\n=cmd" not in file.text and ";=cmd" not in file.text and "'=cmd" in file.text  # noqa: PT018
    assert requests.get(address, timeout=30).status_code == 401
    stranger = {"Authorization": f"Bearer {resident.api.token}"}
    assert requests.get(address, headers=stranger, timeout=30).status_code in (403, 404)


def test_an_organiser_of_another_town_may_do_nothing_here(town: Town) -> None:
    """ID-3"""
    administrator = town.suite.administrator()
    other = administrator.api.post(
        "/organisations", {"name": f"Autre {uuid.uuid4().hex[:5]}", "kind": "union"}
    )
    stranger = register(town.suite.api(), "Paul Ailleurs")
    stranger.confirm(town.suite.mails)
    invite(administrator, town.suite.mails, other["id"], stranger, "organiser")
    project, step = town.project["id"], town.step["id"]
    version = town.organiser.api.get(f"/projects/{project}")["version"]
    for call in (
        lambda: stranger.api.patch(f"/projects/{project}", {"title": "Pris"}, version=version),
        lambda: stranger.api.post(f"/projects/{project}/exports", {"shape": "full", "format": "csv"}),
        lambda: stranger.api.post(
            "/projects", {"organisation_id": town.organisation_id, "title": "Chez vous"}
        ),
        lambda: move(stranger.api, step, datetime.now(UTC), datetime.now(UTC) + timedelta(days=9), "Non"),
        lambda: stranger.api.get(f"/organisations/{town.organisation_id}/members"),
        lambda: stranger.api.get(f"/organisations/{town.organisation_id}/moderation"),
    ):
        refused("forbidden", call)
