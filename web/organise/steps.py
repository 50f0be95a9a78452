"""Steps of a project: order, texts, settings, conditions to take part, outcome, workshop."""

from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from contracts.consultations import projects, steps
from contracts.identity import groups
from web.core.api import api
from web.core.forms import Form
from web.core.gateway_client import Answer
from web.core.i18n import _
from web.core.notices import notice
from web.core.qr import qr_code
from web.core.request_context import settings
from web.core.session import sign_in_required
from web.organise.requirements import asked_requirements, fields_of
from web.organise.setup import WRITTEN_IN
from web.organise.step_kinds import kind_choices
from web.workspace.editing import Edit, act, box, flag, latest_act
from web.workspace.reorder import moved
from web.workspace.workspace import Workspace, all_items, open_project, show

bp = Blueprint("organiser_steps", __name__)


@bp.route("/organisation/<org>/projets/<slug>/etapes", methods=["GET", "POST"])
@sign_in_required
def index(org: str, slug: str) -> ResponseReturnValue:
    """The steps in order; a button puts one before or after its neighbour."""
    workspace = open_project(org, slug)
    project: Any = workspace.project
    form = Form("move")
    if form.submitted:
        ids = moved([each["id"] for each in project["steps"]], form["move"])
        order = {"project_id": project["id"], "step_ids": ids}
        etag = f'"{project["version"]}"'
        if act(form, lambda: api(projects.order_steps, key=form.key, etag=etag, **order)):
            notice(_("The order is changed."))
            return redirect(workspace.href("organiser_steps.index"), 303)
    return show(
        "organise/steps", workspace, "organiser_steps.index", form, breadcrumbs=[(_("Steps and dates"), "")]
    )


@bp.route("/organisation/<org>/projets/<slug>/etapes/ajouter", methods=["GET", "POST"])
@sign_in_required
def add(org: str, slug: str) -> ResponseReturnValue:
    workspace = open_project(org, slug)
    project: Any = workspace.project
    form = Form("kind", "title")
    if (
        form.submitted
        and form.require(kind=_("Choose what happens in this step."), title=_("Give the step a title."))
        and act(form, lambda: api(steps.add_step, key=form.key, project_id=project["id"], **_new_step(form)))
    ):
        notice(_("The step is added at the end. Give it a text and dates."))
        return redirect(workspace.href("organiser_steps.edit", step_id=form.data["id"]), 303)
    breadcrumbs = [(_("Steps and dates"), workspace.href("organiser_steps.index")), (_("Add a step"), "")]
    return show(
        "organise/step_add",
        workspace,
        "organiser_steps.index",
        form,
        kinds=kind_choices(),
        breadcrumbs=breadcrumbs,
    )


def _new_step(form: Form) -> dict[str, Any]:
    """A kind may come with sections: “consultation:problem_causes_solutions”."""
    kind, _sep, template = form["kind"].partition(":")
    return {"kind": kind, "title": form["title"]} | ({"template": template} if template else {})


# --- texts and settings

FLAGS = ("strict_graph", "event_mode", "moderated_before")


@bp.route("/organisation/<org>/projets/<slug>/etapes/<step_id>", methods=["GET", "POST"])
@sign_in_required
def edit(org: str, slug: str, step_id: str) -> ResponseReturnValue:
    workspace = open_project(org, slug)
    step = workspace.step(step_id)
    form = Edit("title", "body", *FLAGS, stored=_step_fields(step), version=step["version"])
    previewed = form.submitted and bool(request.form.get("preview"))
    if (
        form.submitted
        and not previewed
        and form.require(title=_("Give the step a title."))
        and form.save(lambda: _save_step(form, step), lambda: _step_now(workspace, step_id))
    ):
        notice(_("The step is saved."))
        return redirect(workspace.href("organiser_steps.edit", step_id=step_id), 303)
    return show(
        "organise/step",
        workspace,
        "organiser_steps.index",
        form,
        step=step,
        previewed=previewed,
        writing=step["kind"] in WRITTEN_IN,
        latest=latest_act(step["project_id"]) if form.changes else None,
        breadcrumbs=step_breadcrumbs(workspace, step),
    )


def step_breadcrumbs(workspace: Workspace, step: Any, *more: tuple[str, str]) -> list[tuple[str, str]]:
    own = workspace.href("organiser_steps.edit", step_id=step["id"])
    return [(_("Steps and dates"), workspace.href("organiser_steps.index")), (step["title"], own), *more]


def _step_fields(step: Any) -> dict[str, Any]:
    return {"title": step["title"], "body": step["body"]} | {name: box(step[name]) for name in FLAGS}


def _step_now(workspace: Workspace, step_id: str) -> tuple[dict[str, Any], int]:
    step = workspace.step(step_id)
    return _step_fields(step), int(step["version"])


