"""Stage K: services whose clocks are ten minutes wrong, each its own way: only the database's time counts."""

from pathlib import Path

from contracts.registry import SERVICES
from tests.faults import counting, races, votation
from tests.faults.arena import open_arena
from tests.suite.running import whole_suite

MINUTES = 10
LIBRARIES = ("/usr/lib/*/faketime/libfaketimeMT.so.1",)


def library() -> Path | None:
    """Debian's libfaketime, which shifts the clock that a process reads and not the one it measures lengths by."""
    found = [path for pattern in LIBRARIES for path in sorted(Path("/").glob(pattern.lstrip("/")))]
    return found[0] if found else None


def shifted(minutes: int) -> dict[str, str]:
    """The environment of a process whose clock is so many minutes ahead."""
    return {
        "LD_PRELOAD": str(library()),
        "FAKETIME": f"{minutes:+d}m",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
    }


def wrong_clocks(infra: dict[str, str], suffix: str, electors: int, seed: int) -> None:
    """K: every service wrong by ten minutes, neighbours in opposite ways; then the other way round."""
    for turn in (1, -1):
        with whole_suite(infra, f"{suffix}k{turn % 3}", environments=clocks_of(turn), HUB_GUARD="0") as suite:
            races.same_person(open_arena(suite))
            races.closing(open_arena(suite))
            votation.ballots_under_faults(open_arena(suite), electors=electors, faults=0, seed=seed)
            counting.check_all(suite)


def clocks_of(turn: int) -> dict[str, dict[str, str]]:
    """Service and relay of one service agree; the gateway's clock is right."""
    environments = {}
    for number, service in enumerate(SERVICES):
        minutes = MINUTES * turn * (1 if number % 2 else -1)
        for process in (service, f"{service}-relay", f"{service}-worker"):
            environments[process] = shifted(minutes)
    return environments
