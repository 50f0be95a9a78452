from typing import Any
from uuid import UUID

from chassis.actor import Actor
from consultations.domain.audit import differences
from consultations.domain.events import ProjectChanged
from consultations.domain.project import Project, require_time_zone
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.access import fresh, held_project, record, seen_project
from contracts.refused import Refused

COLUMNS = ("title", "summary", "body", "cover", "language", "time_zone", "authors")


def change_project(
    uow: UnitOfWork, actor: Actor, project_id: UUID, version: int, asked: dict[str, Any]
) -> Project:
    """Change what is given.

    Refuses: not_found, forbidden, stale_version, time_zone_unknown, invalid_input.
    """
    project, now = held_project(uow, project_id)
    if "time_zone" in asked:
        require_time_zone(asked["time_zone"])
    labels = {"theme": asked.get("theme_ids"), "zone": asked.get("zone_ids")}
    for kind, ids in labels.items():
        _require_known(uow, project, kind, ids or [])
    changes = {name: asked[name] for name in COLUMNS if name in asked}
    new_version = fresh(uow.projects.change(project_id, version, changes))
    for kind, ids in labels.items():
        if ids is not None:
            uow.projects.set_labels(project, kind, ids)
    changed = seen_project(uow, project_id)
    before, after = differences(_described(project), _described(changed))
    record(uow, actor, project, "change_project", changed.title, now, before, after)
    uow.publish(ProjectChanged(project.id, project.organisation_id, new_version))
    return changed


def _require_known(uow: UnitOfWork, project: Project, kind: str, ids: list[UUID]) -> None:
    if ids and uow.labels.known(project.organisation_id, kind, ids) != set(ids):
        raise Refused("invalid_input", fields={f"{kind}_ids": ["invalid"]})


def _described(project: Project) -> dict[str, Any]:
    described = {name: getattr(project, name) for name in COLUMNS}
    return described | {
        "themes": tuple(label.label for label in project.themes),
        "zones": tuple(label.label for label in project.zones),
    }
