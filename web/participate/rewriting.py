"""A contribution rewritten by someone, with reasons and votes of its own."""

from flask import redirect, request
from flask.typing import ResponseReturnValue

from contracts.consultations import contributions
from web.core.api import api, read
from web.core.forms import Form
from web.core.i18n import _
from web.core.session import sign_in_address
from web.participate.conditions import boxes, in_the_way, name_missing
from web.participate.step_page import (
    StepPage,
    View,
    contribution_item,
    organisation_of,
    read_step_page,
)
from web.participate.writing import BODY_MOST, REASONS_MOST, TITLE_MOST, _published, bp
from web.participate.writing_form import to_sign_in


@bp.route("/contributions/<contribution_id>/versions/nouvelle", methods=["GET", "POST"])
def version(contribution_id: str) -> ResponseReturnValue:
    """Rewrite someone's text: the form starts from it, and the reasons are asked for."""
    before = read(contributions.get_contribution, contribution_id=contribution_id)
    step_page = read_step_page(before["project_id"], before["step_id"])
    form = Form(
        "title", "body", "reasons", lists=("accepted_checkboxes",),
        defaults={"title": before["title"], "body": before["body"]},
    )  # fmt: skip
    act = request.form.get("act", "publish")
    if form.submitted and act != "again" and _version_complete(form, before, step_page):
        if act == "preview":
            return _version_page(form, before, step_page, preview=True)
        if to_sign_in(form):
            return redirect(sign_in_address())
        if form.send(
            lambda: api(
                contributions.propose_version, key=form.key, contribution_id=contribution_id, **form.values()
            )
        ):
            return _published(form, step_page)
        if to_sign_in(form):
            return redirect(sign_in_address())
    return _version_page(form, before, step_page)


def _version_complete(form: Form, before: View, step_page: StepPage) -> bool:
    form.require(
        title=_("Give a title: one sentence that says what it is about."),
        body=_("Write your text. A few sentences are enough."),
        reasons=_("Say why your wording is better: it is what the others read first."),
    )
    if not form.errors and form["body"] == before["body"] and form["title"] == before["title"]:
        form.fail(
            "body", _("This is the present text, word for word. Change what you would write otherwise.")
        )
    if any(box["value"] not in form["accepted_checkboxes"] for box in boxes(step_page.conditions)):
        form.fail("accepted_checkboxes", _("Tick this box to take part: the organiser asks for it."))
    return not form.errors


def _version_page(
    form: Form, before: View, step_page: StepPage, preview: bool = False
) -> ResponseReturnValue:
    found = step_page.conditions
    name_missing(form, found)
    return form.page(
        "participate/contribution/rewrite.html",
        before=before,
        item=contribution_item(before, step_page),
        step_page=step_page,
        project=step_page.project,
        step=step_page.step,
        organisation=organisation_of(step_page.project),
        conditions=found,
        boxes=boxes(found),
        obstacles=in_the_way(found),
        preview=preview,
        limits={"title": TITLE_MOST, "body": BODY_MOST, "reasons": REASONS_MOST},
    )
