"""Tallies: textbook cases, and what holds of every profile."""

from collections import Counter
from itertools import pairwise, permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from votation.domain.tally import (
    borda,
    majority_judgment,
    of_question,
    plurality,
    points,
    schulze,
    score,
    several,
)
from votation.domain.tally.tallied import levels, ranks_by
from votation.tests.unit.tally_cases import QUESTIONS, answers_to, question, steady

COUNTED = st.sampled_from(QUESTIONS)


def profiles(asked, most=12):
    return st.lists(st.tuples(answers_to(asked), st.integers(1, 4)), max_size=most)


@steady
@given(COUNTED, st.data())
def test_neither_order_nor_grouping_nor_weights_as_copies_change_anything(asked, data):
    ballots = data.draw(profiles(asked))
    copies = [(answer, 1) for answer, weight in ballots for _ in range(weight)]
    together: Counter[Any] = Counter()
    for answer, weight in ballots:
        together[answer] += weight
    expected = of_question.tally(asked, ballots)
    for other in (data.draw(st.permutations(ballots)), copies, list(together.items()), iter(ballots)):
        assert of_question.tally(asked, other) == expected


# Memphis, Nashville, Chattanooga, Knoxville: where the capital of Tennessee should be, by distance.
TENNESSEE = [((1, 2, 3, 4), 42), ((4, 1, 2, 3), 26), ((4, 3, 1, 2), 15), ((4, 3, 2, 1), 17)]


@pytest.mark.parametrize(
    ("method", "seats", "elected"),
    [("schulze", 1, {1}), ("borda", 1, {1}), ("instant_runoff", 1, {3}), ("stv", 2, {0, 1})],
)
def test_each_method_counts_the_same_rankings_in_its_own_way(method, seats, elected):
    asked = question("ranking", 4, method=method, seats=seats, ties_allowed=False)
    ranks = of_question.tally(asked, TENNESSEE).ranks
    assert {choice for choice, rank in enumerate(ranks) if rank <= seats} == elected


def test_borda_counts_whole_points_double_where_ties_are_allowed():
    apart = of_question.tally(question("ranking", 4, method="borda", ties_allowed=False), TENNESSEE)
    assert apart.shown == {"votes": [226, 294, 273, 207], "unit": 1}
    assert all(type(points) is int for points in apart.votes)
    equals = [*TENNESSEE, ((1, 1, None, None), 10)]
    together = of_question.tally(question("ranking", 4, method="borda", ties_allowed=True), equals)
    assert together.shown == {"votes": [522, 658, 546, 414], "unit": 2}


def test_an_instant_run_off_is_shown_round_by_round():
    ballots = [
        ((1, None, None, None), 5),
        ((2, 1, None, None), 4),
        ((None, None, 1, None), 2),
        ((None, None, 2, 1), 1),
    ]
    asked = question("ranking", 4, method="instant_runoff", ties_allowed=False)
    assert of_question.tally(asked, ballots).shown == {
        "rounds": [
            {"votes": [[0, 5], [1, 4], [2, 2], [3, 1]], "exhausted": 0, "eliminated": [3]},
            {"votes": [[0, 5], [1, 4], [2, 3]], "exhausted": 0, "eliminated": [2]},
            {"votes": [[0, 5], [1, 4]], "exhausted": 3, "eliminated": [1]},
            {"votes": [[0, 9]], "exhausted": 3, "eliminated": []},
        ],
        "possible": [],
    }


@steady
@given(COUNTED, st.data())
def test_names_do_not_matter(asked, data):
    """The choices renamed rank as before, under whatever name; of those eliminated one at a time, who is elected."""
    if asked.kind not in ("ranking", "majority_judgment", "score", "points"):
        return
    ballots = data.draw(profiles(asked))
    order = data.draw(st.permutations(range(len(asked.choices))))
    renamed = [(tuple(answer[old] for old in order), weight) for answer, weight in ballots]
    tallied, again = of_question.tally(asked, ballots), of_question.tally(asked, renamed)
    ranks, renamed_ranks = [tallied.ranks[old] for old in order], list(again.ranks)
    if asked.method in ("instant_runoff", "stv"):  # the rest goes in the order of the ballot
        ranks, renamed_ranks = (
            [min(rank, asked.seats + 1) for rank in each] for each in (ranks, renamed_ranks)
        )
    if asked.method != "stv" or tallied.possible:
        assert renamed_ranks == ranks
    else:
        assert [rank <= asked.seats for rank in ranks] == [rank <= asked.seats for rank in renamed_ranks]


