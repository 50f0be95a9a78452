"""Who did what, in sentences and as a file; what became of the messages sent."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from web.core.forms import Form
from web.core.gateway_client import GatewayError, api
from web.core.i18n import _
from web.core.session import notice, sign_in_required
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
        workspace, f"/organisations/{workspace.id}/audit", "organiser_trails.organisation", _people(workspace)
    )


@bp.get("/organisation/<org>/projets/<slug>/journal")
@sign_in_required
def project(org: str, slug: str) -> ResponseReturnValue:
    workspace = open_project(org, slug)
    found: Any = workspace.project
    return _trail(workspace, f"/projects/{found['id']}/audit", "organiser_trails.project", {})


def _people(workspace: Workspace) -> dict[str, str]:
    """Names by what an entry calls its subject: accounts, groups, kinds of participants."""
    names: dict[str, str] = {}
    try:
        for each in all_items(f"/organisations/{workspace.id}/members", pages=3):
            names[f"account/{each['account_id']}"] = each["display_name"]
        for each in all_items(f"/organisations/{workspace.id}/groups", pages=1):
            names[f"group/{each['id']}"] = each["name"]
        for each in api().get(f"/organisations/{workspace.id}/participant-types").data["items"]:
            names[f"participant_type/{each['id']}"] = each["label_fr"]
    except GatewayError:
        pass
    return names


def _trail(workspace: Workspace, path: str, endpoint: str, names: dict[str, str]) -> ResponseReturnValue:
    if request.args.get("fichier") == "csv":
        return _as_file(workspace, path, names)
    cursor = request.args.get("cursor")
    found = api().get(path, {"limit": BY_PAGE, "cursor": cursor}).data
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


def _as_file(workspace: Workspace, path: str, names: dict[str, str]) -> ResponseReturnValue:
    """Every entry, the latest first. The first reading comes before the file: its refusal is a page."""
    first = api().get(path, {"limit": BY_READING}).data
    heads = (_("Date"), _("Who"), _("What"), _("Before"), _("After"))
    name = f"journal-{workspace.project['slug'] if workspace.project else workspace.slug}.csv"
    return spreadsheet.answer(heads, _lines(path, first, names), name)


def _lines(path: str, found: Any, names: dict[str, str]) -> Iterator[str]:
    while True:
        entries = [told(each, names) for each in found["items"]]
        yield "".join(
            spreadsheet.row((each.at, each.who, each.sentence, each.before, each.after)) for each in entries
        )
        if not found.get("next_cursor"):
            return
        found = api().get(path, {"limit": BY_READING, "cursor": found["next_cursor"]}).data


# --- messages


@bp.route("/organisation/<org>/messages", methods=["GET", "POST"])
@sign_in_required
def deliveries(org: str) -> ResponseReturnValue:
    """The delivery log; a failed message can be sent again."""
    workspace = open_workspace(org)
    form = Form("delivery_id")
    path = f"/deliveries/{form['delivery_id']}/retries"
    named = form.submitted and form["delivery_id"].replace("-", "").isalnum()
    if named and act(form, lambda: api().post(path, key=form.key)):
        notice(_("The message will be sent again within a minute."))
        return redirect(workspace.href("organiser_trails.deliveries", etat=request.args.get("etat")), 303)
    state = request.args.get("etat") if request.args.get("etat") in STATES else None
    asked = {
        "organisation_id": workspace.id,
        "state": state,
        "limit": BY_PAGE,
        "cursor": request.args.get("cursor"),
    }
    found = api().get("/deliveries", asked).data
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
