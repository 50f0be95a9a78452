from uuid import UUID

from contracts.refused import Refused
from identity.domain.account import Account, normalise_email
from identity.domain.desk import Desk
from identity.domain.ports import Passwords
from identity.domain.session import SignedIn
from identity.use_cases.open_session import open_session


def recognise(account: Account | None, password: str, passwords: Passwords) -> Account:
    """The account, if this is its password. One check whatever is known. Refuses: wrong_credentials."""
    matches = passwords.matches(account.password_hash if account else None, password)
    if account is None or not matches:
        raise Refused("wrong_credentials")
    return account


def sign_in(desk: Desk, recognised: Account, attempts: tuple[int, ...], device: str) -> SignedIn:
    """Open a session of the account that was recognised. Refuses: wrong_credentials when it changed
    meanwhile.
    """
    account, now = still_same(desk, recognised.id), desk.now()
    if account is None or account.password_hash != recognised.password_hash:
        raise Refused("wrong_credentials")
    desk.attempts.forget(attempts)  # only failures make people wait
    return open_session(desk, account, device, now)


def still_same(desk: Desk, account_id: UUID) -> Account | None:
    """The account, while nobody else changes its password."""
    desk.lock_exclusive(account_id)
    return desk.accounts.find(account_id)


def candidate(desk: Desk, email: str) -> Account | None:
    """Whose password is to be tried."""
    return desk.accounts.for_sign_in(normalise_email(email))
