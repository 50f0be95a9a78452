"""Workspace of an organiser: choose an organisation, its workspace, its page, its themes and zones."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from contracts.consultations import exports
from contracts.consultations import organisations as theme_operations
from contracts.consultations import projects as project_operations
from contracts.identity import organisations
from contracts.notifications import deliveries
from web.core import branding
from web.core.api import api, bypass_cache_briefly
from web.core.forms import Form, whole_number
from web.core.gateway_client import Answer, GatewayError
from web.core.i18n import _
from web.core.notices import notice
from web.core.session import access_token, claims, sign_in_required
from web.workspace.editing import Edit, act
from web.workspace.labels import capital, install_words, organisation_kinds, report_reason, role_name
from web.workspace.workspace import (
    PLATFORM,
    Workspace,
    all_items,
    grants,
    open_workspace,
    show,
    waiting_for_moderation,
)

bp = Blueprint("organiser", __name__)


def _teach_words(state: BlueprintSetupState) -> None:
    """Templates call them by name, and lists of roles are written with `|map`."""
    state.app.jinja_env.globals.update(install_words())
    state.app.jinja_env.filters.update(role_name=role_name, capital=capital, report_reason=report_reason)


bp.record_once(_teach_words)

OPENS_ORGANISATIONS = PLATFORM | {"network_manager"}
WITH_EXPORTS = 4


def _platform_roles() -> set[str]:
    return {role for role, scope in claims(access_token()).get("roles") or [] if scope is None}


@bp.get("/organisation")
@sign_in_required
def index() -> ResponseReturnValue:
    """The organisations where one has a role; straight to the workspace when there is one only."""
    mine = grants()
    ids = list(dict.fromkeys(each["organisation_id"] for each in mine if each.get("organisation_id")))
    platform = _platform_roles()
    if len(ids) == 1 and not platform:
        return redirect(
            url_for(
                "organiser.home", org=api(organisations.get_organisation, organisation=ids[0]).data["slug"]
            )
        )
    cursor = request.args.get("cursor")
    found = _everywhere(cursor) if platform & PLATFORM else {"items": [_organisation(each) for each in ids]}
    roles = {
        each["id"]: [grant["role"] for grant in mine if grant.get("organisation_id") == each["id"]]
        for each in found["items"]
    }
    return render_template(
        "organise/index.html",
        organisations=found["items"],
        roles=roles,
        following=found.get("next_cursor"),
        cursor=cursor,
        opens=bool(platform & OPENS_ORGANISATIONS),
        oversees=bool(platform & PLATFORM),
    )


def _organisation(organisation_id: str) -> Any:
    return api(organisations.get_organisation, organisation=organisation_id).data


def _everywhere(cursor: str | None) -> Any:
    return api(organisations.list_organisations, limit=50, cursor=cursor).data


@bp.get("/organisation/-/projets/<project_id>")
@sign_in_required
def project(project_id: str) -> ResponseReturnValue:
    """From a project's own page to its workspace."""
    found = api(project_operations.get_project, project=project_id).data
    slug = _organisation(found["organisation_id"])["slug"]
    return redirect(url_for("organiser_projects.show", org=slug, slug=found["slug"]))


@bp.get("/organisation/<org>")
@sign_in_required
def home(org: str) -> ResponseReturnValue:
    """Projects with their state, and what waits."""
    workspace = open_workspace(org, "look")
    asked: dict[str, Any] = {
        "organisation_id": workspace.id,
        "limit": 50,
        "cursor": request.args.get("cursor"),
    }
    found = api(project_operations.list_projects, **asked).data
    projects = sorted(found["items"], key=lambda each: ORDER.index(each["state"]))
    return show(
        "organise/home",
        workspace,
        "organiser.home",
        projects=projects,
        drafts=sum(each["state"] == "draft" for each in projects),
        moderation=waiting_for_moderation(workspace) if workspace.may("moderate") else None,
        exports=_ready_exports(workspace, projects),
        following=found.get("next_cursor"),
        cursor=request.args.get("cursor"),
    )


ORDER = ("open", "draft", "upcoming", "closed")


def _ready_exports(workspace: Workspace, projects: list[Any]) -> list[dict[str, Any]]:
    """The latest export of the first projects, while it can be downloaded or is being made."""
    if not workspace.may("export"):
        return []
    ready: list[dict[str, Any]] = []
    for each in [one for one in projects if one["state"] != "draft"][:WITH_EXPORTS]:
        try:
            items = api(exports.list_exports, project_id=each["id"], limit=1).data["items"]
        except GatewayError:
            return ready
        ready += [{"project": each, "export": export} for export in items]
    return ready


# --- the organisation's page


