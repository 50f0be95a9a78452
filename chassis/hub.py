"""Makes the process cooperative. Must run before anything else is imported: `patch()` first, then psycopg."""

import os
import sys
import warnings


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
        from eventlet import debug

        debug.hub_blocking_detection(True, 0.3)
