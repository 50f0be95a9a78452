"""What consultations answers."""

from marshmallow import fields

from contracts.base import View, page_of
from contracts.consultations import words
from contracts.fields import Colour, Flag, Identifier, Instant, Line, Text, Whole, Word


class LabelView(View):
    """A theme or a zone of an organisation."""

    id = Identifier(required=True)
    label = Line(most=80)


class LabelsView(View):
    items = fields.List(fields.Nested(LabelView), required=True)


class RequirementView(View):
    """One condition to take part, explained before the form."""

    id = Identifier(required=True)
    kind = Word(words.REQUIREMENT_KINDS, required=True)
    age_least = Whole(allow_none=True)
    age_most = Whole(allow_none=True)
    postcodes = fields.List(fields.String())
    group_id = Identifier(allow_none=True)
    wording = Text(most=500, allow_none=True, required=False)


class SectionView(View):
    """One place of a consultation where people write, or a heading above such places."""

    id = Identifier(required=True)
    step_id = Identifier()
    parent_id = Identifier(allow_none=True)
    position = Whole()
    title = Line(most=200)
    help_text = Text(most=2000, least=0)
    colour = Colour(allow_none=True, required=False)
    pictogram = Line(most=40, allow_none=True, required=False)
    role = Word(words.SECTION_ROLES)
    contributable = Flag()
    votes = Flag()
    arguments = Word(words.ARGUMENT_MODES)
    sources = Flag()
    versions = Flag()
    sort = Word(words.SORTS)
    threshold = Whole(allow_none=True)
    contributions = Whole()
    version = Whole()


class StepSummaryView(View):
    """A step as a point on the project's dated line. `state` is read off the clock, never stored."""

    id = Identifier(required=True)
    kind = Word(words.STEP_KINDS, required=True)
    title = Line(most=200)
    position = Whole()
    opens_at = Instant(allow_none=True)
    closes_at = Instant(allow_none=True)
    state = Word(words.CLOCK_STATES)
    votation_id = Identifier(allow_none=True, required=False)


class WindowMoveView(View):
    """One time a step's window was moved, and why."""

    moved_at = Instant()
    reason = Text(most=1000)
    opens_at_before = Instant(allow_none=True)
    closes_at_before = Instant(allow_none=True)
    opens_at = Instant(allow_none=True)
    closes_at = Instant(allow_none=True)


class StepView(StepSummaryView):
    """A step with what it holds."""

    project_id = Identifier(required=True)
    body = Text(most=20000, least=0)
    strict_graph = Flag()
    event_mode = Flag()
    moderated_before = Flag()
    requirements = fields.List(fields.Nested(RequirementView))
    sections = fields.List(fields.Nested(SectionView))
    window_moves = fields.List(fields.Nested(WindowMoveView))
    outcome = Text(most=20000, allow_none=True, required=False)
    outcome_recorded_at = Instant(allow_none=True)
    version = Whole()


class ProjectSummaryView(View):
    """A project as a card of a list. `step_kinds`: what its steps are, each kind once, in no order."""

    id = Identifier(required=True)
    slug = Line(most=120)
    organisation_id = Identifier()
    organisation_name = Line(most=120, allow_none=True, required=False)
    organisation_colour = Colour(allow_none=True, required=False)
    title = Line(most=200)
    summary = Text(most=1000, least=0)
    cover = Line(most=40, allow_none=True, required=False)
    language = Word(("fr", "en"))
    time_zone = Line(most=60)
    visibility = Word(words.VISIBILITIES)
    state = Word(words.PROJECT_STATES)
    themes = fields.List(fields.Nested(LabelView))
    zones = fields.List(fields.Nested(LabelView))
    opens_at = Instant(allow_none=True)
    closes_at = Instant(allow_none=True)
    participation_closes_at = Instant(allow_none=True, required=False)
    step_kinds = fields.List(Word(words.STEP_KINDS), required=False)
    contributions = Whole()
    votes = Whole()
    participants = Whole()
    published_at = Instant(allow_none=True)


class EditionView(View):
    id = Identifier(required=True)
    slug = Line(most=120)
    title = Line(most=200)
    label = Line(most=60)


class ProjectView(ProjectSummaryView):
    """A project with its steps in order."""

    body = Text(most=20000, least=0)
    authors = fields.List(fields.String())
    group_id = Identifier(allow_none=True)
    steps = fields.List(fields.Nested(StepSummaryView))
    editions = fields.List(fields.Nested(EditionView))
    version = Whole()


