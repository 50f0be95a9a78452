"""What is written to a person, and what is known at the moment it is written."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from notifications.domain.message import Message, Window

LANGUAGES = ("fr", "en")
PLAIN_COLOUR = "#1d3f72"
LINK_LIKE = re.compile(r"://|www\.|@|\w\.\w{2,}")


def known_language(language: str | None) -> str:
    return language if language in LANGUAGES else LANGUAGES[0]


@dataclass(frozen=True)
class Recipient:
    """Who is written to. `name` is absent while the address is unconfirmed: it may be anyone's. `consents` are the
    purposes they agree to now.
    """

    address: str = field(repr=False)
    language: str
    name: str | None = field(default=None, repr=False)
    consents: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Credential:
    """A secret made just now for one mail, and where it goes. Not `wanted`: there is nothing left to send.

    `happened_at` and `device`: when, and by which browser, what the mail tells of was done or asked for.
    """

    wanted: bool
    recipient: Recipient | None = None
    secret: str | None = field(default=None, repr=False)
    expires_at: datetime | None = None
    organisation_name: str | None = None
    organisation_contact: str | None = None
    role: str | None = None
    happened_at: datetime | None = None
    device: str | None = None


@dataclass(frozen=True)
class Names:
    """Titles of a project and a step, and the step's window as it is now."""

    project_title: str
    project_slug: str
    step_title: str | None
    organisation_id: UUID
    organisation_name: str | None
    time_zone: str
    window: Window
    subject_title: str | None = None
    subject_state: str | None = None
    subject_in_view: bool | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Notice:
    """What votation says of one letter at the moment it is sent, and where it goes.

    `link` and `code` let vote, `mark` tells whether its elector voted: none of them is kept, logged or told.
    """

    recipient: Recipient | None
    votation_id: UUID
    title: str
    time_zone: str
    window: Window
    link: str | None = field(default=None, repr=False)
    code: str | None = field(default=None, repr=False)
    reference: str | None = field(default=None, repr=False)
    college: str | None = field(default=None, repr=False)
    mark: str | None = field(default=None, repr=False)
    has_signed: bool | None = field(default=None, repr=False)
    sentence: str | None = None
    on_roll: bool = False


def notice_of(view: Mapping[str, Any]) -> Notice:
    """What votation says of a letter, in this service's words."""
    address, language = view.get("email"), known_language(view.get("language"))
    return Notice(
        recipient=Recipient(address, language) if address else None,
        votation_id=view["votation_id"],
        title=view["title"],
        time_zone=view.get("time_zone") or "UTC",
        window=Window(view.get("opens_at"), view.get("closes_at")),
        link=view.get("link"),
        code=view.get("code"),
        reference=view.get("reference"),
        college=view.get("college"),
        mark=view.get("mark"),
        has_signed=view.get("has_signed"),
        sentence=view.get("sentence"),
        on_roll=bool(view.get("on_roll")),
    )


@dataclass(frozen=True)
class Brand:
    """An organisation as a mail shows it. `contact` is the address that it gives to everyone."""

    name: str | None = None
    colour: str = PLAIN_COLOUR
    contact: str | None = None


@dataclass(frozen=True)
class Matter:
    """All that a letter is made of."""

    message: Message
    recipient: Recipient
    brand: Brand = Brand()
    credential: Credential | None = None
    names: Names | None = None
    notice: Notice | None = None


@dataclass(frozen=True)
class Letter:
    """A letter ready to leave. `list_id` groups what mail clients may sort away; what was asked for, none.

    `stopped_at` is the page where its reader ends letters of this kind, where they stand on a consent. `answer_to` is
    where an answer goes: to the organisation, where it gives an address.
    """

    message_id: str
    recipient: Recipient
    sender_name: str
    subject: str
    text: str = field(repr=False)
    html: str = field(repr=False)
    list_id: str | None = None
    stopped_at: str | None = None
    answer_to: str | None = None


def one_line(text: str, most: int = 200) -> str:
    """The text on one line without control characters, at most `most` characters long."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def greeting_name(name: str | None) -> str | None:
    """The name to greet with; none when it looks like a link, as some do to advertise in others' mail."""
    line = one_line(name or "", 80)
    return line if line and not LINK_LIKE.search(line) else None


def text_colour_on(colour: str) -> str:
    """Black or white, whichever is easier to read on `#rrggbb` (WCAG 2 relative luminance)."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "#ffffff" if 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 else "#000000"
