from typing import Any
from uuid import UUID

from chassis.operations import command
from contracts.refused import Refused
from contracts.votation import booth as ops
from votation.domain.elector import CODE_LASTS, Elector, first_code
from votation.domain.events import MailingDue
from votation.domain.keys import link_hash
from votation.unit_of_work import UnitOfWork
from votation.use_cases.loading import get_announced_votation


@command(ops.request_code)
def request_code(uow: UnitOfWork, votation_id: UUID, link: str) -> dict[str, Any]:
    """Have a one-time code mailed to a link's elector; asked again while that mail is on its way, no other is sent.

    Refuses: not_announced, link_unknown, what the window says, already_signed, code_too_often.
    """
    votation = get_announced_votation(uow, votation_id)
    elector = uow.electors.by_link(votation_id, link_hash(link))
    if elector is None or elector.email is None:
        raise Refused("link_unknown")
    now = uow.lock_exclusive(elector.id)
    votation.poll.require_open(now)
    require_something_left(uow, elector)
    known = uow.electors.code_of(elector.id)
    if known is not None and known.is_on_its_way(now):
        return {"address_hint": elector.address_hint, "expires_at": known.expires_at}
    if known is not None and (wait := known.seconds_to_wait(now)):
        raise Refused("code_too_often", retry_after=wait)
    mailing_id = uow.mailings.add(votation_id, "code", now + CODE_LASTS, now)
    letter_id = uow.mailings.to_one(mailing_id, elector.id)
    code = known.again(letter_id, now) if known else first_code(elector.id, letter_id, now)
    uow.electors.keep_code(code)
    uow.publish(MailingDue(votation, mailing_id, "code", code.expires_at))
    return {"address_hint": elector.address_hint, "expires_at": code.expires_at}


def require_something_left(uow: UnitOfWork, elector: Elector) -> None:
    """Whoever has signed for themselves and for everyone whose proxy they hold has nothing left to do."""
    own = [] if elector.proxy_to is not None else [elector.id]
    left = [*own, *(giver.id for giver in uow.electors.givers_of(elector.id))]
    if not left:
        raise Refused("proxy_given")
    if uow.register.signed_among(left) >= set(left):
        raise Refused("already_signed")
