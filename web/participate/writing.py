"""Writing: a contribution with what it answers, its preview and draft; editing, erasing, rewriting."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from contracts.consultations import contributions
from web.core.api import api, bypass_cache_briefly
from web.core.forms import Form
from web.core.gateway_client import Answer
from web.core.i18n import _
from web.core.notices import notice
from web.core.session import sign_in_address, sign_in_required
from web.participate.conditions import boxes, in_the_way, name_missing
from web.participate.step_page import (
    ANSWERED_ROLE,
    StepPage,
    View,
    is_mine,
    organisation_of,
    read_step_page,
)
from web.participate.writing_form import answer_choices, say_it_stood_there, tell_what_happened, to_sign_in

bp = Blueprint("writing", __name__)

TITLE_MOST, BODY_MOST, REASONS_MOST = 200, 20000, 2000


@bp.get("/projets/<slug>/etapes/<step_id>/ecrire")
def choose(slug: str, step_id: str) -> ResponseReturnValue:
    """Where to write, when there are several places."""
    step_page = read_step_page(slug, step_id)
    sections = step_page.contributable
    if len(sections) == 1:
        return redirect(step_page.href("writing.new", section_id=sections[0]["id"]))
    return render_template(
        "participate/consultation/choose.html",
        step_page=step_page,
        project=step_page.project,
        step=step_page.step,
        organisation=organisation_of(step_page.project),
    )


@bp.route("/projets/<slug>/etapes/<step_id>/rubriques/<section_id>/ecrire", methods=["GET", "POST"])
def new(slug: str, step_id: str, section_id: str) -> ResponseReturnValue:
    """Write; read it over; publish or keep as a draft. What was typed survives signing in."""
    step_page = read_step_page(slug, step_id)
    section = step_page.section(section_id)
    form = Form("title", "body", lists=("answers", "accepted_checkboxes"), defaults=_preselected())
    act = request.form.get("act", "publish")
    choices = answer_choices(step_page, section, form["answers"])
    if form.submitted and act != "again" and _complete(form, step_page, section, act):
        if act == "preview":
            return writing_page(form, step_page, section, choices, preview=True)
        if to_sign_in(form):
            return redirect(sign_in_address())
        if form.send(lambda: submit(form, section_id, draft=act == "draft")):
            return _published(form, step_page)
        if to_sign_in(form):
            return redirect(sign_in_address())
        _beside_answers(form)
    return writing_page(form, step_page, section, choices)


def _preselected() -> dict[str, Any]:
    """`?repond=<id>`: what the text answers, chosen on the page one comes from."""
    return {"answers": request.args.getlist("repond")} if request.method == "GET" else {}


def submit(form: Form, section_id: str, draft: bool) -> Answer:
    return api(
        contributions.submit_contribution, key=form.key, section_id=section_id, **form.values(draft=draft)
    )


def _complete(form: Form, step_page: StepPage, section: View, act: str) -> bool:
    """What can be said at once, without asking the service. A draft needs its two texts alone."""
    form.require(
        title=_("Give a title: one sentence that says what it is about."),
        body=_("Write your text. A few sentences are enough."),
    )
    if act == "draft":
        return not form.errors
    if step_page.step["strict_graph"] and section["role"] in ANSWERED_ROLE and not form["answers"]:
        form.fail("answers", _must_answer(section))
    missing = [box for box in boxes(step_page.conditions) if box["value"] not in form["accepted_checkboxes"]]
    if missing:
        form.fail("accepted_checkboxes", _("Tick this box to take part: the organiser asks for it."))
    return not form.errors


def _must_answer(section: View) -> str:
    if section["role"] == "cause":
        return _("Choose at least one problem that this cause explains.")
    return _("Choose at least one cause that this solution answers.")


def _beside_answers(form: Form) -> None:
    if form.refusal and form.refusal.code in {"orphan", "answers_wrong_section"} and form.problem:
        form.fail("answers", form.problem)
        form.problem = None


def writing_page(
    form: Form,
    step_page: StepPage,
    section: View,
    choices: list[dict[str, str]],
    preview: bool = False,
    **more: Any,
) -> ResponseReturnValue:
    found = step_page.conditions
    name_missing(form, found)
    by_value = {each["value"]: each["label"] for each in choices}
    return form.page(
        "participate/contribution/write.html",
        step_page=step_page,
        project=step_page.project,
        step=step_page.step,
        section=section,
        organisation=organisation_of(step_page.project),
        choices=choices,
        chosen=[by_value[each] for each in form["answers"] if each in by_value],
        conditions=found,
        boxes=boxes(found),
        obstacles=in_the_way(found),
        preview=preview,
        limits={"title": TITLE_MOST, "body": BODY_MOST},
        **more,
    )


def _published(form: Form, step_page: StepPage) -> ResponseReturnValue:
    bypass_cache_briefly()
    if form.data.get("repeated"):
        say_it_stood_there()
    else:
        tell_what_happened(form.data["state"], step_page.step)
    return redirect(url_for("contribution.show", contribution_id=form.data["id"]), 303)


# --- one's own texts


def own_contribution(contribution_id: str) -> tuple[View, StepPage]:
    """One's own text, as oneself, in its place."""
    found = api(contributions.get_contribution, contribution_id=contribution_id).data
    step_page = read_step_page(found["project_id"], found["step_id"])
    return found, step_page


