"""Named groups of accounts.

A group is a list of addresses: the account that confirmed one of them is in it. So adding an address tells
nobody whether it is known, and someone added before they open an account is in the group once they confirm.
"""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from chassis.actor import Actor
from chassis.operations import command, query
from chassis.pages import Order, text
from contracts.identity import groups as ops
from contracts.identity import internal as internal_ops
from contracts.refused import Refused
from identity.domain.account import mask_email, normalise_email
from identity.domain.organisation import Group
from identity.domain.unit_of_work import UnitOfWork
from identity.use_cases.access import get_permitted_organisation, publish_rights_changed, record

BY_NAME = Order("groups", lambda group: (group.name, group.id), text, UUID)


@command(ops.create_group)
def create_group(uow: UnitOfWork, actor: Actor, organisation_id: UUID, name: str) -> Group:
    """Refuses: forbidden, not_found."""
    get_permitted_organisation(uow, organisation_id)
    now = uow.now()
    group = Group(uuid4(), organisation_id, name, members=0, created_at=now)
    uow.groups.add(group)
    record(uow, actor.id, organisation_id, "create_group", f"group/{group.id}", now, None, {"name": name})
    return group


@query(ops.list_groups)
def list_groups(uow: UnitOfWork, organisation_id: UUID, cursor: str | None, limit: int) -> dict[str, Any]:
    """A page of groups, in the alphabet of their names. Refuses: forbidden, not_found, cursor_invalid."""
    organisation = get_permitted_organisation(uow, organisation_id)
    return BY_NAME.page(uow.groups.page(organisation.id, BY_NAME.after(cursor), limit), limit)


@command(ops.add_group_member)
def add_group_member(
    uow: UnitOfWork, actor: Actor, organisation_id: UUID, group_id: UUID, email: str
) -> None:
    """Refuses: forbidden, not_found. An address that is in it already is as it should be."""
    get_permitted_organisation(uow, organisation_id)
    group = _get_group(uow, organisation_id, group_id)
    now, address = uow.now(), normalise_email(email)
    if uow.groups.add_address(group.id, address, now):
        masked = {"email": mask_email(address)}
        _tell_owner(uow, address, now)
        record(uow, actor.id, organisation_id, "add_group_member", f"group/{group.id}", now, None, masked)


@command(ops.remove_group_member)
def remove_group_member(
    uow: UnitOfWork, actor: Actor, organisation_id: UUID, group_id: UUID, email: str
) -> None:
    """Refuses: forbidden, not_found. An address that is not in it is as it should be."""
    get_permitted_organisation(uow, organisation_id)
    group = _get_group(uow, organisation_id, group_id)
    address = normalise_email(email)
    if uow.groups.remove_address(group.id, address):
        masked = {"email": mask_email(address)}
        subject, now = f"group/{group.id}", uow.now()
        _tell_owner(uow, address, now)
        record(uow, actor.id, organisation_id, "remove_group_member", subject, now, masked, None)


@query(internal_ops.groups_of)
def groups_of(uow: UnitOfWork, account_id: UUID) -> dict[str, Any]:
    return {"groups": sorted(uow.groups.of_account(account_id))}


@query(internal_ops.owner_of_group)
def owner_of_group(uow: UnitOfWork, group_id: UUID) -> Group:
    """Refuses: not_found."""
    group = uow.groups.find(group_id)
    if group is None:
        raise Refused("not_found")
    return group


@query(internal_ops.members_of_group)
def members_of_group(
    uow: UnitOfWork, organisation_id: UUID, group_id: UUID, after: UUID | None, limit: int
) -> dict[str, Any]:
    """Accounts of a group after one, by id, and the one to go on after. Refuses: not_found."""
    group = _get_group(uow, organisation_id, group_id)
    accounts = uow.groups.accounts(group.id, after, limit)
    shown = accounts[:limit]
    return {
        "items": [{"account_id": account_id} for account_id in shown],
        "next": shown[-1] if len(accounts) > limit else None,
    }


def _tell_owner(uow: UnitOfWork, address: str, now: datetime) -> None:
    """Tokens and open streams of whoever came into the group or left it are judged anew at once."""
    owner = uow.accounts.confirmed(address)
    if owner is not None:
        publish_rights_changed(uow, owner.id, now)


def _get_group(uow: UnitOfWork, organisation_id: UUID, group_id: UUID) -> Group:
    group = owner_of_group(uow, group_id)
    if group.organisation_id != organisation_id:
        raise Refused("not_found")
    return group
