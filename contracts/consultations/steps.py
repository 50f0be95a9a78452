"""Steps of a project, their windows and sections."""

from marshmallow import fields

from contracts.base import Done, Request, View
from contracts.consultations.choices import (
    AGE_BANDS,
    ARGUMENT_MODES,
    CONTRIBUTION_STATES,
    OPINIONS,
    PROJECT_TEMPLATES,
    REQUIREMENT_KINDS,
    SECTION_ROLES,
    SORTS,
    STEP_KINDS,
)
from contracts.consultations.projects import ProjectView, StepSummaryView
from contracts.fields import Bool, BoundedList, Choice, Colour, Identifier, Instant, Int, Line, Nested, Text
from contracts.operations import ANYONE, Cached, Subject

api = Subject("consultations", "steps", "Steps of a project, their windows and sections")


class AddStep(Request):
    project_id = Identifier(required=True)
    kind = Choice(STEP_KINDS, required=True)
    title = Line(max_length=200, min_length=2)
    body = Text(max_length=20000, min_length=0, load_default="")
    opens_at = Instant(load_default=None, allow_none=True)
    closes_at = Instant(load_default=None, allow_none=True)
    template = Choice(PROJECT_TEMPLATES, load_default=None, allow_none=True)
    votation_id = Identifier(load_default=None, allow_none=True)


class NewRequirement(Request):
    kind = Choice(REQUIREMENT_KINDS, required=True)
    age_least = Int(min_value=0, max_value=150, load_default=None, allow_none=True)
    age_most = Int(min_value=0, max_value=150, load_default=None, allow_none=True)
    postcodes = BoundedList(Line(max_length=10), max_items=500, load_default=list)
    group_id = Identifier(load_default=None, allow_none=True)
    wording = Text(max_length=500, load_default=None, allow_none=True)


class ChangeStep(Request):
    step_id = Identifier(required=True)
    version = Int(required=True)
    title = Line(max_length=200, min_length=2, required=False)
    body = Text(max_length=20000, min_length=0, required=False)
    strict_graph = Bool()
    event_mode = Bool()
    moderated_before = Bool()
    requirements = BoundedList(Nested(NewRequirement), max_items=20)
    votation_id = Identifier(allow_none=True)


class MoveWindow(Request):
    """New window of a step, half-open [opens_at, closes_at). `reason` is shown and sent to who took part."""

    step_id = Identifier(required=True)
    version = Int(required=True)
    opens_at = Instant(required=True, allow_none=True)
    closes_at = Instant(required=True, allow_none=True)
    reason = Text(max_length=1000, min_length=0, load_default="")


class StepById(Request):
    step_id = Identifier(required=True)


class RecordOutcome(Request):
    step_id = Identifier(required=True)
    version = Int(required=True)
    outcome = Text(max_length=20000)


class AddSection(Request):
    step_id = Identifier(required=True)
    parent_id = Identifier(load_default=None, allow_none=True)
    title = Line(max_length=200)
    help_text = Text(max_length=2000, min_length=0, load_default="")
    colour = Colour(load_default=None, allow_none=True)
    pictogram = Line(max_length=40, load_default=None, allow_none=True)
    role = Choice(SECTION_ROLES, load_default="plain")
    contributable = Bool(load_default=True)
    votes = Bool(load_default=True)
    arguments = Choice(ARGUMENT_MODES, load_default="for_and_against")
    sources = Bool(load_default=True)
    versions = Bool(load_default=False)
    sort = Choice(SORTS, load_default="votes")
    threshold = Int(min_value=1, max_value=10_000_000, load_default=None, allow_none=True)


class ChangeSection(Request):
    section_id = Identifier(required=True)
    version = Int(required=True)
    parent_id = Identifier(allow_none=True)
    position = Int(min_value=0, max_value=500)
    title = Line(max_length=200, required=False)
    help_text = Text(max_length=2000, min_length=0, required=False)
    colour = Colour(required=False, allow_none=True)
    pictogram = Line(max_length=40, required=False, allow_none=True)
    contributable = Bool()
    votes = Bool()
    arguments = Choice(ARGUMENT_MODES)
    sources = Bool()
    versions = Bool()
    sort = Choice(SORTS)
    threshold = Int(min_value=1, max_value=10_000_000, allow_none=True)


class SectionById(Request):
    section_id = Identifier(required=True)


class RequirementView(View):
    """One condition to take part, explained before the form."""

    id = Identifier(required=True)
    kind = Choice(REQUIREMENT_KINDS, required=True)
    age_least = Int(allow_none=True)
    age_most = Int(allow_none=True)
    postcodes = fields.List(fields.String())
    group_id = Identifier(allow_none=True)
    wording = Text(max_length=500, allow_none=True, required=False)


class SectionView(View):
    """One place of a consultation where people write, or a heading above such places."""

    id = Identifier(required=True)
    step_id = Identifier()
    parent_id = Identifier(allow_none=True)
    position = Int()
    title = Line(max_length=200)
    help_text = Text(max_length=2000, min_length=0)
    colour = Colour(allow_none=True, required=False)
    pictogram = Line(max_length=40, allow_none=True, required=False)
    role = Choice(SECTION_ROLES)
    contributable = Bool()
    votes = Bool()
    arguments = Choice(ARGUMENT_MODES)
    sources = Bool()
    versions = Bool()
    sort = Choice(SORTS)
    threshold = Int(allow_none=True)
    contributions = Int()
    version = Int()


class WindowMoveView(View):
    """One time a step's window was moved, and why."""

    moved_at = Instant()
    reason = Text(max_length=1000)
    opens_at_before = Instant(allow_none=True)
    closes_at_before = Instant(allow_none=True)
    opens_at = Instant(allow_none=True)
    closes_at = Instant(allow_none=True)


