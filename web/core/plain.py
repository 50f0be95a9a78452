"""What people type, as HTML: paragraphs, lists of lines that begin with a dash, addresses that can be pressed.

Everything else is escaped. An address is a link where it shows where it leads: of the web, without invisible signs, and
without a name before its host, which would pass for the host.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby
from urllib.parse import urlsplit

from flask import Flask
from markupsafe import Markup, escape

from contracts.normalisation import without_invisible

ITEM = re.compile(r"[ \t]*[-\u2013\u2014\u2022*][ \t\u00a0\u202f]+(?=\S)")
ADDRESS = re.compile(r"\bhttps?://[^\s<>\"\u00ab\u00bb\u201c\u201d]+", re.IGNORECASE)
AFTER = ".,;:!?…'\u2019*_"
PAIRS = {")": "(", "]": "[", "}": "{"}


def paragraphs(text: str | None) -> Markup:
    """The text as paragraphs, line breaks, lists and links."""
    blocks = re.split(r"\n[ \t]*\n", (text or "").replace("\r\n", "\n"))
    return Markup("\n").join(part for block in blocks if block.strip() for part in _parts(block))


def _parts(block: str) -> Iterator[Markup]:
    """The runs of a block: lines, and lists among them."""
    lines = block.strip("\n").split("\n")
    for listed, run in groupby(lines, lambda line: bool(ITEM.match(line))):
        if listed:
            items = (
                Markup("<li>{}</li>").format(_linked(ITEM.sub("", line, count=1).strip())) for line in run
            )
            yield Markup('<ul class="govuk-list govuk-list--bullet">{}</ul>').format(Markup("").join(items))
        else:
            text = Markup("<br>").join(_linked(line.strip()) for line in run)
            yield Markup('<p class="govuk-body">{}</p>').format(text)


def _linked(line: str) -> Markup:
    done, at = Markup(), 0
    for found in ADDRESS.finditer(line):
        address = _without_what_follows(found[0])
        done += escape(line[at : found.start()]) + _link(address)
        at = found.start() + len(address)
    return done + escape(line[at:])


def _without_what_follows(address: str) -> str:
    """An address ends before the full stop of its sentence, and before a bracket that was opened outside it."""
    while address and (address[-1] in AFTER or _closes_what_is_outside(address)):
        address = address[:-1]
    return address


def _closes_what_is_outside(address: str) -> bool:
    opening = PAIRS.get(address[-1])
    return opening is not None and address.count(address[-1]) > address.count(opening)


def _link(typed: str) -> Markup:
    address = without_invisible(typed)
    if not _leads_where_it_says(address):
        return escape(typed)
    return Markup('<a href="{0}" rel="nofollow ugc noopener">{0}</a>').format(address)


def _leads_where_it_says(address: str) -> bool:
    if any(unicodedata.category(sign)[0] == "C" for sign in address) or "\\" in address:
        return False
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError:  # an unfinished IPv6 host, a port that is no number
        return False
    return "." in host.strip(".") and "@" not in parts.netloc


def install(app: Flask) -> None:
    app.jinja_env.filters["paragraphs"] = paragraphs
