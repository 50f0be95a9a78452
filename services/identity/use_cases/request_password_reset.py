from chassis.operations import command
from contracts.identity import accounts as ops
from identity.domain.account import normalise_email
from identity.domain.unit_of_work import UnitOfWork
from identity.use_cases.record_attempts import record_mail
from identity.use_cases.request_credential import CHECK_YOUR_MAIL, request_credential


@command(ops.request_password_reset, preload=record_mail)
def request_password_reset(uow: UnitOfWork, email: str) -> dict[str, str]:
    """Ask for the mail, if the address is someone's. The same is done and answered if it is nobody's."""
    account = uow.accounts.for_sign_in(normalise_email(email))
    request_credential(
        uow,
        "password_reset",
        uow.now(),
        address=account.email if account else None,
        account_id=account.id if account else None,
    )
    return CHECK_YOUR_MAIL
