"""One's own account: profile, participant types, password, address, sessions, consents, moderated texts."""

from datetime import date
from typing import Any

from babel.dates import format_date
from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from contracts.consultations import moderation as moderation_operations
from contracts.identity import accounts
from contracts.identity import sessions as session_operations
from web.account.devices import device_name
from web.account.links import renew_session
from web.core.api import api
from web.core.forms import Form
from web.core.gateway_client import Answer
from web.core.i18n import _, locale
from web.core.notices import notice
from web.core.request_context import LANGUAGE_COOKIE, LANGUAGES, language, settings
from web.core.session import close_session, sign_in_required

bp = Blueprint("account", __name__)

YEAR = 365 * 86400


def menu(current: str) -> list[dict[str, Any]]:
    """The pages of the account, the one shown marked."""
    pages = (
        ("landing.show", _("Overview")),
        ("account.writings", _("My contributions")),
        ("account.votes", _("My votes")),
        ("account.drafts", _("My drafts")),
        ("account.show", _("Profile")),
        ("account.types", _("What I take part as")),
        ("account.password", _("Password")),
        ("account.email", _("E-mail address")),
        ("account.sessions", _("Signed-in devices")),
        ("account.consents", _("Consents")),
        ("account.moderation", _("My moderated texts")),
    )
    return [
        {"href": url_for(endpoint), "label": label, "current": endpoint in {current, f"account.{current}"}}
        for endpoint, label in pages
    ]


def page(form: Form, name: str, current: str = "", **context: Any) -> ResponseReturnValue:
    return form.page(
        f"account/{name}.html",
        workspace_title=_("My account"),
        workspace_links=menu(current or name),
        **context,
    )


@bp.get("/compte")
@sign_in_required
def show() -> ResponseReturnValue:
    account = api(accounts.get_my_account).data
    born = account.get("birth_on")
    birthday = format_date(date.fromisoformat(born), "long", locale=locale()) if born else ""
    return page(Form(), "show", account=account, languages=LANGUAGES, birthday=birthday)


@bp.route("/compte/profil", methods=["GET", "POST"])
@sign_in_required
def profile() -> ResponseReturnValue:
    names = ("display_name", "language", "birth_on", "postcode")
    known = {} if request.method == "POST" else api(accounts.get_my_account).data
    form = Form(*names, defaults={name: known.get(name) or "" for name in names})
    if not (
        form.submitted
        and form.require(display_name=_("Write the name to show beside what you write."))
        and form.send(lambda: api(accounts.update_my_account, key=form.key, **_whole_profile(form)))
    ):
        return page(form, "profile", "show")
    renew_session()
    notice(_("Your profile is saved."))
    answer = redirect(url_for("account.show"), 303)
    if form["language"] in LANGUAGES and form["language"] != language():
        answer.set_cookie(
            LANGUAGE_COOKIE,
            form["language"],
            max_age=YEAR,
            path="/",
            samesite="Lax",
            secure=settings().secure,
        )
    return answer


def _whole_profile(form: Form) -> dict[str, Any]:
    """Emptied fields are sent as nothing, which forgets them."""
    return form.values(birth_on=form["birth_on"] or None, postcode=form["postcode"] or None)


# --- password and address


@bp.route("/compte/mot-de-passe", methods=["GET", "POST"])
@sign_in_required
def password() -> ResponseReturnValue:
    form = Form("current_password", "new_password")
    if (
        form.submitted
        and form.require(
            current_password=_("Write your current password."), new_password=_("Choose a password.")
        )
        and form.send(lambda: api(accounts.change_password, key=form.key, **_with_device(form)))
    ):
        notice(_("Your password is changed. Your other devices were signed out."))
        return redirect(url_for("account.show"), 303)
    _beside(form, "wrong_password", "current_password")
    return page(form, "password")


def _with_device(form: Form) -> dict[str, Any]:
    """The mail that tells of the change says by which browser it was made."""
    return {**form.values(), "device": device_name()}


