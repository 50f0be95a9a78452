"""The booth: choices, check, receipt. With its script the ballot is sealed in the browser; without it, here.

The personal link lives in a cookie of this votation's pages alone, and never again in an address.
"""

import json
import time
from base64 import b64encode
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from contracts.box import booth as box_operations
from contracts.operations import Operation
from contracts.votation import booth as booth_operations
from formats.canonical import unb64
from formats.sealed_ballot import ballot_hash
from web.core.api import anonymous_api, api
from web.core.calls import call_of
from web.core.forms import Form
from web.core.gateway_client import Answer, Refusal, Unavailable
from web.core.i18n import _
from web.core.qr import qr_code
from web.core.request_context import language, settings
from web.core.session import needs_no_proof, notice, sign_in_address, signed_in
from web.votation import ballot_answers
from web.votation.booth_sealing import Manifest, NotSealed, Sealed, complaint, seal
from web.votation.labels import booth_words, limits_sentence, say
from web.votation.reading import View, page_context, read_announced, read_manifest

bp = Blueprint("votation_booth", __name__)

COOKIE, COOKIE_DAYS = "capco_vote", 45
AGAIN = {408, 425, 429, 500, 502, 503, 504}
PAUSES = (0.0, 0.4, 1.2)
LARGEST_BALLOT = 300_000
OF_THE_CODE = {"code_wrong", "code_expired"}


# --- the personal link


def _cookie_name() -> str:
    return f"__Secure-{COOKIE}" if settings().secure else COOKIE


def keep_link(answer: Response, votation_id: str, link: str) -> None:
    answer.set_cookie(
        _cookie_name(),
        link,
        max_age=COOKIE_DAYS * 86400,
        path=f"/votations/{votation_id}",
        httponly=True,
        samesite="Lax",
        secure=settings().secure,
    )


def the_link() -> str | None:
    return request.cookies.get(_cookie_name()) or None


def enter(votation_id: str, link: str) -> ResponseReturnValue:
    """From the button of a mail's page: keep the link, have a code sent, go to the booth. Raises Refusal."""
    anonymous_api(booth_operations.get_booth, votation_id=votation_id, link=link)
    try:
        sent = anonymous_api(booth_operations.request_code, votation_id=votation_id, link=link).data
        notice(
            _("A code is on its way to %(address)s. You will be asked for it.", address=sent["address_hint"])
        )
    except Refusal as refusal:
        if refusal.code == "code_too_often":
            notice(_("A code was sent to you a moment ago. It is still the right one."))
    except Unavailable:
        notice(_("The code could not be sent yet. Ask for it again from the booth."), "important")
    answer = make_response(redirect(url_for("votation_booth.show", votation_id=votation_id), 303))
    keep_link(answer, votation_id, link)
    return answer


def _ask(operation: Operation, **fields: Any) -> Answer:
    """As the elector of the link, else as the account that is signed in. The link's elector has no account here."""
    link = the_link()
    if link:
        return anonymous_api(operation, link=link, **fields)
    return api(operation, **fields)


# --- who one is in the booth


@dataclass
class Voter:
    """For whom this ballot is: oneself, or someone whose proxy one holds."""

    name: str
    place: int
    elector_id: str
    signed: bool
    by_proxy: bool
    readable_among: int | None = None  # how few are counted with them, where their vote may be read


@dataclass
class Booth:
    """The booth as its elector finds it."""

    view: View
    voters: list[Voter] = field(default_factory=list)

    @property
    def choosing(self) -> bool:
        """Whether one has to say first for whom one votes."""
        return len(self.voters) > 1

    def voter(self, place: str) -> Voter | None:
        if not place and len(self.voters) == 1:
            return self.voters[0]
        return next((each for each in self.voters if str(each.place) == place), None)


def find_booth(votation_id: str) -> Booth | None:
    """None where nobody is known: neither a link nor an account of the roll."""
    if not the_link() and not signed_in():
        return None
    try:
        view = _ask(booth_operations.get_booth, votation_id=votation_id).data
    except Refusal as refusal:
        if refusal.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}:
            return None
        raise
    voters = []
    if not view["proxy_given"]:
        voters.append(_voter(view | {"name": view["name"] or view["reference"]}, 0))
    voters += [_voter(each, place) for place, each in enumerate(view["proxies"], start=1)]
    return Booth(view, voters)


def _voter(told: View, place: int) -> Voter:
    """Oneself, in place 0, or one whose proxy one holds."""
    return Voter(
        told["name"], place, told["elector_id"], told["signed"], place > 0, told.get("readable_among")
    )


# --- the three screens


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


def _page(template: str, votation: View, status: int = 200, **more: Any) -> Response:
    answer = make_response(
        render_template(f"votation/{template}.html", **page_context(votation), **more), status
    )
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Referrer-Policy"] = "same-origin"  # with none, browsers hide the origin of a form, too
    return answer


