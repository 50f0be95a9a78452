from typing import Any
from uuid import UUID

from chassis.actor import Actor
from chassis.operations import query
from chassis.pages import Order, moment
from contracts.identity import sessions as ops
from identity.domain.unit_of_work import UnitOfWork
from identity.use_cases.access import get_own_account

NEWEST_FIRST = Order("sessions", lambda session: (session.started_at, session.id), moment, UUID)


@query(ops.list_my_sessions)
def list_my_sessions(uow: UnitOfWork, actor: Actor, cursor: str | None, limit: int) -> dict[str, Any]:
    """A page of the actor's live sessions. Refuses: token_invalid, cursor_invalid."""
    account = get_own_account(uow, actor)
    sessions = uow.sessions.live(account.id, uow.now(), NEWEST_FIRST.after(cursor), limit)
    page = NEWEST_FIRST.page(sessions, limit)
    items = [{**vars(session), "current": session.id == actor.session_id} for session in page["items"]]
    return {**page, "items": items}
