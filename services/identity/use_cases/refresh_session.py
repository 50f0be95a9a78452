from chassis.operations import BeforeTransaction, command
from contracts.identity import sessions as ops
from contracts.refused import Refused
from identity import views
from identity.domain.credential import hash_secret, new_secret
from identity.domain.events import SessionEnded
from identity.domain.session import SignedIn
from identity.domain.unit_of_work import UnitOfWork
from identity.use_cases.access import profile_of


def require_not_reused(before: BeforeTransaction[UnitOfWork], refresh_token: str) -> None:
    """In a transaction of its own: the session stays ended though the answer is a refusal. Refuses: session_ended."""
    with before.transaction() as uow:
        ended = end_if_reused(uow, refresh_token)
    if ended:
        raise Refused("session_ended")


def end_if_reused(uow: UnitOfWork, refresh_token: str) -> bool:
    """End the session whose old token comes again: someone has a copy."""
    known = uow.sessions.of_token(hash_secret(refresh_token))
    now = uow.now()
    if known is None:
        return False
    session, generation = known
    if not session.is_live(now) or session.judge(generation, now) != "reused":
        return False
    uow.sessions.end(session.account_id, session.id, now)
    uow.publish(SessionEnded(session.account_id, session.id, uow.accounts.touch(session.account_id)))
    return True


@command(ops.refresh_session, preload=require_not_reused, view=views.session)
def refresh_session(uow: UnitOfWork, refresh_token: str) -> SignedIn:
    """The next tokens of a session. Refuses: session_ended."""
    known = uow.sessions.of_token(hash_secret(refresh_token))
    now = uow.now()
    if known is None or not known[0].is_live(now):
        raise Refused("session_ended")
    session, generation = known
    token = new_secret()
    verdict = session.judge(generation, now)
    if verdict == "reused":
        raise Refused("session_ended")
    if verdict == "rotate":
        uow.sessions.rotate(session, hash_secret(token), now)
    else:
        uow.sessions.add_sibling(session, hash_secret(token), now)
    account = uow.accounts.find(session.account_id)
    if account is None:
        raise Refused("session_ended")
    return SignedIn(session, token, profile_of(uow, account))
