"""`make mutants`: makes the rules of votes, windows and percentages wrong in small ways, and looks whether tests notice.

    python -m tests.mutants [--floor 85] [--minutes 40]

Works on a copy in `.run/mutants`; what is noticed there is counted, what is not is listed. `mutmut show NAME`, run in
that folder, shows a change.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".run" / "mutants"
PACKAGES = ("votation", "consultations")
RULES = (
    "votation/domain/tally/*",
    "votation/domain/decision.py",
    "votation/domain/percentage.py",
    "votation/domain/lifecycle.py",
    "votation/domain/turnout.py",
    "votation/domain/proxy.py",
    "consultations/domain/project.py",
    "consultations/domain/window.py",
    "consultations/domain/figures.py",
)
TESTS = (
    *(f"votation/tests/unit/test_tally_{of}.py" for of in ("answers", "counts", "decisions", "known_outcomes", "oracle")),
    *(f"votation/tests/unit/test_tally_{of}.py" for of in ("orders", "percentages", "questions", "results")),
    "votation/tests/unit/test_lifecycle.py",
    "votation/tests/unit/test_turnout_and_proxies.py",
    "consultations/tests/unit/test_window.py",
    "consultations/tests/unit/test_figures_and_export_file.py",
    "consultations/tests/unit/test_project.py",
)  # fmt: skip
# A root of its own: the suite's would bring its plugins, and its packages unchanged.
PYTEST = """[pytest]
addopts = -p no:pytest_nameko -p no:pytest_alembic --import-mode=importlib
pythonpath = .
timeout = 120
"""


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--floor", type=float, default=85.0, help="per cent that tests must notice")
    parser.add_argument(
        "--minutes", type=float, default=40.0, help="then it stops, and judges by what was tried"
    )
    options = parser.parse_args()
    prepare()
    try:
        mutmut("run", "--max-children", "2", seconds=60 * options.minutes)
    except subprocess.TimeoutExpired:
        print(f"\nstopped after {options.minutes:g} minutes", flush=True)
    mutmut("results")
    return 0 if share_noticed() >= options.floor else 1


def prepare() -> None:
    """A folder with the packages as source roots, since a change is told by its module's name."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    for package in PACKAGES:
        shutil.copytree(ROOT / "services" / package, FOLDER / package)
    lists = {
        "source_paths": PACKAGES,
        "only_mutate": RULES,
        "pytest_add_cli_args_test_selection": TESTS,
        "also_copy": (*PACKAGES, "pytest.ini"),
    }
    settings = ("\n    ".join([f"{name} =", *values]) for name, values in lists.items())
    (FOLDER / "setup.cfg").write_text("\n".join(["[mutmut]", *settings]) + "\n")
    (FOLDER / "pytest.ini").write_text(PYTEST)


def mutmut(*command: str, seconds: float | None = None) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    subprocess.run(
        [sys.executable, "-m", "mutmut", *command], cwd=FOLDER, env=environment, check=True, timeout=seconds
    )


def share_noticed() -> float:
    """Per cent of the changes tried; one that no test reaches was not noticed."""
    mutmut("export-cicd-stats")
    counts: dict[str, int] = json.loads((FOLDER / "mutants/mutmut-cicd-stats.json").read_text())
    noticed = counts["killed"] + counts["timeout"]
    tried = noticed + sum(counts[name] for name in ("survived", "no_tests", "suspicious", "segfault"))
    share = 100 * noticed / max(tried, 1)
    print(f"{noticed} of {tried} changes noticed: {share:.1f} %")
    return share


if __name__ == "__main__":
    raise SystemExit(main())
