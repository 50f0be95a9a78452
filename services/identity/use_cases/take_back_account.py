from datetime import datetime
from uuid import uuid4

from chassis.operations import BeforeTransaction, command
from contracts.identity import accounts as ops
from contracts.refused import Refused
from identity.domain.account import Account
from identity.domain.credential import LIFETIMES, Credential, hash_secret, new_secret
from identity.domain.events import SessionEnded
from identity.domain.unit_of_work import UnitOfWork
from identity.use_cases.change_email import SENT_TO_THE_OLD_ADDRESS, lock_account
from identity.use_cases.check_link import check_link


def hash_of_nothing_known(before: BeforeTransaction[UnitOfWork], token: str) -> str:
    """A hash of what nobody knows; not for who has no secret, since it takes a while. Refuses: link_expired."""
    with before.snapshot() as uow:
        check_link(uow, "email_changed", token)
    return uow.passwords.hash(new_secret())


@command(ops.take_back_account, preload=hash_of_nothing_known)
def take_back_account(uow: UnitOfWork, token: str, preloaded: str) -> dict[str, str]:
    """The account has the address again that heard of the change, no session, and a password that nobody knows
    (`preloaded` is its hash). Answers a secret that chooses the next one.

    Links to take it back that were sent after this one are void: whoever changed the address twice reads them.
    Those sent before are not. Refuses: link_expired, also when another account confirmed the address meanwhile.
    """
    credential = uow.credentials.of_secret(hash_secret(token), "email_changed")
    if (
        credential is None
        or credential.account_id is None
        or credential.address is None
        or credential.requested_at is None
    ):
        raise Refused("link_expired")
    now = lock_account(uow, credential.account_id, credential.address)
    before = uow.accounts.find(credential.account_id)
    if uow.credentials.use(hash_secret(token), "email_changed", now) is None or before is None:
        raise Refused("link_expired")
    uow.credentials.cancel_of_account(before.id, (*SENT_TO_THE_OLD_ADDRESS, "password_changed"), now)
    uow.credentials.cancel_since(before.id, "email_changed", credential.requested_at, now)
    account = uow.accounts.confirm(before.id, credential.address, now)
    if account is None:
        raise Refused("link_expired")
    uow.groups.move_address(before.email, account.email)
    changed = uow.accounts.change(account.id, {"password_hash": preloaded})
    uow.sessions.end_all(account.id, now)
    uow.publish(SessionEnded(account.id, None, changed.version))
    return {"password_token": _secret_for_a_password(uow, account, now)}


def _secret_for_a_password(uow: UnitOfWork, account: Account, now: datetime) -> str:
    """Handed over at once, so no mail is asked for."""
    secret, expires_at = new_secret(), now + LIFETIMES["password_reset"]
    credential = Credential(
        uuid4(), "password_reset", account.id, None, account.email, expires_at, requested_at=now
    )
    uow.credentials.add(credential)
    uow.credentials.mint(credential.id, hash_secret(secret), now)
    return secret
