from uuid import UUID

from contracts.refused import Refused
from identity.domain.account import Account, normalise_email
from identity.domain.ports import Passwords
from identity.domain.session import SignedIn
from identity.domain.unit_of_work import UnitOfWork
from identity.use_cases.open_session import open_session


def recognise(account: Account | None, password: str, passwords: Passwords) -> Account:
    """The account, if this is its password. One check whatever is known. Refuses: wrong_credentials."""
    matches = passwords.matches(account.password_hash if account else None, password)
    if account is None or not matches:
        raise Refused("wrong_credentials")
    return account


def sign_in(uow: UnitOfWork, recognised: Account, attempts: tuple[int, ...], device: str) -> SignedIn:
    """Open a session of the account that was recognised. Refuses: wrong_credentials when it changed
    meanwhile.
    """
    account, now = still_same(uow, recognised.id), uow.now()
    if account is None or account.password_hash != recognised.password_hash:
        raise Refused("wrong_credentials")
    uow.attempts.forget(attempts)  # only failures make people wait
    return open_session(uow, account, device, now)


def still_same(uow: UnitOfWork, account_id: UUID) -> Account | None:
    """The account, while nobody else changes its password."""
    uow.lock_exclusive(account_id)
    return uow.accounts.find(account_id)


def candidate(uow: UnitOfWork, email: str) -> Account | None:
    """Whose password is to be tried."""
    return uow.accounts.for_sign_in(normalise_email(email))
