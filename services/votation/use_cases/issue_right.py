import hmac
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.actor import Actor
from chassis.operations import BeforeTransaction, command
from contracts.refused import Refused
from contracts.votation import booth as ops
from formats import canonical
from votation.domain import register
from votation.domain.elector import Elector
from votation.unit_of_work import UnitOfWork
from votation.use_cases.identify_elector import identify_elector
from votation.use_cases.loading import get_announced_votation


def check_code(
    before: BeforeTransaction[UnitOfWork], actor: Actor, votation_id: UUID, link: str | None, code: str | None
) -> str | None:
    """As `fault_of_code`, in a transaction of its own, since a refusal would forget the try."""
    with before.transaction() as uow:
        return fault_of_code(uow, actor, votation_id, link, code)


def fault_of_code(
    uow: UnitOfWork, actor: Actor, votation_id: UUID, link: str | None, given: str | None
) -> str | None:
    """What is wrong with the code of who comes by a link, or nothing. A wrong one counts as a try.

    Raises Refused: link_unknown, not_on_roll.
    """
    get_announced_votation(uow, votation_id)
    elector = identify_elector(uow, actor, votation_id, link)
    if link is None:
        return None
    code = uow.electors.code_of(elector.id)
    if code is None or not code.is_usable(uow.now()):
        return "code_expired"
    digits = "".join(character for character in given or "" if character.isdigit())
    if not hmac.compare_digest(digits.encode(), uow.keys.code(code.letter_id).encode()):
        uow.electors.record_attempt(elector.id)
        return "code_wrong"
    return None


@command(ops.issue_right, preload=check_code)
def issue_right(
    uow: UnitOfWork,
    actor: Actor,
    votation_id: UUID,
    link: str | None,
    for_elector_id: UUID | None,
    preloaded: str | None = None,
) -> dict[str, Any]:
    """A one-time right for the elector, or for who gave them their proxy; the same each time until it is used.

    `preloaded`: what is wrong with the code. Refuses: code_wrong, code_expired, what the window says, proxy_given,
    proxy_not_yours, already_signed.
    """
    if preloaded is not None:
        raise Refused(preloaded, fields={"code": ["invalid"]})
    get_announced_votation(uow, votation_id)
    now = uow.lock_shared(votation_id)
    get_announced_votation(uow, votation_id).poll.require_open(now)
    voter = _voter(uow, identify_elector(uow, actor, votation_id, link), for_elector_id)
    now = uow.lock_exclusive(register.lock_of(voter.id))
    get_announced_votation(uow, votation_id).poll.require_open(now)  # closing may have come while this waited
    return {"right": canonical.b64(_right_of(uow, votation_id, voter.id, now))}


def _right_of(uow: UnitOfWork, votation_id: UUID, elector_id: UUID, now: datetime) -> bytes:
    """The elector's unused right, made now or before. Under the elector's lock. Refuses: already_signed."""
    issued = uow.register.issued_to(elector_id)
    if issued is not None and issued.salt is not None and not issued.consumed:
        return uow.keys.right(votation_id, elector_id, issued.salt)
    if elector_id in uow.register.signed_among([elector_id]):
        raise Refused("already_signed")
    salt = register.new_salt()
    right = uow.keys.right(votation_id, elector_id, salt)
    if not uow.register.issue(votation_id, elector_id, salt, register.hash_of(right), now):
        raise Refused("already_signed")
    return right


def _voter(uow: UnitOfWork, elector: Elector, for_elector_id: UUID | None) -> Elector:
    if for_elector_id is None or for_elector_id == elector.id:
        if elector.proxy_to is not None:
            raise Refused("proxy_given")
        return elector
    giver = uow.electors.find(for_elector_id)
    if giver is None or giver.proxy_to != elector.id:
        raise Refused("proxy_not_yours")
    return giver
