"""After closing: the count, the result before its proclamation, ties, the proclamation, the archive."""

import json
import re
from typing import Any

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from contracts.box import board as box_board
from contracts.votation import board, rolls, votations
from web.core.api import api
from web.core.gateway_client import Refusal
from web.core.i18n import _
from web.core.notices import notice
from web.core.session import sign_in_required
from web.votation import result_view
from web.votation.office.keys import share_words
from web.votation.office.progress import past
from web.votation.office.voting import told_events
from web.votation.office.workspace import (
    COUNTED,
    PROCLAIMED,
    Act,
    VotationOffice,
    open_votation,
    optional,
    show,
)

bp = Blueprint("bureau_result", __name__)

SHARE = re.compile(r"CAPC[O0][-\s]*[1IL](?:[-\s]*[0-9A-Z]){56}", re.IGNORECASE)
LARGEST = 20_000  # bytes of a share's file
COUNT, RESULT, SIGNATURES = "bureau_result.count", "bureau_result.result", "bureau_result.signatures"
PER_PAGE = 50


# --- who signed


@bp.get("/bureau/<uuid:votation_id>/emargement")
@sign_in_required
def signatures(votation_id: object) -> ResponseReturnValue:
    """The list of signatures, for who may inspect it. Refuses before closing."""
    office = open_votation(votation_id)
    cursor = request.args.get("cursor")
    found = api(rolls.list_signatures, votation_id=office.id, limit=PER_PAGE, cursor=cursor).data
    return show(
        "signatures",
        office,
        SIGNATURES,
        signatures=found["items"],
        cursor=cursor,
        following=found.get("next_cursor"),
        breadcrumbs=[(_("List of signatures"), "")],
    )


# --- the count


def counting_words() -> dict[str, str]:
    return share_words() | {
        "share_of_another": _("This is the share of {owner}: give it in that field."),
        "share_right": _("The share of {member} is recognised."),
        "given": _("{given} of {needed} shares given."),
        "enough": _("{given} shares given: that is enough. You may count."),
        "too_few_shares": _("{needed} shares are needed to open the box."),
    }


@bp.route("/bureau/<uuid:votation_id>/depouillement", methods=["GET", "POST"])
@sign_in_required
def count(votation_id: object) -> ResponseReturnValue:
    """Members give their shares; then the page shows how far the count is."""
    office = open_votation(votation_id)
    if office.state in COUNTED:
        return redirect(office.href(RESULT))
    if office.state != "closed":
        return show(
            "count_not_yet", office, COUNT, breadcrumbs=[(_("Count"), "")], over=past(office.state, "open")
        )
    form = Act(office=office, lists=("shares",))
    manifest = json.loads(api(votations.get_manifest, votation_id=office.id).data["manifest"])
    if form.submitted:
        shares = [*filter(None, map(str.strip, form["shares"])), *_in_files()]
        needed = manifest["bureau"]["threshold"]
        if len(shares) < needed:
            said = _(
                "%(needed)s shares are needed to open the box, %(given)s were given.",
                needed=needed,
                given=len(shares),
            )
            form.fail("shares", said)
        elif form.do(
            lambda: api(box_board.count_ballots, key=form.key, votation_id=office.id, shares=shares)
        ):
            return redirect(office.href(COUNT), 303)
        elif form.problem and form.refusal and form.refusal.code in ("shares_too_few", "share_invalid"):
            form.fail("shares", form.problem)
            form.problem = None
        form.typed["shares"] = []
    state = optional(box_board.get_count, votation_id=office.id) or {
        "state": "none",
        "progress": 0,
        "error": None,
    }
    return show(
        "count",
        office,
        COUNT,
        form,
        counted=state,
        running=state["state"] in ("running", "done") and not form.submitted,
        manifest=manifest,
        members=manifest["bureau"]["members"],
        words=counting_words(),
        breadcrumbs=[(_("Count"), "")],
    )


def _in_files() -> list[str]:
    """Shares in files that were sent: without its script the page sends them as they are."""
    texts = (file.read(LARGEST).decode("utf-8", "replace") for file in request.files.getlist("files"))
    return ["".join(found[0].split()) for text in texts if (found := SHARE.search(text))]


# --- the result


def _result(office: VotationOffice) -> Any | None:
    """Nothing while it is being worked out."""
    try:
        return api(board.get_result, votation_id=office.id).data
    except Refusal as refusal:
        if refusal.code in ("not_counted", "not_proclaimed"):
            return None
        raise


