"""The workspace of an organisation: whose it is, what the reader may do there, and the menu of its pages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import abort, current_app, g, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from contracts.consultations import moderation, projects, steps
from contracts.identity import accounts, organisations
from contracts.operations import Operation
from web.core.api import api
from web.core.forms import Form
from web.core.gateway_client import GatewayError, Refusal
from web.core.i18n import _
from web.core.session import access_token, claims
from web.workspace.labels import role_name

View = Mapping[str, Any]
PLATFORM = frozenset({"platform_admin"})
STAFF = frozenset({"organiser", "moderator", "analyst", "supervisor", "decision_maker"})
RIGHTS: dict[str, frozenset[str]] = {
    "organise": frozenset({"organiser"}) | PLATFORM,
    "moderate": frozenset({"organiser", "moderator"}) | PLATFORM,
    "export": frozenset({"organiser", "analyst"}) | PLATFORM,
    "facilitate": frozenset({"organiser", "moderator", "mediator"}) | PLATFORM,
    "look": STAFF | {"mediator", "network_member"} | PLATFORM,
}


@dataclass(frozen=True)
class Workspace:
    """An organisation's workspace, or that of one of its projects."""

    organisation: View
    roles: frozenset[str]
    project: Any = None

    @property
    def slug(self) -> str:
        return str(self.organisation["slug"])

    @property
    def id(self) -> str:
        return str(self.organisation["id"])

    @property
    def brand(self) -> dict[str, Any]:
        return {
            "id": self.organisation["id"],
            "name": self.organisation["name"],
            "colour": self.organisation.get("colour"),
            "logo": None,
            "address": url_for("organiser.home", org=self.slug),
        }

    def may(self, right: str) -> bool:
        return not RIGHTS[right].isdisjoint(self.roles)

    def need(self, right: str) -> None:
        """Say no in words that tell which role is missing."""
        if not self.may(right):
            mine = ", ".join(role_name(role) for role in sorted(self.roles)) or _("none")
            wanted = ", ".join(role_name(role) for role in sorted(RIGHTS[right] - PLATFORM))
            raise Refusal(
                "forbidden",
                403,
                _(
                    "Your role in %(organisation)s: %(mine)s. This page is for: %(wanted)s. Ask an organiser "
                    "of %(organisation)s for that role if you need it.",
                    organisation=self.organisation["name"],
                    mine=mine,
                    wanted=wanted,
                ),
            )

    def href(self, endpoint: str, **values: Any) -> str:
        """The address of another page of this workspace."""
        here = {"org": self.slug}
        if self.project and current_app.url_map.is_endpoint_expecting(endpoint, "slug"):
            here["slug"] = self.project["slug"]
        return url_for(endpoint, **{**here, **values})

    def step(self, step_id: str) -> View:
        """A step of this project, in full and as it stands now."""
        if not self.project or all(each["id"] != step_id for each in self.project["steps"]):
            abort(404)
        step: View = api(steps.get_step, step_id=step_id).data
        return step


def grants() -> list[View]:
    """Every role one holds and where, as one's account says."""
    found: list[View] = api(accounts.get_my_account).data.get("grants") or []
    return found


def roles_in(organisation_id: str, project_id: str | None = None) -> frozenset[str]:
    """From the token when it holds a role for the whole organisation, else from the account."""
    said = claims(access_token()).get("roles") or []
    wide = {role for role, scope in said if scope is None or scope in (organisation_id, project_id)}
    if wide & RIGHTS["look"]:
        return frozenset(wide)
    here = (grant for grant in grants() if grant.get("organisation_id") in (None, organisation_id))
    return frozenset(
        grant["role"] for grant in here if not project_id or grant.get("project_id") in (None, project_id)
    )


def open_workspace(org: str, right: str = "organise") -> Workspace:
    """The organisation's workspace, for who has that right there."""
    organisation = api(organisations.get_organisation, organisation=org).data
    workspace = Workspace(organisation, roles_in(organisation["id"]))
    workspace.need(right)
    return workspace


def open_project(org: str, slug: str, right: str = "organise") -> Workspace:
    """The workspace of one project. Its pages speak in the project's time zone."""
    organisation = api(organisations.get_organisation, organisation=org).data
    project = api(projects.get_project, project=slug).data
    if project["organisation_id"] != organisation["id"]:
        abort(404)
    g.time_zone = project["time_zone"]
    workspace = Workspace(organisation, roles_in(organisation["id"], project["id"]), project)
    workspace.need(right)
    return workspace


