"""The tree of sections of a step, and the choices of its editor."""

from collections.abc import Mapping, Sequence
from typing import Any

from web.core.i18n import _
from web.participate.step_page import Node
from web.workspace.editing import box

View = Mapping[str, Any]
DEEPEST = 4


def tree(sections: Sequence[View], parent: str | None = None, level: int = 1) -> tuple[Node, ...]:
    return tuple(
        Node(each, level, tree(sections, each["id"], level + 1))
        for each in sorted(sections, key=lambda one: one["position"])
        if each.get("parent_id") == parent
    )


def siblings(sections: Sequence[View], section: View) -> list[View]:
    beside = (each for each in sections if each.get("parent_id") == section.get("parent_id"))
    return sorted(beside, key=lambda each: each["position"])


def parents_of(step: View, section: View | None) -> dict[str, str]:
    """Where a section may stand: id -> title, indented; never under itself."""
    found: dict[str, str] = {}

    def add(nodes: tuple[Node, ...]) -> None:
        for node in nodes:
            if (section is None or node.section["id"] != section["id"]) and node.level < DEEPEST:
                found[node.section["id"]] = "\u2003" * (node.level - 1) + node.section["title"]
                add(node.children)

    add(tree(step["sections"]))
    return found


def section_fields(section: View | None) -> dict[str, Any]:
    """A section as the fields of its form; a new one takes votes and arguments."""
    if section is None:
        new = {"contributable": "yes", "votes": "yes", "sources": "yes", "role": "plain"}
        return new | {"arguments": "for_and_against", "sort": "votes"}
    texts = {
        name: section.get(name) or "" for name in ("title", "help_text", "colour", "pictogram", "parent_id")
    }
    flags = {name: box(section[name]) for name in ("contributable", "votes", "sources", "versions")}
    threshold = section.get("threshold")
    return (
        texts
        | flags
        | {
            "arguments": section["arguments"],
            "sort": section["sort"],
            "threshold": "" if threshold is None else str(threshold),
        }
    )


def choices() -> dict[str, list[dict[str, str]]]:
    lists = {
        "role": (
            ("plain", _("No particular role")),
            ("problem", _("Problem")),
            ("stake", _("Stake")),
            ("cause", _("Cause")),
            ("solution", _("Solution")),
            ("article", _("Article of a text")),
            ("prompt", _("Prompt of an idea box")),
        ),
        "arguments": (
            ("for_and_against", _("Arguments for and against")),
            ("for", _("Arguments for, only")),
            ("comments", _("Comments, without taking sides")),
            ("none", _("Neither arguments nor comments")),
        ),
        "sort": (
            ("votes", _("The most voted first")),
            ("newest", _("The newest first")),
            ("oldest", _("The oldest first")),
            ("random", _("In random order")),
            ("discussed", _("The most discussed first")),
        ),
        "pictogram": (
            ("alert", _("A warning")),
            ("scale", _("Scales")),
            ("search", _("A magnifying glass")),
            ("bulb", _("A light bulb")),
            ("document", _("A page")),
            ("plus", _("A plus")),
            ("speech", _("A speech bubble")),
            ("heart", _("A heart")),
            ("cloud", _("A cloud")),
            ("wand", _("A magic wand")),
            ("star", _("A star")),
            ("house", _("A house")),
            ("tree", _("A tree")),
            ("people", _("People")),
        ),
    }
    return {
        name: [{"value": value, "label": label} for value, label in items] for name, items in lists.items()
    }
