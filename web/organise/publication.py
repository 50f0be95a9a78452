"""Preview of a project, its publication, copies and editions."""

from typing import Any

from flask import Blueprint, redirect
from flask.typing import ResponseReturnValue

from contracts.consultations import projects
from contracts.identity import groups as group_operations
from web.core.api import api
from web.core.forms import Form
from web.core.gateway_client import Answer
from web.core.i18n import _
from web.core.notices import notice
from web.core.request_context import settings
from web.core.session import sign_in_required
from web.organise.setup import setup, writing_steps
from web.participate.projects import step_items
from web.participate.step_page import drawing_of
from web.workspace.editing import Edit, act
from web.workspace.labels import visibility_name
from web.workspace.workspace import Workspace, all_items, open_project, show

bp = Blueprint("organiser_publication", __name__)

VISIBILITIES = ("public", "members", "group", "draft")


@bp.get("/organisation/<org>/projets/<slug>/apercu")
@sign_in_required
def preview(org: str, slug: str) -> ResponseReturnValue:
    """The project as participants will see it, on one page, with nothing that can be sent."""
    workspace = open_project(org, slug, "look")
    project: Any = workspace.project
    return show(
        "organise/preview",
        workspace,
        "organiser_publication.preview",
        line=step_items(project),
        steps=writing_steps(project),
        drawing=drawing_of(project),
        breadcrumbs=[(_("Preview"), "")],
    )


@bp.route("/organisation/<org>/projets/<slug>/publication", methods=["GET", "POST"])
@sign_in_required
def publish(org: str, slug: str) -> ResponseReturnValue:
    """Who sees the project, and what will happen."""
    workspace = open_project(org, slug)
    project: Any = workspace.project
    first = "public" if project["state"] == "draft" else project["visibility"]
    stored = {"visibility": first, "group_id": project.get("group_id") or ""}
    form = Edit("visibility", "group_id", stored=stored, version=project["version"])
    groups = [
        {"value": each["id"], "label": each["name"]}
        for each in all_items(group_operations.list_groups, organisation_id=workspace.id)
    ]
    if (
        form.submitted
        and form.require(visibility=_("Choose who sees the project."))
        and _for_someone(form, groups)
        and form.save(lambda: _publish(form, workspace), lambda: _visibility_now(workspace))
    ):
        return _published(form, workspace)
    return show(
        "organise/publish",
        workspace,
        "organiser_publication.publish",
        form,
        choices=_choices(project),
        groups=groups,
        plan=setup(workspace),
        address=f"{settings().origin}/projets/{project['slug']}",
        line=step_items(project),
        breadcrumbs=[(_("Publication"), "")],
    )


def _for_someone(form: Edit, groups: list[dict[str, str]]) -> bool:
    """A project kept for a group names it; said beside what is on the page."""
    if form["visibility"] == "group" and not groups:
        form.fail("visibility", _("Your organisation has no group yet: create one first."))
    elif form["visibility"] == "group" and not form["group_id"]:
        form.fail("group_id", _("Choose the group that will see the project."))
    return not form.errors


def _publish(form: Edit, workspace: Workspace) -> Answer:
    project: Any = workspace.project
    body = {"visibility": form["visibility"]}
    if form["visibility"] == "group":
        body["group_id"] = form["group_id"] or None
    return api(projects.publish_project, key=form.key, etag=form.etag, project_id=project["id"], **body)


def _visibility_now(workspace: Workspace) -> tuple[dict[str, Any], int]:
    project: Any = workspace.project
    now = api(projects.get_project, project=project["id"]).data
    return {"visibility": now["visibility"], "group_id": now.get("group_id") or ""}, now["version"]


def _choices(project: Any) -> list[dict[str, str]]:
    says = {
        "public": _("The project appears in the list of projects and in search engines."),
        "members": _("Only people who have a role in your organisation see it, once signed in."),
        "group": _("Only the people of the group see it, once signed in. Choose the group below."),
        "draft": _("The project is taken back from view. Refused once someone took part."),
    }
    shown = [each for each in VISIBILITIES if each != "draft" or project["state"] != "draft"]
    return [{"value": each, "label": visibility_name(each), "hint": says[each]} for each in shown]


def _published(form: Edit, workspace: Workspace) -> ResponseReturnValue:
    if form["visibility"] == "draft":
        notice(_("The project is a draft again: only your team sees it."))
        return redirect(workspace.href("organiser_projects.show"), 303)
    notice(_("It is published. Share its address: that is how people come."))
    return redirect(workspace.href("organiser_projects.show", publie=1), 303)


# --- copy and editions


@bp.get("/organisation/<org>/projets/<slug>/suites")
@sign_in_required
def more(org: str, slug: str) -> ResponseReturnValue:
    workspace = open_project(org, slug)
    return _more_page(workspace, Form(), Form())


def _more_page(workspace: Workspace, copy: Form, link: Form) -> ResponseReturnValue:
    project: Any = workspace.project
    others = [
        {"value": each["id"], "label": each["title"]}
        for each in all_items(projects.list_projects, pages=2, organisation_id=workspace.id)
        if each["id"] != project["id"]
    ]
    form = link if link.submitted and (link.errors or link.problem) else copy
    if not copy["title"]:
        copy.typed["title"] = _("%(title)s (copy)", title=project["title"])
    return show(
        "organise/more",
        workspace,
        "organiser_publication.more",
        form,
        copy=copy,
        link=link,
        others=others,
        breadcrumbs=[(_("Copy and editions"), "")],
    )


@bp.post("/organisation/<org>/projets/<slug>/suites/copie")
@sign_in_required
def clone(org: str, slug: str) -> ResponseReturnValue:
    workspace = open_project(org, slug)
    project: Any = workspace.project
    form = Form("title")
    if form.require(title=_("Give the copy a title.")) and act(
        form, lambda: api(projects.clone_project, key=form.key, project_id=project["id"], **form.values())
    ):
        notice(_("The copy is a draft: set-up and texts are there, dates and contributions are not."))
        return redirect(workspace.href("organiser_projects.show", slug=form.data["slug"]), 303)
    return _more_page(workspace, form, Form())


@bp.post("/organisation/<org>/projets/<slug>/suites/edition")
@sign_in_required
def link_edition(org: str, slug: str) -> ResponseReturnValue:
    workspace = open_project(org, slug)
    project: Any = workspace.project
    form = Form("previous_project_id", "label")
    if form.require(
        previous_project_id=_("Choose the earlier edition."), label=_("Name this edition, for instance 2027.")
    ) and act(
        form, lambda: api(projects.link_edition, key=form.key, project_id=project["id"], **form.values())
    ):
        notice(_("The editions are linked: each shows the others."))
        return redirect(workspace.href("organiser_publication.more"), 303)
    if form.refusal and form.refusal.code == "not_found":
        form.problem = None
        form.fail("previous_project_id", _("Choose a project of this organisation."))
    return _more_page(workspace, Form(), form)
