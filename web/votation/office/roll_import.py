"""The electoral roll from a file: sent, read as the organiser says, corrected, applied."""

from collections.abc import Iterator
from typing import Any

from flask import abort, redirect, request
from flask.typing import ResponseReturnValue

from contracts.votation import rolls
from web.core.api import api, send_file
from web.core.forms import Form
from web.core.i18n import _
from web.core.notices import notice
from web.core.session import sign_in_required
from web.votation.office.roll import HERE, PER_PAGE, SMALL, bp
from web.votation.office.roll_file import (
    COLUMN_NAMES,
    columns_of,
    encodings,
    preview,
    problem,
    reading_form,
    separators,
    told_by,
    weights_told,
)
from web.votation.office.workspace import VotationOffice, frozen, open_votation, send, show
from web.workspace import spreadsheet

BUSY = ("reading", "writing")


@bp.route("/bureau/<uuid:votation_id>/liste/fichier", methods=["GET", "POST"])
@sign_in_required
def upload(votation_id: object) -> ResponseReturnValue:
    office = open_votation(votation_id)
    if not office.is_draft:
        return frozen(office, HERE)
    form = Form("file")
    if form.submitted:
        sent = request.files.get("file")
        content = sent.read() if sent else b""
        if not content:
            form.fail("file", _("Choose the file of your roll."))
        elif send(
            form, lambda: send_file(rolls.read_roll, content, "text/csv", key=form.key, votation_id=office.id)
        ):
            return redirect(office.href("bureau_roll.reading", import_id=form.data["id"]), 303)
        elif form.refusal and form.refusal.code == "roll_not_readable":
            form.fail("file", form.problem or form.refusal.detail)
            form.problem = None
    breadcrumbs = [(_("Electoral roll"), office.href(HERE)), (_("Send a file"), "")]
    return show("roll_upload", office, HERE, form, breadcrumbs=breadcrumbs)


def _import(office: VotationOffice, import_id: object) -> Any:
    found = api(rolls.get_roll_import, import_id=import_id).data
    return found if found["votation_id"] == office.id else abort(404)


@bp.route("/bureau/<uuid:votation_id>/liste/fichier/<uuid:import_id>", methods=["GET", "POST"])
@sign_in_required
def reading(votation_id: object, import_id: object) -> ResponseReturnValue:
    """Where a file is: how it is read, then the report, then the roll."""
    office = open_votation(votation_id)
    if not office.is_draft:
        return frozen(office, HERE)
    found = _import(office, import_id)
    form = reading_form(found)
    if form.submitted and send(
        form, lambda: api(rolls.check_roll_import, key=form.key, import_id=import_id, **told_by(form))
    ):
        return redirect(office.href("bureau_roll.reading", import_id=import_id), 303)
    if form.refusal and form.refusal.code == "reference_column_missing":
        form.fail("column_reference", form.refusal.detail)
        form.problem = None
    corrects = found["state"] in ("guessed", "failed") or "corriger" in request.args or form.submitted
    reads = found["state"] == "read" and not corrects
    cursor = request.args.get("cursor")
    problems = (
        api(rolls.list_roll_problems, import_id=import_id, limit=PER_PAGE, cursor=cursor).data
        if reads and found["problems"]
        else None
    )
    return show(
        "roll_reading",
        office,
        HERE,
        form,
        found=found,
        busy=found["state"] in BUSY,
        corrects=corrects and found["state"] not in BUSY,
        problems=[problem(each) for each in problems["items"]] if problems else [],
        following=problems.get("next_cursor") if problems else None,
        cursor=cursor,
        columns=columns_of(found),
        preview=preview(found),
        weights_told=weights_told(found),
        column_names={name: _(label) for name, label in COLUMN_NAMES.items()},
        encodings=encodings(),
        separators=separators(),
        small=[
            each["college"] or _("Without a college")
            for each in found["colleges"]
            if each["electors"] < SMALL
        ],
        breadcrumbs=[(_("Electoral roll"), office.href(HERE)), (_("The file"), "")],
    )


@bp.get("/bureau/<uuid:votation_id>/liste/fichier/<uuid:import_id>/problemes.csv")
@sign_in_required
def problems_file(votation_id: object, import_id: object) -> ResponseReturnValue:
    """Every line that cannot be taken, for whoever corrects the file."""
    office = open_votation(votation_id)
    _import(office, import_id)
    heads = (_("Line"), _("Column"), _("What is wrong"), _("What is written"), _("Other line"))
    return spreadsheet.answer(heads, _problem_lines(import_id), "lignes-a-corriger.csv")


def _problem_lines(import_id: object) -> Iterator[str]:
    asked: dict[str, Any] = {"limit": 100}
    while True:
        found = api(rolls.list_roll_problems, import_id=import_id, **asked).data
        yield "".join(
            spreadsheet.row(
                (each["line"], each["where"], each["says"], each["excerpt"], each["other_line"] or "")
            )
            for each in map(problem, found["items"])
        )
        if not found.get("next_cursor"):
            return
        asked["cursor"] = found["next_cursor"]


@bp.post("/bureau/<uuid:votation_id>/liste/fichier/<uuid:import_id>/appliquer")
@sign_in_required
def apply(votation_id: object, import_id: object) -> ResponseReturnValue:
    office = open_votation(votation_id)
    form = Form("confirmed")
    done = send(form, lambda: api(rolls.apply_roll_import, key=form.key, import_id=import_id))
    if not done:
        notice(form.problem or "", "important")
    return redirect(office.href("bureau_roll.reading", import_id=import_id), 303)
