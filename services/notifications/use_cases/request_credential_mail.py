"""Queue a mail that carries a secret."""

from datetime import datetime
from uuid import UUID

from notifications.domain.message import new_message
from notifications.domain.unit_of_work import UnitOfWork


def request_credential_mail(uow: UnitOfWork, request_id: UUID, kind: str, expires_at: datetime) -> None:
    """Someone asked for a mail of `kind`. Its secret is made when it is sent, not after `expires_at`."""
    message = new_message(
        f"credential:{request_id}", kind, credential_request_id=request_id, useless_after=expires_at
    )
    uow.messages.add([message])
