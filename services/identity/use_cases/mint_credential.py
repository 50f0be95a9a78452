from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from chassis.operations import command
from contracts.identity import internal as ops
from identity.domain.account import Account, name_for_mail
from identity.domain.credential import LIFETIMES, Credential, MailContent, hash_secret, new_secret
from identity.domain.unit_of_work import UnitOfWork
from identity.use_cases.confirm_email import lock_address

CONFIRMATION = "email_confirmation"
UNWANTED = MailContent(wanted=False)


@command(ops.mint_credential)
def mint_credential(
    uow: UnitOfWork, request_id: UUID, kind: str, account_id: UUID | None = None
) -> MailContent:
    """Make the secret of a mail that is about to be sent; made again, it replaces the one before.

    Nothing is wanted when the mail was overtaken: used, expired, cancelled, or of no use any more; nor when it is
    another account's than is named.
    """
    if account_id is not None and kind == CONFIRMATION:
        _remind(uow, request_id, account_id)
    credential, now = uow.credentials.take(request_id), uow.now()
    if credential is None or credential.kind != kind or account_id not in (None, credential.account_id):
        return UNWANTED
    if not credential.is_open(now) or not credential.has_addressee:
        return UNWANTED
    content = content_of(uow, credential, now)
    if content is None:
        return UNWANTED
    secret = new_secret()
    uow.credentials.mint(credential.id, hash_secret(secret), now)
    return replace(
        content,
        secret=secret,
        address=credential.address,
        expires_at=credential.expires_at,
        happened_at=credential.requested_at,
        device=credential.device,
    )


def _remind(uow: UnitOfWork, reminder_id: UUID, account_id: UUID) -> None:
    """Ask for the mail that reminds an account to confirm its address, once (ID-2). Not where several accounts wait for
    the same address: whose contributions its owner would confirm is not known."""
    account = uow.accounts.find(account_id)
    if account is None or account.email_confirmed:
        return
    now = lock_address(uow, account.email)
    waiting = [each.id for each in uow.accounts.unconfirmed(account.email)]
    if uow.credentials.take(reminder_id) is None and waiting == [account.id]:
        ends = now + LIFETIMES[CONFIRMATION]
        reminder = Credential(
            reminder_id, CONFIRMATION, account.id, None, account.email, ends, requested_at=now
        )
        uow.credentials.add(reminder)


def content_of(uow: UnitOfWork, credential: Credential, now: datetime) -> MailContent | None:
    """What its mail says; None when it is of no use any more."""
    return _invitation(uow, credential, now) if credential.invitation_id else _account(uow, credential)


def _invitation(uow: UnitOfWork, credential: Credential, now: datetime) -> MailContent | None:
    invitation = uow.invitations.find(credential.invitation_id) if credential.invitation_id else None
    organisation = uow.organisations.find(invitation.organisation_id) if invitation else None
    if invitation is None or organisation is None or invitation.status(now) != "sent":
        return None
    return MailContent(
        wanted=True,
        language=invitation.language,
        organisation_name=organisation.name,
        organisation_contact=organisation.contact_email,
        role=invitation.role,
    )


def _account(uow: UnitOfWork, credential: Credential) -> MailContent | None:
    account = uow.accounts.find(credential.account_id) if credential.account_id else None
    if account is None or credential.address is None:
        return None
    owner = uow.accounts.confirmed(credential.address)
    if not STILL_OF_USE[credential.kind](account, owner, credential.address):
        return None
    reader = owner or account
    return MailContent(wanted=True, language=reader.language, display_name=name_for_mail(reader.display_name))


# (account that asked, account that confirmed the address, address) -> whether the mail still makes sense.
STILL_OF_USE: dict[str, Callable[[Account, Account | None, str], bool]] = {
    "email_confirmation": lambda account, owner, address: owner is None and account.email == address,
    "already_registered": lambda _account, owner, _address: owner is not None,
    "password_reset": lambda account, _owner, address: account.email == address,
    "magic_link": lambda account, owner, _address: owner is not None and owner.id == account.id,
    "email_change": lambda account, owner, address: owner is None and account.pending_email == address,
    "email_changed": lambda account, owner, _address: owner is None or owner.id == account.id,
    "password_changed": lambda account, owner, _address: owner is None or owner.id == account.id,
}
