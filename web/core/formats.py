"""Numbers, dates, windows and word diffs as a reader writes them; filters of the templates."""

import difflib
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

from babel import dates, numbers
from flask import Flask, current_app, g, has_request_context

from web.core.i18n import _, locale, ngettext, number
from web.core.request_context import language
from web.core.typed_dates import ISO

ZONES = (
    "Europe/Paris", "America/Guadeloupe", "America/Martinique", "America/Cayenne", "Indian/Reunion", "Indian/Mayotte",
    "America/Miquelon", "Pacific/Noumea", "Pacific/Tahiti", "Pacific/Wallis", "Europe/Brussels", "Europe/Zurich",
    "Europe/London", "America/Toronto", "UTC",
)  # fmt: skip
Moment = datetime | str | None
Status = Literal["undated", "upcoming", "open", "closed"]


def now() -> datetime:
    """The present; a test sets the clock with `app.config["NOW"]`."""
    fixed = current_app.config.get("NOW")
    return fixed if isinstance(fixed, datetime) else datetime.now(UTC)


def zone(name: str | None = None) -> ZoneInfo:
    """The zone named, or that of the page (`g.time_zone`, set from the project shown), or the suite's."""
    shown = g.get("time_zone") if has_request_context() else None
    return ZoneInfo(name or shown or current_app.extensions["capco.config"].time_zone)


def zone_place(name: str) -> str:
    """Where people say that a time zone is: `Indian/Reunion` is La Réunion, `Europe/Brussels` Bruxelles."""
    return dates.get_timezone_location(name, locale=locale(), return_city=True)


def zone_choices(chosen: str = "") -> list[dict[str, str]]:
    """The time zones that a project or a votation may have; the one it has, if it is another."""
    zones = ZONES if not chosen or chosen in ZONES else (chosen, *ZONES)
    return [{"value": name, "label": zone_place(name)} for name in zones]


def moment(value: Moment) -> datetime | None:
    """An instant, from the ISO text of the API as well."""
    if not value:
        return None
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def percent(part: float, whole: float = 1.0, digits: int = 0) -> str:
    """A share rounded half up as results are: 5 of 8 is 63 %, whatever a float makes of it."""
    share = Decimal(str(part)) / Decimal(str(whole)) if whole else Decimal(0)
    rounded = share.quantize(Decimal(1).scaleb(-2 - digits), ROUND_HALF_UP)
    pattern = "#,##0" + ("." + "0" * digits if digits else "") + ("\u00a0%" if language() == "fr" else "%")
    return numbers.format_percent(rounded, pattern, locale=locale())


def euros(cents: int) -> str:
    """An amount held in cents; whole euros are written without decimals."""
    whole = cents % 100 == 0
    return numbers.format_currency(
        Decimal(cents) / 100,
        "EUR",
        locale=locale(),
        currency_digits=not whole,
        format=None if not whole else _whole_euros(),
    )


def _whole_euros() -> str:
    return "#,##0\u00a0¤" if language() == "fr" else "¤#,##0"


def day(value: Moment, tz: str | None = None) -> str:
    """« lundi 3 novembre 2026 »."""
    found = moment(value)
    if not found:
        return ""
    return dates.format_date(found.astimezone(zone(tz)).date(), "EEEE d MMMM y", locale=locale())


def short_day(value: Moment, tz: str | None = None) -> str:
    """« 3 nov. 2026 »."""
    found = moment(value)
    return dates.format_date(found.astimezone(zone(tz)).date(), "d MMM y", locale=locale()) if found else ""


def hour(value: Moment, tz: str | None = None) -> str:
    """« 18 h 30 », « minuit », « midi »; "6:30 pm", "midnight", "midday" in English."""
    found = moment(value)
    if not found:
        return ""
    local = found.astimezone(zone(tz))
    if (local.hour, local.minute) in {(0, 0), (12, 0)}:
        return _("midnight") if local.hour == 0 else _("midday")
    if language() == "fr":
        return f"{local.hour}\u00a0h" + (f"\u00a0{local.minute:02}" if local.minute else "")
    return dates.format_time(local.time(), "h:mm a", locale="en_GB").lower()


def day_and_hour(value: Moment, tz: str | None = None) -> str:
    if not moment(value):
        return ""
    return _("%(day)s at %(hour)s", day=day(value, tz), hour=hour(value, tz))


def period(opens_at: Moment, closes_at: Moment, tz: str | None = None) -> str:
    """« du 3 au 28 novembre 2026 », "from 3 October 2026" when there is no end, and so on."""
    start, end = _local_day(opens_at, tz), _last_day(closes_at, tz)
    if start and end:
        if start == end:
            return _("on %(day)s", day=_long(start))
        return _("from %(start)s to %(end)s", start=_start_of_period(start, end), end=_long(end))
    if start:
        return _("from %(day)s on", day=_long(start))
    return _("until %(day)s", day=_long(end)) if end else _("date to come")


