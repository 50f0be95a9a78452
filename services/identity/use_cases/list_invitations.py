from typing import Any
from uuid import UUID

from chassis.operations import query
from chassis.pages import Order, moment
from contracts.identity import members as ops
from identity import views
from identity.domain.unit_of_work import UnitOfWork
from identity.use_cases.access import get_permitted_organisation

NEWEST_FIRST = Order("invitations", lambda invitation: (invitation.sent_at, invitation.id), moment, UUID)


@query(ops.list_invitations)
def list_invitations(
    uow: UnitOfWork, organisation_id: UUID, cursor: str | None, limit: int
) -> dict[str, Any]:
    """A page of invitations and what became of them. Refuses: forbidden, not_found, cursor_invalid."""
    organisation = get_permitted_organisation(uow, organisation_id)
    invitations = uow.invitations.page(organisation.id, NEWEST_FIRST.after(cursor), limit)
    page, now = NEWEST_FIRST.page(invitations, limit), uow.now()
    return {**page, "items": [views.invitation(invitation, now) for invitation in page["items"]]}
