"""Days and hours as people type them, where a browser has no calendar or is not used: read as ISO text."""

import re
from datetime import date, time
from functools import cache
from typing import Literal

from babel.dates import get_month_names

from contracts.normalisation import slug

WIDTHS: tuple[Literal["wide"], Literal["abbreviated"]] = ("wide", "abbreviated")
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
NUMBERS = re.compile(r"(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{4})")
IN_WORDS = re.compile(r"(?:[a-z]+-)?(\d{1,2})(?:er|st|nd|rd|th)?-([a-z]+)-(\d{4})")
HOUR = re.compile(r"(\d{1,2})\s*(?:[h:]\s*(\d{2})?)?\s*(?:min)?", re.IGNORECASE)


@cache
def months() -> dict[str, int]:
    """Numbers of months by their French and English names and short names, without accents."""
    found: dict[str, int] = {}
    for locale in ("fr_FR", "en_GB"):
        for width in WIDTHS:
            names = get_month_names(width, locale=locale)
            found |= {slug(name, 20, ""): number for number, name in names.items()}
    return found


def iso_day(typed: str) -> str | None:
    """`2027-12-05` of `05/12/2027`, `5.12.2027`, `5 décembre 2027`, `lundi 1er mars 2027`: the day comes first.

    Nothing where it cannot be read, or is no day of the calendar.
    """
    text = typed.strip()
    if found := ISO.fullmatch(text):
        year, month, day = found.groups()
    elif found := NUMBERS.fullmatch(text):
        day, month, year = found.groups()
    elif found := IN_WORDS.fullmatch(slug(text, 60, "")):
        day, month, year = found[1], str(months().get(found[2], 0)), found[3]
    else:
        return None
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def iso_hour(typed: str) -> str | None:
    """`18:30` of `18h30`, `18 h 30`, `18:30`; `09:00` of `9 h` and of `9`."""
    found = HOUR.fullmatch(typed.strip())
    try:
        return f"{time(int(found[1]), int(found[2] or 0)):%H:%M}" if found else None
    except ValueError:
        return None


def read_as_typed(name: str, typed: str) -> str:
    """The value of a field of a day or an hour as the rest reads it; what cannot be read stays as it was typed."""
    if name.endswith("_date"):
        return iso_day(typed) or typed
    return (iso_hour(typed) or typed) if name.endswith("_time") else typed