def _local_day(value: Moment, tz: str | None) -> date | None:
    found = moment(value)
    return found.astimezone(zone(tz)).date() if found else None


def _last_day(closes_at: Moment, tz: str | None) -> date | None:
    """A window excludes its end: one that closes at midnight ends the day before."""
    found = moment(closes_at)
    return _local_day(found - timedelta(seconds=1), tz) if found else None


def _long(value: date) -> str:
    text = dates.format_date(value, "d MMMM y", locale=locale())
    return re.sub(r"^1 ", "1er ", text) if language() == "fr" else text


def _start_of_period(start: date, end: date) -> str:
    pattern = "d MMMM y" if start.year != end.year else "d MMMM" if start.month != end.month else "d"
    text = dates.format_date(start, pattern, locale=locale())
    return re.sub(r"^1(?= |$)", "1er", text) if language() == "fr" else text


def window_status(opens_at: Moment, closes_at: Moment) -> Status:
    """Where the present stands in the window [opens_at, closes_at)."""
    start, end = moment(opens_at), moment(closes_at)
    if end and now() >= end:
        return "closed"
    if start and now() < start:
        return "upcoming"
    return "open" if start or end else "undated"


def countdown(closes_at: Moment, tz: str | None = None) -> str:
    """« Il reste 3 jours pour participer », and the very hour on the last day."""
    end = moment(closes_at)
    if not end:
        return ""
    left = end - now()
    if left <= timedelta(0):
        return _("Closed on %(day)s", day=day(end - timedelta(seconds=1), tz))
    if left < timedelta(hours=1):
        minutes = max(1, int(left.total_seconds() // 60))
        return ngettext("%(num)s minute left to take part", "%(num)s minutes left to take part", minutes)
    if left < timedelta(days=1):
        hours = int(left.total_seconds() // 3600)
        return ngettext("%(num)s hour left to take part", "%(num)s hours left to take part", hours)
    return ngettext("%(num)s day left to take part", "%(num)s days left to take part", left.days)


def ago(value: Moment, tz: str | None = None) -> str:
    """« il y a 3 jours » within a month, the date after that."""
    found = moment(value)
    if not found:
        return ""
    age = now() - found
    if abs(age) > timedelta(days=30):
        return _("on %(day)s", day=short_day(found, tz))
    return dates.format_timedelta(-age, add_direction=True, locale=locale(), threshold=1)


class Piece(NamedTuple):
    """A run of words, kept, added or removed."""

    kind: Literal["kept", "added", "removed"]
    text: str


def word_diff(before: str, after: str) -> list[Piece]:
    """How one text became the other, word by word."""
    old, new = re.findall(r"\s+|\S+", before), re.findall(r"\s+|\S+", after)
    pieces: list[Piece] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("kept", "".join(old[a:b])))
            continue
        if a < b:
            pieces.append(Piece("removed", "".join(old[a:b])))
        if c < d:
            pieces.append(Piece("added", "".join(new[c:d])))
    return pieces


def excerpt(text: str | None, length: int = 220) -> str:
    """The beginning of a text, cut between two words."""
    flat = " ".join((text or "").split())
    return flat if len(flat) <= length else flat[:length].rsplit(" ", 1)[0].rstrip(",;:.") + "…"


def iso(value: Moment) -> str:
    found = moment(value)
    return found.isoformat() if found else ""


def local_iso(value: Moment, tz: str | None = None) -> str:
    """The instant as the clock of the place shows it, with its offset: for files, whose days are then the pages'."""
    found = moment(value)
    return found.astimezone(zone(tz)).isoformat(timespec="seconds") if found else ""


def shares(counts: Mapping[str, int]) -> dict[str, float]:
    """Each count as a percentage of their sum, for drawing; all zero when nothing was counted."""
    whole = sum(counts.values())
    return {name: round(100 * count / whole, 2) if whole else 0.0 for name, count in counts.items()}


def install(app: Flask) -> None:
    filters: dict[str, Any] = {
        "number": number,
        "percent": percent,
        "euros": euros,
        "day": day,
        "short_day": short_day,
        "hour": hour,
        "day_and_hour": day_and_hour,
        "countdown": countdown,
        "ago": ago,
        "excerpt": excerpt,
        "iso": iso,
        "shares": shares,
        "is_iso_day": lambda typed: bool(ISO.fullmatch(typed)),
    }
    app.jinja_env.filters.update(filters)
    app.jinja_env.globals.update(period=period, window_status=window_status, word_diff=word_diff)
