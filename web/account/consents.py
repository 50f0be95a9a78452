"""What one consents to, and taking it back."""

from typing import Any

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue

from contracts.identity import accounts
from web.account.account import bp, page
from web.core.api import api
from web.core.forms import Form
from web.core.i18n import _
from web.core.notices import notice
from web.core.session import sign_in_required


def purposes() -> dict[str, dict[str, str]]:
    """Each purpose in plain words: what is agreed to, and what happens without it."""
    return {
        "project_news": {
            "title": _("Write to me about the projects I take part in"),
            "says": _(
                "One reminder when a step you have not taken part in yet closes soon. Without it, we only write "
                "about your account, your texts, dates that change, and votes whose roll you are on."
            ),
        },
        "terms": {
            "title": _("Terms of use"),
            "says": _("Accepted when you opened your account. They are needed to take part."),
        },
    }


TEXT_VERSION = "2026-12"


@bp.get("/compte/consentements")
@sign_in_required
def consents() -> ResponseReturnValue:
    return _consents_page(Form(), api(accounts.list_my_consents).data["items"])


def _consents_page(form: Form, said: list[dict[str, Any]]) -> ResponseReturnValue:
    """The last word on each purpose decides; those before it are its history."""
    newest_first = sorted(said, key=lambda one: str(one["decided_at"]), reverse=True)
    shown = []
    for name, words in purposes().items():
        words_given = [one for one in newest_first if one["purpose"] == name]
        shown.append(
            {
                "name": name,
                "granted": bool(words_given and words_given[0]["granted"]),
                "history": words_given,
                **words,
            }
        )
    return page(form, "consents", purposes=shown)


@bp.post("/compte/consentements/<purpose>")
@sign_in_required
def decide(purpose: str) -> ResponseReturnValue:
    if purpose not in purposes() or purpose == "terms":
        abort(404)
    form = Form("granted")
    granted = form["granted"] == "yes"
    body = {"granted": granted, "text_version": TEXT_VERSION}
    if not form.send(lambda: api(accounts.decide_consent, key=form.key, purpose=purpose, **body)):
        return _consents_page(form, api(accounts.list_my_consents).data["items"])
    notice(_("It is noted: you agree.") if granted else _("It is noted: you no longer agree."))
    return redirect(url_for("account.consents"), 303)