def all_items(operation: Operation, /, *, pages: int = 5, **fields: Any) -> Iterator[Any]:
    """The items of the first pages of a list, read as oneself."""
    fields = {"limit": 100, **fields}
    for _page in range(pages):
        found = api(operation, **fields).data
        yield from found["items"]
        if not found.get("next_cursor"):
            return
        fields["cursor"] = found["next_cursor"]


def waiting_for_moderation(workspace: Workspace) -> int | None:
    """How many texts wait, 100 standing for that many or more; nothing when it cannot be known."""
    try:
        found = api(moderation.list_moderation, organisation_id=workspace.id, limit=100).data
    except GatewayError:
        return None
    return len(found["items"])


# --- menus: (endpoint, label, right); an endpoint is current when the page says so


def _links(workspace: Workspace, pages: list[tuple[str, str, str]], current: str) -> list[dict[str, Any]]:
    return [
        {"href": workspace.href(name), "label": label, "current": name == current}
        for name, label, right in pages
        if workspace.may(right)
    ]


def menu(workspace: Workspace, current: str) -> list[dict[str, Any]]:
    if workspace.project:
        return _links(workspace, _project_pages(workspace.project), current)
    return _links(
        workspace,
        [
            ("organiser.home", _("Projects"), "look"),
            ("bureau.index", _("Votations"), "look"),
            ("moderation.index", _("Moderation"), "moderate"),
            ("members.index", _("Members and roles"), "organise"),
            ("members_groups.index", _("Groups"), "organise"),
            ("members_groups.types", _("Kinds of participants"), "organise"),
            ("organiser.labels", _("Themes and zones"), "organise"),
            ("organiser.settings", _("Organisation page"), "organise"),
            ("organiser_trails.deliveries", _("Messages sent"), "organise"),
            ("organiser_trails.organisation", _("Who did what"), "organise"),
        ],
        current,
    )


def _project_pages(project: View) -> list[tuple[str, str, str]]:
    live = [
        ("organiser_exports.figures", _("Figures"), "look"),
        ("organiser_exports.index", _("Exports"), "export"),
    ]
    return [
        ("organiser_projects.show", _("Set-up") if project["state"] == "draft" else _("Overview"), "look"),
        *(live if project["state"] != "draft" else []),
        ("organiser_projects.texts", _("Texts"), "organise"),
        ("organiser_steps.index", _("Steps and dates"), "organise"),
        ("organiser_projects.about", _("Themes and zones"), "organise"),
        ("organiser_publication.preview", _("Preview"), "look"),
        ("organiser_publication.publish", _("Publication"), "organise"),
        ("organiser_publication.more", _("Copy and editions"), "organise"),
        ("organiser_trails.project", _("Who did what"), "organise"),
    ]


def breadcrumbs(workspace: Workspace, *more: tuple[str, str]) -> list[dict[str, str]]:
    """Where the page stands; the last one is the page itself."""
    crumbs = [{"label": workspace.organisation["name"], "href": workspace.href("organiser.home")}]
    if workspace.project:
        crumbs.append(
            {"label": workspace.project["title"], "href": workspace.href("organiser_projects.show")}
        )
    crumbs += [{"label": label, "href": href} for label, href in more]
    if crumbs:
        crumbs[-1] = {"label": crumbs[-1]["label"], "href": ""}
    return crumbs


def show(
    template: str, /, workspace: Workspace, current: str, form: Form | None = None, **context: Any
) -> ResponseReturnValue:
    """A page of the workspace, with its menu; never kept by anyone."""
    shared = {
        "workspace": workspace,
        "project": workspace.project,
        "organisation": workspace.brand,
        "workspace_title": workspace.project["title"]
        if workspace.project
        else workspace.organisation["name"],
        "workspace_links": menu(workspace, current),
        "crumbs": breadcrumbs(workspace, *context.pop("breadcrumbs", [])),
        "sent_here": request.method == "POST",
    }
    if form is not None:
        return form.page(f"{template}.html", **{**shared, **context})
    answer = make_response(render_template(f"{template}.html", **{**shared, **context}))
    answer.headers["Cache-Control"] = "no-store"
    return answer
