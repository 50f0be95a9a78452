"""Pages about the suite itself: what it is, accessibility, legal notice, privacy, security."""

from flask import Blueprint, render_template

from web.i18n import language, later

bp = Blueprint("about", __name__)

TITLES = {
    "about": later("About"),
    "accessibility": later("Accessibility: partially compliant"),
    "legal": later("Legal notice"),
    "privacy": later("Privacy and personal data"),
    "security": later("Security"),
}


def text(name: str) -> str:
    """A long text: written once per language, in `templates/texts/<language>/`, not sentence by sentence."""
    return render_template(
        "pages/text.html",
        title=TITLES[name],
        body=f"texts/{language()}/{name}.html",
        endpoint=f"about.{name}",
    )


@bp.get("/a-propos")
def about() -> str:
    return text("about")


@bp.get("/accessibilite")
def accessibility() -> str:
    return text("accessibility")


@bp.get("/mentions-legales")
def legal() -> str:
    return text("legal")


@bp.get("/donnees-personnelles")
def privacy() -> str:
    return text("privacy")


@bp.get("/securite")
def security() -> str:
    return text("security")


@bp.get("/.well-known/security.txt")
def security_txt() -> tuple[str, int, dict[str, str]]:
    return render_template("pages/security.txt"), 200, {"Content-Type": "text/plain; charset=utf-8"}
