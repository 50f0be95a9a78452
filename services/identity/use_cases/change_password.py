from dataclasses import dataclass

from chassis.actor import Actor
from contracts.refused import Refused
from identity.domain.account import Account
from identity.domain.ports import Passwords
from identity.domain.unit_of_work import UnitOfWork
from identity.use_cases.end_session import end_other_sessions
from identity.use_cases.register_account import require_strong
from identity.use_cases.request_credential import request_credential
from identity.use_cases.sign_in import still_same


@dataclass(frozen=True)
class NewPassword:
    """What the hash was, and what it becomes (None: it is that already)."""

    before: str
    after: str | None


def new_password(account: Account, current: str, new: str, passwords: Passwords) -> NewPassword:
    """Refuses: wrong_password, invalid_input."""
    if not passwords.matches(account.password_hash, current):
        if passwords.matches(account.password_hash, new):
            return NewPassword(account.password_hash, None)  # a retry of what was done
        raise Refused("wrong_password")
    require_strong(passwords, new, account.email, account.display_name, field="new_password")
    return NewPassword(account.password_hash, passwords.hash(new))


def change_password(
    uow: UnitOfWork, actor: Actor, account: Account, new: NewPassword, device: str = ""
) -> None:
    """Set the password, end the other sessions and tell the owner, if the address is proven to be theirs.

    Refuses: wrong_password when it was changed meanwhile.
    """
    if new.after is None:
        return
    found, now = still_same(uow, account.id), uow.now()
    if found is None or found.password_hash != new.before:
        raise Refused("wrong_password")
    uow.accounts.change(account.id, {"password_hash": new.after})
    uow.credentials.cancel_of_account(account.id, ("password_reset", "magic_link", "email_change"), now)
    end_other_sessions(uow, account.id, actor.session_id, now)
    if found.email_confirmed:
        request_credential(
            uow, "password_changed", now, address=found.email, account_id=found.id, device=device
        )
