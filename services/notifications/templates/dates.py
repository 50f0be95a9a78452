"""Moments and durations as people say them."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel import dates

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
OFFSET = re.compile(r"(UTC|GMT)[+-]")
MOMENT = {"fr": "EEEE d MMMM y 'à' H\u00a0'h'\u00a0mm", "en": "EEEE d MMMM y 'at' HH:mm"}
WHOLE_HOUR = {"fr": "EEEE d MMMM y 'à' H\u00a0'h'", "en": MOMENT["en"]}
MIDNIGHT = {"fr": "EEEE d MMMM y 'à' 'minuit'", "en": "EEEE d MMMM y 'at' 'midnight'"}


def said(moment: datetime, time_zone: str, language: str, *, in_zone: bool = True) -> str:
    """The moment in words, in the project's time zone. 00:00 is the midnight that ends the day before.

    Without `in_zone` the zone is left unnamed, where another moment beside it names it.
    """
    zone = _zone(time_zone)
    local = moment.astimezone(zone)
    pattern, day = (MOMENT if local.minute else WHOLE_HOUR)[language], local
    if local.hour == local.minute == 0:
        pattern, day = MIDNIGHT[language], local - timedelta(hours=1)
    locale = "en_GB" if language == "en" else "fr"
    words = dates.format_datetime(day, pattern, locale=locale)
    if not in_zone:
        return words
    return f"{words} ({_zone_name(local, locale)})"


def _zone_name(local: datetime, locale: str) -> str:
    """`heure d’Europe centrale`; where that is but an offset, the name the hour has that day, as of La Réunion."""
    name = dates.get_timezone_name(local, width="long", zone_variant="generic", locale=locale)
    return dates.get_timezone_name(local, width="long", locale=locale) if OFFSET.match(name) else name


def lasting(span: timedelta, language: str) -> str:
    """About how long, in the largest unit that fits: 24 hours, 7 days."""
    if span > timedelta(hours=36):
        return dates.format_timedelta(round(span / DAY) * DAY, "day", threshold=100, locale=language)
    if span > timedelta(minutes=55):
        return dates.format_timedelta(round(span / HOUR) * HOUR, "hour", threshold=100, locale=language)
    return dates.format_timedelta(round(span / MINUTE) * MINUTE, "minute", threshold=100, locale=language)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")
