"""A project from its template to its set-up: choose, create, the checklist, texts, themes and zones."""

from functools import partial
from typing import Any, NamedTuple

from flask import Blueprint, abort, redirect
from flask.typing import ResponseReturnValue

from contracts.consultations import organisations as theme_operations
from contracts.consultations import projects
from contracts.operations import Operation
from web.core.api import api, bypass_cache_briefly
from web.core.formats import zone_choices
from web.core.forms import Form
from web.core.gateway_client import Answer
from web.core.i18n import _
from web.core.labels import label
from web.core.notices import notice
from web.core.request_context import language
from web.core.session import sign_in_required
from web.organise.setup import Setup, setup
from web.participate.projects import step_items
from web.participate.step_page import DRAWINGS, drawing_of
from web.workspace.editing import Edit, act, attach_error, latest_act
from web.workspace.labels import both, drawing_names
from web.workspace.workspace import Workspace, open_project, open_workspace, show

bp = Blueprint("organiser_projects", __name__)

BARE = "libre"


class Advice(NamedTuple):
    """What a template is for, how long it takes, and what makes it succeed."""

    suits: str
    lasts: str
    tip: str


def advice(name: str) -> Advice:
    found = {
        "problem_causes_solutions": Advice(
            _("You know that something is wrong, not yet why: traffic, canteen, school dropouts."),
            _("6 to 8 weeks"),
            _("Publish three or four problems yourself, so that people see what is expected."),
        ),
        "draft_text": Advice(
            _("You have a draft: by-laws, a charter, an agreement, a bill."),
            _("3 to 4 weeks"),
            _("Say what can still change and what cannot: people forgive limits, not surprises."),
        ),
        "open_question": Advice(
            _("You need opinions quickly on one subject."),
            _("2 to 3 weeks"),
            _("Ask one question that can be answered in three sentences."),
        ),
        "idea_box": Advice(
            _("You want wishes and ideas, from children too, online and at workshops."),
            _("4 to 6 weeks"),
            _("Plan two workshops: half of the ideas come from people who would not have come online."),
        ),
    }
    return found.get(name, Advice("", "", ""))


@bp.get("/organisation/<org>/projets/nouveau")
@sign_in_required
def choose(org: str) -> ResponseReturnValue:
    """The templates, each with what it is for."""
    workspace = open_workspace(org)
    templates = [
        {
            "name": each["name"],
            "title": both(each, "title"),
            "says": both(each, "says"),
            "steps": [step["title"] for step in each["steps"]],
            "advice": advice(each["name"]),
            "href": workspace.href("organiser_projects.create", template=each["name"]),
        }
        for each in api(projects.list_templates).data["items"]
    ]
    return show(
        "organise/choose",
        workspace,
        "organiser.home",
        templates=templates,
        bare=workspace.href("organiser_projects.create", template=BARE),
        breadcrumbs=[(_("New project"), "")],
    )


@bp.route("/organisation/<org>/projets/nouveau/<template>", methods=["GET", "POST"])
@sign_in_required
def create(org: str, template: str) -> ResponseReturnValue:
    workspace = open_workspace(org)
    known = {each["name"]: each for each in api(projects.list_templates).data["items"]}
    if template not in {*known, BARE}:
        abort(404)
    form = Form("title", "summary", "language", defaults={"language": language()})
    body = {"organisation_id": workspace.id, "template": template if template in known else None}
    if (
        form.submitted
        and form.require(title=_("Give your project a title."))
        and form.send(lambda: api(projects.create_project, key=form.key, **form.values(**body)))
    ):
        bypass_cache_briefly()
        notice(_("Your project is created. Nobody sees it until you publish it."))
        return redirect(workspace.href("organiser_projects.show", slug=form.data["slug"]), 303)
    return show(
        "organise/create_project",
        workspace,
        "organiser.home",
        form,
        start=known.get(template),
        template_title=both(known[template], "title") if template in known else _("Free project"),
        advice=advice(template),
        breadcrumbs=[
            (_("New project"), workspace.href("organiser_projects.choose")),
            (_("Title and summary"), ""),
        ],
    )


@bp.get("/organisation/<org>/projets/<slug>", endpoint="show")
@sign_in_required
def show_project(org: str, slug: str) -> ResponseReturnValue:
    """The set-up as a list of what is done and what is left; once published, the overview."""
    workspace = open_project(org, slug, "look")
    plan: Setup = setup(workspace)
    return show(
        "organise/project",
        workspace,
        "organiser_projects.show",
        plan=plan,
        line=step_items(workspace.project),
        latest=latest_act(workspace.project["id"]) if workspace.may("organise") else None,
        workshops=[step for step in plan.steps if step.get("event_mode")],
    )


# --- texts

