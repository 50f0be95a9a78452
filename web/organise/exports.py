"""Live figures of a project with their charts and tables, and its exports."""

from typing import Any

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from contracts.consultations import exports, projects
from web.core.api import api, stream
from web.core.forms import Form
from web.core.gateway_client import GatewayError, Refusal
from web.core.i18n import _
from web.core.notices import notice
from web.core.session import sign_in_required
from web.organise.charts import columns, split
from web.workspace.editing import act
from web.workspace.labels import both, export_format, export_shape
from web.workspace.workspace import Workspace, open_project, show

bp = Blueprint("organiser_exports", __name__)

SHAPES = ("simplified", "full", "by_participant")
FORMATS = ("csv", "json")
PASSED_ON = ("Content-Type", "Content-Disposition", "ETag", "Content-Length")


@bp.get("/organisation/<org>/projets/<slug>/chiffres")
@sign_in_required
def figures(org: str, slug: str) -> ResponseReturnValue:
    workspace = open_project(org, slug, "look")
    step_id = request.args.get("etape") or None
    found = _figures(workspace, step_id)
    return show(
        "organise/figures",
        workspace,
        "organiser_exports.figures",
        figures=found,
        step_id=step_id,
        days=columns(found["by_day"]),
        charts={name: split(found[f"by_{name}"]) for name in ("section", "type", "zone")},
        breadcrumbs=[(_("Figures"), "")],
    )


def _figures(workspace: Workspace, step_id: str | None = None) -> Any:
    project: Any = workspace.project
    return api(projects.get_figures, project_id=project["id"], step_id=step_id).data


# --- exports


@bp.route("/organisation/<org>/projets/<slug>/exports", methods=["GET", "POST"])
@sign_in_required
def index(org: str, slug: str) -> ResponseReturnValue:
    workspace = open_project(org, slug, "export")
    project: Any = workspace.project
    form = Form("shape", "format", "step_id", defaults={"shape": "simplified", "format": "csv"})
    if (
        form.submitted
        and form.require(shape=_("Choose what the file holds."), format=_("Choose a kind of file."))
        and act(
            form, lambda: api(exports.request_export, key=form.key, project_id=project["id"], **form.values())
        )
    ):
        return redirect(workspace.href("organiser_exports.one", export_id=form.data["id"]), 303)
    found = api(
        exports.list_exports, project_id=project["id"], limit=20, cursor=request.args.get("cursor")
    ).data
    return show(
        "organise/exports",
        workspace,
        "organiser_exports.index",
        form,
        exports=found["items"],
        following=found.get("next_cursor"),
        cursor=request.args.get("cursor"),
        shapes=_shapes(),
        formats=_formats(),
        breadcrumbs=[(_("Exports"), "")],
    )


def _shapes() -> list[dict[str, str]]:
    says = {
        "simplified": _(
            "The easiest to read: number, title, text, votes, the author under a made-up name. For a synthesis."
        ),
        "full": _(
            "Contributions, versions, arguments, sources and each vote. For an analysis or an archive."
        ),
        "by_participant": _("What each person did, under a made-up name. To know how many came back."),
    }
    return [{"value": name, "label": export_shape(name), "hint": says[name]} for name in SHAPES]


def _formats() -> list[dict[str, str]]:
    says = {
        "csv": _("Opens in LibreOffice, Excel or Google Sheets."),
        "json": _("For a program, not for a spreadsheet."),
    }
    return [{"value": name, "label": export_format(name), "hint": says[name]} for name in FORMATS]


@bp.get("/organisation/<org>/projets/<slug>/exports/colonnes")
@sign_in_required
def codebook(org: str, slug: str) -> ResponseReturnValue:
    """What each column of each kind of file holds."""
    workspace = open_project(org, slug, "export")
    found = api(projects.list_export_columns).data["items"]
    return show(
        "organise/export_columns",
        workspace,
        "organiser_exports.index",
        shapes=[
            {"name": export_shape(shape), "rows": [_column(each) for each in found if each["shape"] == shape]}
            for shape in SHAPES
        ],
        breadcrumbs=[
            (_("Exports"), workspace.href("organiser_exports.index")),
            (_("What each column says"), ""),
        ],
    )


def _column(column: Any) -> list[str]:
    """The heading in both languages, since a file is in the project's, and what it says in the reader's."""
    return [column["heading_fr"], column["name"], both(column, "says")]


@bp.get("/organisation/<org>/projets/<slug>/exports/<export_id>")
@sign_in_required
def one(org: str, slug: str, export_id: str) -> ResponseReturnValue:
    """How far an export is; once done, what it holds beside the figures of now."""
    workspace = open_project(org, slug, "export")
    project: Any = workspace.project
    export = _own_export(workspace, export_id)
    step = next((each for each in project["steps"] if each["id"] == export.get("step_id")), None)
    return show(
        "organise/export",
        workspace,
        "organiser_exports.index",
        export=export,
        step=step,
        running=export["state"] in ("waiting", "running"),
        live=_live(workspace, export),
        apart=_why_apart(export["shape"]),
        breadcrumbs=[
            (_("Exports"), workspace.href("organiser_exports.index")),
            (export_shape(export["shape"]), ""),
        ],
    )


def _why_apart(shape: str) -> str:
    """What may keep the votes of a file from those of the site, beside time."""
    says = {
        "simplified": _("This file leaves out the votes on proposed versions: “Everything” has them."),
        "by_participant": _(
            "This file leaves out hands raised at workshops: they are nobody's in particular."
        ),
    }
    return says.get(shape, "")


def _own_export(workspace: Workspace, export_id: str) -> Any:
    project: Any = workspace.project
    export = api(exports.get_export, export_id=export_id).data
    if export["project_id"] != project["id"]:
        raise Refusal("not_found", 404, _("This export belongs to another project."))
    return export


def _live(workspace: Workspace, export: Any) -> Any | None:
    if export["state"] != "done":
        return None
    try:
        return _figures(workspace, export.get("step_id"))
    except GatewayError:
        return None


@bp.get("/organisation/<org>/projets/<slug>/exports/<export_id>/fichier")
@sign_in_required
def file(org: str, slug: str, export_id: str) -> ResponseReturnValue:
    """The file, passed on piece by piece as it comes."""
    workspace = open_project(org, slug, "export")
    _own_export(workspace, export_id)
    try:
        pieces, headers = stream(exports.open_export, export_id=export_id)
    except Refusal as refusal:
        if refusal.status not in (404, 409, 410):
            raise
        notice(
            _("This file is no longer there: %(why)s Ask for a new export.", why=refusal.detail), "important"
        )
        return redirect(workspace.href("organiser_exports.index"))
    answer = Response(pieces, direct_passthrough=True)
    for name in PASSED_ON:
        if name in headers and not (name == "Content-Length" and "Content-Encoding" in headers):
            answer.headers[name] = headers[name]
    answer.headers["Cache-Control"] = "no-store"
    answer.headers.setdefault("Content-Disposition", "attachment")
    return answer
