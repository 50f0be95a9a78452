"""What a browser calls itself, in the few words its owner will recognise in the list of sessions."""

import re

from flask import request

BROWSERS = (
    ("Edg(e|A|iOS)?", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("(Headless)?Chromium|HeadlessChrome", "Chromium"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def _first(agent: str, words: tuple[tuple[str, str], ...]) -> str:
    return next((name for mark, name in words if re.search(rf"\b({mark})\b", agent)), "")


def device_name(agent: str | None = None) -> str:
    """« Firefox, Windows »; nothing when the browser does not say."""
    said = agent if agent is not None else request.headers.get("User-Agent", "")
    return ", ".join(name for name in (_first(said, BROWSERS), _first(said, SYSTEMS)) if name)
