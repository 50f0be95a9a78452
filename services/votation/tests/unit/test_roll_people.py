"""What people type is compared normalised, and what spreadsheets add is no part of the list."""

from typing import Any

import pytest

from votation.domain.roll import tidied
from votation.domain.roll_encoding import guess_encoding
from votation.domain.roll_file import rows, texts
from votation.domain.roll_guess import guess
from votation.domain.roll_lines import Checker, Line

COLUMNS = {"reference": 0, "email": 1, "college": 2}


def checked(
    content: str, columns: dict[str, Any] = COLUMNS, **how: Any
) -> tuple[Checker, list[Line], list[str]]:
    checker = Checker(columns, has_header=how.pop("has_header", False), **how)
    found = list(checker.check(rows(texts([content.encode()], "utf-8"), ";")))
    lines = [line for _, line, _ in found if line is not None]
    return checker, lines, [problem.code for _, _, problems in found for problem in problems]


def as_guessed(content: bytes) -> tuple[list[Line], list[str]]:
    found = guess(content)
    checker = Checker(found.columns, found.has_header, first_line=found.first_line)
    read = list(checker.check(rows(texts([content], found.encoding), found.separator)))
    return [line for _, line, _ in read if line], [p.code for _, _, problems in read for p in problems]


def test_colleges_that_differ_by_capitals_spaces_composition_or_invisible_signs_are_one() -> None:
    """B12"""
    spelled = (
        "Cadres",
        "cadres ",
        "CADRES",
        "Cad\u200bres",
        "Employés",
        "Employe\u0301s",
        "employés",
        "Cadres",
    )
    content = "".join(f"{n};e{n}@example.org;{college}\n" for n, college in enumerate(spelled))
    checker, lines, problems = checked(content)
    assert [line.college for line in lines] == ["Cadres"] * 4 + ["Employés"] * 3 + ["Cadres"]
    assert problems == []
    assert checker.report.colleges_view() == [
        {"college": "Cadres", "electors": 5, "weights": 5},
        {"college": "Employés", "electors": 3, "weights": 3},
    ]
    assert checker.report.merged_view() == [
        {"college": "Cadres", "spellings": [
            {"spelling": "Cadres", "electors": 3}, {"spelling": "cadres", "electors": 1},
            {"spelling": "CADRES", "electors": 1},
        ]},
        {"college": "Employés", "spellings": [
            {"spelling": "Employés", "electors": 2}, {"spelling": "employés", "electors": 1},
        ]},
    ]  # fmt: skip
    assert checker.report.invisible == 1


def test_references_and_addresses_that_read_alike_are_one() -> None:
    """B12"""
    content = (
        "A 12;a@example.org;\n"
        "a12;b@example.org;\n3;Fay@Exemple.fr\u200b;\n4;fay@exemple.fr;\n1-23;c@example.org;\n12-3;d@example.org;\n"
    )
    _, lines, problems = checked(content)
    assert problems == ["reference_twice", "email_twice"]
    assert [line.email for line in lines] == [
        "a@example.org",
        "Fay@Exemple.fr",
        "c@example.org",
        "d@example.org",
    ]


@pytest.mark.parametrize(
    "sign", ["\u200b", "\ufeff", "\u00ad", "\u2060", "\u202c", "\ufe0f", "\u3164", "\u2003", "\u200d"]
)
def test_an_address_that_looks_right_is_right(sign: str) -> None:
    """B12"""
    checker, (line,), problems = checked(f"1;fay@exemple.fr{sign};\n")
    assert (line.email, problems) == ("fay@exemple.fr", [])
    assert checker.report.invisible == (sign != "\u2003")


def test_a_name_keeps_the_joiners_that_spell_it() -> None:
    _, (line,), _ = checked("1;a@example.org;;می\u200cخواهم\u200b\n", {"reference": 0, "email": 1, "name": 3})
    assert line.name == "می\u200cخواهم"


def test_an_elector_typed_by_hand_joins_the_college_that_is_meant() -> None:
    """B12"""
    typed = {"reference": "7\u200b", "email": "e@example.org\ufeff", "college": "CADRES ", "weight": 3}
    assert tidied(typed, ["", "Cadres"]) == {
        "reference": "7", "email": "e@example.org", "college": "Cadres", "weight": 3,
    }  # fmt: skip


@pytest.mark.parametrize("first", ["sep=;\r\n", '"sep=;"\r\n', "\ufeffsep=;\r\n", "SEP=;\n", "sep=;;;\r\n"])
def test_the_spreadsheets_own_line_is_no_part_of_the_list(first: str) -> None:
    """B23, D12"""
    lines, problems = as_guessed((first + "Numéro;Nom;Courriel\r\n1;Léa, 2;lea@example.org\r\n").encode())
    assert [(line.line, line.reference, line.name) for line in lines] == [(3, "1", "Léa, 2")]
    assert problems == []


