"""One sentence for the next page, carried there by a cookie."""

import base64
import json

from flask import Flask, g, request

from web.core.session import cookie_name, pending

NOTICE = "capco_notice"
TOLD = "dit"  # the fragment of the sentence left by the page before


def notice(text: str, kind: str = "success", at: str = "") -> None:
    """Show a sentence on the next page; `kind` is success or important.

    `at` names the place of the page where it stands (`notice_at` in templates); redirect to the fragment `TOLD`, so
    that the browser shows it and puts the focus on it. Without a place it stands on top.
    """
    said = json.dumps({"text": str(text), "kind": kind, "at": at})
    told = base64.urlsafe_b64encode(said.encode()).decode()
    g.notice_place = at
    pending()[NOTICE] = (told, 120)


def place_of_notice() -> str:
    """Where the sentence that this request leaves will stand."""
    return str(g.get("notice_place", ""))


def take_notice(last: bool = False) -> dict[str, str] | None:
    """The sentence left by the page before: on top when it has no place, in the end when its place was not met."""
    told = _left()
    if told is None or told.get("shown") or (told["at"] and not last):
        return None
    told["shown"] = "yes"
    return told


def notice_at(place: str) -> dict[str, str] | None:
    """The sentence left for this place of the page, once."""
    told = _left()
    if told is None or not place or told["at"] != place or told.get("shown"):
        return None
    told["shown"] = "yes"
    return told


def _left() -> dict[str, str] | None:
    """What the page before said, read once; kept for the rest of this request."""
    if "told" not in g:
        g.told = _read_notice()
    told: dict[str, str] | None = g.told
    return told


def _read_notice() -> dict[str, str] | None:
    if NOTICE in pending():
        return None
    told = request.cookies.get(cookie_name(NOTICE))
    if not told:
        return None
    pending()[NOTICE] = (None, None)
    try:
        said = json.loads(base64.urlsafe_b64decode(told))
        kind = "important" if said["kind"] == "important" else "success"
        return {"text": str(said["text"]), "kind": kind, "at": str(said.get("at", ""))}
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def install(app: Flask) -> None:
    app.jinja_env.globals.update(take_notice=take_notice, notice_at=notice_at)
