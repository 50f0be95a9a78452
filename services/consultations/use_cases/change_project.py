from typing import Any
from uuid import UUID

from chassis.actor import Actor
from chassis.operations import command
from consultations import views
from consultations.domain.audit import differences
from consultations.domain.events import ProjectChanged
from consultations.domain.project import Project, require_time_zone
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.loading import get_locked_project, get_visible_project, record_act, require_fresh
from contracts.consultations import projects as ops
from contracts.refused import Refused

COLUMNS = ("title", "summary", "body", "cover", "language", "time_zone", "authors")


@command(ops.change_project, view=views.project)
def change_project(uow: UnitOfWork, actor: Actor, project_id: UUID, version: int, **changes: Any) -> Project:
    """Change what is given.

    Refuses: not_found, forbidden, stale_version, time_zone_unknown, invalid_input.
    """
    project, now = get_locked_project(uow, project_id)
    if "time_zone" in changes:
        require_time_zone(changes["time_zone"])
    labels = {"theme": changes.get("theme_ids"), "zone": changes.get("zone_ids")}
    for kind, ids in labels.items():
        _require_known(uow, project, kind, ids or [])
    columns = {name: changes[name] for name in COLUMNS if name in changes}
    new_version = require_fresh(uow.projects.change(project_id, version, columns))
    for kind, ids in labels.items():
        if ids is not None:
            uow.projects.set_labels(project, kind, ids)
    changed_project = get_visible_project(uow, project_id)
    before, after = differences(_described(project), _described(changed_project))
    record_act(uow, actor, project, "change_project", changed_project.title, now, before, after)
    uow.publish(ProjectChanged(project.id, project.organisation_id, new_version))
    return changed_project


def _require_known(uow: UnitOfWork, project: Project, kind: str, ids: list[UUID]) -> None:
    if ids and uow.labels.known(project.organisation_id, kind, ids) != set(ids):
        raise Refused("invalid_input", fields={f"{kind}_ids": ["invalid"]})


def _described(project: Project) -> dict[str, Any]:
    described = {name: getattr(project, name) for name in COLUMNS}
    return described | {
        "themes": tuple(label.label for label in project.themes),
        "zones": tuple(label.label for label in project.zones),
    }
