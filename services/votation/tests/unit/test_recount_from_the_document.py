"""A count written from docs/votation-formats.md alone makes the same result.json, to the byte."""

import ast
import functools
import sys
from pathlib import Path
from typing import Any

import pytest

from formats import canonical
from votation.tests import archives, oracle
from votation.tests.oracle.archive import read_archive
from votation.tests.oracle.result import NoResult, result_bytes
from votation.tests.random_votations import votation

DRAWN = range(240)
CHUNK = 40
drawn = functools.cache(votation)


def recounted(built: archives.Built, directory: Path) -> bytes:
    return result_bytes(read_archive(built.write(directory / "a.zip")))


@pytest.mark.parametrize("first", DRAWN[::CHUNK])
def test_result_from_the_document_alone_is_equal_to_the_byte(first, tmp_path):
    """Point 14: whatever was asked, whoever voted, tied, drawn or missed."""
    for seed in range(first, first + CHUNK):
        built = drawn(seed)
        assert recounted(built, tmp_path) == built.parts["result.json"], f"votation {seed}"


def test_votations_drawn_have_every_kind_and_every_outcome():
    """The test above would say nothing of what it never met."""
    met: set[tuple[Any, ...]] = set()
    outcomes = set()
    for seed in DRAWN:
        built = drawn(seed)
        for asked, told in zip(
            built.manifest["questions"], canonical.parse(built.parts["result.json"])["questions"], strict=True
        ):
            met.add((asked["method"] or asked["kind"], asked["rule"]["count"]))
            met.add(("tie", asked["rule"]["tie"], bool((told["decision"]["tie"] or {}).get("winners"))))
            met.add(("open", bool(told["tally"].get("possible"))))
            outcomes.add(told["decision"]["outcome"])
    kinds = ("yes_no", "single", "several", "points", "score", "majority_judgment")
    methods = ("schulze", "borda", "instant_runoff", "stv")
    assert {(kind, count) for kind in (*kinds, *methods) for count in ("heads", "weights")} <= met
    assert {("tie", rule, True) for rule in ("draw", "eldest", "president")} <= met
    assert ("open", True) in met
    assert outcomes == {
        *("adopted", "rejected", "elected", "none_elected", "ex_aequo"),
        *("tie_to_settle", "run_off_needed", "quorum_not_reached"),
    }


@pytest.mark.parametrize("published_by", ["weight", "cell"])
@pytest.mark.parametrize("version", [1, 2])
def test_votations_of_the_usual_shape(published_by, version, tmp_path):
    """Point 14, with every kind in one votation of three cells."""
    built = archives.build(published_by=published_by, nulls=3, version=version)
    assert recounted(built, tmp_path) == built.parts["result.json"]


def test_a_large_votation(tmp_path):
    """Point 14, with batches and weights as they are usual."""
    built = archives.large(1744)
    assert recounted(built, tmp_path) == built.parts["result.json"]


def grouped(sizes: tuple[int, ...], method: str) -> archives.Built:
    """Choices that have one first vote each, those of a group as many as one another, a little more than the last."""
    number = sum(sizes)
    plan = [archives.CellPlan(f"g{at}", size, size, 1000 + at) for at, size in enumerate(sizes)]
    said = iter([[1 if own == choice else None for own in range(number)] for choice in range(number)])
    choices = [{"id": f"c{n}", "label": f"Choix {n}", "explanation": ""} for n in range(number)]
    asked = archives.question("ranking", choices=choices, method=method, ties_allowed=False)
    return archives.build(plan, [asked], nulls=0, say=lambda questions, rng: [next(said)])


@pytest.mark.parametrize("method", ["instant_runoff", "stv"])
@pytest.mark.parametrize(
    ("sizes", "followed"),
    [((10, 9, 8, 6, 5, 5, 5, 5, 4, 3, 2, 1), True), ((10, 9, 8, 7, 6, 4, 3, 1, 1), False)],
)
def test_the_bound_of_orders_is_where_the_document_says(method, sizes, followed, tmp_path):
    """Point 14: 2,002 sets are followed to the end, 2,003 are not."""
    built = grouped(sizes, method)
    tally = canonical.parse(built.parts["result.json"])["questions"][0]["tally"]
    assert (tally["possible"] == []) == followed
    assert recounted(built, tmp_path) == built.parts["result.json"]


def test_there_is_no_result_where_signatures_and_ballots_differ(tmp_path):
    built = archives.build(nulls=0)
    plain: list[dict[str, Any]] = built.lines("plain.jsonl")
    built.set_lines("plain.jsonl", plain[1:])
    with pytest.raises(NoResult):
        recounted(built, tmp_path)


def test_the_count_from_the_document_shares_no_code_with_the_suite():
    directory = Path(oracle.__file__).parent
    imported = [
        (node.module or "") if isinstance(node, ast.ImportFrom) else node.names[0].name
        for file in directory.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    others = {name for name in imported if name.split(".")[0] not in sys.stdlib_module_names}
    assert others
    assert all(name.startswith(oracle.__name__) for name in others)
