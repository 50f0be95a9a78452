import hmac
from uuid import UUID

from chassis.actor import Actor
from contracts.refused import Refused
from votation.domain import canonical, register
from votation.domain.desk import Desk
from votation.domain.elector import Elector
from votation.use_cases.access import announced
from votation.use_cases.identify_elector import identify_elector


def check_code(
    desk: Desk, actor: Actor, votation_id: UUID, link: str | None, given: str | None
) -> str | None:
    """What is wrong with the code of who comes by a link, or nothing. A wrong one counts as a try.

    In a transaction of its own, since a refusal would forget the try. Raises Refused: link_unknown, not_on_roll.
    """
    announced(desk, votation_id)
    elector = identify_elector(desk, actor, votation_id, link)
    if link is None:
        return None
    code = desk.electors.code_of(elector.id)
    if code is None or not code.is_usable(desk.now()):
        return "code_expired"
    digits = "".join(character for character in given or "" if character.isdigit())
    if not hmac.compare_digest(digits.encode(), desk.keys.code(code.letter_id).encode()):
        desk.electors.count_try(elector.id)
        return "code_wrong"
    return None


def issue_right(
    desk: Desk, actor: Actor, votation_id: UUID, link: str | None, for_elector_id: UUID | None
) -> str:
    """A one-time right for the elector, or for who gave them their proxy. Any unused one before it is void.

    Refuses: what the window says, proxy_given, proxy_not_yours, already_signed.
    """
    announced(desk, votation_id)
    now = desk.lock_shared(votation_id)
    votation = announced(desk, votation_id)
    votation.poll.require_open(now)
    voter = _voter(desk, identify_elector(desk, actor, votation_id, link), for_elector_id)
    if voter.id in desk.register.signed_among([voter.id]):
        raise Refused("already_signed")
    right = register.new_right()
    if not desk.register.issue(votation_id, voter.id, register.hash_of(right), now):
        raise Refused("already_signed")
    if desk.register.signed_among(
        [voter.id]
    ):  # signed while this waited: the used right was in the way of this one
        raise Refused("already_signed")
    return canonical.b64(right)


def _voter(desk: Desk, elector: Elector, for_elector_id: UUID | None) -> Elector:
    if for_elector_id is None or for_elector_id == elector.id:
        if elector.proxy_to is not None:
            raise Refused("proxy_given")
        return elector
    giver = desk.electors.find(for_elector_id)
    if giver is None or giver.proxy_to != elector.id:
        raise Refused("proxy_not_yours")
    return giver
