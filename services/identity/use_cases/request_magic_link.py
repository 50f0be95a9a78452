from identity.domain.account import normalise_email
from identity.domain.desk import Desk
from identity.use_cases.request_credential import request_credential


def request_magic_link(desk: Desk, email: str) -> None:
    """Only for a confirmed address: else who opened an account with someone's address would share it with
    them.
    """
    account = desk.accounts.confirmed(normalise_email(email))
    request_credential(
        desk,
        "magic_link",
        desk.now(),
        address=account.email if account else None,
        account_id=account.id if account else None,
    )
