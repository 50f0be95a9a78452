from uuid import UUID

from chassis.operations import query
from consultations.domain.project import Project
from consultations.unit_of_work import UnitOfWork
from contracts.consultations import internal as ops
from contracts.refused import Refused


@query(ops.owner_of_project)
def owner_of_project(uow: UnitOfWork, project_id: UUID) -> Project:
    """Refuses: not_found."""
    project = uow.projects.find(project_id)
    if project is None:
        raise Refused("not_found")
    return project
