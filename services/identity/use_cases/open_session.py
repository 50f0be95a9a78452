from datetime import datetime
from uuid import uuid4

from identity.domain.account import Account
from identity.domain.credential import hash_secret, new_secret
from identity.domain.session import Session, SignedIn
from identity.domain.unit_of_work import UnitOfWork
from identity.use_cases.access import profile_of


def open_session(uow: UnitOfWork, account: Account, device: str, now: datetime) -> SignedIn:
    """A new session; its refresh token is in the answer and nowhere else."""
    session = Session(uuid4(), account.id, device, started_at=now, last_used_at=now)
    token = new_secret()
    uow.sessions.add(session, hash_secret(token))
    return SignedIn(session, token, profile_of(uow, account))