@steady
@given(COUNTED, st.data())
def test_ranks_start_at_one_and_skip_as_many_as_are_equal(asked, data):
    ranks = of_question.tally(asked, data.draw(profiles(asked))).ranks
    assert len(ranks) == len(asked.choices)
    for rank in ranks:
        assert rank == 1 + sum(other < rank for other in ranks)


def test_ranks_by_largest():
    assert ranks_by([3, 9, 3, 1]) == (2, 1, 2, 4)
    assert ranks_by([]) == ()


def test_plurality_counts_each_ballot_once():
    tallied = plurality.tally([(0, 3), (2, 1), (0, 2)], 3)
    assert tallied.votes == (5, 0, 1)
    assert tallied.ranks == (1, 3, 2)


def test_several_counts_each_choice_named():
    assert several.tally([((0, 2), 3), ((), 7), ((2,), 1)], 3).votes == (3, 0, 4)


def test_points_and_scores_are_summed():
    assert points.tally([((4, 0, 1), 2), ((0, 5, 0), 1)], 3).votes == (8, 5, 2)
    scored = score.tally([((-2, 3), 2), ((1, 0), 1)], 2)
    assert (scored.votes, scored.ranks, scored.shown["scored_by"]) == ((-3, 6), (2, 1), 3)


@steady
@given(st.data())
def test_one_vote_more_never_makes_a_choice_lose(data):
    """Monotonicity, which instant runoff and the single transferable vote alone do not have."""
    asked = data.draw(
        st.sampled_from([each for each in QUESTIONS if each.method not in ("instant_runoff", "stv")])
    )
    ballots = data.draw(profiles(asked))
    before = of_question.tally(asked, ballots).ranks
    winner = before.index(1)
    after = of_question.tally(asked, [*ballots, (_for_alone(asked, winner), 1)]).ranks
    assert after[winner] == 1


def _for_alone(asked, choice):
    number = len(asked.choices)
    if asked.kind in ("yes_no", "single"):
        return choice
    if asked.kind == "several":
        return (choice,)
    if asked.kind == "ranking":
        return tuple(1 if other == choice else None for other in range(number))
    best, worst = {"points": (2, 0), "score": (3, -2), "majority_judgment": (0, 3)}[asked.kind]
    return tuple(best if other == choice else worst for other in range(number))


# Borda


def test_borda_gives_l_then_l_minus_one_and_nothing_to_the_unranked():
    assert borda.tally([((1, 2, 3), 1)], 3, ties_allowed=False).votes == (3, 2, 1)
    assert borda.tally([((2, None, 1), 5)], 3, ties_allowed=False).votes == (10, 0, 15)
    assert borda.tally([((9, None, 4), 1)], 3, ties_allowed=False).votes == (2, 0, 3)


def test_equal_ranks_share_the_places_they_take():
    tallied = borda.tally([((1, 1, 2), 1)], 3, ties_allowed=True)
    assert (tallied.votes, tallied.shown["unit"]) == ((5, 5, 2), 2)
    assert borda.tally([((1, 1, 1), 1)], 3, ties_allowed=True).votes == (4, 4, 4)
    assert borda.tally([((3, 1, 3, None), 1)], 4, ties_allowed=True).votes == (5, 8, 5, 0)


@steady
@given(profiles(question("ranking", 4, ties_allowed=False)))
def test_borda_without_ties_is_half_of_borda_with(ballots):
    double = borda.tally(ballots, 4, ties_allowed=True).votes
    assert double == tuple(2 * each for each in borda.tally(ballots, 4, ties_allowed=False).votes)


# Schulze


def test_an_unranked_choice_is_below_the_ranked_and_equal_to_the_unranked():
    assert schulze.pairwise([((1, None, None), 2), ((2, 1, 2), 1)], 3) == [[0, 2, 2], [1, 0, 1], [0, 0, 0]]


def test_votes_against_part_links_of_as_many_votes_for():
    """a over b 3 to 2, b over c 3 to 1, c over a 3 to 2: b's link is the strongest, the two others equal."""
    paths = schulze.strongest_paths([[0, 3, 2], [2, 0, 3], [3, 1, 0]])
    assert paths[1][2] == (3, -1)
    assert paths[0][1] == (3, -2) == paths[2][0] == paths[0][2]
    assert schulze.ranks(paths) == (1, 1, 3)


