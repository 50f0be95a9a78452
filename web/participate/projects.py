"""Projects: the list with its filters, and one project with its steps, figures and how to take part."""

from typing import Any

from flask import Blueprint, g, render_template, request, url_for

from contracts.consultations import contributions, projects
from contracts.consultations import organisations as theme_operations
from contracts.consultations import steps as step_operations
from contracts.identity import organisations
from web.core.api import read, read_all
from web.core.gateway_client import GatewayError
from web.core.i18n import _, gettext_noop
from web.core.request_context import settings
from web.core.session import access_token, claims
from web.core.sharing import share_links
from web.participate.step_page import StepPage, drawing_of, organisation_of, project_item, read_project
from web.votation.reading import listed

bp = Blueprint("projects", __name__)

PER_PAGE = 12
TEXTS_BESIDE = 5
STATES = {
    "open": gettext_noop("Open projects"),
    "upcoming": gettext_noop("Projects to come"),
    "closed": gettext_noop("Finished projects"),
}
STEPS_WITH_WRITING = {"consultation", "collection"}


@bp.get("/projets")
def index() -> str:
    asked = {
        name: request.args.get(name, "").strip() for name in ("q", "organisation", "etat", "theme", "zone")
    }
    found = read(
        projects.list_projects,
        q=asked["q"][:200],
        organisation_id=asked["organisation"],
        state=asked["etat"] if asked["etat"] in STATES else "",
        theme_id=asked["theme"] if asked["organisation"] else "",
        zone_id=asked["zone"] if asked["organisation"] else "",
        cursor=request.args.get("cursor"),
        limit=PER_PAGE,
    )
    choices = _choices(asked["organisation"])
    return render_template(
        "participate/projects/index.html",
        projects=[project_item(project) for project in found["items"]],
        texts=found_texts(asked["q"], TEXTS_BESIDE)["items"] if len(asked["q"]) > 1 else [],
        asked=asked,
        choices=choices,
        chosen=_chosen(asked, choices),
        state_tabs=_state_tabs(asked),
        next_href=_link(asked, cursor=found["next_cursor"]) if found.get("next_cursor") else "",
        first_href=_link(asked) if request.args.get("cursor") else "",
    )


def found_texts(q: str, limit: int, cursor: str = "") -> Any:
    """Contributions of all projects that a search finds; none while they cannot be asked for."""
    try:
        return read(contributions.search_contributions, q=q[:200], limit=limit, cursor=cursor)
    except GatewayError:
        return {"items": []}


@bp.get("/recherche")
def search() -> str:
    """Every contribution that matches, the latest first."""
    q, cursor = request.args.get("q", "").strip(), request.args.get("cursor", "")
    found = found_texts(q, PER_PAGE, cursor) if len(q) > 1 else {"items": []}
    following = found.get("next_cursor")
    return render_template(
        "participate/projects/search.html",
        q=q,
        texts=found["items"],
        next_href=url_for("projects.search", q=q, cursor=following) if following else "",
        first_href=url_for("projects.search", q=q) if cursor else "",
    )


def _link(asked: dict[str, str], **changes: str) -> str:
    kept = {name: value for name, value in (asked | changes).items() if value}
    return url_for("projects.index", **kept)  # type: ignore[arg-type]


def _choices(organisation: str) -> dict[str, list[dict[str, str]]]:
    """What the filters offer. A list that cannot be had is left out: the projects matter more."""
    choices: dict[str, list[dict[str, str]]] = {"organisation": [], "theme": [], "zone": []}
    try:
        choices["organisation"] = [
            {"value": each["id"], "label": each["name"]}
            for each in read_all(organisations.list_organisations)
        ]
        if organisation:
            for name, operation in (
                ("theme", theme_operations.list_themes),
                ("zone", theme_operations.list_zones),
            ):
                items = read(operation, organisation_id=organisation)["items"]
                choices[name] = [{"value": each["id"], "label": each["label"]} for each in items]
    except GatewayError:
        return choices
    return choices