@bp.get("/bureau/<uuid:votation_id>/resultat")
@sign_in_required
def result(votation_id: object) -> ResponseReturnValue:
    office = open_votation(votation_id, "look")
    if office.state not in COUNTED:
        return redirect(office.href("bureau.show"))
    found = _result(office)
    data = found["result"] if found else None
    return show(
        "result",
        office,
        RESULT,
        result=data,
        shown=result_view.shown(data, office.votation["questions"]) if data else [],
        nulls=result_view.nulls(data) if data else [],
        turnout_rows=result_view.turnout_rows(data) if data else [],
        ties=_ties(office, found["to_settle"]) if found and not found["proclaimed"] else [],
        proclaimed=office.state in PROCLAIMED,
        events=told_events(office)["items"] if office.state in PROCLAIMED else [],
        breadcrumbs=[(_("Result"), "")],
    )


def _ties(office: VotationOffice, to_settle: list[Any]) -> list[dict[str, Any]]:
    """Each tie that the frozen rule leaves to someone, with who that is."""
    questions = {each["id"]: each for each in office.votation["questions"]}
    ties = []
    for tie in to_settle:
        question = questions[tie["question_id"]]
        labels = {choice["id"]: choice["label"] for choice in question["choices"]}
        eldest = tie["rule"] == "eldest"
        ties.append(
            {
                "id": tie["question_id"],
                "field": f"tie_{tie['question_id']}",
                "title": question["title"],
                "seats": tie["seats"],
                "by": tie["rule"],
                "choices": [{"value": each, "label": labels[each]} for each in tie["choices"]],
                "says": _("By the frozen rule the eldest wins. Check the dates of birth.")
                if eldest
                else _("By the frozen rule the president's vote decides."),
            }
        )
    return ties


@bp.route("/bureau/<uuid:votation_id>/proclamer", methods=["GET", "POST"])
@sign_in_required
def proclaim(votation_id: object) -> ResponseReturnValue:
    """Ties are settled, observations written, then the result never changes any more."""
    office = open_votation(votation_id)
    if office.state != "counted" or office.votation["proclaiming"]:
        return redirect(office.href(RESULT if office.state in COUNTED else "bureau.show"))
    found = _result(office)
    if found is None:
        return redirect(office.href(RESULT))
    ties = _ties(office, found["to_settle"])
    form = Act("observations", "sure", office=office, lists=tuple(tie["field"] for tie in ties))
    if form.submitted:
        settlements = [_settled(form, tie) for tie in ties]
        form.require(sure=_("Tick the box: a proclaimed result never changes."))
        body = {"observations": form["observations"], "settlements": settlements}
        if not form.errors and form.post(board.proclaim_votation, **body):
            return redirect(office.href(RESULT), 303)
    return show(
        "proclaim",
        office,
        RESULT,
        form,
        ties=ties,
        shown=result_view.shown(found["result"], office.votation["questions"]),
        breadcrumbs=[(_("Result"), office.href(RESULT)), (_("Proclaim"), "")],
    )


def _settled(form: Act, tie: dict[str, Any]) -> dict[str, Any]:
    winners = [each["value"] for each in tie["choices"] if each["value"] in form[tie["field"]]]
    if len(winners) != tie["seats"]:
        form.fail(tie["field"], _("Choose exactly %(number)s.", number=tie["seats"]))
    return {"question_id": tie["id"], "winners": winners, "by": tie["by"]}


# --- after the proclamation


@bp.route("/bureau/<uuid:votation_id>/archiver", methods=["GET", "POST"])
@sign_in_required
def archive(votation_id: object) -> ResponseReturnValue:
    office = open_votation(votation_id)
    form = Act("confirmed", office=office)
    if form.submitted and form.post(board.archive_votation):
        notice(_("The votation is archived."))
        return redirect(office.href("bureau.show"), 303)
    return show(
        "archive", office, RESULT, form, breadcrumbs=[(_("Result"), office.href(RESULT)), (_("Archive"), "")]
    )


@bp.route("/bureau/<uuid:votation_id>/detruire", methods=["GET", "POST"])
@sign_in_required
def destroy(votation_id: object) -> ResponseReturnValue:
    office = open_votation(votation_id)
    form = Act("sure", office=office)
    if (
        form.submitted
        and form.require(sure=_("Tick the box: what is wiped cannot be brought back."))
        and form.post(board.destroy_votation)
    ):
        notice(
            _("The roll is wiped.")
            if office.state == "cancelled"
            else _("Ballots and roll are wiped. The rules, the figures and the minutes stay.")
        )
        return redirect(office.href("bureau.show"), 303)
    above = [] if office.state == "cancelled" else [(_("Result"), office.href(RESULT))]
    return show("destroy", office, RESULT, form, breadcrumbs=[*above, (_("Wipe"), "")])
