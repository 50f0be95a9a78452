"""Arguments and sources as components show them."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import url_for

from web.core.i18n import _
from web.participate.step_page import StepPage, author_item, is_mine

View = Mapping[str, Any]


def argument_item(view: View, step_page: StepPage) -> dict[str, Any]:
    return _remark(view, step_page, "argument") | {"side": view["side"]}


def source_item(view: View, step_page: StepPage) -> dict[str, Any]:
    more = {"title": view["title"], "link": view["link"], "category": category(view["category"])}
    return _remark(view, step_page, "source") | more


def _remark(view: View, step_page: StepPage, target: str) -> dict[str, Any]:
    own = is_mine(view)
    where = {"contribution_id": view["contribution_id"], "remark_id": view["id"], "target": target}
    supportable = step_page.open and view["state"] == "published" and not own
    return {
        "id": view["id"],
        "text": view["body"],
        "author": author_item(view.get("author")),
        "created_at": view.get("published_at"),
        "votes": view["votes"],
        "status": view["state"],
        "reason": view.get("trash_reason"),
        "mine": view["id"] in step_page.supported,
        "action": url_for("discussion.support", **where) if supportable else None,
        "erase_href": url_for("discussion.erase_remark", **where) if own else None,
        "report_href": None
        if own or view["state"] != "published"
        else url_for(
            "discussion.report", contribution_id=view["contribution_id"], objet=target, numero=view["id"]
        ),
    }


def by_side(items: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    sides: dict[str, list[dict[str, Any]]] = {"for": [], "against": [], "comment": []}
    for item in items:
        sides[item["side"]].append(item)
    return sides


def categories() -> list[dict[str, str]]:
    names = ("article", "report", "law", "study", "testimony", "other")
    return [{"value": name, "label": category(name)} for name in names]


def category(name: str) -> str:
    words = {
        "article": _("Press article"),
        "report": _("Report"),
        "law": _("Law or regulation"),
        "study": _("Study"),
        "testimony": _("Testimony"),
        "other": _("Other source"),
    }
    return words[name]
