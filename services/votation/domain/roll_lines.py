"""The dry report on a roll file: each line either an elector to be, or the reasons why it cannot be one."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from contracts.normalisation import alphabetical, comparable, comparable_email, without_invisible
from votation.domain.roll_file import UNREADABLE, Row, clean, is_readable, is_spreadsheets_own
from votation.domain.roll_weights import WeightReading, reading_of

MOST = {"reference": 80, "name": 120, "email": 254, "phone": 30, "postal_code": 12, "college": 80}
MOST_WEIGHT = 1_000_000
MOST_COLLEGES = 500  # of which the report shows figures
EXCERPT = 80
LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
HOST = re.compile(r"([^\W_]([\w-]{0,61}[^\W_])?\.)+[^\W\d_]([\w-]{0,61}[^\W_])")
MORE = {"name": ("name_2", "name_3"), "reference": ("reference_2",), "college": ("college_2",)}
MOST_VARIANTS = 200


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file that may become an elector."""

    line: int
    reference: str
    name: str
    email: str | None
    phone: str | None
    postal_code: str | None
    college: str
    weight: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a line cannot be taken. `place` tells the problems of one line apart."""

    line: int
    place: int
    column_name: str
    code: str
    excerpt: str
    other_line: int | None = None


@dataclass
class Group:
    """A college: as it is written first, and how else it is written."""

    name: str
    electors: int = 0
    weights: int = 0
    spellings: Counter[str] = field(default_factory=Counter)


@dataclass
class Report:
    """What is known of a file after so many of its lines.

    `colleges` by what they are compared by. `invisible`: lines from which signs were taken that nobody sees.
    """

    lines: int = 0
    good: int = 0
    problems: int = 0
    weights: int = 0
    invisible: int = 0
    least_weight: int = 0
    most_weight: int = 0
    colleges: dict[str, Group] = field(default_factory=dict)

    def count(self, line: Line, spelling: str) -> None:
        self.good += 1
        self.weights += line.weight
        self.least_weight = min(self.least_weight or line.weight, line.weight)
        self.most_weight = max(self.most_weight, line.weight)
        group = self.colleges.setdefault(comparable(line.college), Group(line.college))
        group.electors += 1
        group.weights += line.weight
        group.spellings[spelling] += 1

    def colleges_view(self) -> list[dict[str, Any]]:
        """In the reader's alphabet."""
        groups = sorted(self.colleges.values(), key=lambda group: alphabetical(group.name))
        return [
            {"college": group.name, "electors": group.electors, "weights": group.weights}
            for group in groups[:MOST_COLLEGES]
        ]

    def merged_view(self) -> list[dict[str, Any]]:
        """The colleges written in several ways that are taken for one, each with every way and its electors."""
        groups = [group for group in self.colleges.values() if len(group.spellings) > 1]
        return [
            {
                "college": group.name,
                "spellings": [
                    {"spelling": spelling, "electors": electors}
                    for spelling, electors in group.spellings.most_common(MOST_VARIANTS)
                ],
            }
            for group in sorted(groups, key=lambda group: alphabetical(group.name))[:MOST_VARIANTS]
        ]


