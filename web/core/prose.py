"""Markdown of organisers as safe HTML, under the titles of the page."""

from functools import lru_cache
from urllib.parse import urlsplit

import nh3
from flask import Flask
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

ALLOWED = {
    "p", "br", "hr", "strong", "em", "del", "ul", "ol", "li", "blockquote", "a", "h2", "h3", "h4", "code",
    "pre", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
DEEPEST = 4

reader = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])


def _lowered(tokens: list[Token]) -> list[Token]:
    """A first-level title of the text is a second-level one of the page."""
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(DEEPEST, int(token.tag[1]) + 1)}"
    return tokens


@lru_cache(maxsize=256)
def prose(text: str | None) -> Markup:
    """The text as HTML. What it may hold is a closed list; links say they are not ours."""
    if not text:
        return Markup()
    html = reader.renderer.render(_lowered(reader.parse(text)), reader.options, {})
    safe = nh3.clean(
        html, tags=ALLOWED, attributes=ATTRIBUTES, url_schemes={"http", "https", "mailto", "tel"},
        link_rel="nofollow noopener",
    )  # fmt: skip
    return Markup(safe)  # noqa: S704 - cleaned just above


def host(address: str | None) -> str:
    """The site of an address, so that a reader knows where a link leads."""
    try:
        return (urlsplit(address or "").hostname or "").removeprefix("www.")
    except ValueError:  # an unfinished IPv6 host
        return ""


def install(app: Flask) -> None:
    app.jinja_env.filters.update(prose=prose, host=host)
