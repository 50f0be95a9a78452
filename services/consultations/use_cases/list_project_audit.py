from typing import Any
from uuid import UUID

from chassis.operations import query
from chassis.pages import Order, moment
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.loading import get_permitted_project
from contracts.consultations import projects as ops

LATEST_FIRST = Order("moment", lambda entry: (entry.happened_at, entry.id), moment, UUID)


@query(ops.list_project_audit)
def list_project_audit(uow: UnitOfWork, project_id: UUID, cursor: str | None, limit: int) -> dict[str, Any]:
    """Who did what to a project, the latest first. Refuses: not_found, forbidden, cursor_invalid."""
    project = get_permitted_project(uow, project_id)
    return LATEST_FIRST.page(uow.audit.page(project.id, LATEST_FIRST.after(cursor), limit), limit)
