"""Where the links of mails lead: a page with one button. Opening changes nothing, the button does. A link that no
longer works says so at once.

Addresses `/lien/<kind>/<secret>` are written in the mails of notifications.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from contracts.identity import accounts, members, sessions
from contracts.operations import Operation
from web.account import pending_form
from web.account.devices import device_name
from web.account.sign_in import still_signed_in
from web.core.api import anonymous_api, api
from web.core.forms import Form
from web.core.gateway_client import Refusal, Unavailable
from web.core.i18n import _, gettext_noop
from web.core.notices import notice
from web.core.session import close_session, landing_address, open_session, refresh, signed_in
from web.votation import booth_access
from web.votation.reading import View, page_context, read_announced

bp = Blueprint("links", __name__)

ROLES = {
    "organiser": (
        gettext_noop("organiser"),
        gettext_noop("You set up projects, follow them live and publish their results."),
    ),
    "moderator": (
        gettext_noop("moderator"),
        gettext_noop("You read what is reported and decide what stays in view."),
    ),
    "analyst": (
        gettext_noop("analyst"),
        gettext_noop("You examine what people write and estimate what it would take."),
    ),
    "supervisor": (gettext_noop("supervisor"), gettext_noop("You read again what analysts wrote.")),
    "decision_maker": (
        gettext_noop("decision-maker"),
        gettext_noop("You take the final decision on what was examined."),
    ),
    "mediator": (
        gettext_noop("mediator"),
        gettext_noop("You help people face to face and type their ideas, on a tablet or from paper."),
    ),
    "network_member": (
        gettext_noop("network member"),
        gettext_noop("You take part in the life of the practitioners' network."),
    ),
}


def renew_session() -> None:
    """Have a token that knows what has just changed: a confirmed address, a role, a type."""
    g.refresh_tried = False
    with suppress(Unavailable):
        refresh()


def _expired(kind: str) -> ResponseReturnValue:
    return _never_kept(render_template("account/link_expired.html", kind=kind), 410)


def _never_kept(page: str, status: int = 200) -> ResponseReturnValue:
    answer = make_response(page, status)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _sent(form: Form, operation: Operation, *, own: bool = False, **fields: Any) -> bool:
    """Send the secret; with the reader's session only where the gateway has to know who accepts."""
    ask = api if own else anonymous_api
    return form.send(lambda: ask(operation, key=form.key, **fields))


def _unusable(form: Form) -> bool:
    """The secret has expired, was used, or was cut on its way: the person is told the same."""
    return bool(form.refusal and (form.refusal.code == "link_expired" or "token" in form.refusal.fields))


def _is_over(kind: str, secret: str) -> bool:
    """Asked when the link is opened, by a question that changes nothing. Where there is no answer, the button is left
    to try.
    """
    asked = {"token": secret, "kind": kind.replace("-", "_")}
    try:
        anonymous_api(accounts.check_link, **asked)
    except Unavailable:
        return False
    except Refusal as refusal:
        return refusal.code == "link_expired" or "token" in refusal.fields
    return False


def _page(form: Form, kind: str, name: str = "link", **context: object) -> ResponseReturnValue:
    if _unusable(form):
        return _expired(kind)
    return form.page(f"account/{name}.html", kind=kind, **context)


def confirm_email(secret: str) -> ResponseReturnValue:
    """With the session of this browser, which then goes on; all others end, since others may have opened them."""
    form = Form()
    if not (form.submitted and _sent(form, accounts.confirm_email, token=secret, own=still_signed_in())):
        return _page(form, "email-confirmation")
    renew_session()
    return _done(_("Your address is confirmed. What you wrote meanwhile is being published."))


def confirm_new_email(secret: str) -> ResponseReturnValue:
    form = Form()
    if not (
        form.submitted
        and _sent(
            form,
            accounts.confirm_email_change,
            token=secret,
            device=device_name(),
            own=still_signed_in(),
        )
    ):
        return _page(form, "email-change")
    renew_session()
    return _done(_("Your new address is confirmed: use it to sign in from now on."))


def _done(sentence: str) -> ResponseReturnValue:
    """Back to what was being done, else to what is open to the reader, else to signing in."""
    notice(sentence)
    fallback = landing_address() if signed_in() else url_for("sign_in.show")
    address = pending_form.destination(fallback)
    pending_form.forget()
    return redirect(address, 303)


