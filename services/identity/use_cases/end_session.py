from datetime import datetime
from uuid import UUID

from chassis.actor import Actor
from chassis.operations import command
from contracts.identity import sessions as ops
from contracts.refused import Refused
from identity.domain.events import SessionEnded
from identity.domain.unit_of_work import UnitOfWork
from identity.use_cases.access import get_own_account


@command(ops.sign_out)
def sign_out(uow: UnitOfWork, actor: Actor) -> None:
    """End the session in use; one that has ended already is as it should be."""
    if actor.id is not None and actor.session_id is not None:
        _end(uow, actor.id, actor.session_id, uow.now())


@command(ops.end_session)
def end_session(uow: UnitOfWork, actor: Actor, session_id: UUID) -> None:
    """End one of one's sessions. Refuses: not_found (also when it is someone else's), token_invalid."""
    account = get_own_account(uow, actor)
    if not _end(uow, account.id, session_id, uow.now()):
        raise Refused("not_found")


def end_other_sessions(uow: UnitOfWork, account_id: UUID, but: UUID | None, now: datetime) -> None:
    """End all sessions of an account but one."""
    for session_id in uow.sessions.end_all(account_id, now, but):
        uow.publish(SessionEnded(account_id, session_id, uow.accounts.touch(account_id)))


def _end(uow: UnitOfWork, account_id: UUID, session_id: UUID, now: datetime) -> bool:
    ended = uow.sessions.end(account_id, session_id, now)
    if ended:
        uow.publish(SessionEnded(account_id, session_id, uow.accounts.touch(account_id)))
    return ended
