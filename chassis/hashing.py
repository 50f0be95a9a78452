"""CPU work of some milliseconds, done where it does not stall the other work of the process."""

import os
import sys
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")

_gate: Any = None


def run_blocking(work: Callable[..., T], *arguments: Any) -> T:
    """Run `work` in a native thread, at most one per core at a time; directly where threads are native already."""
    if "eventlet" not in sys.modules:
        return work(*arguments)
    from eventlet import patcher, semaphore, tpool

    if not patcher.is_monkey_patched("thread"):  # a test or a tool: the hub's machinery bears one thread only
        return work(*arguments)
    global _gate  # noqa: PLW0603

    if _gate is None:
        _gate = semaphore.Semaphore(os.cpu_count() or 1)
    with _gate:
        return tpool.execute(work, *arguments)  # type: ignore[no-any-return]
