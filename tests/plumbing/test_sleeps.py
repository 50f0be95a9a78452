"""Tests wait for what they expect, or set the clock: none sleeps a fixed time that is long."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("chassis", "formats", "gateway", "services", "web/tests", "tests")
MEASURING = (
    "tests/demonstration",
    "tests/faults",
    "tests/load",
)  # whose pauses are what happens, or is measured
LONGEST_SECONDS = 0.5


def files_of_tests() -> Iterator[Path]:
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*.py"):
            name = path.relative_to(ROOT).as_posix()
            if "tests" in path.parts[len(ROOT.parts) :] and not name.startswith(MEASURING):
                yield path


def long_sleeps(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "sleep" and node.args:
            seconds = node.args[0]
            value = seconds.value if isinstance(seconds, ast.Constant) else None
            if isinstance(value, int | float) and value > LONGEST_SECONDS:
                yield node.lineno


def test_no_test_sleeps_for_long() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in files_of_tests()
        for line in long_sleeps(ast.parse(path.read_text()))
    ]
    assert found == []


def test_a_long_sleep_would_be_found() -> None:
    assert list(long_sleeps(ast.parse("time.sleep(0.5)\nasyncio.sleep(0.6)\nsleep(5)"))) == [2, 3]
