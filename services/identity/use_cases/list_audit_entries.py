from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.operations import query
from chassis.pages import Order, moment
from contracts.identity import organisations as ops
from identity.domain.unit_of_work import UnitOfWork
from identity.use_cases.access import get_permitted_organisation

NEWEST_FIRST = Order("audit", lambda entry: (entry.happened_at, entry.id), moment, UUID)


@query(ops.list_audit_entries)
def list_audit_entries(
    uow: UnitOfWork,
    organisation_id: UUID,
    since: datetime | None,
    until: datetime | None,
    cursor: str | None,
    limit: int,
) -> dict[str, Any]:
    """A page of the trail of an organisation. Refuses: forbidden, not_found, cursor_invalid."""
    organisation = get_permitted_organisation(uow, organisation_id)
    entries = uow.audit.page(organisation.id, since, until, NEWEST_FIRST.after(cursor), limit)
    return NEWEST_FIRST.page(entries, limit)