def _entrance(votation: View) -> ResponseReturnValue:
    """How one gets in."""
    here = url_for("votation_booth.show", votation_id=votation["id"])
    return _page(
        "entrance",
        votation,
        sign_in_href="" if signed_in() else sign_in_address(),
        had_link=bool(the_link()),
        here=here,
    )


def _said(votation: View, what: str, booth: Booth, **more: Any) -> ResponseReturnValue:
    return _page("booth_closed", votation, what=what, booth=booth, **more)


def _for_whom(votation: View, booth: Booth) -> ResponseReturnValue:
    return _page("for_whom", votation, booth=booth, left=[each for each in booth.voters if not each.signed])


def _nothing_to_cast(votation: View, booth: Booth, voter: Voter) -> ResponseReturnValue:
    """No choices are asked; but a ballot that waits in this tab for its receipt still gets it."""
    what = "signed" if voter.signed else str(votation["state"])
    manifest = read_manifest(votation["id"])
    return _said(votation, what, booth, **_script_side(votation, voter, manifest))


def _script_side(votation: View, voter: Voter, manifest: Manifest) -> dict[str, Any]:
    """What booth.js is told (web/README.md, "The booth")."""
    origin = settings().live_origin
    if origin:
        g.csp = {"connect-src": f"'self' {origin}"}
    own = url_for("votation_booth.relay", votation_id=votation["id"])
    return {
        "manifest": embedded(manifest.rules),
        "words": embedded(booth_words(manifest.questions)),
        "right_url": url_for("votation_booth.right", votation_id=votation["id"]),
        "ballots_url": f"{origin}/api/v1/votations/{votation['id']}/ballots" if origin else own,
        "check_url": url_for("votation_board.receipt", votation_id=votation["id"]),
        "voter": voter,
    }


