from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from identity.domain.account import Account, normalise_email
from identity.domain.events import AccountRegistered, EmailConfirmed
from identity.domain.grant import Grant
from identity.domain.unit_of_work import UnitOfWork
from identity.use_cases.roles import give


@dataclass(frozen=True)
class Appointee:
    """Who is to have a role everywhere. The hash serves only if the address has no confirmed account yet."""

    email: str
    display_name: str
    language: str
    password_hash: str


def appoint(uow: UnitOfWork, appointee: Appointee, role: str) -> Account:
    """Give a role of the platform to the account of an address, opened and confirmed if there is none.

    Done again it changes nothing. For the operator of the platform alone: no operation gives such a role.
    """
    email = normalise_email(appointee.email)
    now = uow.lock_exclusive(f"appoint:{email}")
    account = uow.accounts.confirmed(email) or _open(uow, appointee, email, now)
    give(uow, None, account.id, Grant(role), now)
    return account


def _open(uow: UnitOfWork, appointee: Appointee, email: str, now: datetime) -> Account:
    account = Account(
        id=uuid4(),
        email=email,
        email_confirmed_at=now,
        pending_email=None,
        display_name=appointee.display_name,
        language=appointee.language,
        birth_on=None,
        postcode=None,
        password_hash=appointee.password_hash,
        created_at=now,
    )
    uow.accounts.add(account, None)
    uow.publish(AccountRegistered(account.id, account.version))
    uow.publish(EmailConfirmed(account.id, account.version))
    return account
