"""VO-2: files as spreadsheets and payrolls really write them, and worse."""

import codecs
import contextlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.refused import Refused
from votation.domain.roll_file import Row, rows, texts
from votation.domain.roll_guess import COLUMNS, guess
from votation.domain.roll_lines import Checker, is_address

PLAIN = "Numéro;Nom;Courriel;Collège;Voix\r\n1;Léa Dûment;lea@example.org;Cadres;1\r\n2;Zoé;zoe@example.org;;3\r\n"


def read(content: bytes, separator: str = ";", encoding: str = "utf-8", piece: int = 7) -> list[Row]:
    pieces = [content[at : at + piece] for at in range(0, len(content), piece)]
    return list(rows(texts(pieces, encoding), separator))


def cells(content: bytes, **how: Any) -> list[list[str] | None]:
    return [row.cells for row in read(content, **how)]


def report(content: str, **columns: int) -> list[tuple[int, str, str, int | None]]:
    """The problems of a file with a header, by line."""
    checker = Checker({"reference": 0, "email": 1, **columns}, has_header=True)
    read_rows = rows(texts([content.encode()], "utf-8"), ";")
    return [
        (problem.line, problem.column_name, problem.code, problem.other_line)
        for _, _, problems in checker.check(read_rows)
        for problem in problems
    ]


@pytest.mark.parametrize(
    ("encoding", "written"),
    [
        ("utf-8", PLAIN.encode()),
        ("utf-8", codecs.BOM_UTF8 + PLAIN.encode()),
        ("windows-1252", PLAIN.encode("cp1252")),
        ("utf-16", PLAIN.encode("utf-16")),
        ("utf-16", codecs.BOM_UTF16_BE + PLAIN.encode("utf-16-be")),
        ("utf-16", PLAIN.encode("utf-16-le")),
        ("utf-16", PLAIN.encode("utf-16-be")),
    ],
)
def test_the_encoding_is_guessed_and_read(encoding: str, written: bytes) -> None:
    found = guess(written)
    assert found.encoding == encoding
    assert found.sample[1] == ["1", "Léa Dûment", "lea@example.org", "Cadres", "1"]
    assert cells(written, encoding=encoding)[1] == ["1", "Léa Dûment", "lea@example.org", "Cadres", "1"]


def test_sound_utf_8_with_one_bad_byte_stays_utf_8_and_only_that_line_is_bad() -> None:
    content = b"n;e\n" + "é;à\n".encode() * 50 + b"\xe9;x\n" + "ô;ù\n".encode()
    assert guess(content).encoding == "utf-8"
    checker = Checker({"reference": 0, "email": 1}, has_header=True)
    found = [
        p.line
        for _, _, problems in checker.check(read(content))
        for p in problems
        if p.code == "not_readable"
    ]
    assert found == [52]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_the_separator_is_guessed_also_when_cells_hold_others(separator: str) -> None:
    lines = ["id{0}name{0}email", '1{0}"Doe, Jane; PhD | x\ty"{0}jane@example.org', "2{0}Bo{0}bo@example.org"]
    found = guess("\n".join(lines).format(separator).encode())
    assert found.separator == separator
    assert found.sample[1][0] == "1"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("N°;Nom;Prénom;Adresse e-mail;Tél. portable;Code postal;Collège électoral;Nombre de voix",
         {"reference": 0, "name": 1, "email": 3, "phone": 4, "postal_code": 5, "college": 6, "weight": 7,
          "name_2": 2}),
        ("Matricule;Nom complet;Mél;Poids", {"reference": 0, "name": 1, "email": 2, "weight": 3}),
        ("Voter ID;Full name;E-mail;Zip code;Constituency;Weight",
         {"reference": 0, "name": 1, "email": 2, "postal_code": 3, "college": 4, "weight": 5}),
        ("Courriel professionnel;Numéro d'adhérent;Nom d'usage", {"email": 0, "reference": 1, "name": 2}),
        ("CP;REF;TELEPHONE", {"postal_code": 0, "reference": 1, "phone": 2}),
    ],
)  # fmt: skip
def test_columns_are_known_by_their_names_in_french_and_english(
    header: str, expected: dict[str, int]
) -> None:
    found = guess((header + "\n" + ";".join("x" * (header.count(";") + 1)) + "\n").encode())
    assert found.has_header
    assert {name: at for name, at in found.columns.items() if at is not None} == expected
    assert found.columns.keys() == set(COLUMNS)


def test_without_a_header_columns_are_known_by_what_they_hold() -> None:
    lines = [f"Nom {chr(55 + n)};A{n:03};06 12 34 56 {n:02};75011;p{n}@example.org" for n in range(10, 30)]
    found = guess("\n".join(lines).encode())
    assert not found.has_header
    assert {name: at for name, at in found.columns.items() if at is not None} == {
        "reference": 1, "email": 4, "phone": 2, "postal_code": 3,
    }  # fmt: skip
    assert len(found.sample) == 10


def test_a_header_of_unknown_words_is_still_one() -> None:
    assert guess(b"Truc;Machin\n1;a@example.org\n2;b@example.org\n").has_header


@pytest.mark.parametrize(
    "content",
    [b"", b" \r\n\t\n", codecs.BOM_UTF8, b"PK\x03\x04" + b"xl/worksheets" * 50, b"\xd0\xcf\x11\xe0" + b"\0" * 600,
     b"%PDF-1.7\n...", bytes(range(256)) * 40, b"\x1f\x8b\x08\0\0\0", b"a;b\0\0\0\0;c\n", b"\0" * 5000],
)  # fmt: skip
def test_what_is_no_list_is_refused(content: bytes) -> None:
    with pytest.raises(Refused) as refused:
        guess(content)
    assert refused.value.code == "roll_not_readable"


