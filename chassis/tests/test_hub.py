"""The guard of test runs: code that holds the hub is named; whoever waits for a core, or was stopped, is not."""

import os
import subprocess
import sys

import pytest

from chassis.hub import ALARM, Spent
from chassis.testing.fixtures import ROOT

RUN = """
from chassis import hub
hub.patch()
import eventlet, os
from eventlet import patcher

def hold():
    {}

eventlet.spawn(hold)
eventlet.sleep(1.5)
os._exit(0)  # as services end: an alarm has no handler in an interpreter that closes
"""
WAITS = "patcher.original('time').sleep(3)"
WORKS = "for _ in range(10**8): pass"
LETS_GO = "for _ in range(20): eventlet.sleep(0.05)"


def said(work: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HUB_GUARD": "1"}
    command = [sys.executable, "-c", RUN.format(work)]
    done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stderr


@pytest.mark.parametrize("work", [WAITS, WORKS])
def test_names_the_code_that_holds_the_hub(work: str) -> None:
    assert f"{ALARM} <string>:8 < " in said(work)


def test_says_nothing_of_code_that_lets_the_others_work() -> None:
    assert ALARM not in said(LETS_GO)


@pytest.mark.parametrize(
    ("wall", "working", "waiting", "held"),
    [
        (0.3, 0.0, 0.0, 0.3),
        (0.3, 0.3, 0.0, 0.3),
        (2.0, 2.0, 0.0, 2.0),
        (0.5, 0.1, 0.4, 0.1),
        (5.3, 0.1, 0.0, 0.1),
        (0.5, 0.05, 0.15, 0.05),
    ],
    ids=[
        "waits",
        "works",
        "works without a look at the clock",
        "has no core",
        "was stopped",
        "shares its core",
    ],
)
def test_knows_what_the_code_took(wall: float, working: float, waiting: float, held: float) -> None:
    before = Spent(7.0, 1.0, 0.5)
    now = Spent(7.0 + wall, 1.0 + working, 0.5 + waiting)
    assert now.held_since(before) == pytest.approx(held)
