"""Who is in the booth, by the link of a mail or by an account, and what they ask of the register and of the box.

The personal link lives in a cookie of this votation's pages alone, and never again in an address.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from flask import (
    Response,
    current_app,
    make_response,
    redirect,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from contracts.box import booth as box_operations
from contracts.operations import Operation
from contracts.votation import booth as booth_operations
from web.core.api import anonymous_api, api
from web.core.calls import call_of
from web.core.gateway_client import Answer, Refusal, Unavailable
from web.core.i18n import _
from web.core.notices import notice
from web.core.request_context import language, settings
from web.core.session import signed_in
from web.votation.reading import View

COOKIE, COOKIE_DAYS = "capco_vote", 45


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


def forget_link(answer: Response, votation_id: str) -> None:
    answer.delete_cookie(
        _cookie_name(), path=f"/votations/{votation_id}", secure=settings().secure, samesite="Lax"
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


def ask(operation: Operation, **fields: Any) -> Answer:
    """As the elector of the link, else as the account that is signed in. The link's elector has no account here."""
    link = the_link()
    if link:
        return anonymous_api(operation, link=link, **fields)
    return api(operation, **fields)


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
        view = ask(booth_operations.get_booth, votation_id=votation_id).data
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


def ask_right(votation_id: str, code: str, voter: Voter | None, for_elector_id: str = "") -> Answer:
    body: dict[str, Any] = {"code": code} if code else {}
    giver = for_elector_id or (voter.elector_id if voter and voter.by_proxy else "")
    if giver:
        body["for_elector_id"] = giver
    return ask(booth_operations.issue_right, votation_id=votation_id, **body)


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
