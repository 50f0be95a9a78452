"""How a roll file wants to be read: its encoding, its separator, whether it has a header, which column is what."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from contracts.refused import Refused
from votation.domain.roll_encoding import guess_encoding
from votation.domain.roll_file import UNREADABLE, Row, is_spreadsheets_own, rows, separator_told, texts

FIELDS = ("reference", "name", "email", "phone", "postal_code", "college", "weight")
COLUMNS = (*FIELDS, "name_2", "name_3", "reference_2", "college_2")
TITLES = 30  # rows above the list
SEPARATORS = (";", ",", "\t", "|")
SAMPLE_ROWS = 10
SAMPLE_CELLS = 60
SAMPLE_CELL = 200
LOOKED_AT = 200  # rows, for separator and contents
HEAD = 65_536
MOST_SAMPLE_ROWS = 20
WIDEST = 200  # columns
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
PHONE = re.compile(r"(?:\+|00|0)\d(?:[ .()/-]*\d){7,13}")
POSTAL_CODE = re.compile(r"\d{5}")
# As words of a header, without accents or capitals; the first that one of them names gets the column.
NAMES: Mapping[str, tuple[str, ...]] = {
    "email": ("email", "e mail", "mail", "mel", "courriel", "adresse electronique", "adresse mail"),
    "phone": ("telephone", "tel", "portable", "mobile", "gsm", "phone", "cell", "cellphone"),
    "postal_code": ("code postal", "cp", "postal code", "postcode", "zip", "zip code", "zipcode"),
    "weight": ("poids", "voix", "nombre de voix", "nb voix", "weight", "votes", "tantiemes", "parts", "actions"),
    "college": ("college", "college electoral", "constituency", "categorie", "groupe", "section", "class"),
    "reference": (
        "numero", "numero d electeur", "numero electeur", "n electeur", "no electeur", "n", "no", "num", "matricule",
        "reference", "ref", "identifiant", "id", "number", "voter id", "voter number", "elector id", "elector number",
        "member number", "membership number", "staff number", "employee id", "numero d adherent", "n adherent",
        "numero adherent", "code", "external id",
    ),
    "name": (
        "nom", "noms", "nom complet", "nom et prenom", "nom prenom", "prenom et nom", "prenom nom", "nom de famille",
        "nom d usage", "name", "full name", "surname", "last name", "lastname", "family name", "prenom", "first name",
    ),
}  # fmt: skip


FIRST_NAMES = ("prenom", "prenoms", "prenom usuel", "first name", "firstname", "given name", "forename")


@dataclass(frozen=True)
class Guess:
    """The list begins on the file's line `first_line`; `sample` holds the rows of `sample_lines`, what is above too."""

    encoding: str
    separator: str
    has_header: bool
    columns: Mapping[str, int | None]
    sample: Sequence[Sequence[str]]
    first_line: int
    sample_lines: Sequence[int]


def guess(content: bytes) -> Guess:
    """How to read this file. Raises Refused(roll_not_readable) on what is no list at all."""
    encoding = guess_encoding(content)
    lines = list(islice(texts([content[: 4 * HEAD]], encoding), 2 * LOOKED_AT))
    separator = (separator_told(lines[0]) if lines else None) or ""
    separator = separator if separator in SEPARATORS else guess_separator(lines)
    looked = [
        Row(row.line, row.text, row.cells[:WIDEST])
        for row in islice(rows(lines, separator), LOOKED_AT)
        if row.cells is not None and not is_spreadsheets_own(row)
    ]
    if not looked or _is_garbage("".join(lines)):
        raise Refused("roll_not_readable")
    above = rows_above([row.cells or [] for row in looked])
    body = [row.cells or [] for row in looked[above:]]
    named = {} if _is_data(body[0]) else columns_named(body[0])
    has_header = bool(named) or _differs(body)
    columns = columns_by_content(body[1:] if has_header else body, named)
    shown = looked[: min(above + SAMPLE_ROWS, MOST_SAMPLE_ROWS)]
    return Guess(
        encoding,
        separator,
        has_header,
        {name: columns.get(name) for name in COLUMNS},
        [[_shown(cell) for cell in (row.cells or [])[:SAMPLE_CELLS]] for row in shown],
        looked[above].line if above else 1,
        [row.line for row in shown],
    )


def rows_above(looked: Sequence[Sequence[str]]) -> int:
    """How many rows stand above the list: titles, a date, whatever a program writes over its header."""
    best, most = 0, 1
    for at, cells in enumerate(looked[:TITLES]):
        named = 0 if _is_data(cells) else len(columns_named(cells))
        if named > most:
            best, most = at, named
    if most > 1:
        return best
    widths = [sum(map(bool, cells)) for cells in looked]
    usual, _ = Counter(widths).most_common(1)[0]
    first = next((at for at, width in enumerate(widths) if 2 * width > usual), 0)
    return first if usual > 1 and first < TITLES else 0


