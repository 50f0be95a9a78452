"""U13: days and hours as people type them."""

import pytest

from web.core.typed_dates import iso_day, iso_hour


@pytest.mark.parametrize(
    "typed",
    ["2027-12-05", "05/12/2027", "5/12/2027", "5.12.2027", "05-12-2027", "5 12 2027", "5 décembre 2027",
     "5 Decembre 2027", "5 déc. 2027", "dimanche 5 décembre 2027", "5 december 2027", "5 DÉCEMBRE 2027 "],
)  # fmt: skip
def test_a_day_is_read_the_day_first(typed: str) -> None:
    """U13"""
    assert iso_day(typed) == "2027-12-05"


def test_the_first_of_a_month_and_august_are_read_too() -> None:
    """U13"""
    assert iso_day("1er mars 2027") == "2027-03-01"
    assert iso_day("lundi 1er février 2027") == "2027-02-01"
    assert iso_day("15 août 2027") == "2027-08-15"


@pytest.mark.parametrize(
    "typed", ["", "31/02/2027", "12/13/2027", "demain", "5 brumaire 2027", "5/12/27", "5"]
)
def test_what_is_no_day_is_not_guessed(typed: str) -> None:
    """U13"""
    assert iso_day(typed) is None


@pytest.mark.parametrize(
    ("typed", "hour"),
    [("18:30", "18:30"), ("18h30", "18:30"), ("18 h 30", "18:30"), ("9 h", "09:00"), ("9", "09:00"),
     ("25h", None), ("18:75", None), ("midi", None)],
)  # fmt: skip
def test_an_hour_is_read_as_french_people_write_it(typed: str, hour: str | None) -> None:
    """U13"""
    assert iso_hour(typed) == hour
