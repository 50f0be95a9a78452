"""Small groups stay unseen; a file is safe in a spreadsheet and names nobody."""

import csv
import io
import json
from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.domain.export_columns import BY_NAME, DECLARED
from consultations.domain.export_columns import COLUMNS as COLUMNS_OF
from consultations.domain.export_file import pseudonyms, safe_cell, write
from consultations.domain.figures import Bar, day_label, without_small_groups

COLUMNS = ("kind", "author", "title", "opinion", "official", "agree", "mixed", "disagree")


def bars(*people):
    return [Bar(str(index), "", "", each * 10, each) for index, each in enumerate(people)]


def values(*people, smallest=5):
    return [bar.value for bar in without_small_groups(bars(*people), smallest)]


def test_hides_what_fewer_people_than_the_size_are_behind():
    """CO-16"""
    assert values(4, 5, 3) == [None, 50, None]


def test_hides_the_next_smallest_with_a_single_hidden_one():
    """CO-16"""
    assert values(9, 4, 7) == [90, None, None]
    assert values(4) == [None]
    assert values(0, 4, 7) == [0, None, None]


def test_shows_all_when_no_group_is_small_and_a_bar_of_nobody():
    assert values(5, 9, 0) == [50, 90, 0]


@pytest.mark.parametrize(
    ("day", "french", "english"),
    [
        (date(2026, 5, 1), "1er mai 2026", "1 May 2026"),
        (date(2026, 12, 31), "31 décembre 2026", "31 December 2026"),
    ],
)
def test_a_bar_of_a_day_is_named_by_it_in_words(day, french, english):
    (bar,) = bars(7)
    assert day_label(bar, day) == Bar("0", french, english, 70, 7)


@given(st.lists(st.integers(0, 40), max_size=12), st.integers(1, 20))
def test_no_small_group_is_ever_shown_nor_found_by_subtraction(people, smallest):
    shown = without_small_groups(bars(*people), smallest)
    hidden = [bar for bar in shown if bar.value is None]
    assert all(bar.value is None for bar in shown if 0 < bar.people < smallest)
    alone = sum(bar.people > 0 for bar in shown) == 1
    assert len(hidden) != 1 or alone


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_no_cell_is_taken_for_a_formula(start):
    """CO-15"""
    assert safe_cell(f"{start}SUM(A1:A9)") == f"'{start}SUM(A1:A9)"
    assert safe_cell("a" + start) == "a" + start
    assert safe_cell(3) == 3


def rows():
    person = uuid4()
    return person, [
        ["contribution", person, "=1+1", None, True, 2, 0, 1],
        ["vote", person, None, "disagree", None, None, None, None],
        ["vote", None, 'é;"q"\nx', "agree", None, None, None, None],
    ]


def test_a_csv_opens_in_a_french_spreadsheet():
    """CO-15"""
    person, given_rows = rows()
    file = io.BytesIO()
    written = write(file, "csv", "fr", COLUMNS, given_rows)
    raw = file.getvalue()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert str(person).encode() not in raw
    read = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert read[0] == [
        "nature",
        "participant (pseudonyme)",
        "titre",
        "avis",
        "officiel",
        "d'accord",
        "mitigé",
        "pas d'accord",
    ]
    assert read[1][2] == "'=1+1"
    assert read[1][4] == "oui"
    assert read[2][3] == "pas d'accord"
    assert read[3][2] == 'é;"q"\nx'
    assert read[1][1] == read[2][1] != ""
    assert read[3][1] == ""
    assert (written.rows, written.votes) == (3, 2)
    assert written.by_kind == {"contribution": 1, "vote": 2}


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_json_file_is_one_array_whatever_its_length(count):
    """CO-15"""
    file = io.BytesIO()
    write(file, "json", "en", COLUMNS, rows()[1][:count])
    read = json.loads(file.getvalue())
    assert len(read) == count
    assert all(None not in row.values() for row in read)


def test_a_file_of_counts_adds_up_its_votes():
    file = io.BytesIO()
    columns = ("author", "agree", "mixed", "disagree")
    written = write(file, "csv", "en", columns, [[uuid4(), 2, 1, 0], [uuid4(), 0, 0, 4]])
    assert (written.rows, written.votes) == (2, 7)


def test_a_pseudonym_holds_in_one_file_only():
    person = uuid4()
    first, second = pseudonyms(), pseudonyms()
    assert first(person) == first(person) != second(person)
    assert first(None) is None


def test_each_column_is_declared_once_and_explained() -> None:
    assert len(BY_NAME) == len(DECLARED) == len({column.heading_fr for column in DECLARED})
    assert {name for names in COLUMNS_OF.values() for name in names} == BY_NAME.keys()
    assert all(says.endswith((".", "».", "”.")) for each in DECLARED for says in (each.says_fr, each.says_en))
