from datetime import datetime
from uuid import UUID

from contracts.refused import Refused
from identity.domain.credential import hash_secret
from identity.domain.desk import Desk
from identity.domain.events import EmailConfirmed
from identity.use_cases.access import tell_rights_changed


def confirm_email(desk: Desk, secret: str) -> None:
    """Refuses: link_expired, also when another account confirmed the address meanwhile."""
    now = desk.now()
    credential = desk.credentials.use(hash_secret(secret), "email_confirmation", now)
    if credential is None or credential.account_id is None or credential.address is None:
        raise Refused("link_expired")
    confirm_address(desk, credential.account_id, credential.address, now, otherwise="link_expired")


def confirm_address(desk: Desk, account_id: UUID, address: str, now: datetime, otherwise: str) -> None:
    """The account's address is proven by a secret sent there. Refuses `otherwise` when it is not its
    address.
    """
    account = desk.accounts.find(account_id)
    if account is None or account.email != address:
        raise Refused(otherwise)
    if account.email_confirmed:
        return
    confirmed = desk.accounts.confirm(account_id, address, now)
    if confirmed is None:
        raise Refused(otherwise)
    desk.credentials.cancel_of_account(account_id, ("email_confirmation",), now)
    desk.tell(EmailConfirmed(account_id, confirmed.version))
    tell_rights_changed(desk, account_id, now, confirmed.version)
