from typing import Any
from uuid import UUID

from chassis.operations import query
from consultations.unit_of_work import UnitOfWork
from contracts.consultations import internal as ops
from contracts.refused import Refused


@query(ops.names_of)
def names_of(
    uow: UnitOfWork, project_id: UUID, step_id: UUID | None, target: str | None, target_id: UUID | None
) -> dict[str, Any]:
    """Titles that a mail names. Refuses: not_found."""
    names = uow.names.of(project_id, step_id, target, target_id)
    if names is None:
        raise Refused("not_found")
    return names
