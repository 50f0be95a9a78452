"""The dry report on a roll file: each line either an elector to be, or the reasons why it cannot be one."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from contracts.normalisation import comparable_email
from votation.domain.roll_file import UNREADABLE, Row, is_readable

MOST = {"reference": 80, "name": 120, "email": 254, "phone": 30, "postal_code": 12, "college": 80}
MOST_WEIGHT = 1_000_000
MOST_COLLEGES = 500  # of which the report shows figures
EXCERPT = 80
LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
HOST = re.compile(r"([^\W_]([\w-]{0,61}[^\W_])?\.)+[^\W\d_]([\w-]{0,61}[^\W_])")
WEIGHT = re.compile(r"(-?)(\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d{1,12})(?:[.,]0{1,6})?")


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
class Report:
    """What is known of a file after so many of its lines."""

    lines: int = 0
    good: int = 0
    problems: int = 0
    weights: int = 0
    colleges: dict[str, list[int]] = field(default_factory=dict)

    def count(self, line: Line) -> None:
        self.good += 1
        self.weights += line.weight
        college = self.colleges.setdefault(line.college, [0, 0])
        college[0] += 1
        college[1] += line.weight

    def colleges_view(self) -> list[dict[str, Any]]:
        return [
            {"college": name, "electors": electors, "weights": weights}
            for name, (electors, weights) in sorted(self.colleges.items())[:MOST_COLLEGES]
        ]


class Checker:
    """Reads rows one by one and remembers which references and addresses it has met."""

    def __init__(self, columns: Mapping[str, int | None], has_header: bool) -> None:
        self.report = Report()
        self._columns = {name: at for name, at in columns.items() if at is not None}
        self._has_header = has_header
        self._needed = max(self._columns.values(), default=0) + 1
        self._width: int | None = None
        self._references: dict[str, int] = {}
        self._addresses: dict[str, int] = {}

    def check(self, rows: Iterable[Row]) -> Iterator[tuple[Row, Line | None, list[Problem]]]:
        """Each row but the header's, with the elector or the problems it holds."""
        for row in rows:
            if self._width is None and row.cells is not None:
                self._width = max(len(row.cells), self._needed)
                if self._has_header:
                    continue
            self.report.lines += 1
            found = _Found(row)
            line = self._line(row, found)
            if found.problems or line is None:
                self.report.problems += 1
                yield row, None, found.problems
            else:
                self.report.count(line)
                yield row, line, []

    def _line(self, row: Row, found: "_Found") -> Line | None:
        if row.cells is None or not is_readable("".join(row.cells)):
            found.add("line", "not_readable", row.text)
            return None
        if len(row.cells) < self._needed:
            found.add("line", "too_few_columns", row.text)
            return None
        if self._width is not None and any(row.cells[self._width :]):  # cells stand beside their columns
            found.add("line", "not_readable", row.text)
            return None
        values = {name: row.cells[at] for name, at in self._columns.items()}
        for name, most in MOST.items():
            if len(values.get(name, "")) > most:
                found.add(name, "too_long", values[name])
        self._reference(values.get("reference", ""), row.line, found)
        self._address(values.get("email", ""), row.line, found)
        if not any(values.get(name) for name in ("email", "phone", "postal_code")):
            found.add("line", "no_way_to_reach", row.text)
        weight = _weight(values["weight"], found) if "weight" in values else 1
        return Line(
            line=row.line,
            reference=values.get("reference", ""),
            name=values.get("name", ""),
            email=values.get("email") or None,
            phone=values.get("phone") or None,
            postal_code=values.get("postal_code") or None,
            college=values.get("college", ""),
            weight=weight,
        )

    def _reference(self, reference: str, line: int, found: "_Found") -> None:
        if not reference:
            found.add("reference", "reference_missing", "")
            return
        other = self._references.setdefault(reference, line)
        if other != line:
            found.add("reference", "reference_twice", reference, other)

    def _address(self, email: str, line: int, found: "_Found") -> None:
        if not email or len(email) > MOST["email"]:
            return
        if not is_address(email):
            found.add("email", "email_invalid", email)
            return
        other = self._addresses.setdefault(comparable_email(email), line)
        if other != line:
            found.add("email", "email_twice", email, other)


class _Found:
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


def _weight(cell: str, found: _Found) -> int:
    """A whole number from 1, with its thousands apart or zeros behind the comma as spreadsheets write them."""
    match = WEIGHT.fullmatch(cell)
    number = int("".join(c for c in match[2] if c.isdigit())) if match else 0
    if match and number == 0:
        found.add("weight", "weight_zero", cell)
    elif match is None or match[1] or number > MOST_WEIGHT:
        found.add("weight", "weight_invalid", cell)
    return number