class TemplateView(View):
    """A project template: a starting point an organiser fills in."""

    name = Word(words.PROJECT_TEMPLATES, required=True)
    title_fr = Line(most=120)
    title_en = Line(most=120)
    says_fr = Text(most=1000)
    says_en = Text(most=1000)
    steps = fields.List(fields.Nested(StepSummaryView, only=("kind", "title", "position")))


class TemplatesView(View):
    items = fields.List(fields.Nested(TemplateView), required=True)


class AuthorView(View):
    """Who wrote: a public name and badge, never an address. Absent id: written by a facilitator for someone."""

    account_id = Identifier(allow_none=True)
    display_name = Line(most=80)
    type_id = Identifier(allow_none=True)
    type_label_fr = Line(most=60, allow_none=True, required=False)
    type_label_en = Line(most=60, allow_none=True, required=False)
    age_band = Word(words.AGE_BANDS, allow_none=True)


class OpinionCountsView(View):
    agree = Whole()
    mixed = Whole()
    disagree = Whole()


class ContributionSummaryView(View):
    """A contribution, or a version of one, as a card. `excerpt` is its first 280 characters."""

    id = Identifier(required=True)
    project_id = Identifier()
    step_id = Identifier()
    section_id = Identifier()
    version_of = Identifier(allow_none=True)
    number = Whole()
    title = Line(most=200)
    excerpt = Text(most=300, least=0)
    author = fields.Nested(AuthorView)
    state = Word(words.CONTRIBUTION_STATES)
    official = Flag()
    opinions = fields.Nested(OpinionCountsView)
    arguments = Whole()
    sources = Whole()
    versions = Whole()
    answers = fields.List(Identifier())
    trash_reason = Text(most=500, allow_none=True, required=False)
    published_at = Instant(allow_none=True)
    edited_at = Instant(allow_none=True)


class DiffPieceView(View):
    """A run of words that is `same`, `added` or `removed`."""

    kind = Word(("same", "added", "removed"), required=True)
    text = fields.String(required=True)


class ContributionView(ContributionSummaryView):
    """A contribution, or a version, in full."""

    body = Text(most=20000, least=0)
    reasons = Text(most=2000, allow_none=True, required=False)
    diff = fields.List(fields.Nested(DiffPieceView), allow_none=True)
    arguments_for = Whole()
    arguments_against = Whole()
    comments = Whole()
    answered_by = fields.List(
        fields.Nested(ContributionSummaryView, only=("id", "number", "title", "section_id"))
    )
    answers_to = fields.List(
        fields.Nested(ContributionSummaryView, only=("id", "number", "title", "section_id"))
    )
    version = Whole()
    repeated = Flag(
        required=False,
        metadata={
            "description": "In the answer to a writing: nothing was added, the same text stood here already."
        },
    )


class ArgumentView(View):
    id = Identifier(required=True)
    contribution_id = Identifier()
    side = Word(words.SIDES)
    body = Text(most=2000)
    author = fields.Nested(AuthorView)
    votes = Whole()
    state = Word(words.CONTRIBUTION_STATES)
    trash_reason = Text(most=500, allow_none=True, required=False)
    published_at = Instant(allow_none=True)
    repeated = Flag(
        required=False,
        metadata={
            "description": "In the answer to a writing: nothing was added, the same text stood here already."
        },
    )


class SourceView(View):
    id = Identifier(required=True)
    contribution_id = Identifier()
    title = Line(most=200)
    link = fields.String()
    category = Word(words.SOURCE_CATEGORIES)
    body = Text(most=2000, least=0)
    author = fields.Nested(AuthorView)
    votes = Whole()
    state = Word(words.CONTRIBUTION_STATES)
    trash_reason = Text(most=500, allow_none=True, required=False)
    published_at = Instant(allow_none=True)
    repeated = Flag(
        required=False,
        metadata={
            "description": "In the answer to a writing: nothing was added, the same text stood here already."
        },
    )


class VoteView(View):
    """One's vote on a contribution and the counts after it. `counted` is false until the address is confirmed."""

    contribution_id = Identifier(required=True)
    value = Word(words.OPINIONS, allow_none=True)
    counted = Flag()
    opinions = fields.Nested(OpinionCountsView)


