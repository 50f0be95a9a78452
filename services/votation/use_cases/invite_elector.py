"""The invitation of one elector, apart from the mailings to all."""

from datetime import datetime

from votation.domain import lifecycle
from votation.domain.elector import Elector
from votation.domain.events import MailingDue
from votation.domain.keys import link_hash
from votation.domain.mailing import NO_LATER_THAN
from votation.domain.votation import Votation
from votation.unit_of_work import UnitOfWork


def invite_elector(uow: UnitOfWork, votation: Votation, elector: Elector, now: datetime) -> None:
    """Have their invitation mailed; whether it is still wanted is judged as it is sent."""
    assert votation.closes_at is not None  # noqa: S101 - it is announced
    expires_at = votation.closes_at + NO_LATER_THAN
    mailing_id = uow.mailings.add(votation.id, "invitation", expires_at, now, alone=True)
    uow.mailings.to_one(mailing_id, elector.id)
    uow.mailings.count(mailing_id, 1)
    uow.publish(MailingDue(votation, mailing_id, "invitation", expires_at))


def after_new_address(uow: UnitOfWork, votation: Votation, elector: Elector, now: datetime) -> Elector:
    """The link that the old address had opens nothing any more; the new one gets its letter, where letters went out."""
    if votation.state == "draft":
        return elector
    links_before = elector.links_before + 1
    link = uow.keys.link(elector.secret, links_before)
    changed = uow.rolls.change_elector(
        elector.id, {"links_before": links_before, "link_hash": link_hash(link)}
    )
    assert changed is not None  # noqa: S101 - no address is changed here
    invited = uow.mailings.last_asked_at(votation.id, "invitation") is not None
    may_vote = votation.poll.state_at(now) not in (*lifecycle.OVER, "closing")
    if invited and may_vote and changed.email is not None:
        invite_elector(uow, votation, changed, now)
    return changed