TEXTS = ("title", "summary", "body", "authors", "cover", "language", "time_zone")


@bp.route("/organisation/<org>/projets/<slug>/textes", methods=["GET", "POST"])
@sign_in_required
def texts(org: str, slug: str) -> ResponseReturnValue:
    workspace = open_project(org, slug)
    form = Edit(*TEXTS, "preview", stored=_texts_of(workspace.project), version=workspace.project["version"])
    if (
        form.submitted
        and not form["preview"]
        and form.require(title=_("Give your project a title."))
        and form.save(lambda: _save_texts(form, workspace), lambda: _texts_now(workspace))
    ):
        notice(_("The texts are saved."))
        return redirect(workspace.href("organiser_projects.show", slug=form.data["slug"]), 303)
    return show(
        "organise/texts",
        workspace,
        "organiser_projects.texts",
        form,
        zones=zone_choices(workspace.project["time_zone"]),
        drawings=_drawing_names(),
        own_drawing=drawing_of({**workspace.project, "cover": None}),
        latest=latest_act(workspace.project["id"]) if form.changes else None,
        breadcrumbs=[(_("Texts"), "")],
    )


def _drawing_names() -> list[dict[str, str]]:
    names = drawing_names()
    return [{"value": name, "label": label(names, name, "drawing_names")} for name in DRAWINGS]


def _texts_of(project: Any) -> dict[str, Any]:
    return {name: project.get(name) or "" for name in TEXTS} | {
        "authors": "\n".join(project.get("authors") or [])
    }


def _texts_now(workspace: Workspace) -> tuple[dict[str, Any], int]:
    now = api(projects.get_project, project=workspace.project["id"]).data
    return _texts_of(now), now["version"]


def _save_texts(form: Edit, workspace: Workspace) -> Answer:
    body = form.values(
        summary=form["summary"],
        body=form["body"],
        cover=form["cover"] or None,
        authors=[line.strip() for line in form["authors"].split("\n") if line.strip()],
    )
    return api(
        projects.change_project, key=form.key, etag=form.etag, project_id=workspace.project["id"], **body
    )


# --- themes and zones of the project


@bp.route("/organisation/<org>/projets/<slug>/themes-et-zones", methods=["GET", "POST"])
@sign_in_required
def about(org: str, slug: str) -> ResponseReturnValue:
    workspace = open_project(org, slug)
    lists = ("theme_ids", "zone_ids")
    form = Edit(
        "new_theme",
        "new_zone",
        lists=lists,
        stored=_labels_of(workspace.project),
        version=workspace.project["version"],
    )
    if (
        form.submitted
        and _new_labels(form, workspace)
        and form.save(lambda: _save_labels(form, workspace), lambda: _labels_now(workspace))
    ):
        notice(_("The themes and zones are saved."))
        return redirect(workspace.href("organiser_projects.show"), 303)
    return show(
        "organise/about",
        workspace,
        "organiser_projects.about",
        form,
        themes=_choices(workspace, theme_operations.list_themes),
        zones=_choices(workspace, theme_operations.list_zones),
        breadcrumbs=[(_("Themes and zones"), "")],
    )


def _labels_of(project: Any) -> dict[str, Any]:
    return {
        "theme_ids": sorted(each["id"] for each in project["themes"]),
        "zone_ids": sorted(each["id"] for each in project["zones"]),
    }


def _labels_now(workspace: Workspace) -> tuple[dict[str, Any], int]:
    now = api(projects.get_project, project=workspace.project["id"]).data
    return _labels_of(now), now["version"]


def _choices(workspace: Workspace, operation: Operation) -> list[dict[str, str]]:
    items = api(operation, organisation_id=workspace.id).data["items"]
    return [{"value": each["id"], "label": each["label"]} for each in items]


def _new_labels(form: Edit, workspace: Workspace) -> bool:
    """A theme or zone typed in the form is added to the organisation, and ticked."""
    kinds = (
        ("new_theme", theme_operations.define_theme, "theme_ids"),
        ("new_zone", theme_operations.define_zone, "zone_ids"),
    )
    for name, define, chosen in kinds:
        label = form[name]
        if not label:
            continue
        key = f"{form.key}-{name}"
        if not act(form, partial(api, define, key=key, organisation_id=workspace.id, label=label)):
            attach_error(form, "label", name)
            return False
        form.typed[chosen] = [*form[chosen], form.data["id"]]
        form.typed[name] = ""
    return True


def _save_labels(form: Edit, workspace: Workspace) -> Answer:
    body: dict[str, Any] = {name: list(dict.fromkeys(form[name])) for name in ("theme_ids", "zone_ids")}
    return api(
        projects.change_project, key=form.key, etag=form.etag, project_id=workspace.project["id"], **body
    )
