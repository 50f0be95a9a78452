"""What consultations' operations take. `version` is the one the caller read (If-Match at the gateway)."""

from contracts.base import Request
from contracts.consultations import words
from contracts.fields import (
    Colour,
    Flag,
    Identifier,
    Instant,
    Line,
    Part,
    Several,
    Text,
    WebLink,
    Whole,
    Word,
    paging,
)


class Paged(Request):
    cursor = paging()["cursor"]
    limit = paging()["limit"]


class CreateProject(Request):
    organisation_id = Identifier(required=True)
    title = Line(most=200, least=3)
    template = Word(words.PROJECT_TEMPLATES, load_default=None, allow_none=True)
    summary = Text(most=1000, least=0, load_default="")
    body = Text(most=20000, least=0, load_default="")
    language = Word(("fr", "en"), load_default="fr")
    time_zone = Line(most=60, load_default="Europe/Paris")


class CloneProject(Request):
    project_id = Identifier(required=True)
    title = Line(most=200, least=3)


class ProjectById(Request):
    """`project` is an id or a slug."""

    project = Line(most=120)


class ListProjects(Paged):
    organisation_id = Identifier(load_default=None, allow_none=True)
    theme_id = Identifier(load_default=None, allow_none=True)
    zone_id = Identifier(load_default=None, allow_none=True)
    state = Word(words.PROJECT_STATES, load_default=None, allow_none=True)
    q = Line(most=200, least=0, load_default="")


class ChangeProject(Request):
    project_id = Identifier(required=True)
    version = Whole(required=True)
    title = Line(most=200, least=3, required=False)
    summary = Text(most=1000, least=0, required=False)
    body = Text(most=20000, least=0, required=False)
    cover = Line(most=40, required=False, allow_none=True)
    language = Word(("fr", "en"))
    time_zone = Line(most=60, required=False)
    authors = Several(Line(most=120), most=20)
    theme_ids = Several(Identifier(), most=20)
    zone_ids = Several(Identifier(), most=50)


class PublishProject(Request):
    """`draft` takes it back from view, which is refused once someone took part."""

    project_id = Identifier(required=True)
    version = Whole(required=True)
    visibility = Word(words.VISIBILITIES, required=True)
    group_id = Identifier(load_default=None, allow_none=True)


class LinkEdition(Request):
    project_id = Identifier(required=True)
    previous_project_id = Identifier(required=True)
    label = Line(most=60)


class AddStep(Request):
    project_id = Identifier(required=True)
    kind = Word(words.STEP_KINDS, required=True)
    title = Line(most=200, least=2)
    body = Text(most=20000, least=0, load_default="")
    opens_at = Instant(load_default=None, allow_none=True)
    closes_at = Instant(load_default=None, allow_none=True)
    template = Word(words.PROJECT_TEMPLATES, load_default=None, allow_none=True)
    votation_id = Identifier(load_default=None, allow_none=True)


class NewRequirement(Request):
    kind = Word(words.REQUIREMENT_KINDS, required=True)
    age_least = Whole(least=0, most=150, load_default=None, allow_none=True)
    age_most = Whole(least=0, most=150, load_default=None, allow_none=True)
    postcodes = Several(Line(most=10), most=500, load_default=list)
    group_id = Identifier(load_default=None, allow_none=True)
    wording = Text(most=500, load_default=None, allow_none=True)


class ChangeStep(Request):
    step_id = Identifier(required=True)
    version = Whole(required=True)
    title = Line(most=200, least=2, required=False)
    body = Text(most=20000, least=0, required=False)
    strict_graph = Flag()
    event_mode = Flag()
    moderated_before = Flag()
    requirements = Several(Part(NewRequirement), most=20)
    votation_id = Identifier(allow_none=True)


class MoveWindow(Request):
    """New window of a step, half-open [opens_at, closes_at). `reason` is shown and sent to who took part."""

    step_id = Identifier(required=True)
    version = Whole(required=True)
    opens_at = Instant(required=True, allow_none=True)
    closes_at = Instant(required=True, allow_none=True)
    reason = Text(most=1000, least=0, load_default="")


