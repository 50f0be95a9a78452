from typing import Any
from uuid import UUID

from chassis.operations import query
from chassis.pages import Order, moment
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.loading import get_permitted_project
from contracts.consultations import exports as ops

LATEST_FIRST = Order("moment", lambda export: (export.asked_at, export.id), moment, UUID)


@query(ops.list_exports)
def list_exports(uow: UnitOfWork, project_id: UUID, cursor: str | None, limit: int) -> dict[str, Any]:
    """A project's exports, the latest first. Refuses: not_found, forbidden, cursor_invalid."""
    project = get_permitted_project(uow, project_id)
    return LATEST_FIRST.page(uow.exports.page(project.id, LATEST_FIRST.after(cursor), limit), limit)
