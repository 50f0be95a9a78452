from typing import Any
from uuid import UUID

from chassis.operations import query
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.loading import require_existing
from contracts.consultations import internal as ops


@query(ops.names_of)
def names_of(
    uow: UnitOfWork, project_id: UUID, step_id: UUID | None, target: str | None, target_id: UUID | None
) -> dict[str, Any]:
    """Titles that a mail names. Refuses: not_found."""
    return require_existing(uow.names.of(project_id, step_id, target, target_id))
