from contracts.refused import Refused
from identity.domain.credential import hash_secret
from identity.domain.desk import Desk
from identity.domain.session import SignedIn
from identity.use_cases.open_session import open_session
from identity.use_cases.sign_in import still_same


def sign_in_by_link(desk: Desk, secret: str, device: str) -> SignedIn:
    """Refuses: link_expired."""
    now = desk.now()
    credential = desk.credentials.use(hash_secret(secret), "magic_link", now)
    account = still_same(desk, credential.account_id) if credential and credential.account_id else None
    if credential is None or account is None:
        raise Refused("link_expired")
    if not account.email_confirmed or account.email != credential.address:
        raise Refused("link_expired")
    return open_session(desk, account, device, now)