def _beside(form: Form, code: str, name: str) -> None:
    """A refusal that is about one field goes beside it."""
    if form.refusal and form.refusal.code == code:
        form.problem = None
        form.fail(name, form.refusal.detail)


@bp.route("/compte/adresse", methods=["GET", "POST"])
@sign_in_required
def email() -> ResponseReturnValue:
    form = Form("new_email", "password")
    if (
        form.submitted
        and form.require(new_email=_("Write your new address."), password=_("Write your current password."))
        and form.send(lambda: api(accounts.change_email, key=form.key, **form.values()))
    ):
        notice(
            _(
                "We wrote to %(email)s: the change is made when you press the link there.",
                email=form["new_email"],
            )
        )
        return redirect(url_for("account.show"), 303)
    _beside(form, "wrong_password", "password")
    return page(form, "email", account=api(accounts.get_my_account).data)


# --- sessions


@bp.get("/compte/connexions")
@sign_in_required
def sessions() -> ResponseReturnValue:
    return _sessions_page(Form())


def _sessions_page(form: Form) -> ResponseReturnValue:
    cursor = request.args.get("cursor")
    found = api(session_operations.list_my_sessions, cursor=cursor, limit=20).data
    return page(form, "sessions", sessions=found["items"], following=found.get("next_cursor"), cursor=cursor)


@bp.post("/compte/connexions/<session_id>/fin")
@sign_in_required
def end_session(session_id: str) -> ResponseReturnValue:
    form = Form("current")
    ended = form.send(lambda: api(session_operations.end_session, key=form.key, session_id=session_id))
    already = form.refusal and form.refusal.status == 404
    if not ended and not already:
        return _sessions_page(form)
    if form["current"] == "yes":
        close_session()
        notice(_("You are signed out."))
        return redirect("/", 303)
    notice(_("That device is signed out."))
    return redirect(url_for("account.sessions"), 303)


# --- moderated texts


@bp.get("/compte/contributions")
@sign_in_required
def writings() -> ResponseReturnValue:
    return _acts("writings", _("My contributions"))


@bp.get("/compte/votes")
@sign_in_required
def votes() -> ResponseReturnValue:
    return _acts("votes", _("My votes"))


@bp.get("/compte/brouillons")
@sign_in_required
def drafts() -> ResponseReturnValue:
    return _acts("drafts", _("My drafts"))


def _acts(kind: str, title: str) -> ResponseReturnValue:
    """What one wrote, voted or left as a draft, in every project, the latest first."""
    cursor = request.args.get("cursor")
    found = api(moderation_operations.list_my_acts, kind=kind, cursor=cursor, limit=20).data
    more = {"items": found["items"], "following": found.get("next_cursor"), "cursor": cursor}
    return page(Form(), "acts", kind, kind=kind, title=title, **more)


@bp.get("/compte/moderation")
@sign_in_required
def moderation() -> ResponseReturnValue:
    cursor = request.args.get("cursor")
    found = _moderated(cursor)
    return page(Form(), "moderation", items=found["items"], following=found.get("next_cursor"), cursor=cursor)


def _moderated(cursor: str | None) -> dict[str, Any]:
    answer: Answer = api(moderation_operations.list_my_moderated, cursor=cursor, limit=20)
    found: dict[str, Any] = answer.data
    return found


@bp.route("/compte/moderation/<target>/<target_id>", methods=["GET", "POST"])
@sign_in_required
def appeal(target: str, target_id: str) -> ResponseReturnValue:
    cursor = request.args.get("cursor")
    about = {"target": target, "target_id": target_id}
    item = next((one for one in _moderated(cursor)["items"] if about.items() <= one.items()), None)
    if item is None:
        abort(404)
    form = Form("body")
    if (
        form.submitted
        and form.require(body=_("Say why this text should be looked at again."))
        and form.send(lambda: api(moderation_operations.appeal, key=form.key, **form.values(**about)))
    ):
        notice(_("Your appeal is sent. Another look will be taken, and you will be told."))
        return redirect(url_for("account.moderation", cursor=cursor), 303)
    return page(form, "appeal", "moderation", item=item, cursor=cursor)
