"""Whose a project is that a votation is to be shown with."""

from uuid import UUID

from chassis.operations import BeforeTransaction
from contracts.consultations import internal as consultation_ops
from contracts.refused import Refused
from votation.unit_of_work import UnitOfWork


def ask_owner(before: BeforeTransaction[UnitOfWork], project_id: UUID) -> UUID | None:
    """The organisation that consultations says a project is of; nothing for one that does not exist.

    One may be drafted the moment before its vote: no fact told of it yet.
    """
    try:
        project = before.ask(consultation_ops.owner_of_project, {"project_id": project_id})
    except Refused as refused:
        if refused.code != "not_found":
            raise
        return None
    return UUID(str(project["organisation_id"]))


def require_own_project(
    uow: UnitOfWork, organisation_id: UUID, project_id: UUID | None, told_owner: UUID | None
) -> None:
    """`told_owner` is whose consultations says the project is. Raises Refused(not_found) for another's, or none."""
    if project_id is None:
        return
    if (uow.projects.owner_of(project_id) or told_owner) != organisation_id:
        raise Refused("not_found")
    uow.projects.learn(project_id, organisation_id)
