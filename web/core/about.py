"""Pages about the suite itself: what it is, accessibility, legal notice, privacy, security."""

import re
from typing import Any

from flask import Blueprint, render_template, request

from contracts.identity import organisations
from web.core.api import read
from web.core.gateway_client import Refusal
from web.core.i18n import gettext_noop
from web.core.request_context import language, settings

bp = Blueprint("about", __name__)

TITLES = {
    "about": gettext_noop("About"),
    "legal": gettext_noop("Legal notice and contact"),
    "privacy": gettext_noop("Privacy and personal data"),
    "security": gettext_noop("Security"),
}
STATUSES = {
    "none": gettext_noop("Accessibility: not compliant"),
    "partial": gettext_noop("Accessibility: partially compliant"),
    "full": gettext_noop("Accessibility: fully compliant"),
}
NAME = re.compile(r"[a-z0-9-]{1,80}")


def text(name: str, title: str = "", **more: Any) -> str:
    """A long text: written once per language, in `templates/texts/<language>/`, not sentence by sentence."""
    return render_template(
        "text.html",
        title=title or TITLES[name],
        body=f"texts/{language()}/{name}.html",
        endpoint=f"about.{name}",
        **more,
    )


@bp.app_template_global()
def accessibility_title() -> str:
    """What the foot of each page has to say, to be translated."""
    return STATUSES[settings().accessibility]


@bp.get("/a-propos")
def about() -> str:
    return text("about")


@bp.get("/accessibilite")
def accessibility() -> str:
    return text("accessibility", accessibility_title())


@bp.get("/mentions-legales")
def legal() -> str:
    """Of the suite, and of the organisation whose page the reader comes from."""
    asked = request.args.get("organisation", "")
    return text("legal", publisher=publisher(asked) if asked else None)


def publisher(organisation: str) -> Any | None:
    """The organisation as its legal notice names it; nothing for one that is not there."""
    try:
        return (
            read(organisations.get_organisation, organisation=organisation)
            if NAME.fullmatch(organisation)
            else None
        )
    except Refusal:
        return None


@bp.get("/donnees-personnelles")
def privacy() -> str:
    return text("privacy")


@bp.get("/securite")
def security() -> str:
    return text("security")


@bp.get("/.well-known/security.txt")
def security_txt() -> tuple[str, int, dict[str, str]]:
    return render_template("security.txt"), 200, {"Content-Type": "text/plain; charset=utf-8"}