def test_a_pair_of_equals_links_neither():
    assert schulze.strongest_paths([[0, 2], [2, 0]]) == [[(0, 0), (0, 0)], [(0, 0), (0, 0)]]
    assert schulze.ranks(schulze.strongest_paths([[0, 2], [2, 0]])) == (1, 1)


@steady
@given(profiles(question("ranking", 4)))
def test_a_condorcet_winner_is_alone_first(ballots):
    matrix = schulze.pairwise(ballots, 4)
    ranks = schulze.tally(ballots, 4).ranks
    for choice in range(4):
        if all(matrix[choice][other] > matrix[other][choice] for other in range(4) if other != choice):
            assert ranks[choice] == 1
            assert ranks.count(1) == 1


@steady
@given(profiles(question("ranking", 5)))
def test_the_strongest_path_is_the_strongest_of_all_paths(ballots):
    matrix = schulze.pairwise(ballots, 5)
    paths = schulze.strongest_paths(matrix)
    links = {
        (one, other): (matrix[one][other], -matrix[other][one])
        if matrix[one][other] > matrix[other][one]
        else (0, 0)
        for one, other in permutations(range(5), 2)
    }
    for one, other in permutations(range(5), 2):
        between = [each for each in range(5) if each not in (one, other)]
        ways = [(one, *way, other) for size in range(4) for way in permutations(between, size)]
        assert paths[one][other] == max(min(links[step] for step in pairwise(way)) for way in ways)


@steady
@given(profiles(question("ranking", 4)))
def test_who_is_beaten_ranks_below_who_beats(ballots):
    matrix = schulze.pairwise(ballots, 4)
    paths, ranks = schulze.strongest_paths(matrix), schulze.tally(ballots, 4).ranks
    for one, other in permutations(range(4), 2):
        if paths[one][other] > paths[other][one]:
            assert ranks[one] < ranks[other]
    assert 1 in ranks


# Majority judgment


def removed_medians(gauge):
    """The definition: take the lower median, remove it, and so on."""
    grades = [grade for grade, number in enumerate(gauge) for _ in range(number)]
    return [grades.pop(len(grades) // 2) for _ in range(len(grades))]


@settings(steady, max_examples=200)
@given(st.integers(0, 12).flatmap(
    lambda number: st.lists(st.lists(st.integers(0, 4), min_size=number, max_size=number), min_size=2, max_size=4)
))  # fmt: skip
def test_adhesion_and_contestation_rank_as_medians_removed_one_by_one(graded):
    gauges = [[grades.count(grade) for grade in range(5)] for grades in graded]
    sequences = [tuple(-grade for grade in removed_medians(gauge)) for gauge in gauges]
    assert majority_judgment.ranks(gauges) == ranks_by(sequences)


@pytest.mark.parametrize(
    ("gauge", "median", "adhesion", "contestation"),
    [([1, 1], 1, 1, 0), ([2, 1], 0, 0, 1), ([1, 0, 1], 2, 1, 0), ([2, 3, 4], 1, 2, 4), ([0, 0, 3], 2, 0, 0),
     ([2, 2, 4], 2, 4, 0), ([3, 2, 4], 1, 3, 4), ([0, 0], None, 0, 0)],
)  # fmt: skip
def test_the_lower_median(gauge, median, adhesion, contestation):
    assert majority_judgment.median(gauge) == median
    assert majority_judgment.adhesion(gauge) == adhesion
    assert majority_judgment.contestation(gauge) == contestation


def test_the_gauges_are_shown():
    shown = majority_judgment.tally([((0, 2), 3), ((1, 2), 1)], 2, 3).shown
    assert shown == {
        "gauges": [[3, 1, 0], [0, 0, 4]],
        "medians": [0, 2],
        "adhesions": [0, 0],
        "contestations": [1, 0],
    }


def test_levels_are_in_order_and_leave_out_the_unranked():
    assert levels((3, None, 1, 3)) == [[2], [0, 3]]


def test_equal_answers_may_come_in_any_grouping_of_a_large_count():
    """The hook of the bench: grouped rankings, as many as there are."""
    orders = list(permutations(range(1, 6)))
    ballots = [(order, place + 1) for place, order in enumerate(orders)] * 20
    assert schulze.pairwise(ballots, 5)[0][1] == 20 * sum(
        place + 1 for place, order in enumerate(orders) if order[0] < order[1]
    )