class StepView(StepSummaryView):
    """A step with what it holds."""

    project_id = Identifier(required=True)
    body = Text(max_length=20000, min_length=0)
    strict_graph = Bool()
    event_mode = Bool()
    moderated_before = Bool()
    requirements = fields.List(fields.Nested(RequirementView))
    sections = fields.List(fields.Nested(SectionView))
    window_moves = fields.List(fields.Nested(WindowMoveView))
    outcome = Text(max_length=20000, allow_none=True, required=False)
    outcome_recorded_at = Instant(allow_none=True)
    version = Int()


class AuthorView(View):
    """Who wrote: a public name and badge, never an address. Absent id: written by a facilitator for someone."""

    account_id = Identifier(allow_none=True)
    display_name = Line(max_length=80)
    type_id = Identifier(allow_none=True)
    type_label_fr = Line(max_length=60, allow_none=True, required=False)
    type_label_en = Line(max_length=60, allow_none=True, required=False)
    age_band = Choice(AGE_BANDS, allow_none=True)


class OpinionCountsView(View):
    agree = Int()
    mixed = Int()
    disagree = Int()


class ContributionSummaryView(View):
    """A contribution, or a version of one, as a card. `excerpt` is its first 280 characters."""

    id = Identifier(required=True)
    project_id = Identifier()
    step_id = Identifier()
    section_id = Identifier()
    version_of = Identifier(allow_none=True)
    number = Int()
    title = Line(max_length=200)
    excerpt = Text(max_length=300, min_length=0)
    author = fields.Nested(AuthorView)
    state = Choice(CONTRIBUTION_STATES)
    official = Bool()
    opinions = fields.Nested(OpinionCountsView)
    arguments = Int()
    sources = Int()
    versions = Int()
    answers = fields.List(Identifier())
    trash_reason = Text(max_length=500, allow_none=True, required=False)
    published_at = Instant(allow_none=True)
    edited_at = Instant(allow_none=True)


class MyVoteView(View):
    contribution_id = Identifier(required=True)
    value = Choice(OPINIONS)


class MyParticipationView(View):
    """What one has done in a step, to show it on its pages."""

    votes = fields.List(fields.Nested(MyVoteView))
    supported = fields.List(Identifier())
    contributions = fields.List(fields.Nested(ContributionSummaryView))
    unmet_requirements = fields.List(fields.Nested(RequirementView))
    accepted_checkboxes = fields.List(Identifier())


class GraphNodeView(View):
    id = Identifier(required=True)
    number = Int()
    title = Line(max_length=200)
    role = Choice(SECTION_ROLES)
    section_id = Identifier()
    opinions = fields.Nested(OpinionCountsView)
    chain_votes = Int()
    answers = fields.List(Identifier())


class GraphView(View):
    """The problems, causes and solutions of a step, most supported first, at most 500 of them.

    `chain_votes` adds the votes on a node and on all that answers it. The two counts say what is still missing.
    """

    nodes = fields.List(fields.Nested(GraphNodeView), required=True)
    problems_without_cause = Int()
    causes_without_solution = Int()
    more = Bool()


add_step = api.post(
    "/projects/{project_id}/steps",
    "add_step",
    AddStep,
    StepView,
    "Add a step at the end.",
    ("window_reversed", "not_a_votation_step"),
    access="manage",
    status=201,
    location="/steps/{id}",
)
get_step = api.get(
    "/steps/{step_id}",
    "get_step",
    StepById,
    StepView,
    "A step with its sections and requirements.",
    access=ANYONE,
    cached=Cached(),
)
change_step = api.patch(
    "/steps/{step_id}",
    "change_step",
    ChangeStep,
    StepView,
    "Change a step's texts, settings and requirements.",
    ("stale_version", "rules_frozen", "not_a_votation_step"),
    access="manage",
)
remove_step = api.delete(
    "/steps/{step_id}",
    "remove_step",
    StepById,
    ProjectView,
    "Remove a step nobody took part in.",
    ("already_took_part",),
    access="manage",
)
move_window = api.post(
    "/steps/{step_id}/window",
    "move_window",
    MoveWindow,
    StepView,
    "Move a step's window; a reason is needed once it is published, and those who took part are told.",
    ("stale_version", "window_reversed", "end_has_passed", "reason_required"),
    access="manage",
)
record_outcome = api.put(
    "/steps/{step_id}/outcome",
    "record_outcome",
    RecordOutcome,
    StepView,
    "Write down the outcome of an offline stage.",
    ("stale_version", "not_an_offline_step"),
    access="manage",
)
get_graph = api.get(
    "/steps/{step_id}/graph",
    "get_graph",
    StepById,
    GraphView,
    "Problems, causes and solutions as a graph.",
    access=ANYONE,
    cached=Cached(),
)
get_my_participation = api.get(
    "/steps/{step_id}/participation",
    "get_my_participation",
    StepById,
    MyParticipationView,
    "What one did in a step, drafts included.",
)
add_section = api.post(
    "/steps/{step_id}/sections",
    "add_section",
    AddSection,
    SectionView,
    "Add a section to a step.",
    ("section_too_deep",),
    access="manage",
    status=201,
)
change_section = api.patch(
    "/sections/{section_id}",
    "change_section",
    ChangeSection,
    SectionView,
    "Change a section.",
    ("stale_version", "section_too_deep", "rules_frozen"),
    access="manage",
)
remove_section = api.delete(
    "/sections/{section_id}",
    "remove_section",
    SectionById,
    Done,
    "Remove a section nobody wrote in.",
    ("already_took_part",),
    access="manage",
)
