"""Writing: a contribution with what it answers, its preview and draft; editing, erasing, rewriting."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web.core.forms import Form
from web.core.gateway_client import Answer, api
from web.core.i18n import _
from web.core.reading import address_confirmed, read, wrote
from web.core.session import notice, sign_in_address, sign_in_required, signed_in
from web.participate.conditions import boxes, in_the_way, name_missing
from web.participate.step_context import (
    ANSWERED_ROLE,
    Place,
    View,
    contribution_item,
    is_mine,
    organisation_of,
    read_place,
)

bp = Blueprint("writing", __name__)

TITLE_MOST, BODY_MOST, REASONS_MOST = 200, 20000, 2000
CHOICES_MOST = 100


def to_sign_in(form: Form) -> bool:
    """Whether the reader has to sign in first: nobody is signed in, or the session is over."""
    return not signed_in() or bool(form.refusal and form.refusal.status == 401)


@bp.get("/projets/<slug>/etapes/<step_id>/ecrire")
def choose(slug: str, step_id: str) -> ResponseReturnValue:
    """Where to write, when there are several places."""
    place = read_place(slug, step_id)
    sections = place.contributable
    if len(sections) == 1:
        return redirect(place.href("writing.new", section_id=sections[0]["id"]))
    return render_template(
        "participate/consultation/choose.html",
        place=place,
        project=place.project,
        step=place.step,
        organisation=organisation_of(place.project),
    )


@bp.route("/projets/<slug>/etapes/<step_id>/rubriques/<section_id>/ecrire", methods=["GET", "POST"])
def new(slug: str, step_id: str, section_id: str) -> ResponseReturnValue:
    """Write; read it over; publish or keep as a draft. What was typed survives signing in."""
    place = read_place(slug, step_id)
    section = place.section(section_id)
    form = Form("title", "body", lists=("answers", "accepted_checkboxes"), defaults=_preselected())
    act = request.form.get("act", "publish")
    choices = answer_choices(place, section, form["answers"])
    if form.submitted and act != "again" and _complete(form, place, section, act):
        if act == "preview":
            return writing_page(form, place, section, choices, preview=True)
        if to_sign_in(form):
            return redirect(sign_in_address())
        if form.send(lambda: submit(form, section_id, draft=act == "draft")):
            return _published(form, place)
        if to_sign_in(form):
            return redirect(sign_in_address())
        _beside_answers(form)
    return writing_page(form, place, section, choices)


def _preselected() -> dict[str, Any]:
    """`?repond=<id>`: what the text answers, chosen on the page one comes from."""
    return {"answers": request.args.getlist("repond")} if request.method == "GET" else {}


def submit(form: Form, section_id: str, draft: bool) -> Answer:
    path = f"/sections/{section_id}/contributions"
    return api().post(path, form.values(draft=draft), key=form.key)


def _complete(form: Form, place: Place, section: View, act: str) -> bool:
    """What can be said at once, without asking the service. A draft needs its two texts alone."""
    form.require(
        title=_("Give a title: one sentence that says what it is about."),
        body=_("Write your text. A few sentences are enough."),
    )
    if act == "draft":
        return not form.errors
    if place.step["strict_graph"] and section["role"] in ANSWERED_ROLE and not form["answers"]:
        form.fail("answers", _must_answer(section))
    missing = [box for box in boxes(place.conditions) if box["value"] not in form["accepted_checkboxes"]]
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


def answer_choices(place: Place, section: View, chosen: list[str]) -> list[dict[str, str]]:
    """What a cause or a solution may answer: the most supported first, and those already chosen."""
    wanted = ANSWERED_ROLE.get(section["role"])
    found: dict[str, str] = {}
    for target in place.sections_of(wanted) if wanted else ():
        asked = {"section_id": target["id"], "sort": "votes", "limit": CHOICES_MOST}
        for card in read(f"/steps/{place.step['id']}/contributions", asked)["items"]:
            found[card["id"]] = card["title"]
    first = [each for each in chosen if each in found]
    return [
        {"value": each, "label": found[each]}
        for each in [*first, *(key for key in found if key not in first)]
    ]


def writing_page(
    form: Form, place: Place, section: View, choices: list[dict[str, str]], preview: bool = False, **more: Any
) -> ResponseReturnValue:
    found = place.conditions
    name_missing(form, found)
    by_value = {each["value"]: each["label"] for each in choices}
    return form.page(
        "participate/contribution/write.html",
        place=place,
        project=place.project,
        step=place.step,
        section=section,
        organisation=organisation_of(place.project),
        choices=choices,
        chosen=[by_value[each] for each in form["answers"] if each in by_value],
        conditions=found,
        boxes=boxes(found),
        obstacles=in_the_way(found),
        preview=preview,
        limits={"title": TITLE_MOST, "body": BODY_MOST},
        **more,
    )


def _published(form: Form, place: Place) -> ResponseReturnValue:
    wrote()
    if form.data.get("repeated"):
        say_it_stood_there()
    else:
        tell_what_happened(form.data["state"], place.step)
    return redirect(url_for("contribution.show", contribution_id=form.data["id"]), 303)


def say_it_stood_there(at: str = "") -> None:
    """The same text was sent again: it is there once."""
    notice(
        _(
            "You had already sent this text: here it is, once. If you do want to send it twice, "
            "change something in it, or wait an hour."
        ),
        "important",
        at=at,
    )


def tell_what_happened(state: str, step: View, at: str = "") -> None:
    """The sentence of the next page: published, kept as a draft, or waiting, and for what."""
    if state == "draft":
        notice(_("Your draft is kept. Only you can see it: publish it before the step closes."), at=at)
    elif state == "published":
        notice(_("Your contribution is published. Thank you!"), at=at)
    elif not address_confirmed():
        notice(
            _(
                "Your text is kept. It will be published as soon as you press the link in the mail we sent "
                "you, if that is before the step closes."
            ),
            "important",
            at,
        )
    elif step["moderated_before"]:
        notice(_("Your text is kept. The moderators read it before it is published."), "important", at)
    else:
        notice(_("Your text is kept."), at=at)


# --- one's own texts


def own_contribution(contribution_id: str) -> tuple[View, Place]:
    """One's own text, as oneself, in its place."""
    found = api().get(f"/contributions/{contribution_id}").data
    place = read_place(found["project_id"], found["step_id"])
    return found, place