def guess_separator(lines: Sequence[str]) -> str:
    """The one that cuts the lines into the same number of cells most often."""
    best, points = ";", (0.0, 0)
    for separator in SEPARATORS:
        widths = Counter(len(row.cells or ()) for row in islice(rows(lines, separator), LOOKED_AT))
        if not widths:
            continue
        width, times = max(widths.items(), key=lambda item: (item[1], item[0]))
        if width > 1 and (times / widths.total(), width) > points:
            best, points = separator, (times / widths.total(), width)
    return best


def columns_named(header: Sequence[str]) -> dict[str, int]:
    """Which column is what, by the names of a header; nothing where this is no header."""
    words = [_words(cell) for cell in header]
    found: dict[str, int] = {}
    for column, names in NAMES.items():
        for name in names:
            if name in words and words.index(name) not in found.values():
                found[column] = words.index(name)
                break
    for column, names in NAMES.items():  # "adresse e-mail professionnelle", "n° de tél. portable"
        if column not in found:
            place = _holding(words, names, found)
            if place is not None:
                found[column] = place
    return found | _first_names(words, found)


def _first_names(words: Sequence[str], found: Mapping[str, int]) -> dict[str, int]:
    """A name in two columns is read as one, in the order of the file."""
    place = next(
        (at for at, cell in enumerate(words) if cell in FIRST_NAMES and at not in found.values()), None
    )
    if place is None or "name" not in found or "prenom" in words[found["name"]].split():
        return {}
    first, second = sorted((found["name"], place))
    return {"name": first, "name_2": second}


def columns_by_content(body: Sequence[Sequence[str]], known: Mapping[str, int]) -> dict[str, int]:
    """What no header names, by what the cells look like."""
    found = dict(known)
    width = max((len(cells) for cells in body), default=0)
    columns = [[cells[at] for cells in body if at < len(cells) and cells[at]] for at in range(width)]

    def first(name: str, fits: "re.Pattern[str]") -> None:
        for at, cells in enumerate(columns):
            if name not in found and at not in found.values() and _mostly(cells, fits):
                found[name] = at

    first("email", EMAIL)
    first("phone", PHONE)
    if "reference" not in found:
        free = [at for at in range(width) if at not in found.values()]
        apart = [at for at in free if len(columns[at]) == len(body) == len(set(columns[at]))]
        with_digits = [at for at in apart if all(any(c.isdigit() for c in cell) for cell in columns[at])]
        if body and (with_digits or apart):
            found["reference"] = (with_digits or apart)[0]
    first("postal_code", POSTAL_CODE)
    return found


def _holding(words: Sequence[str], names: Iterable[str], found: Mapping[str, int]) -> int | None:
    long_enough = [name for name in names if len(name) > 2]
    for place, cell in enumerate(words):
        if place not in found.values() and any(f" {name} " in f" {cell} " for name in long_enough):
            return place
    return None


def _words(cell: str) -> str:
    plain = unicodedata.normalize("NFKD", cell[:SAMPLE_CELL].lower())
    return " ".join("".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c)).split())


def _mostly(cells: Sequence[str], fits: "re.Pattern[str]") -> bool:
    return bool(cells) and sum(fits.fullmatch(cell) is not None for cell in cells) * 10 >= len(cells) * 8


def _is_data(cells: Sequence[str]) -> bool:
    return any(EMAIL.fullmatch(cell) or PHONE.fullmatch(cell) or cell.isdigit() for cell in cells)


def _differs(looked: Sequence[Sequence[str]]) -> bool:
    """Whether the first row is of another kind than those below it: no address, no digit where they have some."""
    head, body = looked[0], looked[1:]
    if not body or any(EMAIL.fullmatch(cell) or any(c.isdigit() for c in cell) for cell in head):
        return False
    return any(
        _mostly([cells[at] for cells in body if at < len(cells)], fits)
        for at in range(len(head))
        for fits in (EMAIL, PHONE, re.compile(r"\d+"))
    )


def _is_garbage(text: str) -> bool:
    """Whether too much of it is no text."""
    bad = sum(c in UNREADABLE or (ord(c) < 32 and c != "\t") for c in text)
    return bad * 10 > len(text)


def _shown(cell: str) -> str:
    return "".join("\ufffd" if c in UNREADABLE or ord(c) < 32 else c for c in cell[:SAMPLE_CELL])