@bp.route("/organisation/<org>/fiche", methods=["GET", "POST"])
@sign_in_required
def settings(org: str) -> ResponseReturnValue:
    workspace = open_workspace(org)
    form = Edit(*SETTINGS, stored=_page_of(workspace.organisation), version=workspace.organisation["version"])
    if (
        form.submitted
        and form.require(name=_("Write the name of the organisation."))
        and form.save(lambda: _change(form, workspace), lambda: _settings_now(workspace))
    ):
        notice(_("The page of the organisation is saved."))
        return redirect(workspace.href("organiser.settings"), 303)
    return show(
        "organise/settings",
        workspace,
        "organiser.settings",
        form,
        legible=_legible(form["colour"]),
        breadcrumbs=[(_("Organisation page"), "")],
    )


SETTINGS = (
    "name", "colour", "website", "small_group_size",
    "contact_email", "phone", "postal_address", "publication_director",
)  # fmt: skip
EMPTIABLE = tuple(name for name in SETTINGS if name not in {"name", "small_group_size"})


def _page_of(organisation: Any) -> dict[str, Any]:
    return {name: organisation.get(name) or "" for name in SETTINGS}


def _settings_now(workspace: Workspace) -> tuple[dict[str, Any], int]:
    now = _organisation(workspace.id)
    return _page_of(now), now["version"]


def _change(form: Edit, workspace: Workspace) -> Answer:
    body = form.values(**{name: form[name] or None for name in EMPTIABLE})
    return api(
        organisations.change_organisation,
        key=form.key,
        etag=form.etag,
        organisation_id=workspace.id,
        **_with_number(body),
    )


def _with_number(body: dict[str, Any]) -> dict[str, Any]:
    size = whole_number(str(body.get("small_group_size", "")))
    return body if size is None else body | {"small_group_size": size}


def _legible(colour: str) -> dict[str, Any] | None:
    """How a colour reads, once made legible; nothing for what is not a colour."""
    if not branding.HEX.match(colour or ""):
        return None
    made = branding.brand(colour)
    return {
        "given": colour.lower(),
        "ground": made.ground,
        "ink": made.ink,
        "contrast": round(branding.contrast(made.ground, made.ink), 1),
        "kept": made.ground == colour.lower(),
    }


# --- themes and zones


@bp.route("/organisation/<org>/themes-et-zones", methods=["GET", "POST"])
@sign_in_required
def labels(org: str) -> ResponseReturnValue:
    """The words that sort projects: what they are about, and where."""
    workspace = open_workspace(org)
    form = Form("kind", "label", defaults={"kind": "themes"})
    if form.submitted and _defined(form, workspace):
        notice(_("“%(label)s” is added.", label=form["label"]))
        return redirect(workspace.href("organiser.labels"), 303)
    return show(
        "organise/labels",
        workspace,
        "organiser.labels",
        form,
        themes=api(theme_operations.list_themes, organisation_id=workspace.id).data["items"],
        zones=api(theme_operations.list_zones, organisation_id=workspace.id).data["items"],
        breadcrumbs=[(_("Themes and zones"), "")],
    )


def _defined(form: Form, workspace: Workspace) -> bool:
    define = theme_operations.define_zone if form["kind"] == "zones" else theme_operations.define_theme
    return form.require(label=_("Write a name.")) and act(
        form, lambda: api(define, key=form.key, organisation_id=workspace.id, label=form["label"])
    )


# --- the platform


def _created(form: Form) -> bool:
    form.require(name=_("Write the name of the organisation."), kind=_("Choose what it is."))
    return form.send(
        lambda: api(organisations.create_organisation, key=form.key, **form.values()), all_at_once=True
    )


@bp.route("/plateforme/organisations/nouvelle", methods=["GET", "POST"])
@sign_in_required
def create() -> ResponseReturnValue:
    """Open a space for a new organisation."""
    form = Form("name", "slug", "kind", "colour", "website", defaults={"kind": "municipality"})
    if form.submitted and _created(form):
        bypass_cache_briefly()
        notice(_("The space of %(name)s is open. Invite its first organiser.", name=form["name"]))
        return redirect(url_for("members.invite", org=form.data["slug"]), 303)
    if form.refusal and form.refusal.code == "slug_taken":
        form.problem = None
        form.fail(
            "slug", form.refusal.detail + " " + _("Choose another one, for instance with the department.")
        )
    return form.page(
        "organise/create.html",
        kinds=organisation_kinds(),
        allowed=_platform_roles() & OPENS_ORGANISATIONS,
    )


@bp.get("/plateforme/messages")
@sign_in_required
def platform_messages() -> ResponseReturnValue:
    """The mails of accounts, which belong to no organisation."""
    state = request.args.get("etat") or None
    asked: dict[str, Any] = {"state": state, "limit": 50, "cursor": request.args.get("cursor")}
    found = api(deliveries.list_deliveries, **asked).data
    all_projects: dict[str, str] = {}
    return Form().page(
        "organise/platform_messages.html",
        items=found["items"],
        names=all_projects,
        state=state,
        following=found.get("next_cursor"),
        cursor=request.args.get("cursor"),
    )


def project_names(workspace: Workspace) -> dict[str, str]:
    """Titles of the organisation's projects by id."""
    return {
        each["id"]: each["title"]
        for each in all_items(project_operations.list_projects, pages=2, organisation_id=workspace.id)
    }
