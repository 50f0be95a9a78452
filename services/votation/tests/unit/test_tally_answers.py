"""An answer is in range or the ballot is null; no JSON makes the count fail."""

import json
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from votation.domain.answer import (
    OutOfRange,
    check,
    check_all,
    is_blank,
    longest_answer,
    longest_answers,
)
from votation.domain.question import Limits
from votation.tests.unit.tally_cases import QUESTIONS, answers_to, question, steady, yes_no
from votation.tests.unit.test_tally_questions import JSON


def is_in_range(asked, answer):
    try:
        check(asked, answer)
    except OutOfRange:
        return False
    return True


@steady
@given(st.sampled_from(QUESTIONS), JSON)
def test_any_json_is_in_range_or_out_of_range(asked, answer):
    assert is_in_range(asked, answer) in (True, False)


@steady
@given(st.sampled_from(QUESTIONS), st.data())
def test_every_possible_answer_is_in_range_and_no_longer_than_the_longest(asked, data):
    answer = data.draw(answers_to(asked))
    check(asked, answer)
    assert len(json.dumps(answer, separators=(",", ":"))) <= longest_answer(asked)


SEVERAL = question("several", 4, limits=Limits(min=1, max=3))
EXACT = question("points", 3, limits=Limits(total=6, exact=True, most_each=5))
UP_TO = question("points", 3, limits=Limits(total=6, most_each=5))
TIES = question("ranking", 3)
STRICT = question("ranking", 3, ties_allowed=False)
COMPLETE = question("ranking", 3, ties_allowed=False, complete=True)
SCORE = question("score", 2)
GRADES = question("majority_judgment", 2)


@pytest.mark.parametrize(
    ("asked", "inside", "outside"),
    [
        (yes_no(), [0, 1], [-1, 2, True, "0", 0.0, [0], {}]),
        (yes_no(abstain=True), [2], [3]),
        (question("single", 3), [0, 2], [-1, 3, 10**30, False, "a"]),
        (SEVERAL, [[0], [0, 1, 3], [1, 2]], [[], [0, 1, 2, 3], [1, 1], [2, 1], [4], [-1], [None], [True], 1, "0"]),
        (question("several", 3), [[], [0, 1, 2]], [[0, 0], [0, 1, 2, 3]]),
        (EXACT, [[5, 1, 0], [2, 2, 2]], [[6, 0, 0], [5, 0, 0], [5, 2, 0], [3, 3], [3, 3, 0, 0], [-1, 5, 2], [True, 5, 0]]),
        (UP_TO, [[5, 1, 0], [0, 0, 0], [5, 0, 0]], [[6, 0, 0], [5, 2, 0], [-1, 0, 0]]),
        (TIES, [[1, 1, 1], [1, None, 3], [None] * 3, [3, 3, 1]],
         [[0, 1, 2], [1, 2, 4], [1, 2], [1, 2, 3, None], [1, 2, 1.0], [1, 2, True]]),
        (STRICT, [[1, 2, None], [3, 1, 2]], [[1, 1, 2]]),
        (COMPLETE, [[3, 1, 2]], [[1, 2, None], [1, 1, 2]]),
        (SCORE, [[-2, 3], [0, 0]], [[-3, 0], [0, 4], [0], [0, 0, 0], [0, None]]),
        (GRADES, [[0, 3]], [[0, 4], [-1, 0], [0], [0, 0, 0], [None, 0]]),
    ],
)  # fmt: skip
def test_knows_what_is_in_range(asked, inside, outside):
    for answer in inside:
        assert is_in_range(asked, answer), answer
    for answer in outside:
        assert not is_in_range(asked, answer), answer


def test_blank_is_null_alone_and_where_it_is_possible():
    assert is_blank(None)
    assert not is_blank([])
    assert not is_blank(0)
    assert is_in_range(yes_no(blank=True), None)
    assert not is_in_range(yes_no(blank=False), None)


@pytest.mark.parametrize("answers", [[0], [0, 1, 0], None, {}, "01", 0, [0, 9]])
def test_a_ballot_answers_every_question_once(answers):
    asked = (yes_no(), question("single"))
    check_all(asked, [0, 2])
    check_all(asked, [None, None])
    with pytest.raises(OutOfRange):
        check_all(asked, answers)


def every_answer(asked):
    number, limits = len(asked.choices), asked.limits
    if asked.kind == "several":
        every = [
            [index for index in range(number) if named[index]] for named in product((0, 1), repeat=number)
        ]
    elif asked.kind == "points":
        every = [list(each) for each in product(range(limits.most_each + 1), repeat=number)]
    else:
        every = [list(each) for each in product([*range(1, number + 1), None], repeat=number)]
    return [answer for answer in every if is_in_range(asked, answer)]


@pytest.mark.parametrize(
    "asked",
    [
        *(question("points", 2 if most > 10 else 3, limits=Limits(total=total, exact=exact, most_each=most), blank=False)
          for total in (1, 9, 10, 11, 19, 20, 30, 100, 109, 110) for exact in (True, False)
          for most in (9, 10, 101) if most * (2 if most > 10 else 3) >= total >= most),
        *(question("several", 4, limits=Limits(min=1, max=most), blank=False) for most in (1, 2, 4)),
        question("ranking", 3), question("ranking", 3, complete=True), COMPLETE, STRICT,
    ],
)  # fmt: skip
def test_the_longest_answer_is_as_long_as_said(asked):
    lengths = [len(json.dumps(answer, separators=(",", ":"))) for answer in every_answer(asked)]
    assert max(lengths) == longest_answer(asked)


def test_the_longest_answers_of_every_other_kind():
    assert longest_answer(question("single", 3, blank=False)) == 1
    assert longest_answer(question("single", 3)) == len("null")
    assert longest_answer(SCORE) == len("[-2,-2]")
    assert longest_answer(question("score", 2, limits=Limits(least=-1, most=100))) == len("[100,100]")
    assert longest_answer(GRADES) == len("[3,3]")
    assert longest_answers([question("single", 3), GRADES]) == len("[null,[3,3]]")
    assert longest_answers([GRADES]) == len("[[3,3]]")


def test_longest_answers_of_many_choices():
    eleven = question("single", 3).to_data()
    eleven["choices"] = [{"id": f"c{n}", "label": "x", "explanation": ""} for n in range(12)]
    asked = type(GRADES).from_data(eleven | {"kind": "several", "limits": {"min": 0, "max": 3}})
    assert longest_answer(asked) == len("[9,10,11]")
    ranking = eleven | {"kind": "ranking", "method": "schulze", "complete": True}
    assert longest_answer(type(GRADES).from_data(ranking)) == len(
        json.dumps(list(range(1, 13)), separators=(",", ":"))
    )
