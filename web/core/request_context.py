"""What every part knows of the request under way: its settings, its language, its ids, the addresses of this site.

Nothing else of the front end is imported here but its configuration.
"""

import re
import secrets
from urllib.parse import urlsplit

from flask import current_app, g, has_request_context, request

from web.core.config import Config

LANGUAGES = {"fr": "Français", "en": "English"}
DEFAULT_LANGUAGE = "fr"
LANGUAGE_COOKIE = "capco_language"
SAFE_ID = re.compile(r"^[A-Za-z0-9._:-]{8,128}$")
TRACEPARENT = re.compile(r"^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$")


def settings() -> Config:
    config: Config = current_app.extensions["capco.config"]
    return config


def language() -> str:
    """The language of this page: the reader's choice, else their browser's, else French."""
    if not has_request_context():
        return DEFAULT_LANGUAGE
    if "language" not in g:
        chosen = request.cookies.get(LANGUAGE_COOKIE)
        accepted = request.accept_languages.best_match(LANGUAGES)
        g.language = chosen if chosen in LANGUAGES else accepted or DEFAULT_LANGUAGE
    return str(g.language)


def request_id() -> str:
    """The id under which this request is known in every log; taken from the caller if it is a decent one."""
    if "request_id" not in g:
        given = request.headers.get("X-Request-Id", "")
        g.request_id = given if SAFE_ID.match(given) else secrets.token_hex(16)
    return str(g.request_id)


def traceparent() -> str:
    """The W3C trace of this request, begun here if the caller brought none."""
    if "traceparent" not in g:
        given = request.headers.get("traceparent", "")
        fresh = f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"
        g.traceparent = given if TRACEPARENT.match(given) else fresh
    return str(g.traceparent)


def local_path(address: str | None) -> str:
    """The path of an address of this site, `/` for any other: never a way to lead a reader elsewhere."""
    try:
        parts = urlsplit(address or "/")
    except ValueError:  # an unfinished IPv6 host
        return "/"
    own = not parts.netloc or parts.netloc in {request.host, urlsplit(settings().public_url).netloc}
    path = parts.path or "/"
    if not own or not path.startswith("/") or path.startswith("//") or "\\" in path:
        return "/"
    return path + (f"?{parts.query}" if parts.query else "")
