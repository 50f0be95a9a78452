from chassis.operations import command
from contracts.identity import sessions as ops
from identity.domain.account import normalise_email
from identity.domain.unit_of_work import UnitOfWork
from identity.use_cases.record_attempts import record_mail
from identity.use_cases.request_credential import CHECK_YOUR_MAIL, request_credential


@command(ops.request_magic_link, preload=record_mail)
def request_magic_link(uow: UnitOfWork, email: str) -> dict[str, str]:
    """Only for a confirmed address: else who opened an account with someone's address would share it with
    them.
    """
    account = uow.accounts.confirmed(normalise_email(email))
    request_credential(
        uow,
        "magic_link",
        uow.now(),
        address=account.email if account else None,
        account_id=account.id if account else None,
    )
    return CHECK_YOUR_MAIL
