"""B01: a number that two countries read differently is decided for the whole column, or refused."""

import pytest

from votation.domain.roll_file import rows, texts
from votation.domain.roll_lines import Checker
from votation.domain.roll_weights import reading_of


def weights(*cells: str) -> list[int | str]:
    """Each cell's weight, or what is wrong with it."""
    reading = reading_of(cells)
    return [wrong or number for number, wrong in (reading.read(cell) for cell in cells)]


@pytest.mark.parametrize(
    ("cells", "read"),
    [
        (["1.000", "950", "1.000"], [1000, 950, 1000]),
        (["2.000", "10.000"], [2000, 10_000]),
        (["1,000", "950"], [1000, 950]),
        (["1.000,00", "1.000", "950,00"], [1000, 1000, 950]),
        (["1,000.00", "1,000", "950.50"], [1000, 1000, "weight_invalid"]),
        (["1.000.000", "1.000"], [1_000_000, 1000]),
        (["1 000", "1\u00a0000", "1\u202f000", "1\u2009000", "1'000", "1\u2019000"], [1000] * 6),
        (["1 000,00", "12,0", "3,00000"], [1000, 12, 3]),
        (["10.00", "2.0", "7"], [10, 2, 7]),
        (["2.5", "3"], ["weight_invalid", 3]),
        (["2.5", "1.000"], ["weight_invalid", "weight_ambiguous"]),
        (["10.00", "1.000"], [10, "weight_ambiguous"]),
        (["0.500", "1.000"], ["weight_invalid", "weight_ambiguous"]),
        (["1.000", "1,000"], ["weight_ambiguous"] * 2),
        (["1 000", "1.000"], [1000, "weight_ambiguous"]),
        (["1.000", "2,5"], [1000, "weight_invalid"]),
        (["1,000,000", "1.000"], [1_000_000, "weight_ambiguous"]),
        (["1,00,000"], ["weight_invalid"]),
        (["1 00", "12 34"], ["weight_invalid"] * 2),
        (["-2", "1e3", "1_000", "1/2", "5 %", "dix", "", "1.", ".5"], ["weight_invalid"] * 9),
        (["\uff11\uff10", "007", "1\u200b0"], [10, 7, 10]),
        (["9" * 5000], ["weight_invalid"]),
    ],
)  # fmt: skip
def test_a_column_is_read_in_one_way(cells: list[str], read: list[int | str]) -> None:
    """B01"""
    assert weights(*cells) == read
    assert weights(*reversed(cells)) == read[::-1]  # whatever their order


def test_the_reading_is_told_with_an_example() -> None:
    """B01"""
    assert reading_of(["950", "1.000"]).to_data() == {
        "thousands": ".", "decimals": "", "example": "1.000", "example_weight": 1000,
    }  # fmt: skip
    assert reading_of(["1", "2"]).to_data() == {
        "thousands": "", "decimals": "", "example": "", "example_weight": 0,
    }  # fmt: skip


def test_a_file_of_shares_weighs_what_it_says() -> None:
    """B01"""
    cells = ("1.000", "1.000", "1.000", "950", "1.000")
    content = "n;e;Tantièmes\n" + "".join(f"{n};e{n}@example.org;{cell}\n" for n, cell in enumerate(cells))
    checker = Checker({"reference": 0, "email": 1, "weight": 2}, has_header=True)
    read = [
        line.weight for _, line, _ in checker.check(rows(texts([content.encode()], "utf-8"), ";")) if line
    ]
    assert read == [1000, 1000, 1000, 950, 1000]
    report = checker.report
    assert (report.weights, report.least_weight, report.most_weight, report.problems) == (4950, 950, 1000, 0)
