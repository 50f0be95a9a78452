"""Participation figures, and how a bar is kept from telling about a small group."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from formats.dates import day_in_words


@dataclass(frozen=True)
class Totals:
    """What is published and counted. `participants` took part with at least one such act."""

    contributions: int = 0
    versions: int = 0
    arguments: int = 0
    sources: int = 0
    votes: int = 0
    participants: int = 0


@dataclass(frozen=True)
class Bar:
    """`people`: how many distinct participants are behind `value`."""

    key: str
    label_fr: str
    label_en: str
    value: int | None
    people: int


@dataclass(frozen=True)
class Figures:
    """By day: everything done; by section: contributions; by type and zone: participants."""

    project_id: UUID
    step_id: UUID | None
    totals: Totals
    by_day: list[Bar]
    by_section: list[Bar]
    by_type: list[Bar]
    by_zone: list[Bar]
    small_group_size: int


def day_label(bar: Bar, day: date) -> Bar:
    """The same bar, named by its day in words."""
    return replace(bar, label_fr=day_in_words(day, "fr"), label_en=day_in_words(day, "en"))


def without_small_groups(bars: Sequence[Bar], smallest: int) -> list[Bar]:
    """The same bars, with no value where fewer than `smallest` people are behind it.

    A single hidden bar would be the total less the others: the next smallest is then hidden with it. A bar of
    nobody tells about nobody and stays.
    """
    hidden = {index for index, bar in enumerate(bars) if 0 < bar.people < smallest}
    shown = [index for index in range(len(bars)) if index not in hidden and bars[index].people > 0]
    if len(hidden) == 1 and shown:
        hidden.add(min(shown, key=lambda index: (bars[index].people, index)))
    return [replace(bar, value=None) if index in hidden else bar for index, bar in enumerate(bars)]
