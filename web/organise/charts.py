"""Figures as charts: what may be drawn, what is withheld, and columns by day."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from web.workspace.labels import both

MOST_DAYS = 60


class Bars(NamedTuple):
    """Rows of a chart, and the labels of those withheld because too few people are behind them."""

    rows: list[dict[str, Any]]
    withheld: list[str]


def split(figures: Sequence[Mapping[str, Any]]) -> Bars:
    rows = [
        {"label": both(each, "label"), "value": each["value"]}
        for each in figures
        if each["value"] is not None
    ]
    return Bars(rows, [both(each, "label") for each in figures if each["value"] is None])


class Column(NamedTuple):
    """One day, in hundredths of the drawing; `value` is None when withheld."""

    label: str
    value: int | None
    x: float
    width: float
    y: float
    height: float


def columns(figures: Sequence[Mapping[str, Any]]) -> list[Column]:
    """The latest days, in the order of time."""
    days = sorted(figures, key=lambda each: str(each["key"]))[-MOST_DAYS:]
    most = max((each["value"] or 0 for each in days), default=0)
    share = 100 / len(days) if days else 0
    found = []
    for n, each in enumerate(days):
        height = 96 * (each["value"] or 0) / most if most else 0
        place = (round(n * share, 3), round(share * 0.8, 3), round(100 - height, 2), round(height, 2))
        found.append(Column(both(each, "label"), each["value"], place[0], place[1], place[2], place[3]))
    return found
