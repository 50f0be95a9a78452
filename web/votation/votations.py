"""Votations as everyone reads them: the list, the page of one by its state, its rules, its security, how to verify."""

import json
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from contracts.operations import Operation
from contracts.votation import board, rolls, votations
from web.core.api import anonymous_api, own, read
from web.core.forms import Form
from web.core.gateway_client import Refusal
from web.core.i18n import _, gettext_noop
from web.core.notices import notice
from web.core.request_context import language
from web.core.session import sign_in_address, signed_in
from web.core.sharing import share_links
from web.votation import result_view
from web.votation.labels import BEFORE, PROCLAIMED, VOTING
from web.votation.reading import (
    View,
    item_of,
    manifest_text,
    optional,
    page_context,
    passed_on,
    read_announced,
    read_votation,
)
from web.votation.votation_view import chain_of, events_of, question_items, turnout_of

bp = Blueprint("votations", __name__)

PER_PAGE = 12
GROUPS = {
    "en-cours": (("open", "closing", "suspended"), gettext_noop("Voting under way")),
    "annoncees": (("sealed",), gettext_noop("Announced")),
    "depouillement": (("closed", "counted"), gettext_noop("Closed, being counted")),
    "resultats": (("proclaimed", "archived"), gettext_noop("Results")),
}

bp.add_app_template_filter(result_view.hundredths, "hundredths")


@bp.get("/votations")
def index() -> str:
    asked = {"etat": request.args.get("etat", ""), "projet": request.args.get("projet", "")}
    params = {"limit": PER_PAGE, "project_id": asked["projet"], "cursor": request.args.get("cursor", "")}
    if asked["etat"] in GROUPS:
        found, next_cursor = _of_states(GROUPS[asked["etat"]][0], params)
    else:
        page = read(votations.list_votations, **params)
        found, next_cursor = page["items"], page.get("next_cursor")
    groups = [
        {"title": _(title), "votations": [item_of(each) for each in found if each["state"] in states]}
        for states, title in (*GROUPS.values(), (("cancelled", "destroyed"), gettext_noop("Others")))
    ]
    return render_template(
        "votation/index.html",
        groups=[group for group in groups if group["votations"]],
        tabs_=_tabs(asked),
        next_href=url_for("votations.index", **_kept(asked), cursor=next_cursor) if next_cursor else "",
        first_href=url_for("votations.index", **_kept(asked)) if request.args.get("cursor") else "",
    )  # fmt: skip


def _of_states(states: tuple[str, ...], params: dict[str, Any]) -> tuple[list[View], str | None]:
    """The gateway knows one state at a time: a group of several is asked for state by state, without pages."""
    if len(states) == 1:
        page = read(votations.list_votations, state=states[0], **params)
        return page["items"], page.get("next_cursor")
    pages = [read(votations.list_votations, state=state, **params | {"cursor": ""}) for state in states]
    return [votation for page in pages for votation in page["items"]], None


def _kept(asked: dict[str, str]) -> dict[str, Any]:
    return {name: value for name, value in asked.items() if value}


def _tabs(asked: dict[str, str]) -> list[dict[str, Any]]:
    names = {"": _("All"), **{name: _(title) for name, (_states, title) in GROUPS.items()}}
    return [
        {
            "label": title,
            "href": url_for("votations.index", **_kept(asked | {"etat": name})),
            "current": asked["etat"] == name,
        }
        for name, title in names.items()
    ]


# --- one votation


@bp.get("/votations/<uuid:votation_id>")
def show(votation_id: Any) -> str:
    votation = read_votation(str(votation_id))
    state = votation["state"]
    announced = state not in BEFORE
    result = _result(votation["id"]) if state in PROCLAIMED else None
    return render_template(
        "votation/show.html",
        **page_context(votation),
        questions=question_items(votation),
        turnout=turnout_of(votation) if announced and not result else None,
        events=events_of(votation) if announced else [],
        result=result,
        shown=result_view.shown(result, votation["questions"]) if result else [],
        nulls=result_view.nulls(result) if result else [],
        turnout_rows=result_view.turnout_rows(result) if result else [],
        chain=chain_of(votation),
        is_announced=announced,
        is_voting=state in VOTING,
        moved=votation["announced_closes_at"] and votation["announced_closes_at"] != votation["closes_at"],
        shares=share_links(votation["title"], url_for("votations.show", votation_id=votation["id"])),
    )


