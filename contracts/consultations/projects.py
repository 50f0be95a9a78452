"""Participation projects."""

from marshmallow import fields

from contracts.base import Nothing, Paged, Request, View, page_of
from contracts.consultations import facts
from contracts.consultations.choices import (
    CLOCK_STATES,
    EXPORT_SHAPES,
    PROJECT_STATES,
    PROJECT_TEMPLATES,
    STEP_KINDS,
    VISIBILITIES,
)
from contracts.consultations.organisations import LabelView
from contracts.fields import BoundedList, Choice, Colour, Identifier, Instant, Int, Line, Text
from contracts.operations import ANYONE, Cached, Subject

api = Subject("consultations", "projects", "Participation projects")


class CreateProject(Request):
    organisation_id = Identifier(required=True)
    title = Line(max_length=200, min_length=3)
    template = Choice(PROJECT_TEMPLATES, load_default=None, allow_none=True)
    summary = Text(max_length=1000, min_length=0, load_default="")
    body = Text(max_length=20000, min_length=0, load_default="")
    language = Choice(("fr", "en"), load_default="fr")
    time_zone = Line(max_length=60, load_default="Europe/Paris")


class CloneProject(Request):
    project_id = Identifier(required=True)
    title = Line(max_length=200, min_length=3)


class ProjectById(Request):
    """`project` is an id or a slug."""

    project = Line(max_length=120)


class ListProjects(Paged):
    organisation_id = Identifier(load_default=None, allow_none=True)
    theme_id = Identifier(load_default=None, allow_none=True)
    zone_id = Identifier(load_default=None, allow_none=True)
    state = Choice(PROJECT_STATES, load_default=None, allow_none=True)
    q = Line(max_length=200, min_length=0, load_default="")


class ChangeProject(Request):
    project_id = Identifier(required=True)
    version = Int(required=True)
    title = Line(max_length=200, min_length=3, required=False)
    summary = Text(max_length=1000, min_length=0, required=False)
    body = Text(max_length=20000, min_length=0, required=False)
    cover = Line(max_length=40, required=False, allow_none=True)
    language = Choice(("fr", "en"))
    time_zone = Line(max_length=60, required=False)
    authors = BoundedList(Line(max_length=120), max_items=20)
    theme_ids = BoundedList(Identifier(), max_items=20)
    zone_ids = BoundedList(Identifier(), max_items=50)


class PublishProject(Request):
    """`draft` takes it back from view, which is refused once someone took part."""

    project_id = Identifier(required=True)
    version = Int(required=True)
    visibility = Choice(VISIBILITIES, required=True)
    group_id = Identifier(load_default=None, allow_none=True)


class LinkEdition(Request):
    project_id = Identifier(required=True)
    previous_project_id = Identifier(required=True)
    label = Line(max_length=60)


class OrderSteps(Request):
    project_id = Identifier(required=True)
    version = Int(required=True)
    step_ids = BoundedList(Identifier(), max_items=50, required=True)


class FiguresOf(Request):
    project_id = Identifier(required=True)
    step_id = Identifier(load_default=None, allow_none=True)


class InProject(Paged):
    project_id = Identifier(required=True)


class StepSummaryView(View):
    """A step as a point on the project's dated line. `state` is read off the clock, never stored."""

    id = Identifier(required=True)
    kind = Choice(STEP_KINDS, required=True)
    title = Line(max_length=200)
    position = Int()
    opens_at = Instant(allow_none=True)
    closes_at = Instant(allow_none=True)
    state = Choice(CLOCK_STATES)
    votation_id = Identifier(allow_none=True, required=False)


class ProjectSummaryView(View):
    """A project as a card of a list. `step_kinds`: what its steps are, each kind once, in no order."""

    id = Identifier(required=True)
    slug = Line(max_length=120)
    organisation_id = Identifier()
    organisation_name = Line(max_length=120, allow_none=True, required=False)
    organisation_colour = Colour(allow_none=True, required=False)
    title = Line(max_length=200)
    summary = Text(max_length=1000, min_length=0)
    cover = Line(max_length=40, allow_none=True, required=False)
    language = Choice(("fr", "en"))
    time_zone = Line(max_length=60)
    visibility = Choice(VISIBILITIES)
    state = Choice(PROJECT_STATES)
    themes = fields.List(fields.Nested(LabelView))
    zones = fields.List(fields.Nested(LabelView))
    opens_at = Instant(allow_none=True)
    closes_at = Instant(allow_none=True)
    participation_closes_at = Instant(allow_none=True, required=False)
    step_kinds = fields.List(Choice(STEP_KINDS), required=False)
    contributions = Int()
    votes = Int()
    participants = Int()
    published_at = Instant(allow_none=True)


class EditionView(View):
    id = Identifier(required=True)
    slug = Line(max_length=120)
    title = Line(max_length=200)
    label = Line(max_length=60)


class ProjectView(ProjectSummaryView):
    """A project with its steps in order."""

    body = Text(max_length=20000, min_length=0)
    authors = fields.List(fields.String())
    group_id = Identifier(allow_none=True)
    steps = fields.List(fields.Nested(StepSummaryView))
    editions = fields.List(fields.Nested(EditionView))
    version = Int()