def _chosen(asked: dict[str, str], choices: dict[str, list[dict[str, str]]]) -> list[dict[str, str]]:
    """The filters at work, each with the address of the list without it."""
    chosen = []
    for name in ("organisation", "theme", "zone"):
        label = next((each["label"] for each in choices[name] if each["value"] == asked[name]), "")
        if label:
            without = {"organisation": "", "theme": "", "zone": ""} if name == "organisation" else {name: ""}
            chosen.append({"label": label, "href": _link(asked, **without)})
    if asked["q"]:
        chosen.append({"label": f"« {asked['q']} »", "href": _link(asked, q="")})
    return chosen


def _state_tabs(asked: dict[str, str]) -> list[dict[str, Any]]:
    names = {"": _("All"), **{state: _(word) for state, word in STATES.items()}}
    return [
        {"label": word, "href": _link(asked, etat=state), "current": asked["etat"] == state}
        for state, word in names.items()
    ]


@bp.get("/projets/<slug>")
def show(slug: str) -> str:
    project = read_project(slug)
    current = _current_step(project)
    step_page = (
        StepPage(project, read(step_operations.get_step, step_id=current["id"]))
        if current and _has_writing(current)
        else None
    )
    listen(project["id"])
    return render_template(
        "participate/projects/show.html",
        project=project,
        organisation=organisation_of(project),
        drawing=drawing_of(project),
        steps=step_items(project, current),
        current=current,
        also_open=[step for step in project["steps"] if _has_writing(step) and step != current],
        step_page=step_page,
        figures=_figures(project["id"]),
        editions=[each for each in project.get("editions") or [] if each["id"] != project["id"]],
        shares=share_links(project["title"], url_for("projects.show", slug=project["slug"])),
        manage_href=_manage_address(project),
        # Only its own organisation's: others may name any project in a vote of theirs.
        votations=listed(project_id=project["id"], organisation_id=project["organisation_id"]),
    )


def _has_writing(step: dict[str, Any]) -> bool:
    return step["kind"] in STEPS_WITH_WRITING and step["state"] == "open"


def _current_step(project: Any) -> dict[str, Any] | None:
    """The step the page leads to: one that takes contributions, else an open one, else the next to open."""
    steps = project["steps"]
    orders = (
        _has_writing,
        lambda step: step["state"] == "open" and step["closes_at"],
        lambda step: step["state"] == "upcoming",
    )
    return next((step for wanted in orders for step in steps if wanted(step)), None)


def step_items(project: Any, current: Any = None) -> list[dict[str, Any]]:
    """The steps as the dated line shows them."""
    return [
        {
            "title": step["title"],
            "kind": step["kind"],
            "href": url_for("consultation.step", slug=project["slug"], step_id=step["id"]),
            "opens_at": step["opens_at"],
            "closes_at": step["closes_at"],
            "status": step["state"],
            "current": bool(current and step["id"] == current["id"]),
        }
        for step in project["steps"]
    ]


def _figures(project_id: str) -> Any | None:
    try:
        return read(projects.get_figures, project_id=project_id)
    except GatewayError:
        return None


def listen(project_id: str) -> None:
    """Let this page's script hear the gateway's live figures."""
    origin = settings().live_origin
    if origin:
        g.live_figures = f"{origin}/api/v1/projects/{project_id}/figures/stream"
        g.csp = {"connect-src": f"'self' {origin}"}


MANAGERS = {"platform_admin", "organiser"}


def _manage_address(project: Any) -> str | None:
    """The organiser's page of the project, for whoever holds the role; the services judge in any case."""
    scopes = {None, project["id"], project["organisation_id"]}
    roles = claims(access_token()).get("roles") or []
    if not any(role in MANAGERS and scope in scopes for role, scope in roles):
        return None
    return url_for("organiser.project", project_id=project["id"])
