"""The rules of a votation that are no question: texts, document, legal basis, dates, proxies, level of risk."""

import re
from typing import Any

from flask import Blueprint, redirect
from flask.typing import ResponseReturnValue

from contracts.consultations import projects as project_operations
from contracts.votation import votations
from web.core.api import api
from web.core.formats import moment
from web.core.forms import date_time_fields, midnight_after
from web.core.i18n import _
from web.core.notices import notice
from web.core.request_context import language
from web.core.session import sign_in_required
from web.votation.office.workspace import Act, frozen, open_votation, show, whole
from web.workspace.workspace import all_items

bp = Blueprint("bureau_rules", __name__)

TEXTS = ("title", "summary", "presentation", "legal_basis", "document_name", "sha256", "project_id")
WINDOW = ("opens_date", "opens_time", "closes_date", "closes_time", "grace_minutes", "proxies_per_holder")
HASH = re.compile(r"[0-9a-f]{64}")
MOST_GRACE, MOST_PROXIES = 30, 20


@bp.route("/bureau/<uuid:votation_id>/textes", methods=["GET", "POST"])
@sign_in_required
def texts(votation_id: object) -> ResponseReturnValue:
    office = open_votation(votation_id)
    if not office.is_draft:
        return frozen(office, "bureau_rules.texts")
    form = Act(*TEXTS, office=office, stored=_texts_of(office.votation))
    if (
        form.submitted
        and form.require(title=_("Give the votation a title."))
        and _document_is_whole(form)
        and form.patch(_texts_body(form), _texts_of, places=_place_of_text)
    ):
        notice(_("The texts are saved."))
        return redirect(office.href("bureau.show"), 303)
    projects = all_items(project_operations.list_projects, pages=2, organisation_id=office.workspace.id)
    return show(
        "texts",
        office,
        "bureau_rules.texts",
        form,
        projects=[{"value": each["id"], "label": each["title"]} for each in projects],
        breadcrumbs=[(_("Texts"), "")],
    )


def _texts_of(votation: Any) -> dict[str, Any]:
    document = votation["document"] or {}
    plain = {name: votation[name] or "" for name in TEXTS if name in votation}
    return plain | {"document_name": document.get("name", ""), "sha256": document.get("sha256", "")}


def _texts_body(form: Act) -> dict[str, Any]:
    document = {"name": form["document_name"], "sha256": _hash(form["sha256"])}
    return {
        **{name: form[name] for name in ("title", "summary", "presentation", "legal_basis")},
        "project_id": form["project_id"] or None,
        "document": document if document["name"] else None,
    }


def _hash(typed: str) -> str:
    return "".join(typed.split()).lower()


def _document_is_whole(form: Act) -> bool:
    """A name without a fingerprint proves nothing, nor the other way round."""
    name, typed = form["document_name"], _hash(form["sha256"])
    if typed and not HASH.fullmatch(typed):
        form.fail(
            "sha256",
            _("A fingerprint is 64 digits and letters from a to f. Choose the file again, or copy it whole."),
        )
    elif name and not typed:
        form.fail(
            "sha256", _("Give the fingerprint of the document: choose its file, or write the fingerprint.")
        )
    elif typed and not name:
        form.fail("document_name", _("Write the name of the document."))
    return not form.errors


def _place_of_text(path: str) -> str | None:
    return "document_name" if path == "document.name" else None


# --- dates, grace, proxies


@bp.route("/bureau/<uuid:votation_id>/dates", methods=["GET", "POST"])
@sign_in_required
def window(votation_id: object) -> ResponseReturnValue:
    office = open_votation(votation_id)
    if not office.is_draft:
        return frozen(office, "bureau_rules.window")

    def stored(votation: Any) -> dict[str, Any]:
        return {
            **date_time_fields(votation["opens_at"], office.zone, "opens"),
            **date_time_fields(votation["closes_at"], office.zone, "closes"),
            "grace_minutes": votation["grace_minutes"],
            "proxies_per_holder": votation["proxies_per_holder"],
        }

    form = Act(*WINDOW, office=office, stored=stored(office.votation))
    if form.submitted:
        body = _window_body(form, office.zone)
        if body is not None and form.patch(body, stored, places=_place_of_moment):
            notice(_("The dates and proxies are saved."))
            return redirect(office.href("bureau.show"), 303)
    return show("window", office, "bureau_rules.window", form, breadcrumbs=[(_("Dates and proxies"), "")])


def _place_of_moment(path: str) -> str | None:
    return {"opens_at": "opens", "closes_at": "closes"}.get(path)


def typed_moment(form: Act, name: str, zone: str) -> str | None:
    """A day needs no hour: then it begins at midnight, and ends at the midnight after."""
    if not form[f"{name}_date"]:
        form.fail(name, _("Choose a day."))
        return None
    found = form.moment(name, zone)
    if found and name == "closes" and not form["closes_time"]:
        found = midnight_after(form["closes_date"], zone)
    if found is None:
        form.fail(name, _("This date does not exist. Write it as day, month, year."))
    return found


def _window_body(form: Act, zone: str) -> dict[str, Any] | None:
    body: dict[str, Any] = {"opens_at": None, "closes_at": None}
    if any(form[name] for name in WINDOW[:4]):
        body = {
            "opens_at": typed_moment(form, "opens", zone),
            "closes_at": typed_moment(form, "closes", zone),
        }
    for name, most in (("grace_minutes", MOST_GRACE), ("proxies_per_holder", MOST_PROXIES)):
        body[name] = whole(form, name, 0, most)
    opens, closes = moment(body["opens_at"]), moment(body["closes_at"])
    if opens and closes and opens >= closes:
        form.fail("closes", _("The closing must come after the opening."))
    return None if form.errors else body


# --- the level of risk


@bp.route("/bureau/<uuid:votation_id>/risque", methods=["GET", "POST"])
@sign_in_required
def risk(votation_id: object) -> ResponseReturnValue:
    """The CNIL's questions: the level they give, beside the one that this way of voting meets."""
    office = open_votation(votation_id)
    grid = api(votations.get_risk_grid, votation_id=office.id).data
    names = [f"risk_{each['id']}" for each in grid["questions"]]

    def stored(votation: Any) -> dict[str, Any]:
        said = votation["risk_answers"]
        return {f"risk_{name}": "yes" if answer else "no" for name, answer in said.items()}

    form = Act(*names, office=office, stored=dict.fromkeys(names, "") | stored(office.votation))
    if form.submitted and office.is_draft:
        answers = {name.removeprefix("risk_"): form[name] == "yes" for name in names if form[name]}
        if form.patch({"risk_answers": answers}, stored):
            notice(_("The answers are saved."))
            return redirect(office.href("bureau_rules.risk"), 303)
    return show(
        "risk",
        office,
        "bureau_rules.risk",
        form,
        grid=grid,
        questions=[
            {"name": f"risk_{each['id']}", "says": each[language()], "level": each["raises_to"]}
            for each in grid["questions"]
        ],
        answered=len(office.votation["risk_answers"]),
        breadcrumbs=[(_("Level of risk"), "")],
    )
