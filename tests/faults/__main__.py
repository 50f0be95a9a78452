"""`make faults`: the fault run at full size, about ten minutes. `SEED=…` replays one."""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.faults import counting, stages, votation
from tests.faults.arena import open_arena
from tests.suite.running import ROOT, whole_suite


def main() -> None:
    seed = int(os.environ.get("SEED", random.randrange(10**6)))
    print(f"seed {seed}", flush=True)
    run_dir = ROOT / ".run" / "faults"
    infra_script = [sys.executable, str(ROOT / "deploy/local/infra.py")]
    subprocess.run(
        [*infra_script, "up", "--throwaway", "--run-dir", str(run_dir)], check=True, stdout=subprocess.DEVNULL
    )
    try:
        infra = json.loads((Path(run_dir) / "infra.json").read_text())
        with whole_suite(infra, f"_f{seed}") as suite:
            arena = open_arena(suite)
            stage("A  10,000 malformed messages a service", lambda: stages.poison(suite, each=10_000))
            stage("D  a service that hangs", lambda: stages.dead_callee(arena))
            stage("D  200 identical commands", lambda: stages.identical_commands(arena, 200))
            stage("D  retried commands", lambda: stages.retried_commands(open_arena(suite), each=200))
            fresh = open_arena(suite, contributions=20)
            accepted = stage(
                "C  votes under 18 faults",
                lambda: stages.votes_under_faults(fresh, voters=10_000, faults=18, seed=seed, seconds=300),
            )
            stage("E  everything sent again", lambda: stages.send_everything_again(fresh, accepted))
            stage(
                "V  1,744 ballots under 18 faults",
                lambda: votation.ballots_under_faults(fresh, electors=1_744, faults=18, seed=seed),
            )
            counting.check_no_canary(suite)
    finally:
        subprocess.run(
            [*infra_script, "down", "--run-dir", str(run_dir)], check=False, stdout=subprocess.DEVNULL
        )


def stage(title: str, run: Callable[[], Any]) -> Any:
    started = time.monotonic()
    result = run()
    print(f"{title:32} held, {time.monotonic() - started:.0f} s", flush=True)
    return result


if __name__ == "__main__":
    main()
