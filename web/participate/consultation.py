"""A step of any kind, its sections, its graph, what was set aside in it, what one wrote there."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from contracts.consultations import contributions, projects
from contracts.consultations import steps as step_operations
from contracts.identity import organisations
from web.core.api import read, read_all
from web.core.formats import now
from web.core.gateway_client import GatewayError
from web.core.i18n import _, gettext_noop
from web.core.request_context import language
from web.core.session import sign_in_required
from web.core.sharing import share_links
from web.participate.chains import chains, holding
from web.participate.projects import listen, step_items
from web.participate.step_page import StepPage, View, contribution_item, organisation_of, read_step_page

bp = Blueprint("consultation", __name__, url_prefix="/projets/<slug>/etapes/<step_id>")

BEST = 3
PER_PAGE = 20
EXTRA_READS = 4
SORTS = {
    "votes": gettext_noop("Most votes"),
    "discussed": gettext_noop("Most discussed"),
    "newest": gettext_noop("Newest"),
    "oldest": gettext_noop("Oldest"),
    "random": gettext_noop("At random"),
}
WRITING = {"consultation", "collection"}


def page(template: str, step_page: StepPage, **context: Any) -> str:
    return render_template(
        f"participate/consultation/{template}.html",
        step_page=step_page,
        project=step_page.project,
        step=step_page.step,
        organisation=organisation_of(step_page.project),
        **context,
    )


@bp.get("")
def step(slug: str, step_id: str) -> ResponseReturnValue:
    step_page = read_step_page(slug, step_id)
    common = {
        "steps": step_items(step_page.project, step_page.step),
        "shares": share_links(step_page.step["title"], step_page.href()),
        "figures": _figures(step_page),
        "around": neighbours(step_page),
    }
    if step_page.step["kind"] not in WRITING:
        return page("text", step_page, figure_rows=_figure_rows, **common)
    listen(step_page.project["id"])
    if any(each["role"] == "article" for each in step_page.step["sections"]):
        return page("articles", step_page, articles=_articles(step_page), **common)
    if step_page.step["kind"] == "collection":
        return page("ideas", step_page, best=_best(step_page), **common)
    return page("step", step_page, best=_best(step_page), coverage=_coverage(step_page), **common)


def neighbours(step_page: StepPage) -> dict[str, Any]:
    """The step before and the step after, for whoever reads them one by one."""
    steps = step_page.project["steps"]
    index = next(i for i, each in enumerate(steps) if each["id"] == step_page.step["id"])
    around = {"before": steps[index - 1] if index else None, "after": steps[index + 1 : index + 2]}
    around["after"] = around["after"][0] if around["after"] else None
    return {
        name: {"title": each["title"], "href": _step_address(step_page, each["id"])} if each else None
        for name, each in around.items()
    }


def _step_address(step_page: StepPage, step_id: str) -> str:
    return url_for("consultation.step", slug=step_page.project["slug"], step_id=step_id)


def _figures(step_page: StepPage) -> Any | None:
    if step_page.step["kind"] not in WRITING | {"results"}:
        return None
    scope = {} if step_page.step["kind"] == "results" else {"step_id": step_page.step["id"]}
    try:
        return read(projects.get_figures, project_id=step_page.project["id"], **scope)
    except GatewayError:
        return None


def _figure_rows(bars: list[View]) -> list[dict[str, Any]]:
    """Bars of a chart; those that would tell about a small group have no value and are left out."""
    return [
        {"label": bar[f"label_{language()}"], "value": bar["value"]}
        for bar in bars
        if bar["value"] is not None
    ]


def _best(step_page: StepPage) -> dict[str, list[dict[str, Any]]]:
    """The contributions most supported by section: one question for all, then for what it left out."""
    found: dict[str, list[dict[str, Any]]] = {}
    for card in read(contributions.list_contributions, step_id=step_page.step["id"], sort="votes", limit=40)[
        "items"
    ]:
        kept = found.setdefault(card["section_id"], [])
        if len(kept) < BEST:
            kept.append(contribution_item(card, step_page))
    lacking = [
        each["id"] for each in step_page.contributable if each["contributions"] and each["id"] not in found
    ]
    for section_id in lacking[:EXTRA_READS]:
        cards = read(
            contributions.list_contributions,
            step_id=step_page.step["id"],
            sort="votes",
            limit=BEST,
            section_id=section_id,
        )["items"]
        found[section_id] = [contribution_item(card, step_page) for card in cards]
    return found


def _coverage(step_page: StepPage) -> Any | None:
    """What the graph still lacks; the step is readable without it."""
    if not step_page.is_graph:
        return None
    try:
        return read(step_operations.get_graph, step_id=step_page.step["id"])
    except GatewayError:
        return None


def _articles(step_page: StepPage) -> dict[str, list[dict[str, Any]]]:
    """All articles of the text, in the order in which they were published, by section."""
    found: dict[str, list[dict[str, Any]]] = {}
    for card in read_all(contributions.list_contributions, step_id=step_page.step["id"], sort="oldest"):
        found.setdefault(card["section_id"], []).append(contribution_item(card, step_page))
    return found


@bp.get("/rubriques/<section_id>")
def section(slug: str, step_id: str, section_id: str) -> str:
    step_page = read_step_page(slug, step_id)
    shown = step_page.section(section_id)
    asked = _asked(shown)
    found = read(contributions.list_contributions, step_id=step_id, **_filters(section_id, asked))
    return page(
        "section",
        step_page,
        section=shown,
        path=_path_to(step_page, section_id),
        items=[contribution_item(card, step_page) for card in found["items"]],
        asked=asked,
        sorts=[
            {
                "label": _(word),
                "href": _link(step_page, section_id, asked, tri=sort),
                "current": asked["tri"] == sort,
            }
            for sort, word in SORTS.items()
        ],
        types=_types(step_page),
        next_href=_link(step_page, section_id, asked, cursor=found["next_cursor"])
        if found.get("next_cursor")
        else "",
        first_href=_link(step_page, section_id, asked) if request.args.get("cursor") else "",
    )


def _asked(shown: View) -> dict[str, str]:
    asked = {name: request.args.get(name, "").strip() for name in ("q", "tri", "type", "graine")}
    asked["q"] = asked["q"][:200]
    if asked["tri"] not in SORTS:
        asked["tri"] = shown["sort"]
    if asked["tri"] != "random":
        asked["graine"] = ""
    elif not asked["graine"]:
        asked["graine"] = now().strftime("%Y%m%d%H")  # one order an hour, the same from page to page
    return asked


def _filters(section_id: str, asked: dict[str, str]) -> dict[str, Any]:
    filters = {
        "section_id": section_id,
        "sort": asked["tri"],
        "q": asked["q"],
        "type_id": asked["type"],
        "seed": asked["graine"],
        "cursor": request.args.get("cursor", ""),
    }
    return {name: value for name, value in filters.items() if value} | {"limit": PER_PAGE}


def _link(step_page: StepPage, section_id: str, asked: dict[str, str], **changes: str) -> str:
    kept = {name: value for name, value in (asked | changes).items() if value}
    if kept.get("tri") != "random":
        kept.pop("graine", None)
    return step_page.href("consultation.section", section_id=section_id, **kept)


def _path_to(step_page: StepPage, section_id: str) -> list[View]:
    """The sections above, the topmost first."""
    by_id = {each["id"]: each for each in step_page.step["sections"]}
    path: list[View] = []
    parent = by_id[section_id].get("parent_id")
    while parent in by_id and len(path) < 10:
        path.insert(0, by_id[parent])
        parent = by_id[parent].get("parent_id")
    return path


def _types(step_page: StepPage) -> list[dict[str, str]]:
    """The kinds of participants to filter by."""
    try:
        items = read(
            organisations.list_participant_types, organisation_id=step_page.project["organisation_id"]
        )["items"]
    except GatewayError:
        return []
    return [
        {"value": each["id"], "label": each[f"label_{language()}"]} for each in items if not each["retired"]
    ]


@bp.get("/enchainements")
def graph(slug: str, step_id: str) -> str:
    step_page = read_step_page(slug, step_id, personal=False)
    if not step_page.is_graph:
        abort(404)
    found = read(step_operations.get_graph, step_id=step_id)
    targets = {role: _writing_address(step_page, role) for role in ("cause", "solution")}
    drawn, words = chains(found["nodes"]), request.args.get("q", "").strip()
    if words:
        drawn = replace(drawn, problems=holding(drawn.problems, words), loose=holding(drawn.loose, words))
    return page("graph", step_page, graph=found, chains=drawn, targets=targets, words=words)


def _writing_address(step_page: StepPage, role: str) -> str | None:
    """Where one writes a text of that role."""
    sections = [each for each in step_page.sections_of(role) if each["contributable"]]
    return step_page.href("writing.new", section_id=sections[0]["id"]) if sections else None


@bp.get("/ecartees")
def trashed(slug: str, step_id: str) -> str:
    """What the moderators set aside stays in view, with the reason."""
    step_page = read_step_page(slug, step_id, personal=False)
    cursor = request.args.get("cursor")
    found = read(
        contributions.list_contributions,
        step_id=step_id,
        state="trashed",
        sort="newest",
        limit=PER_PAGE,
        cursor=cursor,
    )
    following = found.get("next_cursor")
    return page(
        "trashed",
        step_page,
        items=[contribution_item(card, step_page, with_section=True) for card in found["items"]],
        next_href=step_page.href("consultation.trashed", cursor=following) if following else "",
        first_href=step_page.href("consultation.trashed") if cursor else "",
    )


@bp.get("/mes-contributions")
@sign_in_required
def mine(slug: str, step_id: str) -> str:
    """One's own texts in a step, drafts first."""
    step_page = read_step_page(slug, step_id)
    written = step_page.mine["contributions"] if step_page.mine else []
    items = [contribution_item(card, step_page, with_section=True) for card in written]
    drafts = [item for item in items if item["status"] == "draft"]
    return page("mine", step_page, drafts=drafts, items=[item for item in items if item["status"] != "draft"])
