"""Event mode (CO-7): ideas typed on a tablet for people without accounts, offline if need be.

The page is a plain form. With its script it keeps ideas in the browser, under a key made when they are typed,
and sends them here one by one when there is a network. The key goes on to the gateway: each counts once.
"""

import json
import re
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from contracts.consultations import contributions, steps
from contracts.consultations.choices import AGE_BANDS
from web import build
from web.core.api import api
from web.core.forms import Form, whole_number
from web.core.gateway_client import Refusal, Unavailable
from web.core.i18n import _, ngettext
from web.core.notices import notice
from web.core.session import (
    REFRESH,
    access_token,
    claims,
    csrf_token,
    read_cookie,
    sign_in_required,
    signed_in,
)
from web.participate import kiosk_lock
from web.participate.step_page import StepPage, View, age_band, organisation_of, read_project

bp = Blueprint("kiosk", __name__)

FACILITATORS = {"organiser", "moderator", "mediator", "platform_admin"}
FIELDS = ("title", "body", "first_name", "age_band")
HANDS_AT_MOST = 1000
CODE = re.compile(r"[0-9]{4,8}")
TEXT_AT_MOST = 64 * 1024


def may_facilitate(project: View) -> bool:
    """Whether the reader's token says so; the service judges each idea."""
    scopes = {None, project["organisation_id"], project["id"]}
    roles = claims(access_token()).get("roles") or []
    return any(role in FACILITATORS and scope in scopes for role, scope in roles)


def age_bands() -> list[dict[str, str]]:
    return [{"value": name, "label": age_band(name)} for name in AGE_BANDS]


@bp.route("/kiosque/<uuid:step_id>", methods=["GET", "POST"])
@sign_in_required
def show(step_id: UUID) -> ResponseReturnValue:
    step = api(steps.get_step, step_id=step_id).data
    project = read_project(step["project_id"])
    if not (step["event_mode"] and may_facilitate(project)):
        return _not_here(step, project)
    if kiosk_lock.locked() is None:
        return _start(step, project)
    step_page = StepPage(project, step)
    form = Form("section_id", *FIELDS, "votes", again=True)
    if form.submitted and _filled(form) and _typed(form, step_page):
        notice(_("The idea is sent. Next one!"))
        return redirect(url_for("kiosk.show", step_id=step_id, carte=form["section_id"]), 303)
    if not form.submitted:
        form.typed["section_id"] = request.args.get("carte", "")
    return form.page(
        "participate/kiosk/show.html",
        step=step,
        project=project,
        organisation=organisation_of(project),
        prompts=step_page.contributable,
        age_bands=age_bands(),
    )


def _start(step: View, project: View) -> ResponseReturnValue:
    """The facilitator chooses the code that this tablet will be left with."""
    form = Form("code")
    if form.submitted:
        if CODE.fullmatch("".join(form["code"].split())):
            kiosk_lock.keep(kiosk_lock.made(step["id"], form["code"]))
            return redirect(url_for("kiosk.show", step_id=step["id"]), 303)
        form.fail("code", _("Write 4 to 8 digits."))
    form.typed["code"] = ""
    return form.page(
        "participate/kiosk/start.html", step=step, project=project, organisation=organisation_of(project)
    )


@bp.route("/kiosque/<uuid:step_id>/quitter", methods=["GET", "POST"])
def leave(step_id: UUID) -> ResponseReturnValue:
    """The way out of a locked tablet: the code that was chosen."""
    here, form = url_for("kiosk.show", step_id=step_id), Form("code")
    if kiosk_lock.locked() is None:
        return redirect(here)
    if form.submitted:
        if kiosk_lock.unlock(form["code"]):
            return redirect(url_for("organiser.index"), 303)
        form.fail("code", _wrong_code())
    form.typed["code"] = ""
    return form.page("participate/kiosk/leave.html", back=here)


def _wrong_code() -> str:
    if wait := kiosk_lock.seconds_to_wait():
        return ngettext("Wait %(num)s second, then try again.", "Wait %(num)s seconds, then try again.", wait)
    return _("This is not the code of this tablet.")


