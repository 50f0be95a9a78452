"""What letters to electors are worded with, and where they lead."""

from datetime import datetime
from typing import Any

from notifications.domain.letter import Notice, one_line
from notifications.domain.message import VOTATION_INVITATION, VOTATION_REMINDER
from notifications.templates import dates, pages

PERSONAL = (VOTATION_INVITATION, VOTATION_REMINDER)  # the kinds that hold their elector's link


def variables(notice: Notice, useless_after: datetime | None, now: datetime, language: str) -> dict[str, Any]:
    opens_at, closes_at = notice.window.opens_at, notice.window.closes_at

    def said(moment: datetime | None, *, in_zone: bool = True) -> str | None:
        return dates.said(moment, notice.time_zone, language, in_zone=in_zone) if moment else None

    return {
        "title": one_line(notice.title),
        "opens": said(opens_at, in_zone=closes_at is None),  # the closing time beside it names the zone
        "closes": said(closes_at),
        "opens_later": opens_at is not None and opens_at > now,
        "closed": closes_at is not None and closes_at <= now,
        "lasts": dates.lasting(useless_after - now, language) if useless_after else None,
        "personal": notice.link is not None,
        "reference": one_line(notice.reference or "", 80),
        "college": one_line(notice.college or "", 80),
        "code": grouped(notice.code or ""),
        "mark": one_line(notice.mark or "", 80),
        "signed": notice.has_signed is not False,
        "sentence": (notice.sentence or "").strip(),
        "on_roll": notice.on_roll,
    }


def page(kind: str, notice: Notice) -> str:
    if kind in PERSONAL and notice.link:
        return pages.vote(notice.votation_id, notice.link)
    return pages.votation(notice.votation_id)


def grouped(code: str) -> str:
    """1234 5678: read by four, typed with or without the space."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))
