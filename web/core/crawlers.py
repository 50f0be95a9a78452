"""What search engines are told: what they may read, and where it is."""

from collections.abc import Iterator

from flask import Blueprint, Response, render_template, url_for

from contracts.consultations import projects
from contracts.operations import Operation
from contracts.votation import votations
from web.core.about import TITLES
from web.core.api import anonymous_api
from web.core.gateway_client import GatewayError
from web.core.request_context import settings

bp = Blueprint("crawlers", __name__)

PRIVATE = (
    "/compte",
    "/organisation",
    "/plateforme",
    "/kiosque",
    "/connexion",
    "/inscription",
    "/lien",
    "/langue",
)
PER_PAGE = 100
MOST = (
    5_000  # a sitemap may hold 50,000 addresses (sitemaps.org); each page of 100 is one question to a service
)


@bp.get("/robots.txt")
def robots() -> Response:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in PRIVATE)]
    sitemap = f"Sitemap: {settings().origin}{url_for('crawlers.sitemap')}"
    return Response("\n".join([*lines, "", sitemap, ""]), mimetype="text/plain")


@bp.get("/sitemap.xml")
def sitemap() -> Response:
    """Public projects and announced votations; the pages of the suite alone while a service rests."""
    addresses = [
        url_for("home.show"),
        url_for("projects.index"),
        *(url_for(f"about.{name}") for name in TITLES),
    ]
    addresses += [
        url_for("projects.show", slug=project["slug"]) for project in public(projects.list_projects)
    ]
    addresses += [
        url_for("votations.show", votation_id=votation["id"]) for votation in public(votations.list_votations)
    ]
    page = render_template("sitemap.xml", addresses=[settings().origin + path for path in addresses])
    return Response(page, mimetype="application/xml")


def public(operation: Operation) -> Iterator[dict[str, str]]:
    """What anyone may read of a list, page after page."""
    cursor = None
    for _page in range(MOST // PER_PAGE):
        try:
            found = anonymous_api(operation, limit=PER_PAGE, cursor=cursor).data
        except GatewayError:
            return
        yield from found["items"]
        cursor = found.get("next_cursor")
        if not cursor:
            return
