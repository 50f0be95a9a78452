from typing import Any
from uuid import UUID

from chassis.operations import query
from chassis.pages import Order, text
from contracts.identity import organisations as ops
from identity import views
from identity.domain.unit_of_work import UnitOfWork

BY_NAME = Order("organisations", lambda organisation: (organisation.name, organisation.id), text, UUID)


@query(ops.list_organisations)
def list_organisations(uow: UnitOfWork, cursor: str | None, limit: int) -> dict[str, Any]:
    """A page of organisations, in the alphabet of their names. Refuses: cursor_invalid."""
    page = BY_NAME.page(uow.organisations.page(BY_NAME.after(cursor), limit), limit)
    return {**page, "items": [views.organisation(uow, organisation) for organisation in page["items"]]}
