from typing import Any
from uuid import UUID

from chassis.actor import Actor
from chassis.operations import command
from contracts.identity import organisations as ops
from contracts.refused import Refused
from identity import views
from identity.domain.events import OrganisationChanged
from identity.domain.organisation import Organisation
from identity.domain.unit_of_work import UnitOfWork
from identity.use_cases.access import get_permitted_organisation, record


@command(ops.change_organisation, view=views.organisation)
def change_organisation(
    uow: UnitOfWork, actor: Actor, organisation_id: UUID, version: int, **details: Any
) -> Organisation:
    """Change what is given. Refuses: forbidden, not_found, stale_version."""
    before = get_permitted_organisation(uow, organisation_id)
    changes = {name: value for name, value in details.items() if value != getattr(before, name)}
    if before.version != version:
        raise Refused("stale_version")
    if not changes:
        return before
    after = uow.organisations.change(organisation_id, version, changes)
    if after is None:
        raise Refused("stale_version")
    uow.publish(OrganisationChanged(after))
    was = {name: getattr(before, name) for name in changes}
    subject = f"organisation/{organisation_id}"
    record(uow, actor.id, organisation_id, "change_organisation", subject, uow.now(), was, changes)
    return after