@bp.route("/contributions/<contribution_id>/modifier", methods=["GET", "POST"])
@sign_in_required
def edit(contribution_id: str) -> ResponseReturnValue:
    """Change one's text. Its votes start again from nothing, which has to be agreed to by name."""
    before, place = own_contribution(contribution_id)
    if not is_mine(before) or before["state"] in {"trashed", "hidden", "erased"}:
        return redirect(url_for("contribution.show", contribution_id=contribution_id))
    section = place.section(before["section_id"])
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
    choices = [] if before["version_of"] else answer_choices(place, section, form["answers"])
    if form.submitted and act != "again" and _may_edit(form, votes, section, place, act, before):
        if act == "preview":
            return writing_page(form, place, section, choices, preview=True, before=before, votes=votes)
        if form.send(lambda: _send_edit(form, before, publish=act == "publish")):
            wrote()
            if before["state"] == form.data["state"] == "published":
                notice(_("Your changes are saved."))
            else:
                tell_what_happened(form.data["state"], place.step)
            return redirect(url_for("contribution.show", contribution_id=contribution_id), 303)
        _beside_answers(form)
        votes = _after_refusal(form, votes)
    return writing_page(form, place, section, choices, before=before, votes=votes)


def _may_edit(form: Form, votes: int, section: View, place: Place, act: str, before: View) -> bool:
    form.require(
        title=_("Give a title: one sentence that says what it is about."),
        body=_("Write your text. A few sentences are enough."),
    )
    strict = place.step["strict_graph"] and section["role"] in ANSWERED_ROLE and not before["version_of"]
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
    return api().patch(
        f"/contributions/{before['id']}",
        body,
        key=form.key,
        etag=f'"{form["version"] if form["version"].isdigit() else before["version"]}"',
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
    before, place = own_contribution(contribution_id)
    if not is_mine(before):
        return redirect(url_for("contribution.show", contribution_id=contribution_id))
    form = Form()
    if form.submitted and form.send(lambda: api().delete(f"/contributions/{contribution_id}", key=form.key)):
        wrote()
        notice(_("Your text is erased."))
        return redirect(_home_of(before, place), 303)
    return form.page(
        "participate/contribution/erase.html",
        before=before,
        place=place,
        project=place.project,
        organisation=organisation_of(place.project),
        votes=sum(before["opinions"].values()),
    )


def _home_of(before: View, place: Place) -> str:
    if before.get("version_of"):
        return url_for("contribution.show", contribution_id=before["version_of"])
    return place.href("consultation.section", section_id=before["section_id"])


@bp.route("/contributions/<contribution_id>/versions/nouvelle", methods=["GET", "POST"])
def version(contribution_id: str) -> ResponseReturnValue:
    """Rewrite someone's text: the form starts from it, and the reasons are asked for."""
    before = read(f"/contributions/{contribution_id}")
    place = read_place(before["project_id"], before["step_id"])
    form = Form(
        "title", "body", "reasons", lists=("accepted_checkboxes",),
        defaults={"title": before["title"], "body": before["body"]},
    )  # fmt: skip
    act = request.form.get("act", "publish")
    if form.submitted and act != "again" and _version_complete(form, before, place):
        if act == "preview":
            return _version_page(form, before, place, preview=True)
        if to_sign_in(form):
            return redirect(sign_in_address())
        path = f"/contributions/{contribution_id}/versions"
        if form.send(lambda: api().post(path, form.values(), key=form.key)):
            return _published(form, place)
        if to_sign_in(form):
            return redirect(sign_in_address())
    return _version_page(form, before, place)


def _version_complete(form: Form, before: View, place: Place) -> bool:
    form.require(
        title=_("Give a title: one sentence that says what it is about."),
        body=_("Write your text. A few sentences are enough."),
        reasons=_("Say why your wording is better: it is what the others read first."),
    )
    if not form.errors and form["body"] == before["body"] and form["title"] == before["title"]:
        form.fail(
            "body", _("This is the present text, word for word. Change what you would write otherwise.")
        )
    if any(box["value"] not in form["accepted_checkboxes"] for box in boxes(place.conditions)):
        form.fail("accepted_checkboxes", _("Tick this box to take part: the organiser asks for it."))
    return not form.errors


def _version_page(form: Form, before: View, place: Place, preview: bool = False) -> ResponseReturnValue:
    found = place.conditions
    name_missing(form, found)
    return form.page(
        "participate/contribution/rewrite.html",
        before=before,
        item=contribution_item(before, place),
        place=place,
        project=place.project,
        step=place.step,
        organisation=organisation_of(place.project),
        conditions=found,
        boxes=boxes(found),
        obstacles=in_the_way(found),
        preview=preview,
        limits={"title": TITLE_MOST, "body": BODY_MOST, "reasons": REASONS_MOST},
    )
