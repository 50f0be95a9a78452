"""`make test`: lint, types, import contracts and every test, on throw-away servers of their own.

    python3 deploy/local/check.py [lint] [types] [tests] [-- pytest arguments]

Without a name all three, each even if the one before failed; the exit code tells whether all passed.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType

REPOSITORY = Path(__file__).resolve().parents[2]
if __package__ in (None, ""):
    sys.path.insert(0, str(REPOSITORY))

from deploy.local import infra, packages, venv  # noqa: E402

BIN = venv.VENV / "bin"
LINT = (
    ("python", "-m", "deploy.manifests", "--check"),
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("lint-imports", "--no-logo"),
    ("djlint", "--lint", "--quiet", "web", "services"),
)
TYPES = (("mypy",),)
STEPS = ("lint", "types", "tests")
# Two at once, the longest first. `conftest.py` says what stays together.
TWO_AT_ONCE = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")
UNIT_TESTS = "services/*/tests/unit"
OTHER_TESTS = ("tests", "services", "chassis", "gateway", "web", f"--ignore-glob={UNIT_TESTS}")
COVERAGE = ("--cov", "--cov-config=pyproject.toml", "--cov-report=term")


def main() -> int:
    arguments = sys.argv[1:]
    separator = arguments.index("--") if "--" in arguments else len(arguments)
    steps, pytest_arguments = arguments[:separator] or list(STEPS), arguments[separator + 1 :]
    if unknown := set(steps) - set(STEPS):
        raise SystemExit(f"no such step: {', '.join(unknown)}; there are {', '.join(STEPS)}")
    run_dir = REPOSITORY / ".run" / f"check-{os.getpid()}"  # two checks side by side do not meet
    log = infra.run_dir_log(REPOSITORY / ".run", "packages")
    forget_killed()
    venv.ensure("test", log)
    failed = [name for name in steps if not passes(name, run_dir, log, pytest_arguments)]
    if failed:
        print(f"\nfailed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def forget_killed() -> None:
    """Servers and data of checks that could not clean up behind them."""
    for left in (REPOSITORY / ".run").glob("check-*"):
        if not Path(f"/proc/{left.name.removeprefix('check-')}").exists():
            infra.clean(left)


def passes(step: str, run_dir: Path, log: Path, pytest_arguments: list[str]) -> bool:
    if step == "tests":
        return tests(run_dir, log, pytest_arguments)
    results = [succeeds(*command) for command in (LINT if step == "lint" else TYPES)]
    return all(results)


def succeeds(tool: str, *arguments: str, **environment: str) -> bool:
    print(f"\n$ {tool} {' '.join(arguments)}", flush=True)
    source_roots = {"PYTHONPATH": f"{REPOSITORY}:{REPOSITORY / 'services'}"}
    env = os.environ | source_roots | environment
    return subprocess.run([BIN / tool, *arguments], cwd=REPOSITORY, env=env, check=False).returncode == 0


def tests(run_dir: Path, log: Path, arguments: list[str]) -> bool:
    """The servers end with the tests, however these end; a failure leaves logs in `.run/failed-check`."""
    packages.ensure(packages.missing(False, False, npm=True, browser=True), log)
    packages.offer(packages.test_tools(), log)
    signal.signal(signal.SIGTERM, interrupt)
    good = False
    try:
        addresses = infra.up(run_dir, throwaway=True)
        if not succeeds("python", "-m", "web.build"):
            return False
        environment = {"CAPCO_INFRA": str(addresses), "COVERAGE_FILE": str(run_dir / "coverage")}
        good = (
            succeeds("python", "-m", "pytest", *arguments, **environment)
            if arguments
            else every_test(environment)
        )
        return good
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        infra.down(run_dir, now=True)
        if not good:
            kept = REPOSITORY / ".run" / "failed-check"
            shutil.rmtree(kept, ignore_errors=True)
            for logs in (run_dir / "logs", *run_dir.glob("*/logs")):
                shutil.copytree(logs, kept / logs.parent.relative_to(run_dir))
        infra.clean(run_dir)


def every_test(environment: dict[str, str]) -> bool:
    """The unit tests, measuring which branches of the rules they reach, and then the others."""
    units = (*sorted(map(str, REPOSITORY.glob(UNIT_TESTS))), "formats")
    results = [
        succeeds("python", "-m", "pytest", *TWO_AT_ONCE, *tests, **environment)
        for tests in ((*units, *COVERAGE), OTHER_TESTS)
    ]
    return all(results) and floor_is_current(environment)


def floor_is_current(environment: dict[str, str]) -> bool:
    """Whether `fail_under` is at most two points below what was measured, so that it rises and what is won stays."""
    import tomllib  # not before an older Python was told that it is one

    report = subprocess.run(
        [str(BIN / "coverage"), "report", "--format=total", "--fail-under=0"],
        cwd=REPOSITORY, env=os.environ | environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    settings = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["tool"]["coverage"]["report"]
    current = bool(float(report.stdout) < settings["fail_under"] + 2)
    if not current:
        print(f"{report.stdout.strip()} % are covered: raise fail_under in pyproject.toml", file=sys.stderr)
    return current


def interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    raise SystemExit(main())
