from datetime import datetime
from uuid import uuid4

from contracts.refused import Refused
from identity.domain.account import Account
from identity.domain.credential import LIFETIMES, Credential, hash_secret, new_secret
from identity.domain.desk import Desk
from identity.domain.events import SessionEnded
from identity.use_cases.change_email import SENT_TO_THE_OLD_ADDRESS, lock_account


def take_back_account(desk: Desk, secret: str, password_hash: str) -> str:
    """The account has the address again that heard of the change, no session, and the password of `password_hash`,
    which nobody knows. Answers a secret that chooses the next one.

    Links to take it back that were sent after this one are void: whoever changed the address twice reads them.
    Those sent before are not. Refuses: link_expired, also when another account confirmed the address meanwhile.
    """
    found = desk.credentials.of_secret(hash_secret(secret), "email_changed")
    if found is None or found.account_id is None or found.address is None or found.requested_at is None:
        raise Refused("link_expired")
    now = lock_account(desk, found.account_id, found.address)
    before = desk.accounts.find(found.account_id)
    if desk.credentials.use(hash_secret(secret), "email_changed", now) is None or before is None:
        raise Refused("link_expired")
    desk.credentials.cancel_of_account(before.id, (*SENT_TO_THE_OLD_ADDRESS, "password_changed"), now)
    desk.credentials.cancel_since(before.id, "email_changed", found.requested_at, now)
    account = desk.accounts.confirm(before.id, found.address, now)
    if account is None:
        raise Refused("link_expired")
    desk.groups.move_address(before.email, account.email)
    changed = desk.accounts.change(account.id, {"password_hash": password_hash})
    desk.sessions.end_all(account.id, now)
    desk.tell(SessionEnded(account.id, None, changed.version))
    return _secret_for_a_password(desk, account, now)


def _secret_for_a_password(desk: Desk, account: Account, now: datetime) -> str:
    """Handed over at once, so no mail is asked for."""
    secret, expires_at = new_secret(), now + LIFETIMES["password_reset"]
    credential = Credential(
        uuid4(), "password_reset", account.id, None, account.email, expires_at, requested_at=now
    )
    desk.credentials.add(credential)
    desk.credentials.mint(credential.id, hash_secret(secret), now)
    return secret
