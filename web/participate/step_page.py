"""Where a page stands: its project, its step and sections, and what components show of the API's views."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import abort, g, url_for

from contracts.consultations import projects, steps
from web.core.api import own, read
from web.core.i18n import _
from web.core.request_context import language
from web.core.session import account_id, signed_in
from web.participate.conditions import Condition, conditions

View = Mapping[str, Any]
ARGUED = {"for", "for_and_against", "comments"}
KINDS = {"problem", "cause", "solution", "stake"}
ANSWERED_ROLE = {"cause": "problem", "solution": "cause"}


@dataclass(frozen=True)
class Node:
    """A section with those under it."""

    section: View
    level: int
    children: tuple["Node", ...] = ()


@dataclass(frozen=True)
class StepPage:
    """A step of a project as its reader meets it. `mine` is None for someone who is not signed in."""

    project: View
    step: View
    mine: View | None = None
    by_id: dict[str, View] = field(default_factory=dict)

    @property
    def open(self) -> bool:
        return bool(self.step["state"] == "open")

    @property
    def section_list(self) -> list[View]:
        return sorted(self.step["sections"], key=lambda each: each["position"])

    @property
    def contributable(self) -> list[View]:
        """The sections where one writes, in the order of the tree."""
        return [node.section for node in walk(self.tree) if node.section["contributable"]]

    @property
    def tree(self) -> tuple[Node, ...]:
        return _under(self.section_list, None, 2)

    @property
    def is_graph(self) -> bool:
        roles = {each["role"] for each in self.step["sections"]}
        return {"problem", "cause"} <= roles or {"cause", "solution"} <= roles

    @property
    def conditions(self) -> list[Condition]:
        return conditions(self.step, self.mine)

    @property
    def votes(self) -> dict[str, str]:
        """One's own vote by contribution."""
        return {each["contribution_id"]: each["value"] for each in self.mine["votes"]} if self.mine else {}

    @property
    def supported(self) -> set[str]:
        return set(self.mine["supported"]) if self.mine else set()

    def section(self, section_id: str) -> View:
        found: View | None = next((each for each in self.step["sections"] if each["id"] == section_id), None)
        if found is None:
            abort(404)
        return found

    def sections_of(self, role: str) -> list[View]:
        return [each for each in self.section_list if each["role"] == role]

    def href(self, endpoint: str = "consultation.step", **values: Any) -> str:
        return url_for(endpoint, slug=self.project["slug"], step_id=self.step["id"], **values)


def walk(nodes: Iterable[Node]) -> Iterable[Node]:
    for node in nodes:
        yield node
        yield from walk(node.children)


def _under(sections: list[View], parent: str | None, level: int) -> tuple[Node, ...]:
    known = {each["id"] for each in sections}
    return tuple(
        Node(each, level, _under(sections, each["id"], min(level + 1, 6)))
        for each in sections
        if (each.get("parent_id") if each.get("parent_id") in known else None) == parent
    )


def read_project(name: str) -> View:
    """The project by its slug or id; the page speaks in its time zone from here on."""
    project: View = read(projects.get_project, project=name)
    g.time_zone = project["time_zone"]
    return project


def read_step_page(name: str, step_id: str, personal: bool = True) -> StepPage:
    """A step under its project. One that belongs to another project is not found."""
    project = read_project(name)
    if all(each["id"] != step_id for each in project["steps"]):
        abort(404)
    step = read(steps.get_step, step_id=step_id)
    return StepPage(project, step, own(steps.get_my_participation, step_id=step_id) if personal else None)


def organisation_of(project: View) -> dict[str, Any] | None:
    """Whose brand the page wears."""
    if not project.get("organisation_name"):
        return None
    return {
        "id": project["organisation_id"],
        "name": project["organisation_name"],
        "colour": project.get("organisation_colour"),
        "logo": None,
        "address": url_for("projects.index", organisation=project["organisation_id"]),
    }


def project_item(project: View) -> dict[str, Any]:
    """A project as `project_card` shows it."""
    return {
        "title": project["title"],
        "href": url_for("projects.show", slug=project["slug"]),
        "summary": project.get("summary"),
        "drawing": drawing_of(project),
        "colour": project.get("organisation_colour"),
        "organisation": project.get("organisation_name"),
        "status": project["state"],
        "opens_at": project.get("opens_at"),
        "closes_at": project.get("participation_closes_at"),
        "time_zone": project["time_zone"],
        "participants": project.get("participants"),
        "contributions": project.get("contributions"),
        "votes": project.get("votes"),
        "language": project.get("language"),
    }


DRAWINGS = (
    "ballot", "debate", "law", "ideas", "assembly", "budget", "square", "street", "park", "river", "school", "harvest",
    "hills",
)  # fmt: skip
DRAWN_FOR = (("votation", "ballot"), ("collection", "ideas"), ("consultation", "debate"))


def drawing_of(project: View) -> str:
    """The cover: a drawing of ours that the organiser chose, else one that says what is done there."""
    chosen = project.get("cover")
    if chosen in DRAWINGS:
        return str(chosen)
    kinds = project.get("step_kinds") or ()
    return next((drawing for kind, drawing in DRAWN_FOR if kind in kinds), "assembly")


def author_item(author: View | None) -> dict[str, Any]:
    """Who wrote, with their badge in the reader's language."""
    if not author:
        return {}
    label = author.get(f"type_label_{language()}") or author.get("type_label_fr")
    return {"name": author.get("display_name"), "type": label}


def age_band(band: str | None) -> str:
    names = {
        "under_7": _("Under 7 years old"),
        "7_to_10": _("7 to 10 years old"),
        "11_to_14": _("11 to 14 years old"),
        "15_to_17": _("15 to 17 years old"),
        "18_and_over": _("Adult"),
    }
    return names.get(band or "", "")


def kind_of(section: View | None) -> str:
    return str(section["role"]) if section and section["role"] in KINDS else "plain"


def contribution_item(card: View, step_page: StepPage, with_section: bool = False) -> dict[str, Any]:
    """A contribution as `contribution_card` shows it, with one's own vote."""
    section = next((each for each in step_page.step["sections"] if each["id"] == card["section_id"]), None)
    return {
        "id": card["id"],
        "title": card["title"],
        "href": url_for("contribution.show", contribution_id=card["id"]),
        "text": card.get("excerpt"),
        "author": author_item(card.get("author")),
        "created_at": card.get("published_at"),
        "kind": kind_of(section),
        "section": section["title"] if section and with_section else None,
        "official": card.get("official"),
        "number": card.get("number"),
        "votes": card["opinions"] if section and section["votes"] else None,
        "arguments": card.get("arguments") if section and section["arguments"] in ARGUED else None,
        "comments_only": bool(section and section["arguments"] == "comments"),
        "versions": card.get("versions")
        if section and section["versions"] and not card.get("version_of")
        else None,
        "sources": card.get("sources") or None,
        "status": card["state"],
        "reason": card.get("trash_reason"),
        "answers": len(card.get("answers") or ()),
        "mine": step_page.votes.get(card["id"]),
        "votable": bool(section and section["votes"] and step_page.open and card["state"] == "published"),
    }


def is_mine(view: View) -> bool:
    author = view.get("author") or {}
    return bool(signed_in() and author.get("account_id") and author["account_id"] == account_id())
