"""Votations from the organiser's seat: the list, a new one, and the path of one."""

from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from contracts.consultations import projects as project_operations
from contracts.consultations import steps
from contracts.votation import votations
from web.core.api import api, bypass_cache_briefly
from web.core.formats import day_and_hour, zone_choices
from web.core.forms import Form
from web.core.gateway_client import GatewayError
from web.core.i18n import _
from web.core.notices import notice
from web.core.request_context import language
from web.core.session import sign_in_required
from web.votation.office.progress import missing_words, path_of, state_kind, state_name
from web.votation.office.workspace import Act, open_votation, send, show
from web.workspace.workspace import Workspace, all_items, open_workspace
from web.workspace.workspace import show as show_in_workspace

bp = Blueprint("bureau", __name__)


def _teach_words(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals.update(votation_state=state_name, votation_state_kind=state_kind)


bp.record_once(_teach_words)


@bp.get("/organisation/<org>/votations")
@sign_in_required
def index(org: str) -> ResponseReturnValue:
    workspace = open_workspace(org, "look")
    found = api(
        votations.list_votations,
        organisation_id=workspace.id,
        limit=20,
        cursor=request.args.get("cursor"),
    ).data
    return show_in_workspace(
        "votation/office/index",
        workspace,
        "bureau.index",
        votations=found["items"],
        following=found.get("next_cursor"),
        cursor=request.args.get("cursor"),
        breadcrumbs=[(_("Votations"), "")],
    )


# --- a new one


@bp.route("/organisation/<org>/votations/nouvelle", methods=["GET", "POST"])
@sign_in_required
def create(org: str) -> ResponseReturnValue:
    """A votation, alone or as a step of a project."""
    workspace = open_workspace(org)
    projects = list(all_items(project_operations.list_projects, pages=2, organisation_id=workspace.id))
    defaults = {
        "language": language(),
        "time_zone": "Europe/Paris",
        "project": request.args.get("projet", ""),
    }
    form = Form("title", "summary", "language", "time_zone", "project", defaults=defaults)
    project = next((each for each in projects if each["slug"] == form["project"]), None)
    if (
        form.submitted
        and form.require(title=_("Give the votation a title."))
        and send(form, lambda: api(votations.create_votation, key=form.key, **_new(form, workspace, project)))
    ):
        made = form.data
        added = project is None or _add_step(form, project, made)
        notice(_("The votation is created. Nobody sees it until it is frozen."))
        if not added:
            notice(
                _(
                    "The step of the project could not be added: add it from the project, in “Steps and dates”."
                ),
                "important",
            )
        return redirect(url_for("bureau.show", votation_id=made["id"]), 303)
    return show_in_workspace(
        "votation/office/create",
        workspace,
        "bureau.index",
        form,
        projects=[{"value": each["slug"], "label": each["title"]} for each in projects],
        zones=zone_choices(),
        breadcrumbs=[(_("Votations"), workspace.href("bureau.index")), (_("New votation"), "")],
    )


def _new(form: Form, workspace: Workspace, project: Any) -> dict[str, Any]:
    return {
        "organisation_id": workspace.id,
        "project_id": project["id"] if project else None,
        "title": form["title"],
        "summary": form["summary"],
        "language": form["language"] or "fr",
        "time_zone": form["time_zone"] or "Europe/Paris",
    }


def _add_step(form: Form, project: Any, votation: Any) -> bool:
    """The project's page leads to the votation by a step. Its key follows from the form's: a retry adds no second."""
    body = {"kind": "votation", "title": votation["title"], "votation_id": votation["id"]}
    try:
        api(steps.add_step, key=f"{form.key}-step", project_id=project["id"], **body)
    except GatewayError:
        return False
    bypass_cache_briefly()
    return True


# --- the path of one


@bp.get("/bureau/<uuid:votation_id>", endpoint="show")
@sign_in_required
def show_votation(votation_id: object) -> ResponseReturnValue:
    office = open_votation(votation_id, "look")
    project = _project_of(office.votation)
    return show(
        "show",
        office,
        "bureau.show",
        path=path_of(office),
        missing=missing_words(office.votation["missing"]),
        project=project,
        project_href=office.workspace.href("organiser_projects.show", slug=project["slug"])
        if project
        else "",
        extended=_extended(office),
        breadcrumbs=[],
    )


def _project_of(votation: Any) -> Any | None:
    if not votation["project_id"]:
        return None
    try:
        return api(project_operations.get_project, project=votation["project_id"]).data
    except GatewayError:
        return None


def _extended(office: Any) -> str:
    announced, closes_at = office.votation["announced_closes_at"], office.votation["closes_at"]
    return day_and_hour(announced, office.zone) if announced and announced != closes_at else ""


# --- cancel


@bp.route("/bureau/<uuid:votation_id>/annuler", methods=["GET", "POST"])
@sign_in_required
def cancel(votation_id: object) -> ResponseReturnValue:
    office = open_votation(votation_id)
    form = Act("reason", office=office)
    if (
        form.submitted
        and form.require(reason=_("Say why: everyone who was called to vote will read it."))
        and form.post(votations.cancel_votation, reason=form["reason"])
    ):
        notice(_("The votation is cancelled. Its box will never be opened."))
        return redirect(office.href("bureau.show"), 303)
    return show("cancel", office, "bureau.show", form, breadcrumbs=[(_("Cancel the votation"), "")])
