"""Who acts, whether they still may, and the trace of what they did."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from chassis.actor import Actor
from contracts.refused import Refused
from identity.domain.account import Account, Profile
from identity.domain.audit import AuditEntry
from identity.domain.events import RightsChanged
from identity.domain.organisation import Organisation
from identity.domain.unit_of_work import UnitOfWork


def get_own_account(uow: UnitOfWork, actor: Actor) -> Account:
    """The actor's account, while the session of their token lives. Raises Refused(token_invalid)."""
    account = None
    if actor.id is not None and actor.session_id is not None:
        account = uow.accounts.with_live_session(actor.id, actor.session_id, uow.now())
    if account is None:
        raise Refused("token_invalid")
    return account


def profile_of(uow: UnitOfWork, account: Account) -> Profile:
    return Profile(**vars(account), **vars(uow.accounts.standing(account.id)))


def get_permitted_organisation(uow: UnitOfWork, organisation_id: UUID) -> Organisation:
    """An organisation the actor has the operation's right in. Raises Refused: sign_in_required, forbidden,
    not_found.
    """
    uow.permit(organisation_id)
    organisation = uow.organisations.find(organisation_id)
    if organisation is None:
        raise Refused("not_found")
    return organisation


def record(
    uow: UnitOfWork,
    actor_id: UUID | None,
    organisation_id: UUID | None,
    act: str,
    subject: str,
    now: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Write an administrative act into the trail. `subject` is `<kind>/<id>`."""
    uow.audit.write(AuditEntry(uuid4(), organisation_id, actor_id, act, subject, before, after, now))


def publish_rights_changed(
    uow: UnitOfWork, account_id: UUID, now: datetime, version: int | None = None
) -> None:
    """Tokens made before `now` do not say any more what the account may do."""
    uow.publish(RightsChanged(account_id, now, version or uow.accounts.touch(account_id)))
