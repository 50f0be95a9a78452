"""Makes the process cooperative. Must run before anything else is imported: `patch()` first, then psycopg."""

import os
import sys
import traceback
import warnings
from pathlib import Path
from typing import Any, NamedTuple

GUARD_SECONDS = 0.3
ALARM = "hub blocked at"


def patch() -> None:
    """Monkey-patch for eventlet and make psycopg wait on the hub.

    psycopg's C wait function blocks every greenlet of the process (and voids time-outs), so the pure one is chosen
    before psycopg is imported, and checked after.
    """
    if "psycopg" in sys.modules:
        raise RuntimeError("chassis.hub.patch() must come before psycopg is imported")
    warnings.filterwarnings(
        "ignore", message="(?s).*Eventlet is deprecated"
    )  # docs/adr/0002 says why it is here
    # No more native threads than work at once (chassis.hashing): each keeps the memory of its largest hash.
    os.environ.setdefault("EVENTLET_THREADPOOL_SIZE", str(max(os.cpu_count() or 1, 2)))
    import eventlet

    eventlet.monkey_patch()
    os.environ["PSYCOPG_WAIT_FUNC"] = "wait_selector"
    import psycopg.waiting

    if psycopg.waiting.wait is not psycopg.waiting.wait_selector:
        raise RuntimeError("psycopg would block the hub")
    if os.environ.get("HUB_GUARD") == "1":
        guard()


class Spent(NamedTuple):
    """Seconds since some instant: of the wall's clock, on a core, and waiting for one."""

    wall: float
    working: float
    waiting: float

    def held_since(self, before: "Spent") -> float:
        """The seconds that the code took: not those in which the cores were taken or the process was stopped.

        An alarm comes in time to code that only waits; one that comes late came to a stopped process. Where the cores
        are short, what neither worked nor waited for one may be the machine's own waiting: for a page of memory, or
        for the host.
        """
        wall, working, waiting = (now - then for now, then in zip(self, before, strict=True))
        idle = wall - working - waiting
        is_in_time = idle < 1.5 * GUARD_SECONDS and waiting < GUARD_SECONDS / 3
        return working + (idle if is_in_time else 0)


def clock() -> Spent:
    import time

    try:
        waiting = int(Path("/proc/self/schedstat").read_bytes().split()[1]) / 1e9
    except OSError:
        waiting = 0.0
    return Spent(time.monotonic(), time.thread_time(), waiting)


def guard() -> None:
    """Say on standard error which code holds the hub for longer than GUARD_SECONDS, and raise an exception in it."""
    import signal

    from eventlet import debug, getcurrent, hubs, patcher

    hub = hubs.get_hub()
    arm, disarm = hub.block_detect_pre, hub.block_detect_post
    is_on, armed, held = False, clock(), 0.0

    def pre() -> None:
        nonlocal is_on, armed, held
        is_on, armed, held = True, clock(), 0.0
        arm()

    def post() -> None:
        nonlocal is_on
        is_on = False  # an alarm on its way would be raised in the hub itself
        disarm()

    def alarm(_number: int, frame: Any) -> None:
        nonlocal armed, held
        if not is_on:
            return
        before, armed = armed, clock()
        held += armed.held_since(before)
        if held < 0.9 * GUARD_SECONDS:
            signal.setitimer(signal.ITIMER_REAL, GUARD_SECONDS)
            return
        frames = reversed(traceback.extract_stack(frame)[-4:])
        where = f"{ALARM} {' < '.join(f'{each.filename}:{each.lineno}' for each in frames)}"
        patcher.original("os").write(2, where.encode() + b"\n")
        if getcurrent() is not hub.greenlet:  # the code may have ended just now
            raise RuntimeError(where)

    hub.block_detect_pre, hub.block_detect_post = pre, post
    hubs.hub.alarm_handler = alarm
    debug.hub_blocking_detection(True, GUARD_SECONDS)
