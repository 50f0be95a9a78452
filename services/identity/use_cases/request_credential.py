from datetime import datetime
from uuid import UUID, uuid4

from identity.domain.account import device_for_mail
from identity.domain.credential import LIFETIMES, Credential
from identity.domain.events import CredentialMailRequested
from identity.domain.unit_of_work import UnitOfWork

CHECK_YOUR_MAIL = {"status": "check_your_mail"}  # what everyone is answered who asks for a mail


def request_credential(
    uow: UnitOfWork,
    kind: str,
    now: datetime,
    *,
    address: str | None,
    account_id: UUID | None = None,
    invitation_id: UUID | None = None,
    device: str | None = None,
) -> Credential:
    """Ask for a mail with a secret, which is made when the mail is sent.

    Without an account the row and the fact are written all the same, so that an unknown address costs what
    a known one does; whoever sends then learns that nothing is wanted.
    """
    credential = Credential(
        uuid4(),
        kind,
        account_id,
        invitation_id,
        address,
        now + LIFETIMES[kind],
        requested_at=now,
        device=device_for_mail(device or ""),
    )
    uow.credentials.add(credential)
    uow.publish(CredentialMailRequested(credential.id, kind, credential.expires_at))
    return credential
