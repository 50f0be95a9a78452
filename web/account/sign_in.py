"""Signing in by password or by a link in a mail, opening an account, a forgotten password, signing out."""

import secrets
from contextlib import suppress
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from contracts.identity import accounts, sessions
from contracts.operations import Operation
from web.account import pending_form
from web.account.devices import device_name
from web.core.api import anonymous_api, api
from web.core.forms import Form
from web.core.gateway_client import Answer, Refusal, Unavailable
from web.core.i18n import _
from web.core.notices import notice
from web.core.request_context import language
from web.core.session import (
    BROWSER,
    close_session,
    landing_address,
    open_session,
    read_cookie,
    sign_in_address,
    signed_in,
)

bp = Blueprint("sign_in", __name__)

TERMS_VERSION = "2026-11"
LINK = "-link"  # one form may be sent to sign in, then to ask for a link: two sendings, two keys


def still_signed_in() -> bool:
    """Whether the gateway agrees that this browser is signed in; a session it refuses is forgotten."""
    if not signed_in():
        return False
    try:
        api(accounts.get_my_account)
    except Refusal:
        close_session()
        return False
    return True


def arrive(fallback: str, waiting: pending_form.PendingForm | None = None) -> ResponseReturnValue:
    """Go on with what was being done: to the page, or with the form that waits."""
    if waiting:
        answer = make_response(render_template("account/resume.html", waiting=waiting))
        answer.headers["Cache-Control"] = "no-store"
        return answer
    address = pending_form.destination(fallback)
    pending_form.forget()
    return redirect(address, 303)


def open_and_arrive(tokens: dict[str, Any]) -> ResponseReturnValue:
    open_session(tokens)
    return arrive(landing_address(), pending_form.waiting())


@bp.after_app_request
def keep_what_was_typed(response: Response) -> Response:
    """A form whose reader has to sign in would lose its text by going to another page: it is kept."""
    lost = request.method == "POST" and response.status_code == 302 and request.blueprint != bp.name
    if lost and response.location == sign_in_address():
        page = sign_in_page(fresh_form("email"), pending_form.of_this_request())
        response.set_data(page)
        response.status_code = 401
        del response.headers["Location"]
        response.headers["Cache-Control"] = "no-store"
    return response


def fresh_form(*names: str, **typed: str) -> Form:
    """A form that takes nothing from the request but what it is given."""
    form = Form(*names)
    form.submitted, form.typed, form.key = False, dict(typed), secrets.token_urlsafe(18)
    return form


def sign_in_page(form: Form, waiting: pending_form.PendingForm | None) -> str:
    return render_template(
        "account/sign_in.html",
        form=form,
        waiting=waiting,
        opinion=pending_form.opinion_waiting(),
        carried=pending_form.hidden(waiting),
    )