def sign_in_by_link(secret: str) -> ResponseReturnValue:
    form = Form()
    if not (form.submitted and _sent(form, sessions.sign_in_by_link, token=secret, device=device_name())):
        return _page(form, "magic-link")
    open_session(form.data)
    address = pending_form.destination(landing_address())
    pending_form.forget()
    return redirect(address, 303)


def new_password(secret: str) -> ResponseReturnValue:
    form = Form("password")
    if not (
        form.submitted
        and form.require(password=_("Choose a password."))
        and _sent(
            form,
            accounts.reset_password,
            token=secret,
            password=form["password"],
            device=device_name(),
        )
    ):
        return _page(form, "password-reset", "new_password")
    close_session()
    notice(_("Your new password is set. Sign in with it; your other devices were signed out."))
    return redirect(url_for("sign_in.show"), 303)


def take_back(secret: str) -> ResponseReturnValue:
    """The old address again, nobody signed in; then at once a new password, since whoever came in knew the last."""
    form = Form()
    if not (form.submitted and _sent(form, accounts.take_back_account, token=secret)):
        return _page(form, "email-changed")
    close_session()
    notice(_("Your account is yours again, and everyone was signed out. Now choose a new password."))
    following = url_for("links.show", kind="password-reset", secret=form.data["password_token"])
    return redirect(following, 303)


def invitation(secret: str) -> ResponseReturnValue:
    """What is offered, then: accept it when signed in, else sign in or open an account and come back."""
    form = Form()
    then = request.form.get("then", "")
    if form.submitted and then in {"sign_in", "register", "switch"}:
        return _sign_in_first(then)
    try:
        offer = anonymous_api(members.read_invitation, token=secret).data
    except Refusal as refusal:
        if refusal.code != "link_expired" and "token" not in refusal.fields:
            raise
        return _expired("invitation")
    if not (
        form.submitted and signed_in() and _sent(form, members.accept_invitation, token=secret, own=True)
    ):
        title, says = ROLES.get(offer["role"], (offer["role"], ""))
        return _page(form, "invitation", "invitation", offer=offer, role=title, says=says)
    renew_session()
    notice(_("Welcome! You now work with %(organisation)s.", organisation=offer["organisation_name"]))
    return redirect(url_for("organiser.index"), 303)


def _sign_in_first(then: str) -> ResponseReturnValue:
    """The secret address is kept in a cookie, not in the address of the next page."""
    if then == "switch":
        with suppress(Refusal, Unavailable):
            api(sessions.sign_out)
        close_session()
    pending_form.remember(request.path)
    return redirect(url_for("sign_in.register" if then == "register" else "sign_in.show"), 303)


def vote(secret: str) -> ResponseReturnValue:
    """`<votation>.<link>`: who holds the link enters the booth. The link goes to a cookie, not to the next address."""
    votation_id, _dot, link = secret.partition(".")
    if not link:
        return _expired("vote")
    form = Form()
    try:
        votation = read_announced(str(UUID(votation_id)))
        if not form.submitted:
            return _never_kept_page(form, votation)
        return booth_access.enter(votation["id"], link)
    except ValueError:
        return _expired("vote")
    except Refusal as refusal:
        if refusal.code not in {"link_unknown", "not_found"}:
            raise
        return _expired("vote")


def _never_kept_page(form: Form, votation: View) -> ResponseReturnValue:
    page = render_template("votation/link.html", form=form, **page_context(votation))
    return _never_kept(page, form.status)


KINDS: dict[str, Callable[[str], ResponseReturnValue]] = {
    "email-confirmation": confirm_email,
    "email-change": confirm_new_email,
    "magic-link": sign_in_by_link,
    "password-reset": new_password,
    "email-changed": take_back,
    "invitation": invitation,
    "vote": vote,
}


READ_BY_THEIR_PAGE = frozenset({"invitation", "vote"})  # which shows what it read, or that there is nothing


@bp.route("/lien/<kind>/<secret>", methods=["GET", "POST"])
def show(kind: str, secret: str) -> ResponseReturnValue:
    answer = KINDS.get(kind)
    if answer is None:
        abort(404)
    if request.method != "POST" and kind not in READ_BY_THEIR_PAGE and _is_over(kind, secret):
        return _expired(kind)
    return answer(secret)