def embedded(value: Any) -> Markup:
    """JSON that can stand in a page: no `<` in it ends the script."""
    return Markup(json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"))  # noqa: S704


def _vote(votation: View, booth: Booth, voter: Voter) -> ResponseReturnValue:
    manifest = read_manifest(votation["id"])
    ballot = Ballot(votation, booth, voter, manifest)
    if request.method == "GET":
        return ballot.choices()
    return {"check": ballot.check, "cast": ballot.cast, "again": ballot.again}.get(
        request.form.get("to", ""), ballot.choices
    )()


class Ballot:
    """The three screens as plain forms, for a browser without JavaScript: this server seals at once."""

    def __init__(self, votation: View, booth: Booth, voter: Voter, manifest: Manifest) -> None:
        self.votation, self.booth, self.voter, self.manifest = votation, booth, voter, manifest
        self.form = Form("code")
        self.typed: MultiDict[str, str] = request.form if request.method == "POST" else MultiDict()

    def choices(self) -> ResponseReturnValue:
        self.form.submitted = False
        return self._show("booth")

    def _show(self, template: str, **more: Any) -> ResponseReturnValue:
        return _page(
            template,
            self.votation,
            self.form.status,
            form=self.form,
            booth=self.booth,
            questions=[self._question(each) for each in self.manifest.questions],
            **_script_side(self.votation, self.voter, self.manifest),
            **more,
        )

    def _question(self, question: View) -> dict[str, Any]:
        names = ballot_answers.names_of(question)
        return dict(question) | {
            "asks": limits_sentence(question),
            "typed": {name: self.typed.getlist(name) for name in names if name in self.typed},
            "error": self.form.error(question["id"]),
        }

    def _read(self) -> list[Any]:
        """The answers; what is wrong with one goes beside its question."""
        answers = []
        for question in self.manifest.questions:
            answer, problem = ballot_answers.read(self.typed, question)
            answers.append(answer)
            if problem:
                blind = problem.code == "missing" and not question["blank"]
                self.form.fail(
                    question["id"], say("missing_not_blank" if blind else problem.code, **problem.values)
                )
        return answers

    def check(self) -> ResponseReturnValue:
        answers = self._read()
        return self._show("booth") if self.form.errors else self._checked(answers)

    def _checked(self, answers: list[Any]) -> ResponseReturnValue:
        told = [
            {"title": question["title"], "lines": ballot_answers.tell(question, answer, say)}
            for question, answer in zip(self.manifest.questions, answers, strict=True)
        ]
        kept = [
            (name, value)
            for question in self.manifest.questions
            for name in ballot_answers.names_of(question)
            for value in self.typed.getlist(name)
        ]
        return self._show("booth_check", told_choices=told, kept=kept)

    def cast(self) -> ResponseReturnValue:
        """Sealed before the right is asked: from the moment there is a right, there is a ballot to cast with it."""
        answers = self._read()
        if self.form.errors:
            return self._show("booth")
        if self.booth.view["needs_code"] and not self.form["code"]:
            self.form.fail("code", say("code_missing"))
            return self._checked(answers)
        try:
            sealed = seal(self.manifest, answers)
        except NotSealed:
            self.form.problem, self.form.status = say("not_sealed"), 422
            return self._checked(answers)
        if not self.form.send(self._right):
            self._beside_the_code()
            return self._checked(answers)
        return self._put(self.form.data["right"], sealed)

    def _right(self) -> Answer:
        return ask_right(self.votation["id"], self.form["code"], self.voter)

    def _beside_the_code(self) -> None:
        refusal = self.form.refusal
        if refusal and refusal.code in OF_THE_CODE and not self.form.error("code"):
            self.form.problem = None
            self.form.fail("code", refusal.detail)

    def again(self) -> ResponseReturnValue:
        """The same bytes with the same right: the box answers with the same receipt."""
        sealed = request.form.get("sealed", "")[:LARGEST_BALLOT]
        try:
            ballot = ballot_hash(unb64(sealed))
        except ValueError:
            return redirect(url_for("votation_booth.show", votation_id=self.votation["id"]), 303)
        return self._put(request.form.get("right", "")[:43], Sealed(sealed, ballot))

    def _put(self, right: str, sealed: Sealed) -> ResponseReturnValue:
        body = {"right": right, "sealed": sealed.sealed, "sealed_by": "server"}
        for pause in PAUSES:
            time.sleep(pause)
            status, said = cast_ballot(self.votation["id"], body)
            if status not in AGAIN:
                break
        more: dict[str, Any] = {"voter": self.voter, "booth": self.booth}
        if status in AGAIN:
            return _page(
                "booth_waiting", self.votation, 503, form=self.form, right=right, sealed=sealed.sealed, **more
            )
        if status >= HTTPStatus.BAD_REQUEST:
            return _page(
                "booth_refused", self.votation, status, reason=said.get("detail") or say("not_taken"), **more
            )
        wrong = complaint(said, self.manifest, sealed.ballot)
        if wrong:
            evidence = {"receipt": said, "sealed": sealed.sealed, "ballot": sealed.ballot, "wrong": wrong}
            return _page(
                "booth_alarm", self.votation, reason=say(f"alarm_{wrong}"), file=data_link(evidence), **more
            )
        check = url_for("votation_board.receipt", votation_id=self.votation["id"], bulletin=sealed.ballot)
        return _page(
            "booth_receipt",
            self.votation,
            receipt=said,
            file=data_link(said),
            file_name=say("receipt_file", hash=sealed.ballot[:8]),
            check_href=check,
            drawn=qr_code(settings().origin + check, say("qr")),
            **more,
        )


def data_link(record: Any) -> str:
    """A file in the page itself: it is downloaded without being kept or asked for anywhere."""
    text = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return "data:application/json;base64," + b64encode(text.encode()).decode()


# --- what the script asks


def ask_right(votation_id: str, code: str, voter: Voter | None, for_elector_id: str = "") -> Answer:
    body: dict[str, Any] = {"code": code} if code else {}
    giver = for_elector_id or (voter.elector_id if voter and voter.by_proxy else "")
    if giver:
        body["for_elector_id"] = giver
    return _ask(booth_operations.issue_right, votation_id=votation_id, **body)


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


def cast_ballot(votation_id: str, body: dict[str, Any]) -> tuple[int, Any]:
    """Into the box: without token, key, trace or cookie. 503 where no answer came."""
    headers = {"Accept": "application/json", "Accept-Language": language()}
    if request.remote_addr:
        headers["X-Forwarded-For"] = request.remote_addr  # the gateway counts it and does not pass it on
    gateway = current_app.extensions["capco.gateway"]
    call = call_of(box_operations.cast_ballot, {"votation_id": votation_id, **body})
    said: Any = {}
    try:
        answer = gateway.send(call.method, call.path, headers, json=call.body)
        with suppress(ValueError):
            said = answer.json()
    except Unavailable:
        return 503, {"code": "unavailable"}
    return answer.status_code, said


# --- another code, and leaving


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
    return _page("code", votation, form.status, form=form, sent=form.data if sent else None)


@bp.post("/votations/<uuid:votation_id>/voter/quitter")
def leave(votation_id: Any) -> ResponseReturnValue:
    """Forget the link on this device: who uses it next is not known in the booth."""
    answer = make_response(redirect(url_for("votations.show", votation_id=votation_id), 303))
    answer.delete_cookie(
        _cookie_name(), path=f"/votations/{votation_id}", secure=settings().secure, samesite="Lax"
    )
    notice(_("You have left the booth. The link in your mail opens it again."))
    return answer