class SupportView(View):
    """One's vote on an argument or a source, and its count after it."""

    id = Identifier(required=True)
    supported = Flag()
    counted = Flag()
    votes = Whole()


class MyVoteView(View):
    contribution_id = Identifier(required=True)
    value = Word(words.OPINIONS)


class MyParticipationView(View):
    """What one has done in a step, to show it on its pages."""

    votes = fields.List(fields.Nested(MyVoteView))
    supported = fields.List(Identifier())
    contributions = fields.List(fields.Nested(ContributionSummaryView))
    unmet_requirements = fields.List(fields.Nested(RequirementView))
    accepted_checkboxes = fields.List(Identifier())


class GraphNodeView(View):
    id = Identifier(required=True)
    number = Whole()
    title = Line(most=200)
    role = Word(words.SECTION_ROLES)
    section_id = Identifier()
    opinions = fields.Nested(OpinionCountsView)
    chain_votes = Whole()
    answers = fields.List(Identifier())


class GraphView(View):
    """The problems, causes and solutions of a step, most supported first, at most 500 of them.

    `chain_votes` adds the votes on a node and on all that answers it. The two counts say what is still missing.
    """

    nodes = fields.List(fields.Nested(GraphNodeView), required=True)
    problems_without_cause = Whole()
    causes_without_solution = Whole()
    more = Flag()


class FigureView(View):
    """One bar. `value` is null where it would reveal a group smaller than the organisation's size."""

    key = Line(most=120)
    label_fr = Line(most=200)
    label_en = Line(most=200)
    value = Whole(allow_none=True)


class FiguresView(View):
    """How much was taken part, live: all acts by day, contributions by section, participants by type and zone."""

    project_id = Identifier(required=True)
    step_id = Identifier(allow_none=True)
    contributions = Whole()
    versions = Whole()
    arguments = Whole()
    sources = Whole()
    votes = Whole()
    participants = Whole()
    by_day = fields.List(fields.Nested(FigureView))
    by_section = fields.List(fields.Nested(FigureView))
    by_type = fields.List(fields.Nested(FigureView))
    by_zone = fields.List(fields.Nested(FigureView))
    small_group_size = Whole()


class ReportView(View):
    reason = Word(words.REPORT_REASONS)
    details = Text(most=1000, least=0)
    reported_at = Instant()


class ModerationItemView(View):
    """One line of the moderation work list. `version` is named by a decision on it.

    The last two say how many texts its author has in the organisation, and how many were taken away.
    """

    id = Identifier(required=True)
    project_id = Identifier()
    step_id = Identifier()
    target = Word(words.TARGETS)
    target_id = Identifier()
    contribution_id = Identifier()
    title = Line(most=200, least=0)
    body = Text(most=20000, least=0)
    author_name = Line(most=80, least=0)
    state = Word(words.CONTRIBUTION_STATES)
    reports = Whole()
    reasons = fields.List(fields.String())
    latest_reports = fields.List(fields.Nested(ReportView))
    flags = fields.List(fields.String())
    appeal = Text(most=2000, allow_none=True, required=False)
    waiting_since = Instant()
    version = Whole()
    author_texts = Whole()
    author_removed = Whole()


class ModerationActView(View):
    """What was decided on one thing."""

    target = Word(words.TARGETS)
    target_id = Identifier()
    decision = Word(words.MODERATION_DECISIONS)
    reason = Text(most=500, least=0)
    decided_at = Instant()


class ChangedTargetView(View):
    """Something that is not what the moderator read: what it is now, and what another decided meanwhile."""

    target = Word(words.TARGETS)
    target_id = Identifier()
    version = Whole()
    state = Word(words.CONTRIBUTION_STATES)
    decision = Word(words.MODERATION_DECISIONS, allow_none=True)


class ModerationActsView(View):
    """`changed` are those that nothing was decided on."""

    items = fields.List(fields.Nested(ModerationActView), required=True)
    changed = fields.List(fields.Nested(ChangedTargetView), required=True)


class PlacedView(View):
    """Where something stands."""

    project_id = Identifier()
    project_slug = fields.String()
    project_title = Line(most=200)
    step_id = Identifier()
    step_title = Line(most=200)


