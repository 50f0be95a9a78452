"""One contribution or version: its text, votes, arguments, sources, versions; voting on it."""

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from contracts.consultations import contributions, debate
from web.core.api import api, bypass_cache_briefly, read
from web.core.forms import Form
from web.core.gateway_client import Answer
from web.core.i18n import _
from web.core.notices import TOLD, notice
from web.core.request_context import local_path
from web.core.session import address_confirmed, sign_in_address, signed_in
from web.participate.conditions import boxes, in_the_way, name_missing
from web.participate.remarks import argument_item, by_side, source_item
from web.participate.step_page import (
    ARGUED,
    StepPage,
    View,
    contribution_item,
    is_mine,
    kind_of,
    organisation_of,
    read_step_page,
)
from web.participate.writing_form import to_sign_in

bp = Blueprint("contribution", __name__)

ON_ONE_PAGE, PER_SIDE, VERSIONS = 60, 20, 20
OPINIONS = {"agree", "mixed", "disagree"}
REMARK_SORTS = {"votes", "newest", "oldest"}


@bp.get("/contributions/<contribution_id>")
def show(contribution_id: str) -> str:
    found, step_page = read_contribution(contribution_id)
    section = step_page.section(found["section_id"])
    item = contribution_item(found, step_page)
    return render_template(
        "participate/contribution/show.html",
        found=found,
        item=item,
        section=section,
        step_page=step_page,
        project=step_page.project,
        step=step_page.step,
        organisation=organisation_of(step_page.project),
        own=is_mine(found),
        answers=_answers(found, step_page),
        follow=_follow(found, section, step_page),
        sort=_sort(),
        arguments=_arguments(found, section, step_page),
        sources=_sources(found, section, step_page),
        versions=_versions(found, section, step_page),
        parent=_parent(found),
    )


def read_contribution(contribution_id: str) -> tuple[View, StepPage]:
    """The contribution in its place. Who is unconfirmed reads as themself: they alone see what they wrote."""
    if signed_in() and not address_confirmed():
        g.authenticated_read = True
    found: View = read(contributions.get_contribution, contribution_id=contribution_id)
    return found, read_step_page(found["project_id"], found["step_id"])


def _sort() -> str:
    asked = request.args.get("tri", "votes")
    return asked if asked in REMARK_SORTS else "votes"


def _answers(found: View, step_page: StepPage) -> dict[str, list[dict[str, Any]]]:
    """What it answers, and what answers it, each with the colour of its section."""

    def listed(cards: Any) -> list[dict[str, Any]]:
        sections = {each["id"]: each for each in step_page.step["sections"]}
        return [
            {
                "title": card["title"],
                "href": url_for("contribution.show", contribution_id=card["id"]),
                "kind": kind_of(sections.get(card["section_id"])),
            }
            for card in cards or []
        ]

    return {"to": listed(found.get("answers_to")), "by": listed(found.get("answered_by"))}


def _follow(found: View, section: View, step_page: StepPage) -> dict[str, str] | None:
    """The next link of the chain that someone may add from here."""
    following = {"problem": "cause", "cause": "solution"}.get(section["role"])
    sections = (
        [each for each in step_page.sections_of(following) if each["contributable"]] if following else []
    )
    if not sections or not step_page.open or found["state"] != "published" or found["version_of"]:
        return None
    href = step_page.href("writing.new", section_id=sections[0]["id"], repond=found["id"])
    word = (
        _("Suggest a cause of this problem")
        if following == "cause"
        else _("Suggest a solution to this cause")
    )
    return {"href": href, "label": word, "kind": str(following)}


def _worth_asking(count: int) -> bool:
    """Nothing is asked where nothing is; but one's own unpublished remarks are not counted."""
    return bool(count or g.get("authenticated_read"))


def _arguments(found: View, section: View, step_page: StepPage) -> dict[str, Any] | None:
    """Both sides at once while they are few; when they are many, the best of each and the way to all."""
    if section["arguments"] not in ARGUED:
        return None
    counts = {
        "for": found["arguments_for"],
        "against": found["arguments_against"],
        "comment": found["comments"],
    }
    sides: dict[str, list[dict[str, Any]]] = by_side([])
    if _worth_asking(sum(counts.values())):
        if sum(counts.values()) <= ON_ONE_PAGE:
            cards = read(
                debate.list_arguments, contribution_id=found["id"], sort=_sort(), limit=ON_ONE_PAGE + 40
            )["items"]
        else:
            asked = ({"sort": _sort(), "limit": PER_SIDE, "side": side} for side in counts if counts[side])
            cards = [
                card
                for each in asked
                for card in read(debate.list_arguments, contribution_id=found["id"], **each)["items"]
            ]
        sides = by_side(argument_item(card, step_page) for card in cards)
    return {
        "mode": section["arguments"],
        "sides": sides,
        "counts": counts,
        "more": {side: counts[side] > len(sides[side]) for side in counts},
    }


