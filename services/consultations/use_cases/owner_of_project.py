from uuid import UUID

from chassis.operations import query
from consultations.domain.project import Project
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.loading import require_existing
from contracts.consultations import internal as ops


@query(ops.owner_of_project)
def owner_of_project(uow: UnitOfWork, project_id: UUID) -> Project:
    """Refuses: not_found."""
    return require_existing(uow.projects.find(project_id))
