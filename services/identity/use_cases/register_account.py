import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from chassis.operations import BeforeTransaction, command
from contracts.identity import accounts as ops
from contracts.refused import Refused
from identity import views
from identity.domain.account import (
    PASSWORD_LEAST,
    Account,
    checked_details,
    complaints_of_details,
    normalise_email,
)
from identity.domain.consent import TERMS, Consent
from identity.domain.events import AccountRegistered, ConsentDecided
from identity.domain.ports import Passwords
from identity.domain.session import SignedIn
from identity.domain.unit_of_work import UnitOfWork
from identity.use_cases.confirm_email import lock_address
from identity.use_cases.open_session import open_session
from identity.use_cases.record_attempts import record_attempt_with_address
from identity.use_cases.request_credential import request_credential


@dataclass(frozen=True)
class Registration:
    """What was worked out before the transaction: the account opened by the same key before; or a password hash, and
    the unconfirmed account of the same address and password, which is opened once more instead of a second one.
    """

    earlier: Account | None = None
    password_hash: str = ""
    pending: Account | None = None


def registration_key(key: str | None) -> bytes | None:
    return hashlib.sha256(f"register:{key}".encode()).digest() if key else None


def complaints_of_registration(
    before: BeforeTransaction[UnitOfWork], fields: dict[str, Any]
) -> dict[str, list[str]]:
    """What is wrong with the fields that are there."""
    with before.snapshot() as uow:
        complaints = complaints_of_details(fields, uow.now().date())
    if not fields.get("terms_accepted", True):
        complaints["terms_accepted"] = ["not_accepted"]
    if "password" in fields:
        about_owner = [fields[name] for name in ("email", "display_name") if name in fields]
        complaints["password"] = complaints_of_password(uow.passwords, fields["password"], *about_owner)
    return {name: codes for name, codes in complaints.items() if codes}


def complaints_of_password(passwords: Passwords, password: str, *about_owner: str) -> list[str]:
    if len(password) < PASSWORD_LEAST:
        return [f"password_too_short:{PASSWORD_LEAST}"]
    return [] if passwords.is_strong(password, about_owner) else ["password_too_weak"]


def require_strong(passwords: Passwords, password: str, *about_owner: str, field: str = "password") -> None:
    complaints = complaints_of_password(passwords, password, *about_owner)
    if complaints:
        raise Refused(fields={field: complaints})


def require_same_person(account: Account, email: str, password: str, passwords: Passwords) -> Registration:
    """The account a key opened before, for who knows its password. Refuses: idempotency_key_reused."""
    same = account.email == normalise_email(email)
    if not (passwords.matches(account.password_hash, password) and same):
        raise Refused("idempotency_key_reused")
    return Registration(earlier=account)


def prepare_registration(
    before: BeforeTransaction[UnitOfWork],
    email: str,
    password: str,
    key: str | None,
    client_address: str | None,
) -> Registration:
    """The same password work whatever is known of the address, unless the key opened an account before.

    Refuses: too_many_attempts, idempotency_key_reused.
    """
    record_attempt_with_address(before, "register", email, client_address)
    hashed_key = registration_key(key)
    with before.snapshot() as uow:
        earlier = uow.accounts.of_registration(hashed_key) if hashed_key else None
        newest = next(iter(uow.accounts.unconfirmed(normalise_email(email))), None)
    if earlier is not None:
        return require_same_person(earlier, email, password, uow.passwords)
    same = uow.passwords.matches(newest.password_hash if newest else None, password)
    return Registration(None, uow.passwords.hash(password), newest if same else None)


@command(
    ops.register_account,
    preload=prepare_registration,
    complaints=complaints_of_registration,
    view=views.session,
)
def register_account(
    uow: UnitOfWork, request: Mapping[str, Any], key: str | None, preloaded: Registration
) -> SignedIn:
    """Open an unconfirmed account and a session, whoever else says the address is theirs.

    If someone has confirmed the address the mail says so and confirms nothing; the answer is the same. The last to
    register with an unconfirmed address is meant by it: links sent for others are void, and what others wrote is
    never published in the name of who confirms. The same password is the same person: one account.
    """
    now = lock_address(uow, normalise_email(request["email"]))
    if preloaded.earlier is not None:
        return open_session(uow, preloaded.earlier, request["device"], now)
    account = _opened_again(uow, request, preloaded, now) or _opened(uow, request, key, preloaded, now)
    if account is None:
        return _met_a_twin(uow, request, key, now)
    known = uow.accounts.confirmed(account.email) is not None
    kind = "already_registered" if known else "email_confirmation"
    uow.consents.log(
        Consent(account.id, TERMS, granted=True, text_version=request["terms_version"], decided_at=now)
    )
    uow.publish(ConsentDecided(account.id, TERMS, granted=True, version=account.version))
    uow.credentials.cancel_rivals(account.email, account.id, "email_confirmation", now)
    request_credential(uow, kind, now, address=account.email, account_id=account.id)
    return open_session(uow, account, request["device"], now)


def _opened(
    uow: UnitOfWork, request: Mapping[str, Any], key: str | None, preloaded: Registration, now: datetime
) -> Account | None:
    account = _account(request, preloaded.password_hash, now)
    if not uow.accounts.add(account, registration_key(key)):
        return None
    uow.publish(AccountRegistered(account.id, account.version))
    return account


def _opened_again(
    uow: UnitOfWork, request: Mapping[str, Any], preloaded: Registration, now: datetime
) -> Account | None:
    """The account that waits for confirmation already, with what is said of it now."""
    account = uow.accounts.find(preloaded.pending.id) if preloaded.pending else None
    if account is None or preloaded.pending is None or account.email_confirmed:
        return None
    if account.password_hash != preloaded.pending.password_hash:
        return None
    details = {name: request[name] for name in ("display_name", "language", "birth_on", "postcode")}
    return uow.accounts.change(account.id, checked_details(details, now.date()))


def _account(request: Mapping[str, Any], password_hash: str, now: datetime) -> Account:
    details = checked_details({name: request[name] for name in ("birth_on", "postcode")}, now.date())
    return Account(
        id=uuid4(),
        email=normalise_email(request["email"]),
        email_confirmed_at=None,
        pending_email=None,
        display_name=request["display_name"],
        language=request["language"],
        password_hash=password_hash,
        created_at=now,
        **details,
    )


def _met_a_twin(uow: UnitOfWork, request: Mapping[str, Any], key: str | None, now: datetime) -> SignedIn:
    """The same request opened the account a moment ago."""
    account = uow.accounts.of_registration(registration_key(key) or b"")
    if account is None:
        raise Refused("unavailable")
    require_same_person(account, request["email"], request["password"], uow.passwords)
    return open_session(uow, account, request["device"], now)
