"""Send what is due: claim a batch, ask what each letter needs, hand the letters over one by one.

Every step is committed before the next: a claim before anything is asked, a hand-over before any sending, and
the outcome right after. Whenever the process dies, at most one message per sender is in doubt.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from notifications.domain.message import MOST_ATTEMPTS, NEIGHBOUR_AWAY, Message, back_off
from notifications.domain.ports import Messages, NeighbourAway
from notifications.domain.posting import Accepted, Outcome, ServerAway, TurnedDown
from notifications.domain.unit_of_work import SendContext
from notifications.use_cases.gather import Gathering, NotWanted

BATCH = 20
MARKING_PAUSES = (0.2, 0.5, 1.0, 2.0, 4.0)


def send_due(uow: SendContext) -> int:
    """Send one batch; how many messages were claimed. What could not even be tried is released."""
    with uow.opening() as (shelves, now):
        batch = shelves.messages.claim(uuid4(), now, BATCH)
    left = list(batch)
    try:
        if batch:
            uow.mailer.open()
            _send_batch(uow, Gathering(uow, batch), left)
    except (ServerAway, NeighbourAway) as away:
        uow.complain("post_paused", away)
        _release(uow, left, NEIGHBOUR_AWAY)
        return 0
    except Exception:
        _release(uow, left, NEIGHBOUR_AWAY)
        raise
    _release(uow, left, timedelta())
    return len(batch)


def _send_batch(uow: SendContext, gathering: Gathering, left: list[Message]) -> None:
    """Takes each message out of `left` once it is settled."""
    while left and not uow.time_is_up():
        _send_one(uow, gathering, left[0])
        left.pop(0)


def _send_one(uow: SendContext, gathering: Gathering, message: Message) -> None:
    try:
        letter = uow.writer.write(gathering.matter(message))
    except NotWanted as why:
        reason = str(why)
        return _mark(uow, message, "not_wanted", lambda messages, _now: messages.not_wanted(message, reason))
    except (NeighbourAway, ServerAway):
        raise
    except Exception as error:  # noqa: BLE001 - one unreadable message must not keep the others waiting
        uow.complain("not_written", error)
        return _try_later(uow, message, type(error).__name__, for_good=False)
    with uow.opening() as (shelves, now):
        late = message.is_late(now)  # the letters before it in the batch may have taken their time
        if not late and not shelves.messages.hand(message, now):
            return None
    if late:
        return _mark(
            uow, message, "not_wanted", lambda messages, _now: messages.not_wanted(message, "too late")
        )
    try:
        outcome = uow.mailer.post(letter)
    except ServerAway:
        _persist(uow, lambda messages, now: messages.take_back(message, now + NEIGHBOUR_AWAY))
        raise
    return _settle(uow, message, outcome)


def _settle(uow: SendContext, message: Message, outcome: Outcome) -> None:
    if isinstance(outcome, Accepted):
        _mark(uow, message, "sent", lambda messages, now: messages.sent(message, now))
    elif isinstance(outcome, TurnedDown):
        _try_later(uow, message, f"smtp {outcome.code}", for_good=outcome.for_good)
    elif message.is_sent_again:
        _try_later(uow, message, "connection lost", for_good=False)
    else:
        _mark(uow, message, "stale", lambda messages, _now: messages.stale(message, "connection lost"))


def _try_later(uow: SendContext, message: Message, error: str, *, for_good: bool) -> None:
    attempts = message.attempts + 1
    if for_good or attempts >= MOST_ATTEMPTS:
        _mark(uow, message, "failed", lambda messages, _now: messages.failed(message, error))
    else:
        wait = back_off(attempts)
        _mark(uow, message, "later", lambda messages, now: messages.later(message, now + wait, error))


def _release(uow: SendContext, messages: Sequence[Message], wait: timedelta) -> None:
    if messages:
        _persist(uow, lambda kept, now: kept.release(messages, now + wait))


def _mark(
    uow: SendContext, message: Message, outcome: str, write: Callable[[Messages, datetime], None]
) -> None:
    _persist(uow, write)
    uow.count(message.kind, outcome)


def _persist(uow: SendContext, write: Callable[[Messages, datetime], None]) -> None:
    """What the mail server has answered must not be forgotten because the database blinks."""
    for pause in MARKING_PAUSES:
        try:
            with uow.opening() as (shelves, now):
                return write(shelves.messages, now)
        except Exception as error:  # noqa: BLE001 - whatever the database says
            uow.complain("not_marked", error)
            uow.pause(pause)
    with uow.opening() as (shelves, now):
        return write(shelves.messages, now)
