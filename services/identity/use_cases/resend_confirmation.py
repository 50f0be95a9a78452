from chassis.actor import Actor
from identity.domain.desk import Desk
from identity.use_cases.access import me
from identity.use_cases.request_credential import request_credential


def resend_confirmation(desk: Desk, actor: Actor) -> None:
    """Send the confirmation mail once more, unless the address is confirmed already. Refuses:
    token_invalid.
    """
    account = me(desk, actor)
    if account.email_confirmed:
        return
    known = desk.accounts.confirmed(account.email) is not None
    kind = "already_registered" if known else "email_confirmation"
    request_credential(desk, kind, desk.now(), address=account.email, account_id=account.id)
