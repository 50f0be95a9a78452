"""Turn what concerns many people into messages, one batch at a time."""

from notifications.domain.fan_out import BATCH, MOVED, FanOut
from notifications.domain.unit_of_work import UnitOfWork

AT_ONCE = 4


def spread(uow: UnitOfWork) -> int:
    """One batch of each unfinished fan-out; how many messages were new.

    The place reached is written with the messages, so that a crash neither skips nor repeats anyone.
    """
    return sum(_spread_one(uow, fan_out) for fan_out in uow.fan_outs.take_unfinished(AT_ONCE))


def _spread_one(uow: UnitOfWork, fan_out: FanOut) -> int:
    now = uow.now()
    if is_overtaken(uow, fan_out):
        uow.fan_outs.finish(fan_out.id, now)
        return 0
    people = uow.participations
    found = people.of_step(fan_out, BATCH) if fan_out.kind == MOVED else people.of_project(fan_out, BATCH)
    messages = [message for participant in found if (message := fan_out.message_for(participant))]
    new = uow.messages.add(messages, fan_out.id)
    if len(found) < BATCH:
        uow.fan_outs.finish(fan_out.id, now)
    else:
        uow.fan_outs.advance(fan_out.id, found[-1].account_id)
    return new


def is_overtaken(uow: UnitOfWork, fan_out: FanOut) -> bool:
    """Whether a newer window makes the whole fan-out pointless; each message is judged again later."""
    newest = uow.step_windows.version(fan_out.step_id)
    return fan_out.kind == MOVED and newest is not None and newest > fan_out.step_version