class MyActView(PlacedView):
    """Something one wrote or voted. `opinion` and `counted` are of votes; `contribution_id` is where it shows."""

    act = Word(("contribution", "version", "argument", "source", "vote"))
    id = Identifier()
    contribution_id = Identifier()
    title = Line(most=200, least=0)
    excerpt = Text(most=300, least=0)
    state = Word(words.CONTRIBUTION_STATES)
    opinion = Word(words.OPINIONS, allow_none=True)
    counted = Flag(allow_none=True)
    at = Instant()


class FoundContributionView(PlacedView):
    """A published contribution that a search across projects finds."""

    id = Identifier()
    number = Whole()
    title = Line(most=200)
    excerpt = Text(most=300, least=0)
    organisation_name = Line(most=200, least=0)
    published_at = Instant()


class SiteFiguresView(View):
    """Of all public projects; each person counts once, whatever they took part in."""

    participants = Whole()
    contributions = Whole()
    votes = Whole()


class MyModeratedView(View):
    """One's own trashed or hidden writing, with the reason and whether one may appeal."""

    target = Word(words.TARGETS)
    target_id = Identifier()
    title = Line(most=200, least=0)
    decision = Word(words.MODERATION_DECISIONS)
    reason = Text(most=500, least=0)
    decided_at = Instant()
    appealed = Flag()


class ExportView(View):
    """An export and how far it is. `rows` and `votes` are what it holds, to compare with the live figures."""

    id = Identifier(required=True)
    project_id = Identifier()
    step_id = Identifier(allow_none=True)
    shape = Word(words.EXPORT_SHAPES)
    format = Word(words.EXPORT_FORMATS)
    state = Word(words.JOB_STATES)
    progress = Whole()
    rows = Whole(allow_none=True)
    votes = Whole(allow_none=True)
    size_bytes = Whole(most=2**53, allow_none=True)
    asked_at = Instant()
    done_at = Instant(allow_none=True)
    expires_at = Instant(allow_none=True)


class ExportColumnView(View):
    """A column: its name in JSON and in an English file, its heading in a French one, and what it holds."""

    shape = Word(words.EXPORT_SHAPES, required=True)
    name = Line(most=40)
    heading_fr = Line(most=80)
    says_fr = Text(most=300)
    says_en = Text(most=300)


class ExportColumnsView(View):
    items = fields.List(fields.Nested(ExportColumnView), required=True)


class ExportFileView(View):
    """Where the gateway finds the file of an export that the caller may read."""

    file_key = fields.String(required=True)
    file_name = fields.String(required=True)
    media_type = fields.String(required=True)
    size_bytes = Whole(most=2**53)
    sha256 = fields.String()


class AuditEntryView(View):
    """One administrative act on a project."""

    id = Identifier(required=True)
    project_id = Identifier(allow_none=True)
    actor_account_id = Identifier(allow_none=True)
    actor_name = Line(most=80, allow_none=True, required=False)
    act = Line(most=80)
    subject = Line(most=200)
    before = fields.Dict(allow_none=True)
    after = fields.Dict(allow_none=True)
    happened_at = Instant()


class OwnerOfProjectView(View):
    organisation_id = Identifier(required=True)


class ProjectNamesView(View):
    """Titles for a mail: of a project and one of its steps."""

    project_title = Line(most=200)
    project_slug = Line(most=120)
    step_title = Line(most=200, allow_none=True, required=False)
    organisation_id = Identifier()
    organisation_name = Line(most=120, allow_none=True, required=False)
    time_zone = Line(most=60)
    opens_at = Instant(allow_none=True)
    closes_at = Instant(allow_none=True)
    public = Flag()
    subject_title = Line(most=200, allow_none=True, required=False)
    subject_state = Word(words.CONTRIBUTION_STATES, allow_none=True, required=False)
    subject_in_view = Flag(allow_none=True, required=False)
    reason = Text(most=1000, allow_none=True, required=False)


ProjectPage = page_of(ProjectSummaryView, "ProjectPage")
ContributionPage = page_of(ContributionSummaryView, "ContributionPage")
ArgumentPage = page_of(ArgumentView, "ArgumentPage")
SourcePage = page_of(SourceView, "SourcePage")
ModerationPage = page_of(ModerationItemView, "ModerationPage")
MyActPage = page_of(MyActView, "MyActPage")
FoundContributionPage = page_of(FoundContributionView, "FoundContributionPage")
MyModeratedPage = page_of(MyModeratedView, "MyModeratedPage")
ExportPage = page_of(ExportView, "ExportPage")
ProjectAuditPage = page_of(AuditEntryView, "ProjectAuditPage")
