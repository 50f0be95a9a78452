from chassis.actor import Actor
from chassis.operations import BeforeTransaction, command
from contracts.identity import accounts as ops
from identity.domain.unit_of_work import UnitOfWork
from identity.use_cases.access import get_own_account
from identity.use_cases.confirm_email import lock_address
from identity.use_cases.record_attempts import record_mail
from identity.use_cases.request_credential import CHECK_YOUR_MAIL, request_credential


def record_mail_to_me(
    before: BeforeTransaction[UnitOfWork], actor: Actor, client_address: str | None
) -> None:
    with before.snapshot() as uow:
        account = get_own_account(uow, actor)
    record_mail(before, account.email, client_address)


@command(ops.resend_confirmation, preload=record_mail_to_me)
def resend_confirmation(uow: UnitOfWork, actor: Actor) -> dict[str, str]:
    """Send the confirmation mail once more, unless the address is confirmed already. Links sent for other accounts
    that say the address is theirs are void: the last who asked is meant. Refuses: token_invalid.
    """
    account = get_own_account(uow, actor)
    if account.email_confirmed:
        return CHECK_YOUR_MAIL
    known = uow.accounts.confirmed(account.email) is not None
    kind = "already_registered" if known else "email_confirmation"
    now = lock_address(uow, account.email)
    uow.credentials.cancel_rivals(account.email, account.id, "email_confirmation", now)
    request_credential(uow, kind, now, address=account.email, account_id=account.id)
    return CHECK_YOUR_MAIL
