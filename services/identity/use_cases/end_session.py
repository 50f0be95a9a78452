from datetime import datetime
from uuid import UUID

from chassis.actor import Actor
from contracts.refused import Refused
from identity.domain.desk import Desk
from identity.domain.events import SessionEnded
from identity.use_cases.access import me


def sign_out(desk: Desk, actor: Actor) -> None:
    """End the session in use; one that has ended already is as it should be."""
    if actor.id is not None and actor.session_id is not None:
        _end(desk, actor.id, actor.session_id, desk.now())


def end_session(desk: Desk, actor: Actor, session_id: UUID) -> None:
    """End one of one's sessions. Refuses: not_found (also when it is someone else's), token_invalid."""
    account = me(desk, actor)
    if not _end(desk, account.id, session_id, desk.now()):
        raise Refused("not_found")


def end_other_sessions(desk: Desk, account_id: UUID, but: UUID | None, now: datetime) -> None:
    """End all sessions of an account but one."""
    for session_id in desk.sessions.end_all(account_id, now, but):
        desk.tell(SessionEnded(account_id, session_id, desk.accounts.touch(account_id)))


def _end(desk: Desk, account_id: UUID, session_id: UUID, now: datetime) -> bool:
    ended = desk.sessions.end(account_id, session_id, now)
    if ended:
        desk.tell(SessionEnded(account_id, session_id, desk.accounts.touch(account_id)))
    return ended
