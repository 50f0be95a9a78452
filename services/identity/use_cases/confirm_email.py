from datetime import datetime
from uuid import UUID

from chassis.actor import Actor
from chassis.operations import command
from contracts.identity import accounts as ops
from contracts.refused import Refused
from identity.domain.credential import hash_secret
from identity.domain.events import EmailConfirmed
from identity.domain.unit_of_work import UnitOfWork
from identity.use_cases.access import publish_rights_changed
from identity.use_cases.end_session import end_other_sessions


@command(ops.confirm_email)
def confirm_email(uow: UnitOfWork, actor: Actor, token: str) -> None:
    """Who holds the secret reads the address. Sessions that others opened with it end; the actor's goes on.

    Refuses: link_expired, also when another account confirmed the address meanwhile.
    """
    credential = uow.credentials.of_secret(hash_secret(token), "email_confirmation")
    if credential is None or credential.account_id is None or credential.address is None:
        raise Refused("link_expired")
    now = lock_address(uow, credential.address)
    if uow.credentials.use(hash_secret(token), "email_confirmation", now) is None:
        raise Refused("link_expired")
    confirm_address(uow, actor, credential.account_id, credential.address, now, otherwise="link_expired")


def lock_address(uow: UnitOfWork, *addresses: str) -> datetime:
    """Whoever opens, confirms or takes over an account of these addresses waits; the time after that."""
    return uow.lock_exclusive(*(f"address:{address}" for address in addresses))


def confirm_address(
    uow: UnitOfWork, actor: Actor, account_id: UUID, address: str, now: datetime, otherwise: str
) -> None:
    """The account's address is proven by a secret sent there, while it is locked. Refuses `otherwise` when it is
    not its address.
    """
    account = uow.accounts.find(account_id)
    if account is None or account.email != address:
        raise Refused(otherwise)
    if account.email_confirmed:
        return
    confirmed = uow.accounts.confirm(account_id, address, now)
    if confirmed is None:
        raise Refused(otherwise)
    uow.credentials.cancel_of_account(account_id, ("email_confirmation",), now)
    uow.publish(EmailConfirmed(account_id, confirmed.version))
    publish_rights_changed(uow, account_id, now, confirmed.version)
    leave_to_its_owner(uow, actor, account_id, address, now)


def leave_to_its_owner(uow: UnitOfWork, actor: Actor, account_id: UUID, address: str, now: datetime) -> None:
    """End what anyone may have opened with a confirmed address before: other sessions of its account, and those of
    accounts that said it was theirs. The session that confirmed it goes on.
    """
    end_other_sessions(uow, account_id, actor.session_id if actor.id == account_id else None, now)
    for rival in uow.accounts.unconfirmed(address):
        end_other_sessions(uow, rival.id, None, now)
