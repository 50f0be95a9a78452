from typing import Any
from uuid import UUID

from chassis.actor import Actor
from chassis.operations import BeforeTransaction, command
from consultations import views
from consultations.domain.audit import differences
from consultations.domain.events import ProjectPublished
from consultations.domain.own import NOTHING_BROUGHT, Own
from consultations.domain.project import Project, groups_brought
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.loading import (
    get_locked_project,
    get_permitted_project,
    record_act,
    require_fresh,
)
from consultations.use_cases.ownership import own_groups
from contracts.consultations import projects as ops
from contracts.refused import Refused


def own_for_publication(
    before: BeforeTransaction[UnitOfWork], project_id: UUID, visibility: str, group_id: UUID | None
) -> Own:
    with before.snapshot() as uow:
        project = get_permitted_project(uow, project_id)
    brought = groups_brought(project, visibility, group_id)
    return Own(groups=own_groups(before, project.organisation_id, brought))


@command(ops.publish_project, view=views.project, preload=own_for_publication)
def publish_project(
    uow: UnitOfWork,
    actor: Actor,
    project_id: UUID,
    version: int,
    visibility: str,
    group_id: UUID | None,
    preloaded: Own = NOTHING_BROUGHT,
) -> Project:
    """Set who sees the project.

    Refuses: not_found (also another's group, or none), stale_version, nothing_to_publish, already_took_part,
    group_missing.
    """
    steps = uow.steps.of_project(get_permitted_project(uow, project_id).id)
    project, now = get_locked_project(uow, project_id, *(step.id for step in steps))
    if project.version != version:
        raise Refused("stale_version")
    preloaded.require(groups=groups_brought(project, visibility, group_id))
    if visibility == "draft" and uow.steps.project_has_participants(project_id):
        raise Refused("already_took_part")
    if visibility != "draft" and not any(step.window.is_dated for step in steps):
        raise Refused("nothing_to_publish")
    if visibility == "group" and group_id is None:
        raise Refused("group_missing", fields={"group_id": ["required"]})
    changes: dict[str, Any] = {
        "visibility": visibility,
        "group_id": group_id if visibility == "group" else None,
        "published_at": None if visibility == "draft" else project.published_at or now,
    }
    new_version = require_fresh(uow.projects.change(project_id, version, changes))
    before, after = differences({name: getattr(project, name) for name in changes}, changes)
    record_act(uow, actor, project, "publish_project", project.title, now, before, after)
    uow.publish(ProjectPublished(project.id, project.organisation_id, new_version, visibility))
    return uow.projects.find(project_id) or project
