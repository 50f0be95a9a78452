"""Finding what a use case is about, only for who may know it exists, and leaving a trace of administrative
acts.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from chassis.actor import Actor
from consultations.domain.audit import AuditEntry
from consultations.domain.events import ProjectChanged
from consultations.domain.project import Project
from consultations.domain.section import Section
from consultations.domain.step import Step
from consultations.unit_of_work import UnitOfWork
from contracts.refused import Refused

T = TypeVar("T")


class LockedStep(NamedTuple):
    """A step and its project, locked against whoever writes or administers, since `now`."""

    project: Project
    step: Step
    now: datetime


class LockedSection(NamedTuple):
    project: Project
    step: Step
    section: Section
    now: datetime


def require_existing(thing: T | None) -> T:
    """Raises Refused(not_found) when there is none."""
    if thing is None:
        raise Refused("not_found")
    return thing


def get_visible_project(uow: UnitOfWork, project_id: UUID) -> Project:
    """Raises Refused(not_found) when there is none, or none that the actor sees."""
    project = require_existing(uow.projects.find(project_id))
    if not uow.sees(project.organisation_id, project.id, project.visibility, project.group_id):
        raise Refused("not_found")
    return project


def get_visible_step(uow: UnitOfWork, step_id: UUID) -> tuple[Project, Step]:
    step = require_existing(uow.steps.find(step_id))
    return get_visible_project(uow, step.project_id), step


def get_permitted_project(uow: UnitOfWork, project_id: UUID) -> Project:
    """A project the actor has the operation's right on. Raises Refused: not_found, sign_in_required, forbidden."""
    project = get_visible_project(uow, project_id)
    uow.permit(project.organisation_id, project.id)
    return project


def get_permitted_step(uow: UnitOfWork, step_id: UUID) -> tuple[Project, Step]:
    """A step the actor has the operation's right on, and its project. Raises as `get_permitted_project`."""
    step = require_existing(uow.steps.find(step_id))
    return get_permitted_project(uow, step.project_id), step


def get_locked_project(uow: UnitOfWork, project_id: UUID, *step_ids: UUID) -> tuple[Project, datetime]:
    """The project as it stands once no other administrative act is under way, and writers of the steps are
    out.
    """
    get_permitted_project(uow, project_id)
    now = uow.lock_exclusive(project_id, *step_ids)
    return require_existing(uow.projects.find(project_id)), now


def get_locked_step(uow: UnitOfWork, step_id: UUID) -> LockedStep:
    """The step as it stands once nobody else writes in it or administers its project."""
    step = require_existing(uow.steps.find(step_id))
    project, now = get_locked_project(uow, step.project_id, step.id)
    return LockedStep(project, require_existing(uow.steps.find(step_id)), now)


def get_locked_section(uow: UnitOfWork, section_id: UUID) -> LockedSection:
    section = require_existing(uow.sections.find(section_id))
    project, step, now = get_locked_step(uow, section.step_id)
    return LockedSection(project, step, require_existing(uow.sections.find(section_id)), now)


def account_of(actor: Actor) -> UUID:
    """Who acts. Raises Refused(sign_in_required) for a service or nobody."""
    if actor.id is None:
        raise Refused("sign_in_required")
    return actor.id


def require_fresh(version: int | None) -> int:
    """The new version of what was changed. Raises Refused(stale_version) when someone was faster."""
    if version is None:
        raise Refused("stale_version")
    return version


def record_act(
    uow: UnitOfWork,
    actor: Actor,
    project: Project,
    act: str,
    subject: str,
    now: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Write who did what to the project."""
    uow.audit.write(
        AuditEntry(
            organisation_id=project.organisation_id,
            project_id=project.id,
            actor_account_id=actor.id,
            actor_name=actor.name or None,
            act=act,
            subject=subject[:200],
            before=before,
            after=after,
            happened_at=now,
        )
    )


def publish_change(uow: UnitOfWork, project: Project) -> None:
    """Tell that the project, or something it holds, is not what it was."""
    version = uow.projects.touch(project.id)
    uow.publish(ProjectChanged(project.id, project.organisation_id, version))
