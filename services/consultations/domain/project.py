"""A participation project, who sees it, and what its dates say."""

import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Literal
from uuid import UUID
from zoneinfo import available_timezones

from consultations.domain.rights import MEMBERS, PLATFORM, STAFF
from consultations.domain.window import Window
from contracts.refused import Refused

State = Literal["draft", "upcoming", "open", "closed"]
SLUG_LENGTH = 80


@dataclass(frozen=True)
class Label:
    """A theme or a zone of an organisation."""

    id: UUID
    label: str


@dataclass(frozen=True)
class Project:
    """`edition_*` place it among the editions of a same project, when it has a `series_id`."""

    id: UUID
    organisation_id: UUID
    slug: str
    title: str
    language: str
    time_zone: str
    summary: str = ""
    body: str = ""
    cover: str | None = None
    visibility: str = "draft"
    group_id: UUID | None = None
    authors: tuple[str, ...] = ()
    series_id: UUID | None = None
    edition_rank: int = 1
    edition_label: str | None = None
    created_at: datetime | None = None
    published_at: datetime | None = None
    version: int = 1
    themes: tuple[Label, ...] = field(default=())
    zones: tuple[Label, ...] = field(default=())

    @property
    def is_published(self) -> bool:
        return self.visibility != "draft"


@dataclass(frozen=True)
class Filters:
    """What a list of projects is narrowed to. `q` is looked for in their texts and their organisation's name."""

    organisation_id: UUID | None = None
    theme_id: UUID | None = None
    zone_id: UUID | None = None
    state: str | None = None
    q: str = ""


@dataclass(frozen=True)
class VisibilityScope:
    """All that someone sees beyond public projects, as sets of organisation and project ids: `sees` for a
    list.
    """

    everything: bool = False
    all_members: bool = False
    staff: frozenset[UUID] = frozenset()
    members: frozenset[UUID] = frozenset()
    groups: frozenset[UUID] = frozenset()


def visibility_scope_of(
    grants: Collection[tuple[str, UUID | None]], groups: Collection[UUID]
) -> VisibilityScope:
    """That of someone with these (role, scope) grants; a scope that is absent means everywhere."""
    staff = {scope for role, scope in grants if role in STAFF | PLATFORM}
    members = {scope for role, scope in grants if role in MEMBERS}
    return VisibilityScope(
        everything=None in staff,
        all_members=None in members,
        staff=frozenset(scope for scope in staff if scope is not None),
        members=frozenset(scope for scope in members if scope is not None),
        groups=frozenset(groups),
    )


def sees(visibility: str, group_id: UUID | None, roles: Collection[str], groups: Collection[UUID]) -> bool:
    """Whether someone with these roles in the project's organisation, and in these groups, may know it
    exists.

    `roles` are those held at the platform, in the organisation or in the project.
    """
    if visibility == "public" or not STAFF.isdisjoint(roles) or not PLATFORM.isdisjoint(roles):
        return True
    if visibility == "members":
        return not MEMBERS.isdisjoint(roles)
    return visibility == "group" and group_id in groups


def groups_brought(project: Project, visibility: str, group_id: UUID | None) -> set[UUID]:
    """The group that a publication names, when the project is not shown to it already."""
    if visibility != "group" or group_id is None or group_id == project.group_id:
        return set()
    return {group_id}


def state_of(visibility: str, windows: Iterable[Window], now: datetime) -> State:
    """Draft until someone sees it; open while one of its windows is; closed when all that are dated have
    passed.
    """
    if visibility == "draft":
        return "draft"
    states = {window.state(now) for window in windows}
    if "open" in states:
        return "open"
    return "upcoming" if "upcoming" in states or "closed" not in states else "closed"


def require_time_zone(name: str) -> None:
    """Raises Refused(time_zone_unknown)."""
    if name not in _time_zones():
        raise Refused("time_zone_unknown", fields={"time_zone": ["invalid"]})


@cache
def _time_zones() -> frozenset[str]:
    """Zones of places, and UTC: no alias of the machine's own."""
    return frozenset(name for name in available_timezones() if "/" in name or name == "UTC")


def slug_of(title: str) -> str:
    """The title in plain lower-case letters, digits and hyphens; `projet` when nothing is left of it."""
    plain = unicodedata.normalize("NFKD", title.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae"))
    letters = "".join(
        c if c.isascii() and c.isalnum() else "" if unicodedata.combining(c) else "-" for c in plain
    )
    words = [word for word in letters.lower().split("-") if word]
    return "-".join(words)[:SLUG_LENGTH].strip("-") or "projet"
