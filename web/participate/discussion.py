"""Around a contribution: arguments, sources, support for them, reports to the moderators."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from contracts.consultations import debate, moderation
from web.core.api import api, bypass_cache_briefly, read
from web.core.forms import Form, whole_number
from web.core.gateway_client import Answer
from web.core.i18n import _
from web.core.notices import TOLD, notice
from web.core.session import sign_in_address, sign_in_required, signed_in
from web.participate.conditions import boxes, in_the_way, name_missing
from web.participate.contribution import read_contribution
from web.participate.remarks import argument_item, by_side, categories
from web.participate.step_page import StepPage, View, contribution_item, organisation_of
from web.participate.writing_form import say_it_stood_there, tell_what_happened, to_sign_in

bp = Blueprint("discussion", __name__, url_prefix="/contributions/<contribution_id>")

SIDES = {"none": (), "comments": ("comment",), "for": ("for",), "for_and_against": ("for", "against")}
REASONS = ("spam", "insult", "off_topic", "personal_data", "illegal")
TARGETS = {"contribution", "argument", "source"}
ERASE = {"argument": debate.erase_argument, "source": debate.erase_source}
SUPPORT = {"argument": debate.vote_argument, "source": debate.vote_source}
WITHDRAW = {"argument": debate.unvote_argument, "source": debate.unvote_source}
PER_PAGE = 30


def around(found: View, step_page: StepPage) -> dict[str, Any]:
    """What every page here shows of the contribution it is about."""
    conditions = step_page.conditions
    return {
        "found": found,
        "item": contribution_item(found, step_page),
        "section": step_page.section(found["section_id"]),
        "step_page": step_page,
        "project": step_page.project,
        "step": step_page.step,
        "organisation": organisation_of(step_page.project),
        "conditions": conditions,
        "boxes": boxes(conditions),
        "obstacles": in_the_way(conditions),
    }


def home(contribution_id: str, anchor: str = "") -> str:
    return url_for("contribution.show", contribution_id=contribution_id, _anchor=anchor or None)


# --- arguments


@bp.get("/arguments")
def arguments(contribution_id: str) -> str:
    """Every argument of one side."""
    found, step_page = read_contribution(contribution_id)
    sides = SIDES[step_page.section(found["section_id"])["arguments"]]
    if not sides:
        abort(404)
    side = request.args.get("cote", sides[0])
    if side not in sides:
        abort(404)
    cursor = request.args.get("cursor")
    answer = read(
        debate.list_arguments,
        contribution_id=contribution_id,
        side=side,
        sort="votes",
        limit=PER_PAGE,
        cursor=cursor,
    )
    here: dict[str, Any] = {"contribution_id": contribution_id, "cote": side}
    following = answer.get("next_cursor")
    return render_template(
        "participate/contribution/arguments.html",
        **around(found, step_page),
        side=side,
        items=by_side(argument_item(card, step_page) for card in answer["items"])[side],
        next_href=url_for("discussion.arguments", **here, cursor=following) if following else "",
        first_href=url_for("discussion.arguments", **here) if cursor else "",
    )


@bp.route("/arguments/nouveau", methods=["GET", "POST"])
def new_argument(contribution_id: str) -> ResponseReturnValue:
    found, step_page = read_contribution(contribution_id)
    sides = SIDES[step_page.section(found["section_id"])["arguments"]]
    if not sides:
        abort(404)
    wanted = request.args.get("cote", "")
    only = sides[0] if len(sides) == 1 else ""
    form = Form(
        "side", "body", lists=("accepted_checkboxes",), defaults={"side": wanted if wanted in sides else only}
    )
    if form.submitted and _argument_complete(form, step_page, only):
        if not signed_in():
            return redirect(sign_in_address())
        body = form.values(side=form["side"] or only)
        if form.send(lambda: api(debate.add_argument, key=form.key, contribution_id=contribution_id, **body)):
            return _said(form, step_page, contribution_id, "arguments")
        if to_sign_in(form):
            return redirect(sign_in_address())
    name_missing(form, step_page.conditions)
    return form.page("participate/contribution/argument.html", **around(found, step_page), sides=sides)


def _argument_complete(form: Form, step_page: StepPage, only: str) -> bool:
    if not form["side"] and not only:
        form.fail("side", _("Say whether your argument is for or against."))
    if len(form["body"]) < 3:
        form.fail("body", _("Write your argument in a sentence or two."))
    return _boxes_ticked(form, step_page)


def _boxes_ticked(form: Form, step_page: StepPage) -> bool:
    if any(box["value"] not in form["accepted_checkboxes"] for box in boxes(step_page.conditions)):
        form.fail("accepted_checkboxes", _("Tick this box to take part: the organiser asks for it."))
    return not form.errors


def _said(form: Form, step_page: StepPage, contribution_id: str, part: str) -> ResponseReturnValue:
    """Back to that part of the page, where what happened is said."""
    bypass_cache_briefly()
    if form.data.get("repeated"):
        say_it_stood_there(at=part)
    elif form.data["state"] == "published":
        notice(_("It is published. Thank you!"), at=part)
    else:
        tell_what_happened(form.data["state"], step_page.step, at=part)
    return redirect(home(contribution_id, TOLD), 303)


# --- sources


@bp.route("/sources/nouvelle", methods=["GET", "POST"])
def new_source(contribution_id: str) -> ResponseReturnValue:
    found, step_page = read_contribution(contribution_id)
    if not step_page.section(found["section_id"])["sources"]:
        abort(404)
    form = Form("title", "link", "category", "body", lists=("accepted_checkboxes",))
    if form.submitted and _source_complete(form, step_page):
        if not signed_in():
            return redirect(sign_in_address())
        if form.send(
            lambda: api(debate.add_source, key=form.key, contribution_id=contribution_id, **form.values())
        ):
            return _said(form, step_page, contribution_id, "sources")
        if to_sign_in(form):
            return redirect(sign_in_address())
    name_missing(form, step_page.conditions)
    return form.page(
        "participate/contribution/source.html", **around(found, step_page), categories=categories()
    )


def _source_complete(form: Form, step_page: StepPage) -> bool:
    form.require(
        title=_("Give the title of the source."),
        link=_("Paste the address of the source, which starts with https://."),
        category=_("Choose what kind of source it is."),
    )
    return _boxes_ticked(form, step_page)


# --- support for an argument or a source


@bp.route("/<any(argument,source):target>/<remark_id>/soutien", methods=["GET", "POST"])
def support(contribution_id: str, target: str, remark_id: str) -> ResponseReturnValue:
    """Say that it convinces, or take that back; then return to it."""
    form = Form("support", lists=("accepted_checkboxes",), defaults={"support": "yes"})
    if not signed_in():
        return redirect(sign_in_address())
    if form.submitted and form.send(lambda: _support(form, target, remark_id)):
        bypass_cache_briefly()
        if form["support"] != "no" and not form.data.get("counted", True):
            notice(
                _("Your support is kept. It is counted once your e-mail address is confirmed."), "important"
            )
        return redirect(home(contribution_id, f"{target}-{remark_id}"), 303)
    if to_sign_in(form):
        return redirect(sign_in_address())
    found, step_page = read_contribution(contribution_id)
    name_missing(form, step_page.conditions)
    return form.page("participate/contribution/support.html", **around(found, step_page), target=target)


def _support(form: Form, target: str, remark_id: str) -> Answer:
    operation = (WITHDRAW if form["support"] == "no" else SUPPORT)[target]
    return api(operation, key=form.key, **{f"{target}_id": remark_id})


@bp.route("/<any(argument,source):target>/<remark_id>/effacer", methods=["GET", "POST"])
@sign_in_required
def erase_remark(contribution_id: str, target: str, remark_id: str) -> ResponseReturnValue:
    found, step_page = read_contribution(contribution_id)
    form = Form()
    if form.submitted and form.send(lambda: api(ERASE[target], key=form.key, **{f"{target}_id": remark_id})):
        bypass_cache_briefly()
        notice(_("It is erased."))
        return redirect(home(contribution_id), 303)
    return form.page("participate/contribution/erase_remark.html", **around(found, step_page), target=target)


# --- telling the moderators


@bp.route("/signaler", methods=["GET", "POST"])
def report(contribution_id: str) -> ResponseReturnValue:
    """One report per person; why, and what happens next, are said on the page."""
    found, step_page = read_contribution(contribution_id)
    target = request.args.get("objet", "contribution")
    target_id = request.args.get("numero", contribution_id)
    if target not in TARGETS:
        abort(404)
    form = Form("reason", "details")
    if form.submitted and form.require(reason=_("Choose what is wrong with it.")):
        if not signed_in():
            return redirect(sign_in_address())
        body = form.values(target=target, target_id=target_id)
        if target == "contribution":
            body["version"] = whole_number(request.form.get("version", "")) or found["version"]
        if form.send(lambda: api(moderation.report, key=form.key, **body)) or _known(form):
            notice(_("Thank you. The moderators have been told: they read every report."))
            return redirect(home(contribution_id), 303)
        if to_sign_in(form):
            return redirect(sign_in_address())
        if form.refusal and form.refusal.code == "stale_version":
            form.problem = _(
                "This text changed while you were reading it. Read it again before you report it."
            )
    return form.page(
        "participate/contribution/report.html", **around(found, step_page), target=target, reasons=reasons()
    )


def _known(form: Form) -> bool:
    return bool(form.refusal and form.refusal.code == "already_reported")


def reasons() -> list[dict[str, str]]:
    words = {
        "spam": (_("Advertising or repeated messages"), ""),
        "insult": (_("Insults, threats or hatred"), ""),
        "off_topic": (_("Off topic"), _("It has nothing to do with the question asked.")),
        "personal_data": (
            _("Someone's private life"),
            _("A name, an address, a telephone number, a story about someone."),
        ),
        "illegal": (_("Something the law forbids"), ""),
    }
    return [{"value": name, "label": words[name][0], "hint": words[name][1]} for name in REASONS]