@bp.route("/connexion", methods=["GET", "POST"], endpoint="show")
def show() -> ResponseReturnValue:
    form = Form("email", "password")
    form.submitted = form.submitted and "arriving" not in request.form
    if not form.submitted and still_signed_in():
        return arrive(landing_address(), pending_form.waiting())
    if form.submitted and _filled(form) and _send(form, sessions.sign_in, **_this_browser()):
        return open_and_arrive(form.data)
    _beside_password(form)
    answer = make_response(sign_in_page(form, pending_form.waiting()), form.status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _this_browser() -> dict[str, Any]:
    return {"device": device_name(), "known_browser": read_cookie(BROWSER)}


def _filled(form: Form) -> bool:
    return form.require(email=_("Write your e-mail address."), password=_("Write your password."))


def _send(form: Form, operation: Operation, *, all_at_once: bool = False, **more: Any) -> bool:
    def ask() -> Answer:
        return anonymous_api(operation, key=form.key, **form.values(**more))

    return form.send(ask, all_at_once=all_at_once)


def _beside_password(form: Form) -> None:
    """A refused password is said beside the field, with what to do next."""
    if form.refusal and form.refusal.code == "wrong_credentials":
        form.problem, form.status = None, 422
        form.fail(
            "password",
            _(
                "The address or the password does not match. Check both, or sign in by a link sent to you: "
                "no password is needed."
            ),
        )


def _remember_destination() -> None:
    """A mail comes between: where someone was going must not get lost."""
    if pending_form.destination("") not in {"", "/"}:
        pending_form.remember(pending_form.destination())


@bp.route("/connexion/lien", methods=["GET", "POST"])
def ask_link() -> ResponseReturnValue:
    form = Form("email")
    if form.submitted and not form.key.endswith(LINK):
        form.key += LINK
    if (
        form.submitted
        and form.require(email=_("Write your e-mail address."))
        and _send(form, sessions.request_magic_link)
    ):
        _remember_destination()
        return mail_sent(form, "link")
    return form.page("account/ask_link.html", carried=pending_form.hidden(None))


@bp.route("/mot-de-passe-oublie", methods=["GET", "POST"])
def forgotten() -> ResponseReturnValue:
    form = Form("email")
    if (
        form.submitted
        and form.require(email=_("Write your e-mail address."))
        and _send(form, accounts.request_password_reset)
    ):
        _remember_destination()
        return mail_sent(form, "password")
    return form.page("account/forgotten.html", carried=pending_form.hidden(None))


def mail_sent(form: Form, about: str) -> ResponseReturnValue:
    """« Consultez votre boîte »: the same page whether or not the address is known."""
    again = {"link": url_for("sign_in.ask_link"), "password": url_for("sign_in.forgotten")}[about]
    return fresh_form("email", email=form["email"]).page(
        "account/mail_sent.html",
        about=about,
        again=again,
        carried=pending_form.hidden(None),
        repeated="again" in request.form,
    )


@bp.route("/inscription", methods=["GET", "POST"])
def register() -> ResponseReturnValue:
    names = ("display_name", "email", "password", "terms_accepted", "language", "birth_on", "postcode")
    form = Form(*names, defaults={"language": language()})
    if "arriving" in request.form:
        form.submitted = False
        form.typed["language"] = language()
    if form.submitted and _registered(form):
        return _welcome(form)
    waiting = pending_form.waiting()
    return form.page(
        "account/register.html",
        waiting=waiting,
        opinion=pending_form.opinion_waiting(),
        carried=pending_form.hidden(waiting),
    )


def _registered(form: Form) -> bool:
    """The account is opened by the service alone, which refuses all that is missing here: it tells the rest with it."""
    form.require(
        display_name=_("Write the name to show beside what you write."),
        email=_("Write your e-mail address."),
        password=_("Choose a password."),
        terms_accepted=_("Read the terms of use and tick the box to open an account."),
    )
    accepted = bool(form["terms_accepted"])
    return _send(
        form,
        accounts.register_account,
        all_at_once=True,
        terms_accepted=accepted,
        terms_version=TERMS_VERSION,
        device=device_name(),
    )


def _welcome(form: Form) -> ResponseReturnValue:
    """Signed in at once: what was being done comes first, the mail is spoken of on the way."""
    waiting = pending_form.waiting()
    open_session(form.data)
    if not waiting and pending_form.destination("") in {"", "/"}:
        return redirect(url_for("sign_in.check_mail"), 303)
    if not waiting:
        notice(
            _(
                "Your account is open. We wrote to %(email)s: press the link in that mail, "
                "your contributions are published when it is done.",
                email=form["email"],
            )
        )
    return arrive("/", waiting)


@bp.get("/inscription/verification")
def check_mail() -> ResponseReturnValue:
    """What to do with the mail that confirms an address; how to have it again."""
    if not signed_in():
        return redirect(sign_in_address())
    account = api(accounts.get_my_account).data
    if account["email_confirmed"]:
        return redirect(url_for("account.show"))
    return Form().page("account/check_mail.html", account=account)


@bp.post("/inscription/verification")
def send_again() -> ResponseReturnValue:
    if not signed_in():
        return redirect(sign_in_address())
    form = Form()
    account = api(accounts.get_my_account).data
    if form.send(lambda: api(accounts.resend_confirmation, key=form.key)):
        notice(_("A new mail is on its way to %(email)s.", email=account["email"]))
        return redirect(url_for("sign_in.check_mail"), 303)
    return form.page("account/check_mail.html", account=account)


@bp.post("/deconnexion")
def leave() -> ResponseReturnValue:
    """Sign out here in any case: a resting service must not keep someone signed in on a shared computer."""
    with suppress(Refusal, Unavailable):
        api(sessions.sign_out)
    close_session()
    pending_form.forget()
    notice(_("You are signed out."))
    return redirect("/", 303)


@bp.get("/conditions-utilisation")
def terms() -> str:
    return render_template("account/terms.html", body=f"account/texts/{language()}/terms.html")
