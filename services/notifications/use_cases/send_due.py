"""Send what is due: claim a batch, ask what each letter needs, hand the letters over one by one.

Every step is committed before the next: a claim before anything is asked, a hand-over before any sending, and
the outcome right after. Whenever the process dies, at most one message per sender is in doubt.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from notifications.domain.desk import PostDesk
from notifications.domain.message import MOST_ATTEMPTS, NEIGHBOUR_AWAY, Message, back_off
from notifications.domain.ports import Messages, NeighbourAway
from notifications.domain.posting import Accepted, Outcome, ServerAway, TurnedDown
from notifications.use_cases.gather import Gathering, NotWanted

BATCH = 20
MARKING_PAUSES = (0.2, 0.5, 1.0, 2.0, 4.0)


def send_due(desk: PostDesk) -> int:
    """Send one batch; how many messages were claimed. What could not even be tried is released."""
    with desk.opening() as (shelves, now):
        batch = shelves.messages.claim(uuid4(), now, BATCH)
    left = list(batch)
    try:
        if batch:
            desk.mailer.open()
            _send_batch(desk, Gathering(desk, batch), left)
    except (ServerAway, NeighbourAway) as away:
        desk.complain("post_paused", away)
        _release(desk, left, NEIGHBOUR_AWAY)
        return 0
    except Exception:
        _release(desk, left, NEIGHBOUR_AWAY)
        raise
    _release(desk, left, timedelta())
    return len(batch)


def _send_batch(desk: PostDesk, gathering: Gathering, left: list[Message]) -> None:
    """Takes each message out of `left` once it is settled."""
    while left and not desk.time_is_up():
        _send_one(desk, gathering, left[0])
        left.pop(0)


def _send_one(desk: PostDesk, gathering: Gathering, message: Message) -> None:
    try:
        letter = desk.writer.write(gathering.matter(message))
    except NotWanted as why:
        reason = str(why)
        return _mark(desk, message, "not_wanted", lambda messages, _now: messages.not_wanted(message, reason))
    except (NeighbourAway, ServerAway):
        raise
    except Exception as error:  # noqa: BLE001 - one unreadable message must not keep the others waiting
        desk.complain("not_written", error)
        return _try_later(desk, message, type(error).__name__, for_good=False)
    with desk.opening() as (shelves, now):
        late = message.is_late(now)  # the letters before it in the batch may have taken their time
        if not late and not shelves.messages.hand(message, now):
            return None
    if late:
        return _mark(
            desk, message, "not_wanted", lambda messages, _now: messages.not_wanted(message, "too late")
        )
    try:
        outcome = desk.mailer.post(letter)
    except ServerAway:
        _persist(desk, lambda messages, now: messages.take_back(message, now + NEIGHBOUR_AWAY))
        raise
    return _settle(desk, message, outcome)


def _settle(desk: PostDesk, message: Message, outcome: Outcome) -> None:
    if isinstance(outcome, Accepted):
        _mark(desk, message, "sent", lambda messages, now: messages.sent(message, now))
    elif isinstance(outcome, TurnedDown):
        _try_later(desk, message, f"smtp {outcome.code}", for_good=outcome.for_good)
    elif message.is_sent_again:
        _try_later(desk, message, "connection lost", for_good=False)
    else:
        _mark(desk, message, "stale", lambda messages, _now: messages.stale(message, "connection lost"))


def _try_later(desk: PostDesk, message: Message, error: str, *, for_good: bool) -> None:
    attempts = message.attempts + 1
    if for_good or attempts >= MOST_ATTEMPTS:
        _mark(desk, message, "failed", lambda messages, _now: messages.failed(message, error))
    else:
        wait = back_off(attempts)
        _mark(desk, message, "later", lambda messages, now: messages.later(message, now + wait, error))


def _release(desk: PostDesk, messages: Sequence[Message], wait: timedelta) -> None:
    if messages:
        _persist(desk, lambda kept, now: kept.release(messages, now + wait))


def _mark(
    desk: PostDesk, message: Message, outcome: str, write: Callable[[Messages, datetime], None]
) -> None:
    _persist(desk, write)
    desk.count(message.kind, outcome)


def _persist(desk: PostDesk, write: Callable[[Messages, datetime], None]) -> None:
    """What the mail server has answered must not be forgotten because the database blinks."""
    for pause in MARKING_PAUSES:
        try:
            with desk.opening() as (shelves, now):
                return write(shelves.messages, now)
        except Exception as error:  # noqa: BLE001 - whatever the database says
            desk.complain("not_marked", error)
            desk.pause(pause)
    with desk.opening() as (shelves, now):
        return write(shelves.messages, now)
