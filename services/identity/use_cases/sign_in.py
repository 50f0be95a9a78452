from functools import partial
from uuid import UUID

from chassis.operations import BeforeTransaction, command
from contracts.identity import sessions as ops
from contracts.refused import Refused
from identity import views
from identity.domain.account import Account, normalise_email
from identity.domain.keyed_hash import keyed_hash, number_of_browser
from identity.domain.ports import Passwords
from identity.domain.session import SignedIn
from identity.domain.unit_of_work import UnitOfWork
from identity.use_cases.open_session import open_session
from identity.use_cases.record_attempts import record_attempt, record_attempt_with_address


def try_password(
    before: BeforeTransaction[UnitOfWork],
    email: str,
    password: str,
    known_browser: str | None,
    client_address: str | None,
) -> tuple[Account, tuple[int, ...]]:
    """Whose password it is, and the numbers of this try. Refuses: too_many_attempts, wrong_credentials.

    The same statements and one password check, whether the address is known or not. A browser that signed in before
    is counted by itself, whatever others try.
    """
    address, hashed = normalise_email(email), partial(keyed_hash, before.config.text("SECRET_KEY"))
    browser = number_of_browser(known_browser, address, hashed)
    if browser:
        attempts = record_attempt(before, sign_in_browser=browser)
    else:
        attempts = record_attempt_with_address(before, "sign_in", address, client_address)
    with before.snapshot() as uow:
        account = uow.accounts.for_sign_in(address)
    return recognise(account, password, uow.passwords), attempts


def recognise(account: Account | None, password: str, passwords: Passwords) -> Account:
    """The account, if this is its password. One check whatever is known. Refuses: wrong_credentials."""
    matches = passwords.matches(account.password_hash if account else None, password)
    if account is None or not matches:
        raise Refused("wrong_credentials")
    return account


@command(ops.sign_in, preload=try_password, view=views.session_of_browser)
def sign_in(uow: UnitOfWork, preloaded: tuple[Account, tuple[int, ...]], device: str) -> SignedIn:
    """Open a session of the account that was recognised. Refuses: wrong_credentials when it changed
    meanwhile.
    """
    recognised, attempts = preloaded
    account, now = get_locked_account(uow, recognised.id), uow.now()
    if account is None or account.password_hash != recognised.password_hash:
        raise Refused("wrong_credentials")
    uow.attempts.forget(attempts)  # only failures make people wait
    return open_session(uow, account, device, now)


def get_locked_account(uow: UnitOfWork, account_id: UUID) -> Account | None:
    """The account, while nobody else changes its password."""
    uow.lock_exclusive(account_id)
    return uow.accounts.find(account_id)
