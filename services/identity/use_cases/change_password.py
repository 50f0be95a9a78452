from dataclasses import dataclass

from chassis.actor import Actor
from chassis.operations import BeforeTransaction, command
from contracts.identity import accounts as ops
from contracts.refused import Refused
from identity.domain.account import Account
from identity.domain.unit_of_work import UnitOfWork
from identity.use_cases.access import get_own_account
from identity.use_cases.end_session import end_other_sessions
from identity.use_cases.record_attempts import record_attempt
from identity.use_cases.register_account import require_strong
from identity.use_cases.request_credential import request_credential
from identity.use_cases.sign_in import get_locked_account


@dataclass(frozen=True)
class NewPassword:
    """The account as it was, and what its hash becomes (None: it is that already)."""

    account: Account
    password_hash: str | None


def hash_new_password(
    before: BeforeTransaction[UnitOfWork], actor: Actor, current_password: str, new_password: str
) -> NewPassword:
    """Refuses: token_invalid, too_many_attempts, wrong_password, invalid_input."""
    with before.snapshot() as uow:
        account = get_own_account(uow, actor)
    record_attempt(before, password_account=str(account.id))
    if not uow.passwords.matches(account.password_hash, current_password):
        if uow.passwords.matches(account.password_hash, new_password):
            return NewPassword(account, None)  # a retry of what was done
        raise Refused("wrong_password")
    require_strong(uow.passwords, new_password, account.email, account.display_name, field="new_password")
    return NewPassword(account, uow.passwords.hash(new_password))


@command(ops.change_password, preload=hash_new_password)
def change_password(uow: UnitOfWork, actor: Actor, preloaded: NewPassword, device: str) -> None:
    """Set the password, end the other sessions and tell the owner, if the address is proven to be theirs.

    Refuses: wrong_password when it was changed meanwhile.
    """
    if preloaded.password_hash is None:
        return
    account, now = get_locked_account(uow, preloaded.account.id), uow.now()
    if account is None or account.password_hash != preloaded.account.password_hash:
        raise Refused("wrong_password")
    uow.accounts.change(account.id, {"password_hash": preloaded.password_hash})
    uow.credentials.cancel_of_account(account.id, ("password_reset", "magic_link", "email_change"), now)
    end_other_sessions(uow, account.id, actor.session_id, now)
    if account.email_confirmed:
        request_credential(
            uow, "password_changed", now, address=account.email, account_id=account.id, device=device
        )
