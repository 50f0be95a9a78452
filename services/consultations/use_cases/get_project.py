from uuid import UUID

from chassis.operations import query
from consultations import views
from consultations.domain.project import Project
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.groups import groups_of_actor
from consultations.use_cases.loading import get_visible_project, require_existing
from contracts.consultations import projects as ops


@query(ops.get_project, view=views.project, preload=groups_of_actor)
def get_project(uow: UnitOfWork, project: str) -> Project:
    """By its id or its slug. Refuses: not_found."""
    return get_visible_project(uow, _as_id(project) or _id_of_slug(uow, project))


def _as_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _id_of_slug(uow: UnitOfWork, slug: str) -> UUID:
    return require_existing(uow.projects.by_slug(slug)).id
