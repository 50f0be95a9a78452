from identity.domain.account import normalise_email
from identity.domain.desk import Desk
from identity.use_cases.request_credential import request_credential


def request_password_reset(desk: Desk, email: str) -> None:
    """Ask for the mail, if the address is someone's. The same is done and answered if it is nobody's."""
    account = desk.accounts.for_sign_in(normalise_email(email))
    request_credential(
        desk,
        "password_reset",
        desk.now(),
        address=account.email if account else None,
        account_id=account.id if account else None,
    )
