from datetime import datetime
from uuid import UUID

from chassis.actor import Actor
from chassis.operations import BeforeTransaction, command
from contracts.identity import accounts as ops
from contracts.refused import Refused
from identity.domain.account import Account, normalise_email
from identity.domain.credential import hash_secret
from identity.domain.events import EmailConfirmed
from identity.domain.unit_of_work import UnitOfWork
from identity.use_cases.access import get_own_account, publish_rights_changed
from identity.use_cases.confirm_email import leave_to_its_owner
from identity.use_cases.record_attempts import record_attempt, record_mail
from identity.use_cases.request_credential import CHECK_YOUR_MAIL, request_credential

SENT_TO_THE_OLD_ADDRESS = ("email_confirmation", "email_change", "password_reset", "magic_link")


def require_password(
    before: BeforeTransaction[UnitOfWork],
    actor: Actor,
    password: str,
    new_email: str,
    client_address: str | None,
) -> Account:
    """The actor's account. Refuses: token_invalid, too_many_attempts, wrong_password."""
    with before.snapshot() as uow:
        account = get_own_account(uow, actor)
    record_attempt(before, password_account=str(account.id))
    record_mail(before, new_email, client_address)
    if not uow.passwords.matches(account.password_hash, password):
        raise Refused("wrong_password")
    return account


@command(ops.change_email, preload=require_password)
def change_email(uow: UnitOfWork, preloaded: Account, new_email: str) -> dict[str, str]:
    """Write to the new address; the old one holds until the new one is confirmed."""
    account = preloaded
    now, address = uow.now(), normalise_email(new_email)
    uow.accounts.change(account.id, {"pending_email": address})
    uow.credentials.cancel_of_account(account.id, ("email_change",), now)
    known = uow.accounts.confirmed(address) is not None
    kind = "already_registered" if known else "email_change"
    request_credential(uow, kind, now, address=address, account_id=account.id)
    return CHECK_YOUR_MAIL


def lock_account(uow: UnitOfWork, account_id: UUID, address: str) -> datetime:
    """Whoever else changes the account or has to do with the address waits; the time after that."""
    return uow.lock_exclusive(f"address:{address}", account_id)


@command(ops.confirm_email_change)
def confirm_email_change(uow: UnitOfWork, actor: Actor, token: str, device: str = "") -> None:
    """The new address is the account's from now on, and the old one hears of it, if it was proven. Sessions other
    than the actor's end: who reads the new address may not be who asked for the change. Refuses: link_expired.
    """
    credential = uow.credentials.of_secret(hash_secret(token), "email_change")
    if credential is None or credential.account_id is None or credential.address is None:
        raise Refused("link_expired")
    now = lock_account(uow, credential.account_id, credential.address)
    before = uow.accounts.find(credential.account_id)
    if uow.credentials.use(hash_secret(token), "email_change", now) is None or before is None:
        raise Refused("link_expired")
    if before.pending_email != credential.address:
        raise Refused("link_expired")
    account = uow.accounts.confirm(before.id, credential.address, now)
    if account is None:
        raise Refused("link_expired")
    uow.credentials.cancel_of_account(before.id, SENT_TO_THE_OLD_ADDRESS, now)
    if before.email_confirmed:
        uow.groups.move_address(before.email, account.email)
        request_credential(
            uow, "email_changed", now, address=before.email, account_id=before.id, device=device
        )
    else:
        uow.publish(EmailConfirmed(account.id, account.version))
        publish_rights_changed(uow, account.id, now, account.version)
    leave_to_its_owner(uow, actor, account.id, account.email, now)
