"""What an organiser does to set a project up, through the public API.

What is written is dated by the suite, at the moment of loading: steps are dated around it, so that every text lies in the
window of its step.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.suite.people import Person


def create(
    organiser: Person, organisation_id: str, template: str, title: str, summary: str, body: str
) -> dict[str, Any]:
    """A draft project from a template."""
    project: dict[str, Any] = organiser.api.post(
        "/projects",
        {
            "organisation_id": organisation_id,
            "template": template,
            "title": title,
            "summary": summary,
            "body": body,
        },
    )
    return project


def is_draft(organiser: Person, project: dict[str, Any]) -> bool:
    """Whether it still has to be set up: a loader run again finds it published."""
    return organiser.api.get(f"/projects/{project['id']}")["published_at"] is None


def date_steps(
    organiser: Person, project: dict[str, Any], windows: Mapping[str, tuple[float, float]]
) -> None:
    """`windows` maps a step kind to (days from now of the opening, of the closing)."""
    for step in project["steps"]:
        if step["kind"] in windows:
            opens, closes = windows[step["kind"]]
            move(organiser, step["id"], opens, closes)


def move(organiser: Person, step_id: str, opens: float, closes: float, reason: str = "") -> None:
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    window = {
        "opens_at": (now + timedelta(days=opens)).isoformat(), "closes_at": (now + timedelta(days=closes)).isoformat(),
        "reason": reason,
    }  # fmt: skip
    organiser.api.post(
        f"/steps/{step_id}/window", window, version=organiser.api.get(f"/steps/{step_id}")["version"]
    )


def end(organiser: Person, step_id: str, reason: str) -> None:
    """Close a step at this very moment, once: what was just written in it was written before its end."""
    step = organiser.api.get(f"/steps/{step_id}")
    if all(made["reason"] != reason for made in step["window_moves"]):
        window = {"opens_at": step["opens_at"], "closes_at": datetime.now(UTC).isoformat(), "reason": reason}
        organiser.api.post(f"/steps/{step_id}/window", window, version=step["version"])


def extend(organiser: Person, step_id: str, opens: float, closes: float, reason: str) -> None:
    """Move an announced window, once."""
    if all(made["reason"] != reason for made in organiser.api.get(f"/steps/{step_id}")["window_moves"]):
        move(organiser, step_id, opens, closes, reason)


def change_step(organiser: Person, step_id: str, **changes: Any) -> None:
    organiser.api.patch(
        f"/steps/{step_id}", changes, version=organiser.api.get(f"/steps/{step_id}")["version"]
    )


def present(organiser: Person, project: dict[str, Any], body: str) -> None:
    """What the presentation step says, in place of the template's advice."""
    change_step(organiser, step_of(project, "presentation"), body=body)


def change_section(organiser: Person, section: dict[str, Any], **changes: Any) -> None:
    organiser.api.patch(f"/sections/{section['id']}", changes, version=section["version"])


def change_project(organiser: Person, project_id: str, **changes: Any) -> None:
    version = organiser.api.get(f"/projects/{project_id}")["version"]
    organiser.api.patch(f"/projects/{project_id}", changes, version=version)


def publish(organiser: Person, project_id: str) -> None:
    version = organiser.api.get(f"/projects/{project_id}")["version"]
    organiser.api.post(f"/projects/{project_id}/publication", {"visibility": "public"}, version=version)


def step_of(project: dict[str, Any], kind: str) -> str:
    return str(next(step["id"] for step in project["steps"] if step["kind"] == kind))


def sections_of(organiser: Person, step_id: str) -> list[dict[str, Any]]:
    sections: list[dict[str, Any]] = organiser.api.get(f"/steps/{step_id}")["sections"]
    return sections


def section(sections: list[dict[str, Any]], role: str) -> dict[str, Any]:
    """The section of that role where people write."""
    return next(part for part in sections if part["role"] == role and part["contributable"])
