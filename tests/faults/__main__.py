"""`make faults`: the fault run at full size, about a quarter of an hour. `SEED=…` replays one; `REPLICAS=2` has two of
every process of the services and the gateway; `STAGES=CEV` runs those stages alone."""

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.faults import (
    clocks,
    commands,
    counting,
    inputs,
    load,
    mails,
    malformed,
    races,
    rights,
    starved,
    votation,
    votes,
)
from tests.faults.arena import open_arena
from tests.suite.running import ROOT, Suite, whole_suite

EVERY_STAGE = "ABCDEFGHIJKV"
STAGES = os.environ.get("STAGES", EVERY_STAGE)
LEFT_OUT = ("F: an envelope spent by many at once (no service keeps one)",)


def main() -> None:
    seed = int(os.environ.get("SEED", random.randrange(10**6)))
    replicas = int(os.environ.get("REPLICAS", "1"))
    print(f"SEED={seed} REPLICAS={replicas} STAGES={STAGES} make faults", flush=True)
    run_dir = ROOT / ".run" / f"faults-{os.getpid()}"
    infra_script = [sys.executable, str(ROOT / "deploy/local/infra.py")]
    subprocess.run(
        [*infra_script, "up", "--throwaway", "--run-dir", str(run_dir)], check=True, stdout=subprocess.DEVNULL
    )
    try:
        infra = json.loads((Path(run_dir) / "infra.json").read_text())
        with whole_suite(infra, f"_f{seed}", replicas=replicas, HUB_GUARD="0") as suite:
            try:
                run(suite, seed)
            except BaseException:
                keep_logs(suite)
                raise
        if "K" in STAGES and clocks.library():
            stage("K  clocks ten minutes wrong", lambda: clocks.wrong_clocks(infra, f"_c{seed}", 40, seed))
        unasked = [f"{letter}: not asked for" for letter in EVERY_STAGE if letter not in STAGES]
        left_out = [
            *LEFT_OUT,
            *unasked,
            *([] if clocks.library() else ["K: wrong clocks (no libfaketime here)"]),
        ]
        print("left out:", *left_out, sep="\n    ")
    finally:
        subprocess.run(
            [*infra_script, "clean", "--run-dir", str(run_dir)], check=False, stdout=subprocess.DEVNULL
        )


def keep_logs(suite: Suite) -> None:
    """The suite's folder goes with its servers: what its processes wrote says why a stage failed."""
    kept = ROOT / ".run" / "failed-faults"
    shutil.rmtree(kept, ignore_errors=True)
    shutil.copytree(suite.folder / "logs", kept)
    print(f"logs kept in {kept.relative_to(ROOT)}", flush=True)


def run(suite: Suite, seed: int) -> None:
    """Every stage on one suite, each with a project of its own; after each the same is counted."""

    def checked(title: str, ask: Callable[[], Any]) -> Any:
        return stage(title, ask, suite) if title[0] in STAGES else None

    checked("D  every service hangs, in turn", lambda: commands.hanging_services(open_arena(suite)))
    checked("A  10,000 malformed messages a service", lambda: malformed.poison(suite, each=10_000))
    checked("B  right and wrong requests", lambda: inputs.mutated_bodies(open_arena(suite), 10, seed))
    checked("D  200 identical commands", lambda: commands.identical_commands(open_arena(suite), 200))
    checked("D  retried commands", lambda: commands.retried_commands(open_arena(suite), each=200))
    for number in range(1, 6):
        checked(f"F  a closing raced, {number} of 5", lambda: races.closing(open_arena(suite)))
    checked("F  one person, fifty at once", lambda: races.same_person(open_arena(suite)))
    checked("G  shortages", lambda: starved.starvation(open_arena(suite)))
    checked("H  600 mails under three kills", lambda: mails.mails_under_kills(open_arena(suite), 200, seed))
    checked("I  strangers at every operation", lambda: rights.strangers(open_arena(suite)))
    checked("J  100 requests a second", lambda: load.steady_traffic(open_arena(suite), 100, 60, seed))
    arena = open_arena(suite, contributions=20)
    accepted = checked(
        "C  votes under 24 faults",
        lambda: votes.votes_under_faults(arena, voters=10_000, faults=24, seed=seed, seconds=300),
    )
    if accepted:
        checked("E  everything told again", lambda: votes.send_everything_again(arena, accepted))
    checked(
        "V  1,744 ballots under 24 faults",
        lambda: votation.ballots_under_faults(open_arena(suite), electors=1_744, faults=24, seed=seed),
    )


def stage(title: str, run: Callable[[], Any], suite: Suite | None = None) -> Any:
    started = time.monotonic()
    result = run()
    if suite is not None:
        counting.check_all(suite)
    print(f"{title:40} held, {time.monotonic() - started:.0f} s", flush=True)
    return result


if __name__ == "__main__":
    main()
