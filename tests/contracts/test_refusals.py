"""Services refuse with the codes that are promised, and every code that is promised is one they refuse with."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts.refusals import COMMON
from contracts.registry import SERVICES
from contracts.services import OPERATIONS, OWN_REFUSALS, REFUSALS
from votation.domain.lifecycle import REFUSES

ROOT = Path(__file__).resolve().parents[2]
HOUSES = ("services", "chassis", "gateway")
SERVICES_OF: dict[str, list[str]] = {}  # by folder
for _service in SERVICES.values():
    SERVICES_OF.setdefault(_service.package.split(".")[0], []).append(_service.name)
PASSED_ON = {"error['code']", "str(code)"}  # what another process refused
CHOSEN = {  # codes that do not stand where they are raised
    "outcome": {"unavailable", "internal_error"},
    "otherwise": {"link_expired", "other_address"},
    "f'own_{target}'": {"own_argument", "own_source"},
    "preloaded": {"code_wrong", "code_expired"},
    "code": {"question_invalid"},
    "state": {"suspended", "cancelled"},
    "_refusal(state, event)": {"cancelled", "rules_frozen", "result_frozen", "not_open", *REFUSES.values()},
}


def raised(folder: Path) -> Iterator[tuple[str, ast.expr | None]]:
    """Every `Refused(…)` of the code in a folder: where it stands, and the expression of its code."""
    for path in folder.rglob("*.py"):
        if {"tests", "testing"} & set(path.parts):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("Refused", "refused.Refused"):
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node.args[0] if node.args else None


def codes_of(expression: ast.expr | None) -> set[str]:
    if expression is None:
        return {"invalid_input"}
    if isinstance(expression, ast.IfExp):
        return codes_of(expression.body) | codes_of(expression.orelse)
    if isinstance(expression, ast.Constant):
        return {str(expression.value)}
    written = ast.unparse(expression)
    return set() if written in PASSED_ON else CHOSEN[written]


def codes_in(folder: Path) -> dict[str, str]:
    """The codes raised in a folder, each with a place where it is."""
    return {code: where for where, expression in raised(folder) for code in codes_of(expression)}


@pytest.mark.parametrize("service", SERVICES_OF)
def test_a_service_refuses_with_what_its_operations_promise(service: str) -> None:
    promised = {
        code for name in SERVICES_OF[service] for one in OPERATIONS[name].values() for code in one.errors
    }
    promised |= {refusal.code for refusal in COMMON}
    found = codes_in(ROOT / "services" / service)
    assert {code: where for code, where in found.items() if code not in promised} == {}


@pytest.mark.parametrize("service", SERVICES_OF)
def test_a_service_has_words_for_refusals_of_its_own_only(service: str) -> None:
    worded = {code for name in SERVICES_OF[service] for code in OWN_REFUSALS[name]}
    assert worded <= set(codes_in(ROOT / "services" / service))


def test_every_service_is_looked_at() -> None:
    assert {name for names in SERVICES_OF.values() for name in names} == set(OPERATIONS)


def test_what_is_refused_has_its_sentence() -> None:
    found = {code: where for house in HOUSES for code, where in codes_in(ROOT / house).items()}
    assert {code: where for code, where in found.items() if code not in REFUSALS} == {}


def test_what_has_a_sentence_is_refused() -> None:
    assert set(REFUSALS) == {code for house in HOUSES for code in codes_in(ROOT / house)}


def test_codes_chosen_elsewhere_are_still_chosen_there() -> None:
    written = {ast.unparse(code) for house in HOUSES for _, code in raised(ROOT / house) if code is not None}
    assert PASSED_ON | set(CHOSEN) <= written
