"""Whatever a process reads from its environment stands in docs/operations.md, and nothing else does."""

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from identity.domain.throttle import DEFAULTS
from web.core.config import Config

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "operations.md"
CODE = ("chassis", "gateway", "web", "services", "deploy")
NAME = re.compile(r"[A-Z][A-Z_]{2,}")
READERS = {"text", "whole", "number", "get", "getenv"}
# The system's, the clock of the pages' tests, and what WSGI says of a request.
NOT_OURS = {"PATH", "NOW", "TITLE", "CONTENT_LENGTH", "HTTP_HOST", "HTTP_ORIGIN"}


def sources() -> Iterator[Path]:
    for folder in CODE:
        for path in (ROOT / folder).rglob("*.py"):
            if not {"tests", "testing", "node_modules"} & set(path.parts):
                yield path


def read_in(tree: ast.AST) -> Iterator[str]:
    """Names asked of a configuration or an environment, and pairs of (name, usual value)."""
    for node in ast.walk(tree):
        found: ast.expr | None = None
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in READERS:
            found = node.args[0] if node.args else None
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
            found = node.slice if ast.unparse(node.value) == "os.environ" else None
        elif isinstance(node, ast.Tuple) and len(node.elts) == 2:
            found = node.elts[0] if _is_port(node.elts[1]) else None
        if isinstance(found, ast.Constant) and isinstance(found.value, str) and NAME.fullmatch(found.value):
            yield found.value


def _is_port(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and str(node.value).isdigit()


def told_by_compose() -> set[str]:
    text = (ROOT / "docker-compose.yml").read_text() + (ROOT / ".env").read_text()
    return set(re.findall(r"\$\{([A-Z_]+)", text)) | set(re.findall(r"^([A-Z_]+)=", text, re.MULTILINE))


def known() -> set[str]:
    found = {name for path in sources() for name in read_in(ast.parse(path.read_text()))}
    found |= {field.name.upper() for field in fields(Config)}
    found |= {f"THROTTLE_{name.upper()}" for name in DEFAULTS}
    return (found | told_by_compose()) - NOT_OURS


def documented() -> set[str]:
    """The names in the first cells of the guide's tables of variables."""
    part = GUIDE.read_text().split("## What it can be told")[1].split("\n## ")[0]
    cells = (line.split("|")[1] for line in part.splitlines() if line.startswith("| `"))
    return {name for cell in cells for name in re.findall(r"`([A-Z_]+)`", cell)}


def test_every_variable_is_in_the_guide() -> None:
    assert known() - documented() == set()


def test_the_guide_names_no_variable_that_nobody_reads() -> None:
    told_in_images = set(re.findall(r"\b[A-Z_]{3,}\b", (ROOT / "deploy/docker/Dockerfile").read_text()))
    by_name = {"POSTGRES", "POSTGRES_BOX", "RABBITMQ"}  # asked by the names of the servers
    assert documented() - known() - told_in_images - by_name == set()
