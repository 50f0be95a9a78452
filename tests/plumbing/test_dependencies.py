"""Each service says which libraries are its own: what it imports, no more and no less. Versions are locked once."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SERVICES = sorted(path.parent.name for path in ROOT.glob("services/*/service.py"))
OURS = {"chassis", "contracts", "formats", *SERVICES}
BESIDE = {"psycopg"}  # SQLAlchemy's driver, named by its address alone


def imported(service: str) -> set[str]:
    """The top-level names of other people's modules, tests left aside."""
    found: set[str] = set()
    for path in (ROOT / "services" / service).rglob("*.py"):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.split(".")[0])
    return found - OURS - set(sys.stdlib_module_names)


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[<>=\[]", name)[0]).lower()


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_declares_what_it_imports(service):
    declared = tomllib.loads((ROOT / "services" / service / "pyproject.toml").read_text())["project"]
    of = packages_distributions()
    needed = {plain(of[module][0]) for module in imported(service)}
    assert {plain(each) for each in declared["dependencies"]} == needed | BESIDE
    locked = {
        plain(line) for line in (ROOT / "requirements/runtime.txt").read_text().splitlines() if "==" in line
    }
    assert needed | BESIDE <= locked