@bp.route("/contributions/<contribution_id>/modifier", methods=["GET", "POST"])
@sign_in_required
def edit(contribution_id: str) -> ResponseReturnValue:
    """Change one's text. Its votes start again from nothing, which has to be agreed to by name."""
    before, step_page = own_contribution(contribution_id)
    if not is_mine(before) or before["state"] in {"trashed", "hidden", "erased"}:
        return redirect(url_for("contribution.show", contribution_id=contribution_id))
    section = step_page.section(before["section_id"])
    kept = {name: before[name] for name in ("title", "body")} | {"answers": before["answers"]}
    form = Form(
        "title",
        "body",
        "reset_votes",
        "version",
        lists=("answers",),
        defaults=kept | {"version": before["version"]},
    )
    votes = sum(before["opinions"].values())
    act = request.form.get("act", "publish")
    choices = [] if before["version_of"] else answer_choices(step_page, section, form["answers"])
    if form.submitted and act != "again" and _may_edit(form, votes, section, step_page, act, before):
        if act == "preview":
            return writing_page(form, step_page, section, choices, preview=True, before=before, votes=votes)
        if form.send(lambda: _send_edit(form, before, publish=act == "publish")):
            bypass_cache_briefly()
            if before["state"] == form.data["state"] == "published":
                notice(_("Your changes are saved."))
            else:
                tell_what_happened(form.data["state"], step_page.step)
            return redirect(url_for("contribution.show", contribution_id=contribution_id), 303)
        _beside_answers(form)
        votes = _after_refusal(form, votes)
    return writing_page(form, step_page, section, choices, before=before, votes=votes)


def _may_edit(form: Form, votes: int, section: View, step_page: StepPage, act: str, before: View) -> bool:
    form.require(
        title=_("Give a title: one sentence that says what it is about."),
        body=_("Write your text. A few sentences are enough."),
    )
    strict = step_page.step["strict_graph"] and section["role"] in ANSWERED_ROLE and not before["version_of"]
    if strict and act != "draft" and not form["answers"]:
        form.fail("answers", _must_answer(section))
    if votes and act == "publish" and form["reset_votes"] != "yes":
        form.fail("reset_votes", _("Tick this box to go on: the votes on the present text will be erased."))
    return not form.errors


def _send_edit(form: Form, before: View, publish: bool) -> Answer:
    body: dict[str, Any] = {
        "title": form["title"],
        "body": form["body"],
        "reset_votes": form["reset_votes"] == "yes",
    }
    if not before["version_of"]:
        body["answers"] = form["answers"]
    if before["state"] == "draft":
        body["publish"] = publish
    return api(
        contributions.edit_contribution,
        key=form.key,
        etag=f'"{form["version"] if form["version"].isdigit() else before["version"]}"',
        contribution_id=before["id"],
        **body,
    )


def _after_refusal(form: Form, votes: int) -> int:
    """Votes that came while one was writing have to be agreed to as well."""
    refusal = form.refusal
    if refusal and refusal.code == "votes_would_be_reset":
        form.problem = None
        form.fail("reset_votes", refusal.detail)
        return max(votes, int(refusal.details.get("votes") or 1))
    if refusal and refusal.code == "stale_version":
        form.problem = _(
            "This text was changed in another window meanwhile. Yours is below: copy what you want to keep, "
            "then open the page again."
        )
    return votes


@bp.route("/contributions/<contribution_id>/effacer", methods=["GET", "POST"])
@sign_in_required
def erase(contribution_id: str) -> ResponseReturnValue:
    before, step_page = own_contribution(contribution_id)
    if not is_mine(before):
        return redirect(url_for("contribution.show", contribution_id=contribution_id))
    form = Form()
    if form.submitted and form.send(
        lambda: api(contributions.erase_contribution, key=form.key, contribution_id=contribution_id)
    ):
        bypass_cache_briefly()
        notice(_("Your text is erased."))
        return redirect(_home_of(before, step_page), 303)
    return form.page(
        "participate/contribution/erase.html",
        before=before,
        step_page=step_page,
        project=step_page.project,
        organisation=organisation_of(step_page.project),
        votes=sum(before["opinions"].values()),
    )


def _home_of(before: View, step_page: StepPage) -> str:
    if before.get("version_of"):
        return url_for("contribution.show", contribution_id=before["version_of"])
    return step_page.href("consultation.section", section_id=before["section_id"])
