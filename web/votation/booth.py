"""The booth: choices, check, receipt. With its script the ballot is sealed in the browser; without it, here."""

from typing import Any

from flask import (
    Blueprint,
    Response,
    jsonify,
    make_response,
    redirect,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from contracts.votation import booth as booth_operations
from web.core.api import anonymous_api
from web.core.forms import Form
from web.core.gateway_client import Refusal, Unavailable
from web.core.i18n import _
from web.core.notices import notice
from web.core.session import needs_no_proof, sign_in_address, signed_in
from web.votation.booth_access import Booth, Voter, ask_right, cast_ballot, find_booth, forget_link, the_link
from web.votation.booth_ballot import OF_THE_CODE, Ballot, booth_page, script_side
from web.votation.reading import View, read_announced, read_manifest

bp = Blueprint("votation_booth", __name__)


@bp.route("/votations/<uuid:votation_id>/voter", methods=["GET", "POST"])
def show(votation_id: Any) -> ResponseReturnValue:
    votation = read_announced(str(votation_id))
    booth = find_booth(str(votation_id))
    if booth is None:
        return _entrance(votation)
    if not booth.voters:
        return _said(votation, "proxy_given", booth)
    voter = booth.voter(request.values.get("pour", ""))
    if voter is None:
        return _for_whom(votation, booth)
    # A ballot that waits for its receipt is sent again whatever came since: its right may be used up, or closing here.
    if request.form.get("to") == "again" or (votation["state"] == "open" and not voter.signed):
        return _vote(votation, booth, voter)
    return _nothing_to_cast(votation, booth, voter)


def _entrance(votation: View) -> ResponseReturnValue:
    """How one gets in."""
    here = url_for("votation_booth.show", votation_id=votation["id"])
    return booth_page(
        "entrance",
        votation,
        sign_in_href="" if signed_in() else sign_in_address(),
        had_link=bool(the_link()),
        here=here,
    )


def _said(votation: View, what: str, booth: Booth, **more: Any) -> ResponseReturnValue:
    return booth_page("booth_closed", votation, what=what, booth=booth, **more)


def _for_whom(votation: View, booth: Booth) -> ResponseReturnValue:
    return booth_page(
        "for_whom", votation, booth=booth, left=[each for each in booth.voters if not each.signed]
    )


def _nothing_to_cast(votation: View, booth: Booth, voter: Voter) -> ResponseReturnValue:
    """No choices are asked; but a ballot that waits in this tab for its receipt still gets it."""
    what = "signed" if voter.signed else str(votation["state"])
    manifest = read_manifest(votation["id"])
    return _said(votation, what, booth, **script_side(votation, voter, manifest))


def _vote(votation: View, booth: Booth, voter: Voter) -> ResponseReturnValue:
    manifest = read_manifest(votation["id"])
    ballot = Ballot(votation, booth, voter, manifest)
    if request.method == "GET":
        return ballot.choices()
    return {"check": ballot.check, "cast": ballot.cast, "again": ballot.again}.get(
        request.form.get("to", ""), ballot.choices
    )()


@bp.post("/votations/<uuid:votation_id>/voter/droit")
def right(votation_id: Any) -> ResponseReturnValue:
    """The one-time right of who is in the booth. What is voted is not in it."""
    given = request.get_json(silent=True)
    given = given if isinstance(given, dict) else {}
    try:
        answer = ask_right(
            str(votation_id), str(given.get("code") or "")[:12], None, str(given.get("for_elector_id") or "")
        )
    except Refusal as refusal:
        fields = {"code": refusal.detail} if refusal.code in OF_THE_CODE else {}
        said = {"code": refusal.code, "detail": refusal.detail, "fields": {**refusal.fields, **fields}}
        return _json(said, refusal.status)
    except Unavailable as pause:
        return _json({"code": "unavailable", "detail": pause.detail}, 503)
    return _json({"right": answer.data["right"]}, 200)


def _json(said: Any, status: int) -> Response:
    answer = jsonify(said)
    answer.status_code = status
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/votations/<uuid:votation_id>/voter/bulletin")
@needs_no_proof
def relay(votation_id: Any) -> ResponseReturnValue:
    """Passes a sealed ballot on where browsers do not reach the gateway. It reads no cookie, and knows nobody."""
    given = request.get_json(silent=True)
    if not isinstance(given, dict):
        return _json({"code": "invalid_request", "detail": ""}, 400)
    body = {name: given.get(name) for name in ("right", "sealed")} | {"sealed_by": "elector"}
    status, said = cast_ballot(str(votation_id), body)
    return _json(said, status)


@bp.route("/votations/<uuid:votation_id>/voter/code", methods=["GET", "POST"])
def code(votation_id: Any) -> ResponseReturnValue:
    """Another code, in a tab of its own: the choices stay where they are."""
    votation = read_announced(str(votation_id))
    link = the_link()
    if not link:
        return _entrance(votation)
    form = Form()
    sent = form.submitted and form.send(
        lambda: anonymous_api(booth_operations.request_code, key=form.key, votation_id=votation_id, link=link)
    )
    return booth_page("code", votation, form.status, form=form, sent=form.data if sent else None)


@bp.post("/votations/<uuid:votation_id>/voter/quitter")
def leave(votation_id: Any) -> ResponseReturnValue:
    """Forget the link on this device: who uses it next is not known in the booth."""
    answer = make_response(redirect(url_for("votations.show", votation_id=votation_id), 303))
    forget_link(answer, votation_id)
    notice(_("You have left the booth. The link in your mail opens it again."))
    return answer