class OrderSteps(Request):
    project_id = Identifier(required=True)
    version = Whole(required=True)
    step_ids = Several(Identifier(), most=50, required=True)


class StepById(Request):
    step_id = Identifier(required=True)


class RecordOutcome(Request):
    step_id = Identifier(required=True)
    version = Whole(required=True)
    outcome = Text(most=20000)


class AddSection(Request):
    step_id = Identifier(required=True)
    parent_id = Identifier(load_default=None, allow_none=True)
    title = Line(most=200)
    help_text = Text(most=2000, least=0, load_default="")
    colour = Colour(load_default=None, allow_none=True)
    pictogram = Line(most=40, load_default=None, allow_none=True)
    role = Word(words.SECTION_ROLES, load_default="plain")
    contributable = Flag(load_default=True)
    votes = Flag(load_default=True)
    arguments = Word(words.ARGUMENT_MODES, load_default="for_and_against")
    sources = Flag(load_default=True)
    versions = Flag(load_default=False)
    sort = Word(words.SORTS, load_default="votes")
    threshold = Whole(least=1, most=10_000_000, load_default=None, allow_none=True)


class ChangeSection(Request):
    section_id = Identifier(required=True)
    version = Whole(required=True)
    parent_id = Identifier(allow_none=True)
    position = Whole(least=0, most=500)
    title = Line(most=200, required=False)
    help_text = Text(most=2000, least=0, required=False)
    colour = Colour(required=False, allow_none=True)
    pictogram = Line(most=40, required=False, allow_none=True)
    contributable = Flag()
    votes = Flag()
    arguments = Word(words.ARGUMENT_MODES)
    sources = Flag()
    versions = Flag()
    sort = Word(words.SORTS)
    threshold = Whole(least=1, most=10_000_000, allow_none=True)


class SectionById(Request):
    section_id = Identifier(required=True)


class DefineLabel(Request):
    organisation_id = Identifier(required=True)
    label = Line(most=80)


class LabelsOf(Request):
    organisation_id = Identifier(required=True)


class SubmitContribution(Request):
    """`answers` names the problems a cause explains, the causes a solution answers. `draft` keeps it to oneself."""

    section_id = Identifier(required=True)
    title = Line(most=200, least=2)
    body = Text(most=20000)
    answers = Several(Identifier(), most=10, load_default=list)
    accepted_checkboxes = Several(Identifier(), most=20, load_default=list)
    draft = Flag(load_default=False)
    official = Flag(load_default=False)


class SubmitEventIdea(Request):
    """An idea typed by a facilitator for someone without an account: a first name and an age band, no more."""

    section_id = Identifier(required=True)
    title = Line(most=200, least=2)
    body = Text(most=2000, least=0, load_default="")
    first_name = Line(most=40, least=0, load_default="")
    age_band = Word(words.AGE_BANDS, load_default=None, allow_none=True)
    votes = Whole(least=0, most=1000, load_default=0)


class EditContribution(Request):
    """Votes are reset by an edit, so `reset_votes` must be true when there are any. `publish` ends a draft."""

    contribution_id = Identifier(required=True)
    version = Whole(required=True)
    title = Line(most=200, least=2, required=False)
    body = Text(most=20000, required=False)
    answers = Several(Identifier(), most=10)
    reset_votes = Flag(load_default=False)
    publish = Flag(load_default=False)


class ContributionById(Request):
    contribution_id = Identifier(required=True)


class ListContributions(Paged):
    """`seed` keeps a random order stable from page to page. `q` is searched in French, accents and plurals aside."""

    step_id = Identifier(required=True)
    section_id = Identifier(load_default=None, allow_none=True)
    answers = Identifier(load_default=None, allow_none=True)
    type_id = Identifier(load_default=None, allow_none=True)
    theme_id = Identifier(load_default=None, allow_none=True)
    zone_id = Identifier(load_default=None, allow_none=True)
    state = Word(("published", "trashed"), load_default="published")
    sort = Word(words.SORTS, load_default="votes")
    seed = Line(most=40, least=0, load_default="")
    q = Line(most=200, least=0, load_default="")


