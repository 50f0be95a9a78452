"""A ballot by plain forms, for a browser without JavaScript: this server seals it at once."""

import json
import time
from base64 import b64encode
from http import HTTPStatus
from typing import Any

from flask import (
    Response,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from formats.canonical import unb64
from formats.sealed_ballot import ballot_hash
from web.core.forms import Form
from web.core.gateway_client import Answer
from web.core.qr import qr_code
from web.core.request_context import settings
from web.votation import ballot_answers
from web.votation.booth_access import Booth, Voter, ask_right, cast_ballot
from web.votation.booth_labels import booth_words, say
from web.votation.booth_sealing import Manifest, NotSealed, Sealed, complaint, seal
from web.votation.labels import limits_sentence
from web.votation.reading import View, page_context

AGAIN = {408, 425, 429, 500, 502, 503, 504}
PAUSES = (0.0, 0.4, 1.2)
LARGEST_BALLOT = 300_000
OF_THE_CODE = {"code_wrong", "code_expired"}


def booth_page(template: str, votation: View, status: int = 200, **more: Any) -> Response:
    answer = make_response(
        render_template(f"votation/{template}.html", **page_context(votation), **more), status
    )
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Referrer-Policy"] = "same-origin"  # with none, browsers hide the origin of a form, too
    return answer


def script_side(votation: View, voter: Voter, manifest: Manifest) -> dict[str, Any]:
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
        return booth_page(
            template,
            self.votation,
            self.form.status,
            form=self.form,
            booth=self.booth,
            questions=[self._question(each) for each in self.manifest.questions],
            **script_side(self.votation, self.voter, self.manifest),
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
            return booth_page(
                "booth_waiting", self.votation, 503, form=self.form, right=right, sealed=sealed.sealed, **more
            )
        if status >= HTTPStatus.BAD_REQUEST:
            return booth_page(
                "booth_refused", self.votation, status, reason=said.get("detail") or say("not_taken"), **more
            )
        wrong = complaint(said, self.manifest, sealed.ballot)
        if wrong:
            evidence = {"receipt": said, "sealed": sealed.sealed, "ballot": sealed.ballot, "wrong": wrong}
            return booth_page(
                "booth_alarm", self.votation, reason=say(f"alarm_{wrong}"), file=data_link(evidence), **more
            )
        check = url_for("votation_board.receipt", votation_id=self.votation["id"], bulletin=sealed.ballot)
        return booth_page(
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
