"""A place of a step where people write, or a heading above such places: a tree of four levels at most."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from contracts.refused import Refused

DEEPEST = 4
RULES = ("contributable", "votes", "arguments", "sources", "versions", "threshold")


@dataclass(frozen=True)
class Section:
    """`depth` is 1 at the top. `contributions` counts the published ones."""

    id: UUID
    step_id: UUID
    parent_id: UUID | None
    depth: int
    position: int
    title: str
    help_text: str = ""
    colour: str | None = None
    pictogram: str | None = None
    role: str = "plain"
    contributable: bool = True
    votes: bool = True
    arguments: str = "for_and_against"
    sources: bool = True
    versions: bool = False
    sort: str = "votes"
    threshold: int | None = None
    contributions: int = 0
    version: int = 1


def require_same_rules(section: Section, changes: Mapping[str, Any]) -> None:
    """While its step is open a section keeps what it lets people do. Raises Refused(rules_frozen)."""
    if any(name in changes and changes[name] != getattr(section, name) for name in RULES):
        raise Refused("rules_frozen")


def depth_under(parent: Section | None) -> int:
    """The depth of a section placed under `parent`. Raises Refused(section_too_deep)."""
    depth = 1 if parent is None else parent.depth + 1
    if depth > DEEPEST:
        raise Refused("section_too_deep")
    return depth


def subtree(sections: Sequence[Section], root: UUID) -> list[Section]:
    """The sections under `root`, without it, parents before children."""
    below: list[Section] = []
    above = {root}
    while above:
        level = [section for section in sections if section.parent_id in above]
        below += level
        above = {section.id for section in level}
    return below


def require_movable(sections: Sequence[Section], section: Section, parent: Section | None) -> int:
    """The new depth of `section` under `parent`.

    Raises Refused: section_too_deep, or invalid_input on a loop.
    """
    below = subtree(sections, section.id)
    if parent is not None and parent.id in {section.id, *(lower.id for lower in below)}:
        raise Refused("invalid_input", fields={"parent_id": ["invalid"]})
    depth = depth_under(parent)
    height = max((lower.depth for lower in below), default=section.depth) - section.depth
    if depth + height > DEEPEST:
        raise Refused("section_too_deep")
    return depth


def placed(siblings: Sequence[UUID], section_id: UUID, position: int | None) -> list[UUID]:
    """The order of `siblings` with the section at `position` (at the end when absent or beyond it)."""
    others = [sibling for sibling in siblings if sibling != section_id]
    at = len(others) if position is None else min(position, len(others))
    return [*others[:at], section_id, *others[at:]]
