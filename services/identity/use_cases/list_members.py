from typing import Any
from uuid import UUID

from chassis.operations import query
from chassis.pages import Order, moment
from contracts.identity import members as ops
from identity.domain.unit_of_work import UnitOfWork
from identity.use_cases.access import get_permitted_organisation

OLDEST_FIRST = Order("members", lambda member: (member.since, member.account_id), moment, UUID)


@query(ops.list_members)
def list_members(uow: UnitOfWork, organisation_id: UUID, cursor: str | None, limit: int) -> dict[str, Any]:
    """A page of who works for an organisation. Refuses: forbidden, not_found, cursor_invalid."""
    organisation = get_permitted_organisation(uow, organisation_id)
    return OLDEST_FIRST.page(uow.grants.members(organisation.id, OLDEST_FIRST.after(cursor), limit), limit)
