from dataclasses import dataclass
from datetime import datetime, timedelta

from chassis.operations import BeforeTransaction, command
from contracts.identity import accounts as ops
from contracts.refused import Refused
from identity.domain.account import Account
from identity.domain.credential import Credential, hash_secret
from identity.domain.events import SessionEnded
from identity.domain.unit_of_work import UnitOfWork
from identity.use_cases.register_account import require_strong
from identity.use_cases.request_credential import request_credential
from identity.use_cases.sign_in import get_locked_account

RETRY = timedelta(minutes=10)


@dataclass(frozen=True)
class Target:
    """Whose password a secret may set; `again` when it just did, so that a retry can be told apart."""

    account: Account
    again: bool


def hash_new_password(before: BeforeTransaction[UnitOfWork], token: str, password: str) -> str | None:
    """The hash to store; None when a retry asks for what was done. Refuses: link_expired, invalid_input."""
    with before.snapshot() as uow:
        target = target_of(uow, token)
    account, passwords = target.account, uow.passwords
    if target.again:
        if not passwords.matches(account.password_hash, password):
            raise Refused("link_expired")
        return None
    require_strong(passwords, password, account.email, account.display_name)
    return passwords.hash(password)


def target_of(uow: UnitOfWork, token: str) -> Target:
    """Refuses: link_expired."""
    now = uow.now()
    credential = uow.credentials.of_secret(hash_secret(token), "password_reset")
    account = uow.accounts.find(credential.account_id) if credential and credential.account_id else None
    if credential is None or account is None:
        raise Refused("link_expired")
    again = used_lately(credential, now)
    if not (credential.is_open(now) or again):
        raise Refused("link_expired")
    return Target(account, again)


def used_lately(credential: Credential, now: datetime) -> bool:
    return credential.used_at is not None and now < credential.used_at + RETRY


@command(ops.reset_password, preload=hash_new_password)
def reset_password(uow: UnitOfWork, token: str, preloaded: str | None, device: str = "") -> None:
    """Set the password, end every session and tell the owner. Refuses: link_expired.

    The address of an unconfirmed account stays unconfirmed: what was written in it before is perhaps
    someone else's.
    """
    if preloaded is None:
        return
    now = uow.now()
    credential = uow.credentials.use(hash_secret(token), "password_reset", now)
    account = get_locked_account(uow, credential.account_id) if credential and credential.account_id else None
    if credential is None or account is None or account.email != credential.address:
        raise Refused("link_expired")
    changed = uow.accounts.change(account.id, {"password_hash": preloaded})
    uow.credentials.cancel_of_account(account.id, ("password_reset", "magic_link", "email_change"), now)
    uow.sessions.end_all(account.id, now)
    uow.publish(SessionEnded(account.id, None, changed.version))
    request_credential(
        uow, "password_changed", now, address=account.email, account_id=account.id, device=device
    )