def test_formulas_are_data() -> None:
    formula = '=HYPERLINK("http://evil")'
    content = f'n;e\n=1+1;@SUM(A1)\n"{formula.replace(chr(34), chr(34) * 2)}";-x\n'.encode()
    assert cells(content)[1:] == [["=1+1", "@SUM(A1)"], [formula, "-x"]]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_will_do(end: str) -> None:
    assert [row.line for row in read(end.join(["a;b", "", "c;d"]).encode())] == [1, 3]


def test_a_cell_may_have_line_breaks_and_lines_are_still_numbered_as_in_the_file() -> None:
    found = read(b'n;e\n1;"two\nlines"\n2;x\n')
    assert [(row.line, row.cells) for row in found] == [
        (1, ["n", "e"]),
        (2, ["1", "two lines"]),
        (4, ["2", "x"]),
    ]


def test_a_quote_that_is_never_closed_spoils_one_line() -> None:
    content = b'n;e\n1;"oops\n' + b"".join(b"%d;x\n" % n for n in range(2, 100))
    found = read(content)
    assert [row.line for row in found if row.cells is None] == [2]
    assert len(found) == 100
    assert read(b'1;"oops\n2;x')[1].cells == ["2", "x"]


def test_rows_that_hold_nothing_are_no_rows() -> None:
    assert cells(b"a;b\n;\n ; \n\xc2\xa0;\nc;d\n") == [["a", "b"], ["c", "d"]]


def test_each_problem_is_said_of_its_line_and_column() -> None:
    content = (
        "n;e;p;v\n1;a@example.org;;1\n1;b@example.org;;1\n3;A@Example.org;;1\n;d@example.org;;1\n5;nonsense;;1\n"
        "6;;;1\n7;;0601020304;1\n8;h@example.org;;0\n9;i@example.org;;-2\n10;j@example.org;;1,5\n"
        "11;k@example.org;;\n12;l@example.org\n"
        + "9"
        * 81
        + ";m@example.org;;1\n14;n@example.org;;1;shifted\n"
        "15;o@exam\x01ple.org;;1\n16;p@example.org;;1 000\n17;q@example.org;;2,00\n18;r@example.org;;1000001\n"
    )
    assert report(content, phone=2, weight=3) == [
        (3, "reference", "reference_twice", 2),
        (4, "email", "email_twice", 2),
        (5, "reference", "reference_missing", None),
        (6, "email", "email_invalid", None),
        (7, "line", "no_way_to_reach", None),
        (9, "weight", "weight_zero", None),
        (10, "weight", "weight_invalid", None),
        (11, "weight", "weight_invalid", None),
        (12, "weight", "weight_invalid", None),
        (13, "line", "too_few_columns", None),
        (14, "reference", "too_long", None),
        (15, "line", "not_readable", None),
        (16, "line", "not_readable", None),
        (19, "weight", "weight_invalid", None),
    ]


def test_several_problems_of_one_line_count_as_one_bad_line() -> None:
    checker = Checker({"reference": 0, "email": 1, "weight": 2}, has_header=False)
    (found,) = checker.check(rows([";bad;0"], ";"))
    assert [(p.place, p.code) for p in found[2]] == [
        (0, "reference_missing"),
        (1, "email_invalid"),
        (2, "weight_zero"),
    ]
    assert (checker.report.lines, checker.report.good, checker.report.problems) == (1, 0, 1)


def test_what_is_good_is_counted_by_college_with_its_weights() -> None:
    checker = Checker({"reference": 0, "email": 1, "college": 2, "weight": 3}, has_header=False)
    lines = ["1;a@example.org;Cadres;2", "2;b@example.org;;1", "3;c@example.org;Cadres;5"]
    assert all(line for _, line, _ in checker.check(rows(lines, ";")))
    assert checker.report.weights == 8
    assert checker.report.colleges_view() == [
        {"college": "", "electors": 1, "weights": 1},
        {"college": "Cadres", "electors": 2, "weights": 7},
    ]


@pytest.mark.parametrize(
    "good", ["a@b.fr", "jean.o'neill+vote@mairie.xn--dieppe-9xa.fr", "é.x@mairie-évry.fr"[2:]]
)
def test_addresses(good: str) -> None:
    assert is_address(good)


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "a",
        "@b.fr",
        "a@",
        "a@b",
        "a b@c.fr",
        "a@b..fr",
        ".a@b.fr",
        "a@-b.fr",
        "a@b.f",
        "a@b@c.fr",
        "a@b.fr\n",
    ],
)
def test_no_addresses(bad: str) -> None:
    assert not is_address(bad)


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=600),
        st.text(alphabet=st.sampled_from('a1;,\t|"\n\r\0é@.-= \u2028\ud7ff'), max_size=300).map(str.encode),
        st.text(max_size=200).map(lambda text: text.encode("utf-16", "surrogatepass")),
    ),
    st.sampled_from(["utf-8", "windows-1252", "utf-16"]),
    st.integers(1, 40),
)
def test_no_bytes_whatever_make_the_reader_fail(content: bytes, encoding: str, piece: int) -> None:
    with contextlib.suppress(Refused):
        found = guess(content)
        assert len(found.sample) <= 10
        str(found.sample).encode()  # nothing in it that cannot be written down
    for separator in ";,\t|":
        checker = Checker({name: at for at, name in enumerate(COLUMNS)}, has_header=False)
        for _, line, problems in checker.check(read(content, separator, encoding, piece)):
            assert (line is None) == bool(problems)
            for problem in problems:
                assert len(problem.excerpt) <= 80
                assert "\0" not in problem.excerpt
                problem.excerpt.encode()
            if line is not None:
                str((line.reference, line.name, line.email)).encode()
        assert checker.report.good + checker.report.problems == checker.report.lines
