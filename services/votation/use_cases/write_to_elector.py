"""Send one elector their invitation again."""

from uuid import UUID

from chassis.actor import Actor
from chassis.operations import command
from contracts.refused import Refused
from contracts.votation import rolls as ops
from votation.domain.mailing import ALONE_APART
from votation.unit_of_work import UnitOfWork
from votation.use_cases.ask_mailing import require_timely
from votation.use_cases.correct_elector import get_locked_elector
from votation.use_cases.invite_elector import invite_elector
from votation.use_cases.loading import record


@command(ops.write_to_elector)
def write_to_elector(uow: UnitOfWork, actor: Actor, elector_id: UUID) -> None:
    """Have the invitation mailed to one elector. Whoever has voted gets none, which nobody is told.

    Refuses: not_found, forbidden, not_announced, voting_over, elector_unreachable, mailing_too_soon.
    """
    elector, votation, now = get_locked_elector(uow, elector_id)
    require_timely(votation, "invitation")
    if elector.email is None and elector.account_id is None:
        raise Refused("elector_unreachable")
    last = uow.mailings.last_alone_at(elector_id)
    if last is not None and now < last + ALONE_APART:
        raise Refused("mailing_too_soon", retry_after=int((last + ALONE_APART - now).total_seconds()) + 1)
    invite_elector(uow, votation, elector, now)
    record(uow, actor, votation, now, "mailing", {"kind": "invitation"})
