"""Sections of a step: a tree of places where people write."""

from typing import Any

from flask import Blueprint, abort, redirect, request
from flask.typing import ResponseReturnValue

from contracts.consultations import steps
from web.core.api import api
from web.core.forms import Form, whole_number
from web.core.gateway_client import Answer
from web.core.i18n import _
from web.core.notices import notice
from web.core.session import sign_in_required
from web.organise.section_tree import (
    choices,
    parents_of,
    section_fields,
    siblings,
    tree,
)
from web.organise.steps import step_breadcrumbs
from web.participate.step_page import walk
from web.workspace.editing import Edit, act, flag, latest_act
from web.workspace.workspace import Workspace, open_project, show

bp = Blueprint("organiser_sections", __name__)

TEXTS = ("title", "help_text", "colour", "pictogram", "arguments", "sort", "threshold", "parent_id")
FLAGS = ("contributable", "votes", "sources", "versions")
RULES = ("contributable", "votes", "arguments", "sources", "versions", "threshold")
PATH = "/organisation/<org>/projets/<slug>/etapes/<step_id>/rubriques"


@bp.route(PATH, methods=["GET", "POST"])
@sign_in_required
def index(org: str, slug: str, step_id: str) -> ResponseReturnValue:
    workspace = open_project(org, slug)
    step = workspace.step(step_id)
    form = Form("move")
    if form.submitted and _moved(form, step):
        notice(_("The order is changed."))
        return redirect(workspace.href("organiser_sections.index", step_id=step_id), 303)
    return show(
        "organise/sections",
        workspace,
        "organiser_steps.index",
        form,
        step=step,
        nodes=list(walk(tree(step["sections"]))),
        breadcrumbs=step_breadcrumbs(workspace, step, (_("Sections"), "")),
    )


def _moved(form: Form, step: Any) -> bool:
    """One place up or down among those beside it; “up:<id>”."""
    way, _sep, section_id = form["move"].partition(":")
    section = _found(step, section_id)
    beside = siblings(step["sections"], section)
    position = beside.index(section) + (-1 if way == "up" else 1)
    if not 0 <= position < len(beside):
        return True
    etag = f'"{section["version"]}"'
    return act(
        form,
        lambda: api(steps.change_section, key=form.key, etag=etag, section_id=section_id, position=position),
    )


def _found(step: Any, section_id: str) -> Any:
    section = next((each for each in step["sections"] if each["id"] == section_id), None)
    if section is None:
        abort(404)
    return section


@bp.route(PATH + "/ajouter", methods=["GET", "POST"])
@sign_in_required
def add(org: str, slug: str, step_id: str) -> ResponseReturnValue:
    workspace = open_project(org, slug)
    step = workspace.step(step_id)
    parent = request.args.get("dans") or ""
    defaults = section_fields(None) | {"parent_id": parent if parent in parents_of(step, None) else ""}
    form = Form(*TEXTS, "role", *FLAGS, defaults=defaults)
    if (
        form.submitted
        and form.require(title=_("Give the section a title."))
        and _number_typed(form)
        and act(
            form, lambda: api(steps.add_section, key=form.key, step_id=step_id, **_body(form) | _role(form))
        )
    ):
        notice(_("The section is added."))
        return redirect(workspace.href("organiser_sections.index", step_id=step_id), 303)
    return _page(workspace, step, None, form)


def _role(form: Form) -> dict[str, str]:
    return {"role": form["role"] or "plain"}


@bp.route(PATH + "/<section_id>", methods=["GET", "POST"])
@sign_in_required
def edit(org: str, slug: str, step_id: str, section_id: str) -> ResponseReturnValue:
    workspace = open_project(org, slug)
    step = workspace.step(step_id)
    section = _found(step, section_id)
    form = Edit(*TEXTS, *FLAGS, stored=section_fields(section), version=section["version"])
    if (
        form.submitted
        and form.require(title=_("Give the section a title."))
        and _number_typed(form)
        and form.save(lambda: _save(form, section), lambda: _now(workspace, step_id, section_id))
    ):
        notice(_("The section is saved."))
        return redirect(workspace.href("organiser_sections.index", step_id=step_id), 303)
    return _page(workspace, step, section, form)


def _page(workspace: Workspace, step: Any, section: Any, form: Form) -> ResponseReturnValue:
    project: Any = workspace.project
    title = section["title"] if section else _("Add a section")
    sections_href = workspace.href("organiser_sections.index", step_id=step["id"])
    return show(
        "organise/section",
        workspace,
        "organiser_steps.index",
        form,
        step=step,
        section=section,
        options=choices(),
        parents=parents_of(step, section),
        frozen=project["state"] != "draft" and step["state"] == "open",
        latest=latest_act(project["id"]) if isinstance(form, Edit) and form.changes else None,
        breadcrumbs=step_breadcrumbs(workspace, step, (_("Sections"), sections_href), (title, "")),
    )


def _now(workspace: Workspace, step_id: str, section_id: str) -> tuple[dict[str, Any], int]:
    section = _found(workspace.step(step_id), section_id)
    return section_fields(section), int(section["version"])


def _number_typed(form: Form) -> bool:
    typed = form["threshold"]
    number = whole_number(typed)
    if typed and (number is None or number < 0):
        form.fail("threshold", _("Write a whole number, or nothing."))
    return not form.errors


def _body(form: Form) -> dict[str, Any]:
    body = {name: form[name] for name in ("title", "help_text", "arguments", "sort")}
    return body | {
        "colour": form["colour"] or None,
        "pictogram": form["pictogram"] or None,
        "threshold": whole_number(form["threshold"]),
        "parent_id": form["parent_id"] or None,
        **{name: flag(form, name) for name in FLAGS},
    }


def _save(form: Edit, section: Any) -> Answer:
    """What people may do, and the place in the tree, are sent when they change only."""
    body = _body(form)
    kept = {name for name in (*RULES, "parent_id") if body[name] == section.get(name)}
    sent = {name: value for name, value in body.items() if name not in kept}
    return api(steps.change_section, key=form.key, etag=form.etag, section_id=section["id"], **sent)


@bp.route(PATH + "/<section_id>/retirer", methods=["GET", "POST"])
@sign_in_required
def remove(org: str, slug: str, step_id: str, section_id: str) -> ResponseReturnValue:
    workspace = open_project(org, slug)
    step = workspace.step(step_id)
    section = _found(step, section_id)
    form = Form("confirmed")
    if form.submitted and act(form, lambda: api(steps.remove_section, key=form.key, section_id=section_id)):
        notice(_("The section “%(title)s” is removed.", title=section["title"]))
        return redirect(workspace.href("organiser_sections.index", step_id=step_id), 303)
    below = [node.section["title"] for node in walk(tree(step["sections"], section_id))]
    breadcrumbs = step_breadcrumbs(
        workspace,
        step,
        (_("Sections"), workspace.href("organiser_sections.index", step_id=step_id)),
        (_("Remove"), ""),
    )
    return show(
        "organise/section_remove",
        workspace,
        "organiser_steps.index",
        form,
        step=step,
        section=section,
        below=below,
        breadcrumbs=breadcrumbs,
    )
