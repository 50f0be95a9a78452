"""A project from its template to its set-up: choose, create, the checklist, texts, themes and zones."""

from typing import Any, NamedTuple

from flask import Blueprint, abort, redirect
from flask.typing import ResponseReturnValue

from web.core.formats import zone_choices
from web.core.forms import Form
from web.core.gateway_client import Answer, api
from web.core.i18n import _
from web.core.labels import label
from web.core.reading import wrote
from web.core.request_context import language
from web.core.session import notice, sign_in_required
from web.organise.setup import Setup, setup
from web.participate.projects import step_items
from web.participate.step_context import DRAWINGS, drawing_of
from web.workspace.editing import Edit, act, latest_act, put_beside
from web.workspace.labels import both, drawing_names
from web.workspace.workspace import Desk, open_desk, open_project, show

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
    desk = open_desk(org)
    templates = [
        {
            "name": each["name"],
            "title": both(each, "title"),
            "says": both(each, "says"),
            "steps": [step["title"] for step in each["steps"]],
            "advice": advice(each["name"]),
            "href": desk.href("organiser_projects.create", template=each["name"]),
        }
        for each in api().get("/templates").data["items"]
    ]
    return show(
        "organise/choose",
        desk,
        "organiser.home",
        templates=templates,
        bare=desk.href("organiser_projects.create", template=BARE),
        places=[(_("New project"), "")],
    )


@bp.route("/organisation/<org>/projets/nouveau/<template>", methods=["GET", "POST"])
@sign_in_required
def create(org: str, template: str) -> ResponseReturnValue:
    desk = open_desk(org)
    known = {each["name"]: each for each in api().get("/templates").data["items"]}
    if template not in {*known, BARE}:
        abort(404)
    form = Form("title", "summary", "language", defaults={"language": language()})
    body = {"organisation_id": desk.id, "template": template if template in known else None}
    if (
        form.submitted
        and form.require(title=_("Give your project a title."))
        and form.send(lambda: api().post("/projects", form.values(**body), key=form.key))
    ):
        wrote()
        notice(_("Your project is created. Nobody sees it until you publish it."))
        return redirect(desk.href("organiser_projects.show", slug=form.data["slug"]), 303)
    return show(
        "organise/create_project",
        desk,
        "organiser.home",
        form,
        start=known.get(template),
        template_title=both(known[template], "title") if template in known else _("Free project"),
        advice=advice(template),
        places=[(_("New project"), desk.href("organiser_projects.choose")), (_("Title and summary"), "")],
    )


@bp.get("/organisation/<org>/projets/<slug>", endpoint="show")
@sign_in_required
def show_project(org: str, slug: str) -> ResponseReturnValue:
    """The set-up as a list of what is done and what is left; once published, the overview."""
    desk = open_project(org, slug, "look")
    plan: Setup = setup(desk)
    return show(
        "organise/project",
        desk,
        "organiser_projects.show",
        plan=plan,
        line=step_items(desk.project),
        latest=latest_act(desk.project["id"]) if desk.may("organise") else None,
        workshops=[step for step in plan.steps if step.get("event_mode")],
    )


# --- texts

TEXTS = ("title", "summary", "body", "authors", "cover", "language", "time_zone")


@bp.route("/organisation/<org>/projets/<slug>/textes", methods=["GET", "POST"])
@sign_in_required
def texts(org: str, slug: str) -> ResponseReturnValue:
    desk = open_project(org, slug)
    form = Edit(*TEXTS, "preview", stored=_texts_of(desk.project), version=desk.project["version"])
    if (
        form.submitted
        and not form["preview"]
        and form.require(title=_("Give your project a title."))
        and form.save(lambda: _save_texts(form, desk), lambda: _texts_now(desk))
    ):
        notice(_("The texts are saved."))
        return redirect(desk.href("organiser_projects.show", slug=form.data["slug"]), 303)
    return show(
        "organise/texts",
        desk,
        "organiser_projects.texts",
        form,
        zones=zone_choices(desk.project["time_zone"]),
        drawings=_drawing_names(),
        own_drawing=drawing_of({**desk.project, "cover": None}),
        latest=latest_act(desk.project["id"]) if form.changes else None,
        places=[(_("Texts"), "")],
    )


def _drawing_names() -> list[dict[str, str]]:
    names = drawing_names()
    return [{"value": name, "label": label(names, name, "drawing_names")} for name in DRAWINGS]


def _texts_of(project: Any) -> dict[str, Any]:
    return {name: project.get(name) or "" for name in TEXTS} | {
        "authors": "\n".join(project.get("authors") or [])
    }


def _texts_now(desk: Desk) -> tuple[dict[str, Any], int]:
    now = api().get(f"/projects/{desk.project['id']}").data
    return _texts_of(now), now["version"]


def _save_texts(form: Edit, desk: Desk) -> Answer:
    body = form.values(
        summary=form["summary"],
        body=form["body"],
        cover=form["cover"] or None,
        authors=[line.strip() for line in form["authors"].split("\n") if line.strip()],
    )
    return api().patch(f"/projects/{desk.project['id']}", body, key=form.key, etag=form.etag)


# --- themes and zones of the project


@bp.route("/organisation/<org>/projets/<slug>/themes-et-zones", methods=["GET", "POST"])
@sign_in_required
def about(org: str, slug: str) -> ResponseReturnValue:
    desk = open_project(org, slug)
    lists = ("theme_ids", "zone_ids")
    form = Edit(
        "new_theme", "new_zone", lists=lists, stored=_labels_of(desk.project), version=desk.project["version"]
    )
    if (
        form.submitted
        and _new_labels(form, desk)
        and form.save(lambda: _save_labels(form, desk), lambda: _labels_now(desk))
    ):
        notice(_("The themes and zones are saved."))
        return redirect(desk.href("organiser_projects.show"), 303)
    return show(
        "organise/about",
        desk,
        "organiser_projects.about",
        form,
        themes=_choices(desk, "themes"),
        zones=_choices(desk, "zones"),
        places=[(_("Themes and zones"), "")],
    )


def _labels_of(project: Any) -> dict[str, Any]:
    return {
        "theme_ids": sorted(each["id"] for each in project["themes"]),
        "zone_ids": sorted(each["id"] for each in project["zones"]),
    }


def _labels_now(desk: Desk) -> tuple[dict[str, Any], int]:
    now = api().get(f"/projects/{desk.project['id']}").data
    return _labels_of(now), now["version"]


def _choices(desk: Desk, kind: str) -> list[dict[str, str]]:
    items = api().get(f"/organisations/{desk.id}/{kind}").data["items"]
    return [{"value": each["id"], "label": each["label"]} for each in items]


def _new_labels(form: Edit, desk: Desk) -> bool:
    """A theme or zone typed in the form is added to the organisation, and ticked."""
    for name, kind, chosen in (("new_theme", "themes", "theme_ids"), ("new_zone", "zones", "zone_ids")):
        label = form[name]
        if not label:
            continue
        path, key = f"/organisations/{desk.id}/{kind}", f"{form.key}-{kind}"
        if not act(form, lambda path=path, key=key, label=label: api().post(path, {"label": label}, key=key)):  # type: ignore[misc]
            put_beside(form, "label", name)
            return False
        form.typed[chosen] = [*form[chosen], form.data["id"]]
        form.typed[name] = ""
    return True


def _save_labels(form: Edit, desk: Desk) -> Answer:
    body = {name: list(dict.fromkeys(form[name])) for name in ("theme_ids", "zone_ids")}
    return api().patch(f"/projects/{desk.project['id']}", body, key=form.key, etag=form.etag)