def _save_step(form: Edit, step: Any) -> Answer:
    """Rules are sent when they change only: while people write, sending them at all may be refused."""
    body: dict[str, Any] = {"title": form["title"], "body": form["body"]}
    if step["kind"] in WRITTEN_IN:
        body |= {name: flag(form, name) for name in FLAGS if flag(form, name) != step[name]}
    return api(steps.change_step, key=form.key, etag=form.etag, step_id=step["id"], **body)


# --- who can take part


@bp.route("/organisation/<org>/projets/<slug>/etapes/<step_id>/conditions", methods=["GET", "POST"])
@sign_in_required
def conditions(org: str, slug: str, step_id: str) -> ResponseReturnValue:
    workspace = open_project(org, slug)
    step = workspace.step(step_id)
    stored = fields_of(step["requirements"])
    form = Edit(*stored, stored=stored, version=step["version"])
    if form.submitted and form.save(
        lambda: _save_conditions(form, step), lambda: _conditions_now(workspace, step_id)
    ):
        notice(_("The conditions to take part are saved."))
        return redirect(workspace.href("organiser_projects.show"), 303)
    return show(
        "organise/conditions",
        workspace,
        "organiser_steps.index",
        form,
        step=step,
        groups=[
            {"value": each["id"], "label": each["name"]}
            for each in all_items(groups.list_groups, organisation_id=workspace.id)
        ],
        breadcrumbs=step_breadcrumbs(workspace, step, (_("Who can take part"), "")),
    )


def _save_conditions(form: Edit, step: Any) -> Answer:
    body = {"requirements": asked_requirements(form, step["requirements"])}
    return api(steps.change_step, key=form.key, etag=form.etag, step_id=step["id"], **body)


def _conditions_now(workspace: Workspace, step_id: str) -> tuple[dict[str, Any], int]:
    step = workspace.step(step_id)
    return fields_of(step["requirements"]), int(step["version"])


# --- outcome of an offline step


@bp.route("/organisation/<org>/projets/<slug>/etapes/<step_id>/issue", methods=["GET", "POST"])
@sign_in_required
def outcome(org: str, slug: str, step_id: str) -> ResponseReturnValue:
    workspace = open_project(org, slug)
    step = workspace.step(step_id)
    form = Edit("outcome", stored={"outcome": step.get("outcome") or ""}, version=step["version"])
    if (
        form.submitted
        and form.require(outcome=_("Write what came out of this step."))
        and form.save(
            lambda: api(
                steps.record_outcome, key=form.key, etag=form.etag, step_id=step_id, outcome=form["outcome"]
            ),
            lambda: _outcome_now(workspace, step_id),
        )
    ):
        notice(_("The outcome is recorded and shown on the page of the step."))
        return redirect(workspace.href("organiser_steps.edit", step_id=step_id), 303)
    return show(
        "organise/outcome",
        workspace,
        "organiser_steps.index",
        form,
        step=step,
        breadcrumbs=step_breadcrumbs(workspace, step, (_("Outcome"), "")),
    )


def _outcome_now(workspace: Workspace, step_id: str) -> tuple[dict[str, Any], int]:
    step = workspace.step(step_id)
    return {"outcome": step.get("outcome") or ""}, int(step["version"])


# --- remove


@bp.route("/organisation/<org>/projets/<slug>/etapes/<step_id>/retirer", methods=["GET", "POST"])
@sign_in_required
def remove(org: str, slug: str, step_id: str) -> ResponseReturnValue:
    workspace = open_project(org, slug)
    step = workspace.step(step_id)
    form = Form("confirmed")
    if form.submitted and act(form, lambda: api(steps.remove_step, key=form.key, step_id=step_id)):
        notice(_("The step “%(title)s” is removed.", title=step["title"]))
        return redirect(workspace.href("organiser_steps.index"), 303)
    breadcrumbs = step_breadcrumbs(workspace, step, (_("Remove"), ""))
    return show(
        "organise/step_remove", workspace, "organiser_steps.index", form, step=step, breadcrumbs=breadcrumbs
    )


# --- the link to a workshop


@bp.get("/organisation/<org>/projets/<slug>/etapes/<step_id>/atelier")
@sign_in_required
def workshop(org: str, slug: str, step_id: str) -> ResponseReturnValue:
    """The address where a facilitator types ideas, and the one participants scan."""
    workspace = open_project(org, slug, "facilitate")
    project: Any = workspace.project
    step = workspace.step(step_id)
    if not step["event_mode"]:
        abort(404)
    kiosk = settings().origin + url_for("kiosk.show", step_id=step_id)
    own = f"{settings().origin}/projets/{project['slug']}/etapes/{step_id}"
    return show(
        "organise/workshop",
        workspace,
        "organiser_steps.index",
        step=step,
        kiosk=kiosk,
        own=own,
        kiosk_code=qr_code(kiosk, _("QR code of the page where ideas are typed")),
        own_code=qr_code(own, _("QR code of the page of the step")),
        breadcrumbs=step_breadcrumbs(workspace, step, (_("At a workshop"), "")),
    )
