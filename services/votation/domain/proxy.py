"""Who may vote for whom: at most so many proxies a holder, and never in a chain."""

from collections.abc import Sequence
from datetime import datetime

from contracts.refused import Refused
from votation.domain.elector import Elector
from votation.domain.lifecycle import OVER, Poll


def require_voting_not_over(poll: Poll, now: datetime) -> None:
    """From the closing time on no right is issued any more, so that no proxy is of use."""
    if poll.state_at(now) in ("closing", *OVER):
        raise Refused("voting_over")


def require_proxy(
    giver: Elector,
    holder: Elector,
    *,
    given_to_giver: Sequence[Elector],
    given_to_holder: Sequence[Elector],
    most: int,
) -> None:
    """Raises Refused: proxy_not_allowed, proxy_chained, proxy_too_many."""
    if most == 0:
        raise Refused("proxy_not_allowed")
    if giver.id == holder.id or holder.proxy_to is not None or given_to_giver:
        raise Refused("proxy_chained")
    if sum(other.id != giver.id for other in given_to_holder) >= most:
        raise Refused("proxy_too_many", most=most)
