"""What goes wrong in a stage: how, to whom and when, all of it from the seed, so that a failure replays."""

import random
import signal
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.suite.running import Suite

PAUSE_SECONDS = (2.0, 8.0)
ALARM_SECONDS = 5.0
SIGNALS = {"SIGKILL": signal.SIGKILL, "SIGTERM": signal.SIGTERM}
INFRASTRUCTURE = (
    "crash of rabbitmq",
    "crash of postgres",
    "stop of the broker's application",
    "memory alarm",
    "disk alarm",
)


@dataclass(frozen=True)
class Blow:
    """`moment` is a share of the stage's length, from 0 to 1; `process` is empty where a server is meant."""

    moment: float
    kind: str
    process: str = ""
    seconds: float = 0.0

    def __str__(self) -> str:
        return f"{self.kind} of {self.process}" if self.process else self.kind

    @property
    def kills(self) -> bool:
        return self.kind in SIGNALS


def plan(seed: int, processes: Sequence[str], blows: int) -> list[Blow]:
    """So many blows in the order of their moments: at least half end a process, each process is paused or ended before
    any is hit again, and every kind of trouble with a server comes where there is room for it."""
    chance = random.Random(seed)
    troubles = [*INFRASTRUCTURE, *("pause" for _ in processes)]
    chance.shuffle(troubles)
    kinds = troubles[: blows // 2]
    kinds += chance.choices(tuple(SIGNALS), weights=(3, 1), k=blows - len(kinds))
    chance.shuffle(kinds)
    victims: list[str] = []
    found = []
    for number, kind in enumerate(kinds):
        moment = (number + chance.uniform(0.1, 0.9)) / blows
        if kind in INFRASTRUCTURE:
            found.append(Blow(moment, kind))
            continue
        if not victims:
            victims = chance.sample(list(processes), len(processes))
        found.append(Blow(moment, kind, victims.pop(), chance.uniform(*PAUSE_SECONDS)))
    return found


def deal(suite: Suite, blow: Blow) -> None:
    """Returns at once where a process is meant: it goes on after its pause, or the supervisor starts it again."""
    if blow.kills:
        suite.kill(blow.process, SIGNALS[blow.kind])
    elif blow.kind == "pause":
        suite.kill(blow.process, signal.SIGSTOP)
        threading.Timer(blow.seconds, suite.kill, (blow.process, signal.SIGCONT)).start()
    else:
        TROUBLES[blow.kind](suite)


def stop_application(suite: Suite) -> None:
    suite.broker("stop_app")
    time.sleep(2)
    suite.broker("start_app")


def memory_alarm(suite: Suite) -> None:
    """The broker takes nothing more from publishers for a while."""
    suite.broker("set_vm_memory_high_watermark", "absolute", "1")
    time.sleep(ALARM_SECONDS)
    suite.broker("set_vm_memory_high_watermark", "0.4")


def disk_alarm(suite: Suite) -> None:
    suite.broker("set_disk_free_limit", "1000000GB")
    time.sleep(ALARM_SECONDS)
    suite.broker("set_disk_free_limit", "50MB")


TROUBLES: dict[str, Callable[[Suite], None]] = {
    "crash of rabbitmq": lambda suite: suite.crash_server("rabbitmq"),
    "crash of postgres": lambda suite: suite.crash_server("postgres"),
    "stop of the broker's application": stop_application,
    "memory alarm": memory_alarm,
    "disk alarm": disk_alarm,
}
