"""How a column of weights is read: decided once for the whole column, never line by line.

`1.000` is a thousand to some and one to others. A sign before three digits parts thousands where the column has it
throughout, or shows it where there is no doubt (`1.000.000`, `1.000,00`). Where the same column shows the same sign
before decimals, or two signs that cannot both part thousands, nobody can tell: those cells are refused.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

SIGNS = (".", ",")
LONGEST = 30
OTHER = {".": ",", ",": "."}
PLAIN = re.compile(r"\d{1,15}")
SPACED = re.compile(r"(\d{1,3}(?:[ '\u2019\u02bc]\d{3})+)(?:([.,])(\d{1,9}))?", re.ASCII)
GROUPED = re.compile(r"(\d{1,3}(?:([.,])\d{3})(?:\2\d{3})*)(?:(?!\2)([.,])(\d{1,9}))?", re.ASCII)
DECIMAL = re.compile(r"(\d{1,15})([.,])(\d{1,9})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Number:
    """A cell taken apart. `thousands` and `decimals`: the signs it surely uses; `either`: one that may be both."""

    digits: str
    fraction: str = ""
    thousands: str = ""
    decimals: str = ""
    either: str = ""


def taken_apart(cell: str) -> Number | None:
    """None of what is no number at all: a sign of minus, a unit, groups of other than three digits."""
    text = "".join(c for c in unicodedata.normalize("NFKC", cell) if unicodedata.category(c) != "Cf").strip()
    if len(text) > LONGEST:
        return None
    if PLAIN.fullmatch(text):
        return Number(text)
    return _with_signs(text)


def _with_signs(text: str) -> Number | None:
    if match := SPACED.fullmatch(text):
        return Number(_digits(match[1]), match[3] or "", " ", match[2] or "")
    match = GROUPED.fullmatch(text)
    if match and not (match[1].count(match[2]) == 1 and match[3] is None):
        return Number(_digits(match[1]), match[4] or "", match[2], match[3] or "")
    if match and not match[1].startswith("0"):
        whole, fraction = match[1].split(match[2])
        return Number(whole, fraction, either=match[2])
    if match := DECIMAL.fullmatch(text):
        return Number(match[1], match[3], decimals=match[2])
    return None


@dataclass(frozen=True)
class WeightReading:
    """What was decided: which signs part thousands and which decimals; `doubtful` signs may do either.

    `example` is the first cell that reads otherwise than its bare digits, or that only the column could tell.
    """

    thousands: tuple[str, ...] = ()
    decimals: tuple[str, ...] = ()
    doubtful: frozenset[str] = frozenset()
    example: str = ""

    def read(self, cell: str) -> tuple[int, str | None]:
        """The weight, and what is wrong with it: weight_invalid, weight_ambiguous, or nothing."""
        number = taken_apart(cell)
        if number is None:
            return 0, "weight_invalid"
        if number.either in self.doubtful:
            return 0, "weight_ambiguous"
        if number.either:
            return int(number.digits + number.fraction), None
        whole = int(number.digits)
        return whole, "weight_invalid" if number.fraction.strip("0") else None

    def to_data(self) -> dict[str, Any]:
        """For the report: `{thousands, decimals, example, example_weight}`, signs as text."""
        return {
            "thousands": "".join(self.thousands),
            "decimals": "".join(self.decimals),
            "example": self.example,
            "example_weight": self.read(self.example)[0] if self.example else 0,
        }


@dataclass
class Column:
    """What the cells of a column show, cell by cell."""

    thousands: set[str] = field(default_factory=set)
    decimals: set[str] = field(default_factory=set)
    either: dict[str, str] = field(default_factory=dict)  # sign: the first cell that has it
    example: str = ""

    def see(self, cell: str) -> None:
        number = taken_apart(cell)
        if number is None:
            return
        if number.thousands:
            self.thousands.add(number.thousands)
        if number.decimals:
            self.decimals.add(number.decimals)
        if number.either:
            self.either.setdefault(number.either, cell)
        elif (number.thousands or number.decimals) and not number.fraction.strip("0"):
            self.example = self.example or cell

    def reading(self) -> WeightReading:
        doubtful = frozenset(sign for sign in self.either if self._is_doubtful(sign))
        told = [cell for sign, cell in self.either.items() if sign not in doubtful]
        thousands = self.thousands | (self.either.keys() - doubtful)
        return WeightReading(
            tuple(sorted(thousands)), tuple(sorted(self.decimals)), doubtful, (told or [self.example])[0]
        )

    def _is_doubtful(self, sign: str) -> bool:
        parts_otherwise = self.thousands - {sign} or OTHER[sign] in self.either
        return sign in self.decimals or bool(parts_otherwise)


def reading_of(cells: Iterable[str]) -> WeightReading:
    column = Column()
    for cell in cells:
        column.see(cell)
    return column.reading()


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())
