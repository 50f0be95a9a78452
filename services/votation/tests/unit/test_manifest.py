"""A manifest is well formed or says where it is not."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formats import canonical
from votation.domain import manifest
from votation.domain.question import questions_from_data
from votation.tests import archives

BUILT = archives.build(nulls=0)
FROZEN = BUILT.manifest
hostile: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, -1, 0, 2**53 - 1, "", "x\n", "é" * 600, [], {}, [None], {"a": 1}, [[]], "0" * 64]
)


def paths(value, path=()) -> Iterator[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, each in items:
        yield (*path, name)
        yield from paths(each, (*path, name))


def changed(path, value):
    copied = copy.deepcopy(FROZEN)
    inside = copied
    for name in path[:-1]:
        inside = inside[name]
    inside[path[-1]] = value
    return copied


def test_the_manifests_that_we_make_are_well_formed():
    assert manifest.check(FROZEN) == []
    assert manifest.check(archives.build(published_by="cell", nulls=0).manifest) == []
    assert manifest.check(archives.build(members=1, threshold=1, nulls=0).manifest) == []


@given(st.sampled_from(list(paths(FROZEN))), hostile)
@settings(deadline=None, max_examples=400)
def test_never_fails_whatever_it_is_given(path, value):
    other = changed(path, value)
    complaints = manifest.check(other)
    assert all(": " in each for each in complaints)
    if not complaints:
        manifest.groups(other)
        manifest.small_groups(other)
        assert manifest.manifest_hash(other) != BUILT.hash or other == FROZEN


@given(st.recursive(hostile, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5))
@settings(deadline=None)
def test_nothing_else_is_a_manifest(value):
    assert manifest.check(value)


@pytest.mark.parametrize(
    ("path", "value", "complaint"),
    [
        (("schema",), "capco.manifest/3", "schema: not_one_of"),
        (("mode",), "belenios", "mode: not_one_of"),
        (("votation",), "a b", "votation: invalid_id"),
        (("keys", "board"), FROZEN["keys"]["register"], "keys: not_different"),
        (("keys", "board"), "AAAA", "keys.board: invalid"),
        (("ballot_bytes",), 64, "ballot_bytes: invalid"),
        (("window", "closes_at"), FROZEN["window"]["opens_at"], "window.closes_at: not_after:opens_at"),
        (("window", "closes_at"), "2026-06-01T08:00:00+02:00", "window: invalid"),
        (("window", "grace_seconds"), 1801, "window.grace_seconds: too_large:1800"),
        (("roll", "electors"), 7, "roll.electors: invalid"),
        (("roll", "weights"), 7, "roll.weights: invalid"),
        (("roll", "cells", 0, "electors"), 31, "roll.electors: invalid"),
        (("roll", "cells", 0, "cell"), "a3", "roll: not_different:cell"),
        (("roll", "cells", 0, "cell"), "a\n", "roll.cells.0.cell: invalid_id"),
        (("roll", "cells", 0, "colleges"), ["nobody"], "roll.cells.0.colleges: not_one_of"),
        (("roll", "cells", 2, "colleges"), ["habitants", "commerces"], "roll.cells.2.colleges: not_sorted"),
        (("roll", "colleges", 0, "electors"), 7, "roll.colleges.0.electors: invalid"),
        (("roll", "colleges", 1, "college"), "nobody", "roll.colleges.1: invalid"),
        (("bureau", "threshold"), 4, "bureau.threshold: too_large:3"),
        (
            ("bureau", "members", 0, "share"),
            FROZEN["bureau"]["members"][1]["share"],
            "bureau: not_different:share",
        ),
        (("document", "sha256"), "A" * 64, "document.sha256: invalid"),
        (("title",), "x" * 2**22, f"manifest: too_long:{2**22}"),
        (("title",), 1.5, "manifest: invalid"),
    ],
    ids=lambda value: (
        value if isinstance(value, str) and ":" in value else ""
    ),  # a hash is another at each collection
)
def test_says_what_is_wrong(path, value, complaint):
    assert complaint in manifest.check(changed(path, value))


def test_each_college_deciding_needs_ballots_by_cell():
    rule = archives.YES_NO_RULE | {"colleges": "each"}
    questions = [archives.question("yes_no", rule=rule)]
    by_cell = archives.build(questions=questions, published_by="cell", nulls=0).manifest
    assert manifest.check(by_cell) == []
    assert "published_by: not_one_of" in manifest.check(by_cell | {"published_by": "weight"})


def test_tells_of_groups_so_small_that_their_ballots_are_read():
    plan = [archives.CellPlan("a", 20, 0), archives.CellPlan("b", 1, 0, 7), archives.CellPlan("c", 4, 0)]
    assert list(manifest.small_groups(archives.build(plan, nulls=0).manifest)) == ["w7"]
    assert list(manifest.small_groups(archives.build(plan, nulls=0, published_by="cell").manifest)) == [
        "b",
        "c",
    ]


def test_the_padded_length_is_over_the_longest_ballot():
    for number in range(1, 40):
        choices = [{"id": f"c{each}", "label": "x", "explanation": ""} for each in range(number + 1)]
        questions = questions_from_data([archives.question("ranking", choices=choices)])
        longest = {"a": [[None] * (number + 1)], "m": "0" * 64, "n": "A" * 22}
        padded = manifest.ballot_bytes(questions)
        assert padded - 64 <= len(canonical.dump(longest)) < padded
