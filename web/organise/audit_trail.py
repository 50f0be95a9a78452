"""Who did what, in sentences and as a file; what became of the messages sent."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from contracts.consultations import projects
from contracts.identity import groups, members, organisations
from contracts.notifications import deliveries as delivery_operations
from contracts.operations import Operation
from web.core.api import api
from web.core.forms import Form
from web.core.gateway_client import GatewayError
from web.core.i18n import _
from web.core.notices import notice
from web.core.session import sign_in_required
from web.organise.audit_sentences import told
from web.organise.organisation import project_names
from web.workspace import spreadsheet
from web.workspace.editing import act
from web.workspace.workspace import Workspace, all_items, open_project, open_workspace, show

bp = Blueprint("organiser_trails", __name__)

STATES = ("queued", "sent", "failed", "stale", "not_wanted")
BY_PAGE = 50
BY_READING = 100


@bp.get("/organisation/<org>/journal")
@sign_in_required
def organisation(org: str) -> ResponseReturnValue:
    workspace = open_workspace(org)
    return _trail(
        workspace,
        "organiser_trails.organisation",
        _people(workspace),
        organisations.list_audit_entries,
        organisation_id=workspace.id,
    )


@bp.get("/organisation/<org>/projets/<slug>/journal")
@sign_in_required
def project(org: str, slug: str) -> ResponseReturnValue:
    workspace = open_project(org, slug)
    found: Any = workspace.project
    return _trail(
        workspace, "organiser_trails.project", {}, projects.list_project_audit, project_id=found["id"]
    )


def _people(workspace: Workspace) -> dict[str, str]:
    """Names by what an entry calls its subject: accounts, groups, kinds of participants."""
    names: dict[str, str] = {}
    try:
        for each in all_items(members.list_members, pages=3, organisation_id=workspace.id):
            names[f"account/{each['account_id']}"] = each["display_name"]
        for each in all_items(groups.list_groups, pages=1, organisation_id=workspace.id):
            names[f"group/{each['id']}"] = each["name"]
        for each in api(organisations.list_participant_types, organisation_id=workspace.id).data["items"]:
            names[f"participant_type/{each['id']}"] = each["label_fr"]
    except GatewayError:
        pass
    return names


def _trail(
    workspace: Workspace, endpoint: str, names: dict[str, str], operation: Operation, **subject: Any
) -> ResponseReturnValue:
    if request.args.get("fichier") == "csv":
        return _as_file(workspace, names, operation, **subject)
    cursor = request.args.get("cursor")
    found = api(operation, limit=BY_PAGE, cursor=cursor, **subject).data
    return show(
        "organise/trail",
        workspace,
        endpoint,
        entries=[told(each, names) for each in found["items"]],
        endpoint=endpoint,
        cursor=cursor,
        following=found.get("next_cursor"),
        breadcrumbs=[(_("Who did what"), "")],
    )


def _as_file(
    workspace: Workspace, names: dict[str, str], operation: Operation, **subject: Any
) -> ResponseReturnValue:
    """Every entry, the latest first. The first reading comes before the file: its refusal is a page."""
    first = api(operation, limit=BY_READING, **subject).data
    heads = (_("Date"), _("Who"), _("What"), _("Before"), _("After"))
    name = f"journal-{workspace.project['slug'] if workspace.project else workspace.slug}.csv"
    return spreadsheet.answer(heads, _lines(first, names, operation, **subject), name)


def _lines(found: Any, names: dict[str, str], operation: Operation, **subject: Any) -> Iterator[str]:
    while True:
        entries = [told(each, names) for each in found["items"]]
        yield "".join(
            spreadsheet.row((each.at, each.who, each.sentence, each.before, each.after)) for each in entries
        )
        if not found.get("next_cursor"):
            return
        found = api(operation, limit=BY_READING, cursor=found["next_cursor"], **subject).data


# --- messages


@bp.route("/organisation/<org>/messages", methods=["GET", "POST"])
@sign_in_required
def deliveries(org: str) -> ResponseReturnValue:
    """The delivery log; a failed message can be sent again."""
    workspace = open_workspace(org)
    form = Form("delivery_id")
    named = form.submitted and form["delivery_id"].replace("-", "").isalnum()
    if named and act(
        form, lambda: api(delivery_operations.send_again, key=form.key, delivery_id=form["delivery_id"])
    ):
        notice(_("The message will be sent again within a minute."))
        return redirect(workspace.href("organiser_trails.deliveries", etat=request.args.get("etat")), 303)
    state = request.args.get("etat") if request.args.get("etat") in STATES else None
    asked: dict[str, Any] = {
        "organisation_id": workspace.id,
        "state": state,
        "limit": BY_PAGE,
        "cursor": request.args.get("cursor"),
    }
    found = api(delivery_operations.list_deliveries, **asked).data
    return show(
        "organise/deliveries",
        workspace,
        "organiser_trails.deliveries",
        form,
        items=found["items"],
        names=project_names(workspace),
        state=state,
        states=STATES,
        following=found.get("next_cursor"),
        cursor=request.args.get("cursor"),
        breadcrumbs=[(_("Messages sent"), "")],
    )