class SearchContributions(Paged):
    """`q` is looked for in what is published in the projects one may see, in all forms of its words."""

    q = Line(most=200, least=2)


class ListMyActs(Paged):
    """`writings` are contributions, versions, arguments and sources that were sent; `votes` opinion votes."""

    kind = Word(words.MY_ACTS, load_default="writings")


class CastOpinionVote(Request):
    contribution_id = Identifier(required=True)
    value = Word(words.OPINIONS, required=True)
    accepted_checkboxes = Several(Identifier(), most=20, load_default=list)


class AddArgument(Request):
    contribution_id = Identifier(required=True)
    side = Word(words.SIDES, required=True)
    body = Text(most=2000, least=3)
    accepted_checkboxes = Several(Identifier(), most=20, load_default=list)


class AddSource(Request):
    contribution_id = Identifier(required=True)
    title = Line(most=200, least=3)
    link = WebLink(required=True)
    category = Word(words.SOURCE_CATEGORIES, required=True)
    body = Text(most=2000, least=0, load_default="")
    accepted_checkboxes = Several(Identifier(), most=20, load_default=list)


class ProposeVersion(Request):
    """A rewritten text of a contribution, with the reasons to prefer it."""

    contribution_id = Identifier(required=True)
    title = Line(most=200, least=2)
    body = Text(most=20000)
    reasons = Text(most=2000)
    accepted_checkboxes = Several(Identifier(), most=20, load_default=list)


class ListOf(Paged):
    """Arguments, sources or versions of a contribution (or of a version)."""

    contribution_id = Identifier(required=True)
    sort = Word(("votes", "newest", "oldest"), load_default="votes")


class ListArguments(ListOf):
    side = Word(words.SIDES, load_default=None, allow_none=True)


class ArgumentById(Request):
    argument_id = Identifier(required=True)


class SourceById(Request):
    source_id = Identifier(required=True)


class FiguresOf(Request):
    project_id = Identifier(required=True)
    step_id = Identifier(load_default=None, allow_none=True)


class ReportSomething(Request):
    """`version` is that of the contribution that was read: another text is not reported in its place."""

    target = Word(words.TARGETS, required=True)
    target_id = Identifier(required=True)
    version = Whole(load_default=None, allow_none=True)
    reason = Word(words.REPORT_REASONS, required=True)
    details = Text(most=1000, least=0, load_default="")


class ModerationListOf(Paged):
    organisation_id = Identifier(required=True)
    project_id = Identifier(load_default=None, allow_none=True)
    waiting = Word(
        ("reported", "before_publication", "appeal", "flagged"), load_default=None, allow_none=True
    )


class ModerationTarget(Request):
    """`version` is that of the text the moderator read."""

    target = Word(words.TARGETS, required=True)
    target_id = Identifier(required=True)
    version = Whole(required=True)


class Moderate(Request):
    """One decision on up to 100 things at once; those that changed since they were read are left as they are."""

    organisation_id = Identifier(required=True)
    targets = Several(Part(ModerationTarget), most=100, least=1, required=True)
    decision = Word(words.MODERATION_DECISIONS, required=True)
    reason = Text(most=500, least=0, load_default="")


class Appeal(Request):
    target = Word(words.TARGETS, required=True)
    target_id = Identifier(required=True)
    body = Text(most=2000, least=3)


class RequestExport(Request):
    project_id = Identifier(required=True)
    step_id = Identifier(load_default=None, allow_none=True)
    shape = Word(words.EXPORT_SHAPES, required=True)
    format = Word(words.EXPORT_FORMATS, required=True)


class ExportById(Request):
    export_id = Identifier(required=True)


class InProject(Paged):
    project_id = Identifier(required=True)


class OwnerOfProject(Request):
    project_id = Identifier(required=True)


class NamesOf(Request):
    project_id = Identifier(required=True)
    step_id = Identifier(load_default=None, allow_none=True)
    target = Word(words.TARGETS, load_default=None, allow_none=True)
    target_id = Identifier(load_default=None, allow_none=True)
