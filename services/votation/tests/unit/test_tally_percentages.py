"""Percentages are integers, half up, and sum to what they sum to."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from votation.domain.percentage import for_chart, hundredths, rounded
from votation.tests.unit.tally_cases import needs_data, recorded, steady


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(0, 0, 0), (5, 0, 0), (0, 7, 0), (7, 7, 10_000), (1, 3, 3_333), (2, 3, 6_667), (1, 8, 1_250),
     (1, 20_000, 1), (1, 20_001, 0), (3, 20_000, 2), (1_325, 1_744, 7_597), (9, 8, 11_250)],
)  # fmt: skip
def test_rounds_half_up_at_the_second_decimal(part, whole, shown):
    assert hundredths(part, whole) == shown


def test_a_whole_percentage_is_rounded_once():
    """44.495 is 44.50 with two decimals and still 44 as a whole."""
    assert hundredths(44_495, 100_000) == 4_450
    assert rounded(44_495, 100_000, 100) == 44


@steady
@given(st.integers(0, 10**12), st.integers(1, 10**12))
def test_is_never_more_than_half_a_hundredth_away(part, whole):
    away = Fraction(hundredths(part, whole)) - Fraction(part * 10_000, whole)
    assert Fraction(-1, 2) < away <= Fraction(1, 2)


@steady
@given(st.lists(st.integers(0, 10**6), max_size=12))
def test_the_bars_of_a_chart_fill_it_and_none_is_a_hundredth_off(parts):
    bars = for_chart(parts)
    whole = sum(parts)
    assert sum(bars) == (10_000 if whole else 0)
    for bar, part in zip(bars, parts, strict=True):
        assert whole == 0 or abs(Fraction(part * 10_000, whole) - bar) < 1


def test_largest_remainders_get_what_is_left():
    assert for_chart([1, 1, 1]) == [3_334, 3_333, 3_333]
    assert for_chart([1, 1, 4], 10) == [2, 2, 6]
    assert for_chart([3, 1, 2], 10) == [5, 2, 3]
    assert for_chart([0, 0]) == [0, 0]


@needs_data
@pytest.mark.parametrize("votation", ["france_presidentielle_2022_t1", "france_presidentielle_2022_t2"])
def test_the_presidential_election_of_2022(votation):
    case = recorded("known_outcomes.json")[votation]
    for name, votes in case["voix"].items():
        official = case["pct_exprimes"][name].split()[0].replace(".", "")
        assert hundredths(votes, case["exprimes"]) == int(official)


@needs_data
def test_official_percentages_do_not_sum_to_100():
    case = recorded("known_outcomes.json")["france_presidentielle_2022_t1"]
    votes = case["voix"].values()
    assert sum(votes) == case["exprimes"]
    assert sum(hundredths(each, case["exprimes"]) for each in votes) == 9_998
    assert case["votants"] - case["exprimes"] == case["blancs_et_nuls"]


@needs_data
def test_abstention_and_absolute_majority_of_the_second_round():
    case = recorded("known_outcomes.json")["france_presidentielle_2022_t2"]
    abstention = case["inscrits"] - case["votants"]
    assert hundredths(abstention, case["inscrits"]) == int(case["abstention_pct"].replace(".", ""))
    assert case["exprimes"] // 2 + 1 == case["majorite_absolue"]
    assert case["votants"] == case["exprimes"] + case["blancs"] + case["nuls"]
