from chassis.operations import command
from contracts.identity import sessions as ops
from contracts.refused import Refused
from identity import views
from identity.domain.credential import hash_secret
from identity.domain.session import SignedIn
from identity.domain.unit_of_work import UnitOfWork
from identity.use_cases.open_session import open_session
from identity.use_cases.sign_in import get_locked_account


@command(ops.sign_in_by_link, view=views.session_of_browser)
def sign_in_by_link(uow: UnitOfWork, token: str, device: str) -> SignedIn:
    """Refuses: link_expired."""
    now = uow.now()
    credential = uow.credentials.use(hash_secret(token), "magic_link", now)
    account = get_locked_account(uow, credential.account_id) if credential and credential.account_id else None
    if credential is None or account is None:
        raise Refused("link_expired")
    if not account.email_confirmed or account.email != credential.address:
        raise Refused("link_expired")
    return open_session(uow, account, device, now)
