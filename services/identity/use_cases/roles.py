"""Giving and taking roles."""

from datetime import datetime
from uuid import UUID

from chassis.actor import Actor
from chassis.operations import command
from contracts.identity import members as ops
from contracts.refused import Refused
from identity.domain.events import RoleGiven, RoleTaken
from identity.domain.grant import Grant, Member
from identity.domain.unit_of_work import UnitOfWork
from identity.use_cases.access import get_permitted_organisation, publish_rights_changed, record


def require_own_project(uow: UnitOfWork, grant: Grant) -> None:
    """A role in another's project would be a role in that organisation. Refuses: not_found."""
    if grant.project_id is None or grant.organisation_id is None:
        return
    if not uow.organisations.has_project(grant.organisation_id, grant.project_id):
        raise Refused("not_found")


def give(uow: UnitOfWork, giver: UUID | None, account_id: UUID, grant: Grant, now: datetime) -> None:
    """Give a role that was checked before; nothing happens when it is held already."""
    if not uow.grants.give(account_id, grant, now):
        return
    version = uow.accounts.touch(account_id)
    if grant.organisation_id is not None:
        uow.publish(RoleGiven(account_id, grant, version))
    publish_rights_changed(uow, account_id, now, version)
    subject = f"account/{account_id}"
    record(uow, giver, grant.organisation_id, "give_role", subject, now, None, _entry(grant))


@command(ops.give_role)
def give_role(
    uow: UnitOfWork,
    actor: Actor,
    organisation_id: UUID,
    account_id: UUID,
    role: str,
    project_id: UUID | None,
) -> Member:
    """Give a member one more role. Refuses: forbidden, not_found (no member, or another's project)."""
    grant = Grant(role, organisation_id, project_id)
    get_permitted_organisation(uow, organisation_id)
    now = uow.lock_exclusive(organisation_id)
    if uow.grants.member(organisation_id, account_id) is None:
        raise Refused("not_found")
    require_own_project(uow, grant)
    give(uow, actor.id, account_id, grant, now)
    member = uow.grants.member(organisation_id, account_id)
    if member is None:
        raise Refused("not_found")
    return member


@command(ops.take_role)
def take_role(
    uow: UnitOfWork,
    actor: Actor,
    organisation_id: UUID,
    account_id: UUID,
    role: str,
    project_id: UUID | None,
) -> None:
    """Take a role from a member. Refuses: forbidden, not_found, last_organiser."""
    grant = Grant(role, organisation_id, project_id)
    get_permitted_organisation(uow, organisation_id)
    now = uow.lock_exclusive(organisation_id)
    if not uow.grants.take(account_id, grant):
        raise Refused("not_found")
    if grant.keeps_organisation and uow.grants.keepers(organisation_id) == 0:
        raise Refused("last_organiser")
    version = uow.accounts.touch(account_id)
    uow.publish(RoleTaken(account_id, grant, version))
    publish_rights_changed(uow, account_id, now, version)
    subject = f"account/{account_id}"
    record(uow, actor.id, organisation_id, "take_role", subject, now, _entry(grant), None)


def _entry(grant: Grant) -> dict[str, str | None]:
    return {"role": grant.role, "project_id": str(grant.project_id) if grant.project_id else None}