class Checker:
    """Reads rows one by one and remembers which references, addresses and colleges it has met.

    The list begins on the file's line `first_line`. How the column of weights is read is decided beforehand
    (`roll_weights`); where it is not given, the rows are gone through once more for it.
    """

    def __init__(
        self,
        columns: Mapping[str, int | None],
        has_header: bool,
        *,
        first_line: int = 1,
        weights: WeightReading | None = None,
    ) -> None:
        self.report = Report()
        self.weights = weights
        self._columns = {name: at for name, at in columns.items() if at is not None}
        self._has_header = has_header
        self._first_line = first_line
        self._needed = max(self._columns.values(), default=0) + 1
        self._width: int | None = None
        self._references: dict[str, int] = {}
        self._addresses: dict[str, int] = {}
        self._colleges: dict[str, str] = {}

    def check(self, rows: Iterable[Row]) -> Iterator[tuple[Row, Line | None, list[Problem]]]:
        """Each row of the list but the header's, with the elector or the problems it holds."""
        if self.weights is None and "weight" in self._columns:
            rows = list(rows)
            self.weights = reading_of(self.weight_cells(rows))
        for row in self._body(rows):
            self.report.lines += 1
            complaints = _Complaints(row)
            taken = self._line(row, complaints)
            if complaints.problems or taken is None:
                self.report.problems += 1
                yield row, None, complaints.problems
            else:
                self.report.count(*taken)
                yield row, taken[0], []

    def weight_cells(self, rows: Iterable[Row]) -> Iterator[str]:
        """The cells of the column of weights, but the header's; none where no column holds weights."""
        at = self._columns.get("weight")
        skipped = not self._has_header
        for row in rows if at is not None else ():
            if row.cells is None or row.line < self._first_line or is_spreadsheets_own(row):
                continue
            if skipped and at is not None and at < len(row.cells):
                yield row.cells[at]
            skipped = True

    def _body(self, rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            if row.line < self._first_line or is_spreadsheets_own(row):
                continue
            if self._width is None and row.cells is not None:
                self._width = max(len(row.cells), self._needed)
                if self._has_header:
                    continue
            yield row

    def _line(self, row: Row, complaints: "_Complaints") -> tuple[Line, str] | None:
        """The elector and how the file spells their college."""
        cells = self._cells(row, complaints)
        if cells is None:
            return None
        values = self._values(cells)
        for name, most in MOST.items():
            if len(values.get(name, "")) > most:
                complaints.add(name, "too_long", values[name])
        self._reference(values.get("reference", ""), row.line, complaints)
        self._address(values.get("email", ""), row.line, complaints)
        if not any(values.get(name) for name in ("email", "phone", "postal_code")):
            complaints.add("line", "no_way_to_reach", row.text)
        spelling = values.get("college", "")
        line = Line(
            line=row.line,
            reference=values.get("reference", ""),
            name=values.get("name", ""),
            email=values.get("email") or None,
            phone=values.get("phone") or None,
            postal_code=values.get("postal_code") or None,
            college=self._colleges.setdefault(comparable(spelling), spelling),
            weight=self._weight(values["weight"], complaints) if "weight" in values else 1,
        )
        return line, spelling

    def _cells(self, row: Row, complaints: "_Complaints") -> list[str] | None:
        """The cells, where each stands in its column."""
        if row.cells is None or not is_readable("".join(row.cells)):
            complaints.add("line", "not_readable", row.text)
        elif len(row.cells) < self._needed:
            complaints.add("line", "too_few_columns", row.text)
        elif self._width is not None and any(row.cells[self._width :]):  # beside the columns
            complaints.add("line", "not_readable", row.text)
        else:
            return row.cells
        return None

    def _values(self, cells: list[str]) -> dict[str, str]:
        """What is wanted of a row: columns joined that make one field, without what nobody sees."""
        read, seen = {}, True
        for name, at in self._columns.items():
            cell = cells[at]
            if not cell.isascii():
                kept = without_invisible(cell, joiners=name.startswith("name"))
                seen = seen and kept == cell
                cell = unicodedata.normalize("NFC", clean(kept))
            read[name] = cell
        self.report.invisible += not seen
        for name, others in MORE.items():
            if any(other in read for other in others):
                parts = (read.get(name, ""), *(read.pop(other, "") for other in others))
                read[name] = " ".join(part for part in parts if part)
        return read

    def _reference(self, reference: str, line: int, complaints: "_Complaints") -> None:
        if not reference:
            complaints.add("reference", "reference_missing", "")
            return
        other = self._references.setdefault(comparable_reference(reference), line)
        if other != line:
            complaints.add("reference", "reference_twice", reference, other)

    def _address(self, email: str, line: int, complaints: "_Complaints") -> None:
        if not email or len(email) > MOST["email"]:
            return
        if not is_address(email):
            complaints.add("email", "email_invalid", email)
            return
        other = self._addresses.setdefault(comparable_email(email), line)
        if other != line:
            complaints.add("email", "email_twice", email, other)

    def _weight(self, cell: str, complaints: "_Complaints") -> int:
        """A whole number from 1, as the column's reading has it."""
        number, wrong = (self.weights or WeightReading()).read(cell)
        if wrong is None and number == 0:
            wrong = "weight_zero"
        elif wrong is None and number > MOST_WEIGHT:
            wrong = "weight_invalid"
        if wrong:
            complaints.add("weight", wrong, cell)
        return number


class _Complaints:
    def __init__(self, row: Row) -> None:
        self._line = row.line
        self.problems: list[Problem] = []

    def add(self, column: str, code: str, excerpt: str, other_line: int | None = None) -> None:
        place = len(self.problems)
        self.problems.append(Problem(self._line, place, column, code, shown(excerpt), other_line))


def is_address(email: str) -> bool:
    local, _, host = email.rpartition("@")
    return len(local) <= 64 and LOCAL.fullmatch(local) is not None and HOST.fullmatch(host) is not None


def shown(text: str) -> str:
    """The start of a text, with what cannot be shown replaced."""
    cut = text[:EXCERPT]
    if cut.isprintable() and UNREADABLE.isdisjoint(cut):
        return cut
    return "".join("\ufffd" if c in UNREADABLE else c if c.isprintable() else " " for c in cut).strip()


def comparable_reference(reference: str) -> str:
    """Two electors' numbers that differ only by capitals, spaces or what nobody sees are one; signs between count."""
    return comparable(reference).replace(" ", "")