def _sources(found: View, section: View, step_page: StepPage) -> list[dict[str, Any]] | None:
    if not section["sources"]:
        return None
    if not _worth_asking(found["sources"]):
        return []
    cards = read(debate.list_sources, contribution_id=found["id"], limit=ON_ONE_PAGE)["items"]
    return [source_item(card, step_page) for card in cards]


def _versions(found: View, section: View, step_page: StepPage) -> dict[str, Any] | None:
    """A version has no versions of its own."""
    if not section["versions"] or found["version_of"]:
        return None
    if not _worth_asking(found["versions"]):
        return {"items": [], "more": False}
    answer = read(contributions.list_versions, contribution_id=found["id"], limit=VERSIONS)
    return {
        "items": [contribution_item(card, step_page) for card in answer["items"]],
        "more": bool(answer.get("next_cursor")),
    }


def _parent(found: View) -> View | None:
    return (
        read(contributions.get_contribution, contribution_id=found["version_of"])
        if found["version_of"]
        else None
    )


@bp.get("/contributions/<contribution_id>/versions")
def versions(contribution_id: str) -> str:
    """Every version, when there are many."""
    found, step_page = read_contribution(contribution_id)
    cursor = request.args.get("cursor")
    answer = read(
        contributions.list_versions,
        contribution_id=contribution_id,
        limit=VERSIONS,
        sort=_sort(),
        cursor=cursor,
    )
    following = answer.get("next_cursor")
    here: dict[str, Any] = {"contribution_id": contribution_id, "tri": _sort()}
    return render_template(
        "participate/contribution/versions.html",
        found=found,
        step_page=step_page,
        project=step_page.project,
        organisation=organisation_of(step_page.project),
        items=[contribution_item(card, step_page) for card in answer["items"]],
        next_href=url_for("contribution.versions", **here, cursor=following) if following else "",
        first_href=url_for("contribution.versions", **here) if cursor else "",
    )


# --- one's opinion


@bp.route("/contributions/<contribution_id>/avis", methods=["GET", "POST"])
def opinion(contribution_id: str) -> ResponseReturnValue:
    """Vote, change one's vote or take it back, then return to where the button was."""
    form = Form(
        "opinion", "retour", lists=("accepted_checkboxes",),
        defaults={name: request.args.get(name, "") for name in ("opinion", "retour")},
    )  # fmt: skip
    if not signed_in():
        return redirect(sign_in_address())
    if (
        form.submitted
        and form["opinion"] in OPINIONS | {"none"}
        and form.send(lambda: _vote(form, contribution_id))
    ):
        return _voted(form, contribution_id)
    if to_sign_in(form):
        return redirect(sign_in_address())
    return _opinion_page(form, contribution_id)


def _vote(form: Form, contribution_id: str) -> Answer:
    if form["opinion"] == "none":
        return api(contributions.withdraw_opinion_vote, key=form.key, contribution_id=contribution_id)
    body = {"value": form["opinion"], "accepted_checkboxes": form["accepted_checkboxes"]}
    return api(contributions.cast_opinion_vote, key=form.key, contribution_id=contribution_id, **body)


def _voted(form: Form, contribution_id: str) -> ResponseReturnValue:
    """Back to the buttons, where what happened is said."""
    bypass_cache_briefly()
    at = url_for("contribution.opinion", contribution_id=contribution_id)
    if form["opinion"] == "none":
        notice(_("Your opinion is withdrawn."), at=at)
    elif form.data.get("counted", True):
        notice(_("Your opinion is counted."), at=at)
    else:
        notice(
            _(
                "Your opinion is kept. It will be counted as soon as you press the link in the mail we sent "
                "you, if that is before the step closes."
            ),
            "important",
            at,
        )
    return redirect(f"{back_to(form, contribution_id).partition('#')[0]}#{TOLD}", 303)


def back_to(form: Form, contribution_id: str) -> str:
    """Where the button was pressed, at the very contribution."""
    asked = local_path(form["retour"]) if form["retour"] else "/"
    page = asked if asked != "/" else url_for("contribution.show", contribution_id=contribution_id)
    return f"{page}#contribution-{contribution_id}"


def _opinion_page(form: Form, contribution_id: str) -> ResponseReturnValue:
    """One's opinion, to confirm after signing in or after a condition was missing."""
    found, step_page = read_contribution(contribution_id)
    conditions = step_page.conditions
    name_missing(form, conditions)
    if form.refusal and form.refusal.code == "requirements_unmet" and boxes(conditions):
        form.fail("accepted_checkboxes", _("Tick this box to take part: the organiser asks for it."))
    return form.page(
        "participate/contribution/opinion.html",
        found=found,
        item=contribution_item(found, step_page),
        step_page=step_page,
        project=step_page.project,
        step=step_page.step,
        organisation=organisation_of(step_page.project),
        conditions=conditions,
        boxes=boxes(conditions),
        obstacles=in_the_way(conditions),
        back=back_to(form, contribution_id),
    )