def test_a_separator_that_is_told_is_taken() -> None:
    """B23"""
    assert guess(b"sep=|\nn|e;f;g\n1|a@example.org;x;y\n").separator == "|"


@pytest.mark.parametrize(
    "above",
    [
        "Liste électorale 2026;;;\n\n",
        "Liste électorale 2026\n",
        "Section;Lyon\nDate;29/11/2026\n;;;\n",
        "Titre\nSous-titre\n\n",
    ],
)
def test_titles_above_the_header_are_left_out(above: str) -> None:
    """B23, D12"""
    body = "N° adhérent;Nom;Adresse e-mail;Section\n" + "".join(
        f"{n};Nom {n};e{n}@example.org;A\n" for n in range(5)
    )
    lines, problems = as_guessed((above + body).encode())
    assert ([line.reference for line in lines], problems) == (["0", "1", "2", "3", "4"], [])


def test_the_line_where_the_list_begins_may_be_chosen() -> None:
    """B23"""
    content = "x;y;z\nhier;x@example.org;A\nn;e;c\n1;a@example.org;A\n"
    _, lines, problems = checked(content, has_header=True, first_line=3)
    assert ([line.line for line in lines], problems) == ([4], [])


@pytest.mark.parametrize(
    ("header", "row", "name"),
    [
        ("N° adhérent;Nom;Prénom;Adresse e-mail;Section", "1;MARTIN;Alice;a@example.org;A", "MARTIN Alice"),
        ("Prénom;Nom;Numéro;Courriel", "Alice;MARTIN;1;a@example.org", "Alice MARTIN"),
        ("Last name;First name;Member number;E-mail", "Martin;Alice;1;a@example.org", "Martin Alice"),
        ("Numéro;Nom et prénom;Prénom;Courriel", "1;Martin Alice;Alice;a@example.org", "Martin Alice"),
        ("Numéro;Nom;Prénom;Courriel", "1;Martin;;a@example.org", "Martin"),
    ],
)
def test_a_name_in_two_columns_is_one_name(header: str, row: str, name: str) -> None:
    """B24, U31"""
    (line,), problems = as_guessed(f"{header}\n{row}\n".encode())
    assert (line.name, line.reference, problems) == (name, "1", [])


def test_other_fields_may_be_made_of_several_columns() -> None:
    """B24"""
    columns = {"reference": 0, "reference_2": 1, "email": 2, "college": 3, "college_2": 4}
    _, (line,), _ = checked("A;12;a@example.org;Nord;Cadres\n", columns)
    assert (line.reference, line.college) == ("A 12", "Nord Cadres")


NAMES = "Numéro;Nom;Courriel\n1;Noël Bœuf;a@example.org\n2;André Éloïse;b@example.org\n3;Françoise À-Côté;c@example.org\n"


@pytest.mark.parametrize(
    ("encoding", "codec"),
    [("mac-roman", "mac_roman"), ("windows-1252", "cp1252"), ("cp850", "cp850"), ("utf-8", "utf-8")],
)
def test_the_encoding_of_old_programs_is_guessed(encoding: str, codec: str) -> None:
    """D12"""
    names = NAMES.replace("œ", "oe") if codec == "cp850" else NAMES
    content = names.encode(codec)
    assert guess_encoding(content) == encoding
    lines, problems = as_guessed(content)
    assert [line.name for line in lines] == [row.split(";")[1] for row in names.splitlines()[1:]]
    assert problems == []


@pytest.mark.parametrize("codec", ["mac_roman", "cp1252", "cp850"])
@pytest.mark.parametrize("word", ["é", "Zoé", "Élise", "ça", "où", "père", "n°"])
def test_one_accent_is_enough(codec: str, word: str) -> None:
    """D12"""
    content = f"Nom;Courriel\n{word};a@example.org\n".encode(codec)
    told = {"mac_roman": "mac-roman", "cp1252": "windows-1252", "cp850": "cp850"}[codec]
    assert guess_encoding(content) == told


def test_colleges_stand_in_the_readers_alphabet() -> None:
    """D10"""
    names = ("Voirie", "Énergie", "eau", "Culture", "Écologie", "Œuvres")
    checker, _, _ = checked("".join(f"{n};e{n}@example.org;{name}\n" for n, name in enumerate(names)))
    listed = [each["college"] for each in checker.report.colleges_view()]
    assert listed == ["Culture", "eau", "Écologie", "Énergie", "Œuvres", "Voirie"]