def _result(votation_id: str) -> View | None:
    found = optional(board.get_result, votation_id=votation_id)
    return found["result"] if found and found.get("proclaimed", True) else None


@bp.get("/votations/<uuid:votation_id>/participation")
def turnout(votation_id: Any) -> str:
    """The turnout alone: what the page of the votation asks for again while it is open."""
    votation = read_announced(str(votation_id))
    return render_template("votation/turnout.html", **page_context(votation), turnout=turnout_of(votation))


# --- the roll


@bp.route("/votations/<uuid:votation_id>/liste", methods=["GET", "POST"])
def roll(votation_id: Any) -> ResponseReturnValue:
    """Whether one is on the roll: said by mail, whatever the address; at once to who is signed in."""
    votation = read_announced(str(votation_id))
    form = Form("email")
    sent = (
        form.submitted
        and form.require(email=_("Write your e-mail address."))
        and form.send(
            lambda: anonymous_api(
                rolls.check_roll, key=form.key, votation_id=votation_id, email=form["email"]
            )
        )
    )
    return form.page(
        "votation/roll.html",
        **page_context(votation),
        sent=sent,
        place=own(rolls.get_my_place, votation_id=votation_id) if signed_in() else None,
        sign_in_href=sign_in_address() if not signed_in() else "",
    )


# --- rules, security, verifying


@bp.get("/votations/<uuid:votation_id>/regles")
def rules(votation_id: Any) -> str:
    votation = read_announced(str(votation_id))
    text = manifest_text(str(votation_id))
    return render_template(
        "votation/rules.html",
        **page_context(votation),
        questions=question_items(votation),
        manifest=json.loads(text),
        pretty=json.dumps(json.loads(text), ensure_ascii=False, indent=1),
    )


@bp.get("/votations/<uuid:votation_id>/regles.json")
def manifest(votation_id: Any) -> Response:
    """The very bytes that were frozen: their SHA-256 is the hash that stands in every ballot."""
    answer = make_response(manifest_text(str(votation_id)).encode())
    answer.headers["Content-Type"] = "application/json"
    answer.headers["Content-Disposition"] = f'attachment; filename="regles-{votation_id}.json"'
    return answer


@bp.get("/votations/<uuid:votation_id>/securite")
def security(votation_id: Any) -> str:
    votation = read_votation(str(votation_id))
    grid = optional(votations.get_risk_grid, votation_id=votation_id)
    answers = votation["risk_answers"] or {}
    asked = [
        {"text": each[language()], "raises_to": each["raises_to"], "answer": answers.get(each["id"])}
        for each in (grid["questions"] if grid else [])
    ]
    return render_template(
        "votation/security.html",
        **page_context(votation),
        grid=grid,
        asked=asked,
        is_answered=any(each["answer"] is not None for each in asked),
        body=f"votation/texts/{language()}/security.html",
    )


@bp.get("/votations/<uuid:votation_id>/verifier")
def verify(votation_id: Any) -> str:
    votation = read_announced(str(votation_id))
    return render_template("votation/verify.html", **page_context(votation))


@bp.get("/votations/<uuid:votation_id>/proces-verbal")
def minutes(votation_id: Any) -> ResponseReturnValue:
    return _file(board.open_minutes, str(votation_id), "proces-verbal.pdf", "application/pdf")


@bp.get("/votations/<uuid:votation_id>/archive")
def archive(votation_id: Any) -> ResponseReturnValue:
    return _file(board.open_archive, str(votation_id), "votation.zip", "application/zip")


def _file(operation: Operation, votation_id: str, name: str, media_type: str) -> ResponseReturnValue:
    """The file, or back to the page with the reason while it is being made."""
    try:
        return passed_on(operation, votation_id, name, media_type)
    except Refusal as refusal:
        if refusal.code != "not_ready_yet":
            raise
        notice(refusal.detail, "important")
        return redirect(url_for("votations.show", votation_id=votation_id))
