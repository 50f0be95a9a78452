"""What the pages of a votation show of it: its questions, its turnout, what happened, where it comes from."""

import re
from typing import Any

from flask import url_for

from contracts.consultations import projects
from contracts.consultations import steps as step_operations
from contracts.votation import board, votations
from web.core.i18n import _, gettext_noop, ngettext
from web.votation import result_view
from web.votation.labels import KINDS, OVER, limits_sentence, rule_sentences
from web.votation.reading import (
    View,
    item_of,
    optional,
)

EVENTS = {
    "incident": gettext_noop("Incident"),
    "suspension": gettext_noop("Voting suspended"),
    "resumption": gettext_noop("Voting resumed"),
    "extension": gettext_noop("Closing put off"),
    "observation": gettext_noop("Observation"),
    "later_event": gettext_noop("After the proclamation"),
    "correction": gettext_noop("Correction of the roll"),
}
STAMP = re.compile(r"^\S+T\S+ — ")
PREVIOUS_AT_MOST = 8


def question_items(votation: View) -> list[dict[str, Any]]:
    """What is asked, with the rule in words."""
    return [
        {
            "title": question["title"],
            "explanation": question.get("explanation", ""),
            "choices": question["choices"],
            "grades": question.get("grades") or [],
            "kind": _(KINDS[question["kind"]]),
            "limits": limits_sentence(question),
            "rule": rule_sentences(question),
        }
        for question in votation["questions"]
    ]


def turnout_of(votation: View) -> dict[str, Any] | None:
    found = optional(board.get_turnout, votation_id=votation["id"])
    if not found:
        return None
    rows = [{"label": _("The whole roll"), "electors": found["electors"], "signed": found["signed_at_least"]}]
    rows += [
        {"label": each["college"], "electors": each["electors"], "signed": each["signed_at_least"]}
        for each in found["colleges"]
    ]
    for row in rows:
        known = row["signed"] is not None
        row["share"] = result_view.share_of(row["signed"], row["electors"]) if known else None
    return dict(found) | {"rows": rows}


def events_of(votation: View) -> list[dict[str, Any]]:
    """What happened that everyone may know, the latest first. An extension's text begins with its instant."""
    found = optional(votations.list_events, votation_id=votation["id"], limit=100)
    return [
        {
            "kind": each["kind"],
            "title": _(EVENTS[each["kind"]]),
            "text": STAMP.sub("", each["text"]) if each["kind"] == "extension" else each["text"],
            "at": each["happened_at"],
        }
        for each in reversed(found["items"] if found else [])
        if each["kind"] in EVENTS
    ]


def chain_of(votation: View) -> dict[str, Any] | None:
    """The steps of its project with what came out of each, and this votation among them."""
    project = (
        optional(projects.get_project, project=votation["project_id"]) if votation.get("project_id") else None
    )
    if not project or not project["steps"]:
        return None
    steps = sorted(project["steps"], key=lambda each: each["position"])
    at = next((place for place, step in enumerate(steps) if step["kind"] == "votation"), None)
    if at is None:
        at = next((place for place, step in enumerate(steps) if step["kind"] == "results"), len(steps))
    before = [step for step in steps[:at] if step["kind"] != "presentation"][-PREVIOUS_AT_MOST:]
    after = [step for step in steps[at:] if step["kind"] != "votation"]
    items = [_step_item(project, step) for step in before]
    items.append(
        {
            "title": votation["title"],
            "kind": "votation",
            "status": "closed" if votation["state"] in OVER else None,
            "opens_at": votation["opens_at"],
            "closes_at": votation["closes_at"],
            "outcome": item_of(votation)["sentence"],
            "current": True,
        }
    )
    items += [_step_item(project, step) for step in after]
    return {
        "title": project["title"],
        "href": url_for("projects.show", slug=project["slug"]),
        "steps": items,
        "zone": project["time_zone"],
    }


def _step_item(project: View, step: View) -> dict[str, Any]:
    """A step as the dated line shows it, with its outcome once it is over."""
    outcome = ""
    if step["state"] == "closed":
        whole = optional(step_operations.get_step, step_id=step["id"]) or {}
        outcome = whole.get("outcome") or _figures_of(whole)
    return {
        "title": step["title"],
        "kind": step["kind"],
        "href": url_for("consultation.step", slug=project["slug"], step_id=step["id"]),
        "opens_at": step["opens_at"],
        "closes_at": step["closes_at"],
        "status": step["state"],
        "outcome": outcome,
    }


def _figures_of(step: View) -> str:
    """« 342 contributions » of a step where people wrote."""
    written = sum(section.get("contributions") or 0 for section in step.get("sections") or [])
    return ngettext("%(num)s contribution", "%(num)s contributions", written) if written else ""