class TemplateView(View):
    """A project template: a starting point an organiser fills in."""

    name = Choice(PROJECT_TEMPLATES, required=True)
    title_fr = Line(max_length=120)
    title_en = Line(max_length=120)
    says_fr = Text(max_length=1000)
    says_en = Text(max_length=1000)
    steps = fields.List(fields.Nested(StepSummaryView, only=("kind", "title", "position")))


class TemplatesView(View):
    items = fields.List(fields.Nested(TemplateView), required=True)


class FigureView(View):
    """One bar. `value` is null where it would reveal a group smaller than the organisation's size."""

    key = Line(max_length=120)
    label_fr = Line(max_length=200)
    label_en = Line(max_length=200)
    value = Int(allow_none=True)


class FiguresView(View):
    """How much was taken part, live: all acts by day, contributions by section, participants by type and zone."""

    project_id = Identifier(required=True)
    step_id = Identifier(allow_none=True)
    contributions = Int()
    versions = Int()
    arguments = Int()
    sources = Int()
    votes = Int()
    participants = Int()
    by_day = fields.List(fields.Nested(FigureView))
    by_section = fields.List(fields.Nested(FigureView))
    by_type = fields.List(fields.Nested(FigureView))
    by_zone = fields.List(fields.Nested(FigureView))
    small_group_size = Int()


class SiteFiguresView(View):
    """Of all public projects; each person counts once, whatever they took part in."""

    participants = Int()
    contributions = Int()
    votes = Int()


class ExportColumnView(View):
    """A column: its name in JSON and in an English file, its heading in a French one, and what it holds."""

    shape = Choice(EXPORT_SHAPES, required=True)
    name = Line(max_length=40)
    heading_fr = Line(max_length=80)
    says_fr = Text(max_length=300)
    says_en = Text(max_length=300)


class ExportColumnsView(View):
    items = fields.List(fields.Nested(ExportColumnView), required=True)


class AuditEntryView(View):
    """One administrative act on a project."""

    id = Identifier(required=True)
    project_id = Identifier(allow_none=True)
    actor_account_id = Identifier(allow_none=True)
    actor_name = Line(max_length=80, allow_none=True, required=False)
    act = Line(max_length=80)
    subject = Line(max_length=200)
    before = fields.Dict(allow_none=True)
    after = fields.Dict(allow_none=True)
    happened_at = Instant()


ProjectPage = page_of(ProjectSummaryView, "ProjectPage")
ProjectAuditPage = page_of(AuditEntryView, "ProjectAuditPage")


list_export_columns = api.get(
    "/export-columns",
    "list_export_columns",
    Nothing,
    ExportColumnsView,
    "What each column of each export holds.",
    access=ANYONE,
    cached=Cached(seconds=60),
)
list_templates = api.get(
    "/templates",
    "list_templates",
    Nothing,
    TemplatesView,
    "The project templates.",
    access=ANYONE,
    cached=Cached(seconds=60),
)
list_projects = api.get(
    "/projects",
    "list_projects",
    ListProjects,
    ProjectPage,
    "The projects one may see.",
    access=ANYONE,
    cached=Cached(voided_by=(facts.project_published.name, facts.project_changed.name)),
)
create_project = api.post(
    "/projects",
    "create_project",
    CreateProject,
    ProjectView,
    "Create a draft project, from a template or bare.",
    ("time_zone_unknown",),
    access="manage",
    status=201,
    location="/projects/{id}",
)
get_project = api.get(
    "/projects/{project}",
    "get_project",
    ProjectById,
    ProjectView,
    "A project with its steps.",
    access=ANYONE,
    cached=Cached(),
)
change_project = api.patch(
    "/projects/{project_id}",
    "change_project",
    ChangeProject,
    ProjectView,
    "Change a project's texts, themes, zones, authors.",
    ("stale_version", "time_zone_unknown"),
    access="manage",
)
clone_project = api.post(
    "/projects/{project_id}/clones",
    "clone_project",
    CloneProject,
    ProjectView,
    "Copy a project's set-up, without dates and without what people wrote.",
    access="manage",
    status=201,
    location="/projects/{id}",
)
publish_project = api.post(
    "/projects/{project_id}/publication",
    "publish_project",
    PublishProject,
    ProjectView,
    "Set who sees a project.",
    ("stale_version", "nothing_to_publish", "already_took_part", "group_missing"),
    access="manage",
)
link_edition = api.post(
    "/projects/{project_id}/editions",
    "link_edition",
    LinkEdition,
    ProjectView,
    "Say that a project is a later edition of another.",
    access="manage",
)
order_steps = api.put(
    "/projects/{project_id}/steps/order",
    "order_steps",
    OrderSteps,
    ProjectView,
    "Put the steps in another order.",
    ("stale_version", "steps_mismatch"),
    access="manage",
)
get_figures = api.get(
    "/projects/{project_id}/figures",
    "get_figures",
    FiguresOf,
    FiguresView,
    "Participation figures.",
    access=ANYONE,
    cached=Cached(),
)
get_site_figures = api.get(
    "/figures",
    "get_site_figures",
    Nothing,
    SiteFiguresView,
    "Participation in all public projects together.",
    access=ANYONE,
    cached=Cached(),
)
list_project_audit = api.get(
    "/projects/{project_id}/audit",
    "list_project_audit",
    InProject,
    ProjectAuditPage,
    "Who did what to a project.",
    access="manage",
)
