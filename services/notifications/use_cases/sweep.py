"""Settle the claims of senders that died."""

from notifications.domain.message import CLAIM_LASTS, HAND_OVER_LASTS
from notifications.domain.unit_of_work import UnitOfWork


def sweep(uow: UnitOfWork) -> dict[str, int]:
    """What was never given to the mail server is queued again after a minute. What may have left is stale
    after five: shown to an operator and never sent again by itself, but for what lets sign in or vote.

    How many messages got which state.
    """
    now = uow.now()
    return uow.messages.sweep(now - CLAIM_LASTS, now - HAND_OVER_LASTS, now)