def _not_here(step: View, project: View) -> ResponseReturnValue:
    """Why the kiosk does not open here, and what to do about it."""
    page = render_template(
        "participate/kiosk/not_here.html",
        step=step,
        project=project,
        organisation=organisation_of(project),
        event_mode=step["event_mode"],
    )
    return make_response(page, 403 if step["event_mode"] else 409)


def _filled(form: Form) -> bool:
    hands = whole_number(form["votes"] or "0")
    if hands is None or not 0 <= hands <= HANDS_AT_MOST:
        form.fail("votes", _("Write a number from 0 to 1,000."))
    return form.require(section_id=_("Choose a card."), title=_("Write the idea in a sentence."))


def _typed(form: Form, step_page: StepPage) -> bool:
    if all(one["id"] != form["section_id"] for one in step_page.contributable):
        form.fail("section_id", _("Choose a card."))
        return False
    idea = {name: form[name] for name in FIELDS if form[name]} | {"votes": whole_number(form["votes"] or "0")}
    return form.send(
        lambda: api(contributions.submit_event_idea, key=form.key, section_id=form["section_id"], **idea)
    )


# --- what the script asks


def _said(body: dict[str, Any], status: int = 200, retry_after: int | None = None) -> Response:
    answer = make_response(jsonify(body), status)
    answer.headers["Cache-Control"] = "no-store"
    if retry_after:
        answer.headers["Retry-After"] = str(retry_after)
    return answer


@bp.get("/kiosque/<uuid:step_id>/etat")
def state(step_id: UUID) -> Response:
    """Whether this tablet may send, and the proof to send with: both may have changed off line."""
    return _said({"signed_in": signed_in(), "csrf": csrf_token(), "step": str(step_id)})


@bp.post("/kiosque/<uuid:step_id>/idees")
def send_idea(step_id: UUID) -> Response:  # noqa: ARG001 - the address is under the page's own
    """One idea of the tablet, under the key made when it was typed. The proof is in X-CSRF-Token."""
    if not signed_in():
        return _said({"code": "signed_out"}, 401)
    request.max_content_length = TEXT_AT_MOST
    typed = request.get_json(silent=True)
    key = request.headers.get("Idempotency-Key", "")
    section_id = _identifier(typed.get("section_id")) if isinstance(typed, dict) else None
    if not isinstance(typed, dict) or not key or section_id is None:
        return _said({"code": "malformed", "detail": _("This idea cannot be read. Type it again.")}, 422)
    idea = {name: typed[name] for name in (*FIELDS, "votes") if typed.get(name)}
    try:
        api(contributions.submit_event_idea, key=key, section_id=section_id, **idea)
    except Refusal as refusal:
        return _refused(refusal)
    except Unavailable as pause:
        return _said({"code": "unavailable"}, 503, pause.retry_after)
    return _said({"counted": key}, 201)


def _identifier(value: object) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None


def _refused(refusal: Refusal) -> Response:
    """What the tablet does next depends on it: wait, sign in again, or have the idea corrected."""
    if refusal.status == 401:
        if read_cookie(REFRESH):  # the session may be alive, only its renewal did not come
            return _said({"code": "unavailable"}, 503, 5)
        return _said({"code": "signed_out"}, 401)
    if refusal.status >= 500:
        return _said({"code": "unavailable"}, 503, 10)
    wait = refusal.details.get("retry_after") if refusal.status == 429 else None
    body = {"code": refusal.code, "detail": refusal.detail, "fields": refusal.fields}
    return _said(body, refusal.status, int(wait) if isinstance(wait, int | float) else None)


@bp.get("/kiosque/worker.js")
def worker() -> Response:
    """The service worker, at the address that gives it the kiosk alone."""
    names = json.loads(build.MANIFEST.read_text())["files"]
    answer = make_response((build.BUILD / names["kiosk-worker.js"]).read_bytes())
    answer.headers["Content-Type"] = "text/javascript; charset=utf-8"
    answer.headers["Cache-Control"] = "no-cache"
    return answer
