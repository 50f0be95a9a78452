"""What is told of a college tells of nobody in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from votation.domain.breakdown import Row, breakdown, merged
from votation.domain.question import Limits
from votation.tests.unit.tally_cases import question, steady, yes_no
from votation.tests.unit.test_tally_results import manifest


def cell(name, electors=50, weight=1, colleges=None):
    return {"cell": name, "colleges": colleges or [name.upper()], "weight": weight, "electors": electors}


def votes(group, *numbers):
    """How many answered 0, 1, 2 … there."""
    return [{"g": group, "n": number, "a": [answer]} for answer, number in enumerate(numbers) if number]


def told(plain, *cells, asked=None, small=5):
    register: dict[str, int] = {}
    for line in plain:
        register[line["g"]] = register.get(line["g"], 0) + line["n"]
    data = manifest(asked or yes_no(), cells=list(cells), small_group=small)
    return breakdown(data, plain, register)


def heads(result):
    rows = result["questions"][0]["rows"]
    return {
        " ".join(name for names in row["colleges"] for name in names): [
            each["heads"] for each in row["choices"]
        ]
        for row in rows
    }


def test_colleges_large_and_divided_are_told():
    result = told(votes("a", 4, 1) + votes("b", 3, 9), cell("a"), cell("b"))
    assert heads(result) == {"A": [4, 1], "B": [3, 9]}
    assert result["turnout"] == [
        {"colleges": [["A"]], "electors": 50, "voters": 5},
        {"colleges": [["B"]], "electors": 50, "voters": 12},
    ]


def test_a_college_of_few_ballots_is_merged_with_the_smallest_other():
    plain = votes("a", 3, 1) + votes("b", 30, 9) + votes("c", 5, 5)
    assert heads(told(plain, cell("a"), cell("b"), cell("c"))) == {"A C": [8, 6], "B": [30, 9]}


def test_a_unanimous_college_is_merged():
    plain = votes("a", 0, 20) + votes("b", 30, 9) + votes("c", 5, 5)
    assert heads(told(plain, cell("a"), cell("b"), cell("c"))) == {"A C": [5, 25], "B": [30, 9]}


def test_two_small_colleges_may_be_told_together():
    plain = votes("a", 3, 1) + votes("b", 30, 9) + votes("c", 1, 1)
    assert heads(told(plain, cell("a"), cell("b"), cell("c"))) == {"A C": [4, 2], "B": [30, 9]}


def test_unanimous_in_every_way():
    blank = [{"g": "a", "n": 9, "a": [None]}]
    null = [{"g": "a", "n": 9, "null": "malformed"}]
    for plain in (blank, null):
        assert heads(told(plain + votes("b", 30, 9), cell("a"), cell("b"))) == {"A B": [30, 9]}
    divided = [{"g": "a", "n": 5, "a": [None]}, {"g": "a", "n": 4, "null": "malformed"}]
    assert heads(told(divided + votes("b", 30, 9), cell("a"), cell("b"))) == {"A": [0, 0], "B": [30, 9]}
    almost = [{"g": "a", "n": 5, "a": [0]}, {"g": "a", "n": 1, "a": [None]}]
    assert heads(told(almost + votes("b", 30, 9), cell("a"), cell("b"))) == {"A": [5, 0], "B": [30, 9]}


def test_a_choice_named_by_all_is_unanimous_though_the_ballots_differ():
    asked = question("several", 3, limits=Limits(min=1, max=3))
    lines = [{"g": "a", "n": 3, "a": [[0, 1]]}, {"g": "a", "n": 3, "a": [[0, 2]]}]
    other = [{"g": "b", "n": 6, "a": [[1]]}, {"g": "b", "n": 6, "a": [[2]]}]
    assert heads(told(lines + other, cell("a"), cell("b"), asked=asked)) == {"A B": [6, 9, 9]}


def test_where_not_even_all_may_be_told_nothing_is():
    assert heads(told(votes("a", 3) + votes("b", 9), cell("a"), cell("b"))) == {}
    assert heads(told(votes("a", 1, 1) + votes("b", 1), cell("a"), cell("b"))) == {}


def test_an_elector_of_two_colleges_is_in_a_row_of_their_own():
    plain = votes("a", 9, 3) + votes("ab", 6, 5) + votes("b", 9, 9)
    cells = cell("a"), cell("ab", colleges=["B", "A"]), cell("b")
    assert heads(told(plain, *cells)) == {"A": [9, 3], "A B": [6, 5], "B": [9, 9]}


def weights(result):
    return [[each.get("weights") for each in row["choices"]] for row in result["questions"][0]["rows"]]


def test_weights_are_told_where_no_weight_is_of_few():
    asked = yes_no(count="weights")
    cells = cell("a"), cell("a3", weight=3, colleges=["A"]), cell("b")
    plain = votes("a", 9, 3) + votes("a3", 2, 3) + votes("b", 9, 9)
    assert weights(told(plain, *cells, asked=asked)) == [[15, 12], [9, 9]]


@pytest.mark.parametrize("heavy", [(2, 2), (1, 0), (9, 0)])
def test_the_vote_of_a_few_heavy_electors_is_not_the_difference_of_weights_and_heads(heavy):
    cells = cell("a"), cell("a3", weight=3, colleges=["A"]), cell("b")
    plain = votes("a", 9, 3) + votes("a3", *heavy) + votes("b", 9, 9)
    result = told(plain, *cells)
    assert weights(result) == [[None, None], [None, None]]
    assert heads(result) == {"A": [9 + heavy[0], 3 + heavy[1]], "B": [9, 9]}


def test_turnout_is_not_told_of_fewer_electors_than_the_small_group():
    plain = votes("a", 2, 1) + votes("b", 9, 9) + votes("c", 2, 2)
    turnout = told(plain, cell("a", electors=4), cell("b"), cell("c", electors=5))["turnout"]
    assert turnout == [
        {"colleges": [["A"], ["C"]], "electors": 9, "voters": 7},
        {"colleges": [["B"]], "electors": 50, "voters": 18},
    ]


def test_published_by_weight_there_are_no_answers_by_college():
    data = manifest(yes_no(), cells=[cell("a"), cell("b")], by="weight")
    result = breakdown(data, [{"g": "w1", "n": 20, "a": [0]}], {"a": 11, "b": 9})
    assert result["questions"] == [{"id": "q1", "rows": []}]
    assert [row["voters"] for row in result["turnout"]] == [11, 9]


@steady
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=6), st.integers(1, 6))
def test_every_row_told_is_of_enough_and_not_of_one_mind(numbers, small):
    plain = [line for place, each in enumerate(numbers) for line in votes(f"c{place}", *each)]
    cells = [cell(f"c{place}", colleges=[f"C{place}"]) for place in range(len(numbers))]
    rows = heads(told(plain, *cells, small=small))
    for yes, no in rows.values():
        assert yes + no >= small
        assert yes > 0
        assert no > 0
    yes, no = (sum(each) for each in zip(*numbers, strict=True))
    assert bool(rows) == (yes + no >= small and yes > 0 and no > 0)
    if rows:
        assert [sum(each) for each in zip(*rows.values(), strict=True)] == [yes, no]


def test_nothing_is_merged_where_all_may_be_told():
    rows = [Row((("A",),), ("a",)), Row((("B",),), ("b",))]
    assert merged(rows, lambda row: True, lambda row: 1) == rows
    assert merged([], lambda row: True, lambda row: 1) == []
