"""No two machines' clocks are compared."""

import ast
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from parrot import contract

from chassis.clock import ReferenceClock
from chassis.storage import Storage
from chassis.testing.caller import Caller, NoAnswer
from chassis.testing.fixtures import ROOT, Process
from chassis.tests.conftest import HERE

BIRD = uuid.uuid4()
SHIFTED = str(ROOT / "chassis/testing/shifted_clock")
OWN_CLOCK_READ = {
    "chassis/clock.py": "until the reference is known",
    "gateway/rates.py": "windows that nobody else counts",
    "gateway/live.py": "numbers of one stream's messages",
    "services/notifications/clients/mime.py": "a mail's Date, for people",
    "services/notifications/templates/writing.py": "the year of a date in a mail, for people",
}


@pytest.fixture(scope="module", params=[600, -600, 3], ids="{:+d}s".format)
def parrot(start: Callable[..., Process], request: pytest.FixtureRequest) -> Iterator[Process]:
    process = start("parrot", extra_path=f"{SHIFTED}:{HERE}", CLOCK_SHIFT_SECONDS=str(request.param))
    yield process
    process.stop()


def test_a_service_whose_clock_is_wrong_serves(
    parrot: Process, caller: Caller, actor_of: Callable[..., str], storage: Storage
) -> None:
    """A04: reads, and writes under a token that was signed by another clock and lives five minutes."""
    keeper = actor_of("keeper", BIRD)
    assert caller.ask(contract.sleep, {"seconds": 0}, seconds=2)["done"]
    for number in range(3):
        request = {"word": f"coco {number}", "bird_id": str(BIRD)}
        assert caller.ask(contract.say, request, keeper, seconds=2)["word"] == f"coco {number}"


def test_a_service_whose_clock_is_wrong_still_refuses_what_is_over(
    parrot: Process, caller: Caller, actor_of: Callable[..., str]
) -> None:
    """A04: its leeway is not wider: what ended two minutes ago has ended, and a request without time is dropped."""
    from contracts.refused import Refused

    over = actor_of("keeper", BIRD, seconds=-120)
    with pytest.raises(Refused, match="token_invalid"):
        caller.ask(contract.say, {"word": "tard", "bird_id": str(BIRD)}, over)
    with pytest.raises(NoAnswer):
        caller.ask_raw(
            "parrot.say", {"word": "tard", "bird_id": str(BIRD)}, over, None, "fr", -5, "192.0.2.1"
        )


def test_the_reference_is_counted_on_and_what_came_late_is_not_believed() -> None:
    clock = ReferenceClock()
    assert abs(clock.seconds() - time.time()) < 1
    clock.learn(1_000_000.0, time.monotonic())
    assert 0 <= clock.seconds() - 1_000_000.0 < 1
    assert not clock.is_due
    clock.learn(2_000_000.0, time.monotonic() - 5)
    assert clock.seconds() < 1_000_001


def test_no_machine_s_own_clock_is_read_but_where_nobody_else_s_is_compared() -> None:
    """A04"""
    folders = [ROOT / name for name in ("chassis", "contracts", "gateway", "services")]
    read = {
        str(path.relative_to(ROOT))
        for folder in folders
        for path in folder.rglob("*.py")
        if not {"tests", "testing"} & set(path.relative_to(ROOT).parts) and _reads_clock(path)
    }
    assert read <= set(OWN_CLOCK_READ)


def _reads_clock(path: Path) -> bool:
    calls = {"time.time", "time.time_ns", "datetime.now", "datetime.utcnow", "date.today", "datetime.today"}
    return any(
        isinstance(node, ast.Attribute) and ast.unparse(node) in calls
        for node in ast.walk(ast.parse(path.read_text()))
    )
