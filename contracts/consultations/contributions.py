"""Contributions, their versions, and votes on them."""

from marshmallow import fields

from contracts.base import Done, Paged, Request, View, page_of
from contracts.consultations.choices import AGE_BANDS, OPINIONS, SORTS
from contracts.consultations.steps import ContributionSummaryView, OpinionCountsView
from contracts.fields import Bool, BoundedList, Choice, Identifier, Instant, Int, Line, Text
from contracts.operations import ANYONE, Cached, Subject

api = Subject("consultations", "contributions", "Contributions, their versions, and votes on them")

WRITING = ("not_open_yet", "closed", "requirements_unmet", "too_fast", "not_contributable")


class SubmitContribution(Request):
    """`answers` names the problems a cause explains, the causes a solution answers. `draft` keeps it to oneself."""

    section_id = Identifier(required=True)
    title = Line(max_length=200, min_length=2)
    body = Text(max_length=20000)
    answers = BoundedList(Identifier(), max_items=10, load_default=list)
    accepted_checkboxes = BoundedList(Identifier(), max_items=20, load_default=list)
    draft = Bool(load_default=False)
    official = Bool(load_default=False)


class SubmitEventIdea(Request):
    """An idea typed by a facilitator for someone without an account: a first name and an age band, no more."""

    section_id = Identifier(required=True)
    title = Line(max_length=200, min_length=2)
    body = Text(max_length=2000, min_length=0, load_default="")
    first_name = Line(max_length=40, min_length=0, load_default="")
    age_band = Choice(AGE_BANDS, load_default=None, allow_none=True)
    votes = Int(min_value=0, max_value=1000, load_default=0)


class EditContribution(Request):
    """Votes are reset by an edit, so `reset_votes` must be true when there are any. `publish` ends a draft."""

    contribution_id = Identifier(required=True)
    version = Int(required=True)
    title = Line(max_length=200, min_length=2, required=False)
    body = Text(max_length=20000, required=False)
    answers = BoundedList(Identifier(), max_items=10)
    reset_votes = Bool(load_default=False)
    publish = Bool(load_default=False)


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
    state = Choice(("published", "trashed"), load_default="published")
    sort = Choice(SORTS, load_default="votes")
    seed = Line(max_length=40, min_length=0, load_default="")
    q = Line(max_length=200, min_length=0, load_default="")


class SearchContributions(Paged):
    """`q` is looked for in what is published in the projects one may see, in all forms of its words."""

    q = Line(max_length=200, min_length=2)


class CastOpinionVote(Request):
    contribution_id = Identifier(required=True)
    value = Choice(OPINIONS, required=True)
    accepted_checkboxes = BoundedList(Identifier(), max_items=20, load_default=list)


class ProposeVersion(Request):
    """A rewritten text of a contribution, with the reasons to prefer it."""

    contribution_id = Identifier(required=True)
    title = Line(max_length=200, min_length=2)
    body = Text(max_length=20000)
    reasons = Text(max_length=2000)
    accepted_checkboxes = BoundedList(Identifier(), max_items=20, load_default=list)


class ListOf(Paged):
    """Arguments, sources or versions of a contribution (or of a version)."""

    contribution_id = Identifier(required=True)
    sort = Choice(("votes", "newest", "oldest"), load_default="votes")


class DiffPieceView(View):
    """A run of words that is `same`, `added` or `removed`."""

    kind = Choice(("same", "added", "removed"), required=True)
    text = fields.String(required=True)


class ContributionView(ContributionSummaryView):
    """A contribution, or a version, in full."""

    body = Text(max_length=20000, min_length=0)
    reasons = Text(max_length=2000, allow_none=True, required=False)
    diff = fields.List(fields.Nested(DiffPieceView), allow_none=True)
    arguments_for = Int()
    arguments_against = Int()
    comments = Int()
    answered_by = fields.List(
        fields.Nested(ContributionSummaryView, only=("id", "number", "title", "section_id"))
    )
    answers_to = fields.List(
        fields.Nested(ContributionSummaryView, only=("id", "number", "title", "section_id"))
    )
    version = Int()
    repeated = Bool(
        required=False,
        metadata={
            "description": "In the answer to a writing: nothing was added, the same text stood here already."
        },
    )


class VoteView(View):
    """One's vote on a contribution and the counts after it. `counted` is false until the address is confirmed."""

    contribution_id = Identifier(required=True)
    value = Choice(OPINIONS, allow_none=True)
    counted = Bool()
    opinions = fields.Nested(OpinionCountsView)


class PlacedView(View):
    """Where something stands."""

    project_id = Identifier()
    project_slug = fields.String()
    project_title = Line(max_length=200)
    step_id = Identifier()
    step_title = Line(max_length=200)


class FoundContributionView(PlacedView):
    """A published contribution that a search across projects finds."""

    id = Identifier()
    number = Int()
    title = Line(max_length=200)
    excerpt = Text(max_length=300, min_length=0)
    organisation_name = Line(max_length=200, min_length=0)
    published_at = Instant()


ContributionPage = page_of(ContributionSummaryView, "ContributionPage")
FoundContributionPage = page_of(FoundContributionView, "FoundContributionPage")


list_contributions = api.get(
    "/steps/{step_id}/contributions",
    "list_contributions",
    ListContributions,
    ContributionPage,
    "List and search a step's contributions.",
    access=ANYONE,
    cached=Cached(),
)
search_contributions = api.get(
    "/contributions",
    "search_contributions",
    SearchContributions,
    FoundContributionPage,
    "Published contributions of all projects one may see, by their words.",
    access=ANYONE,
    cached=Cached(),
)
submit_contribution = api.post(
    "/sections/{section_id}/contributions",
    "submit_contribution",
    SubmitContribution,
    ContributionView,
    "Write a contribution; it waits unseen until the author's address is confirmed.",
    (*WRITING, "orphan", "answers_wrong_section", "official_only"),
    status=201,
    location="/contributions/{id}",
)
submit_event_idea = api.post(
    "/sections/{section_id}/event-ideas",
    "submit_event_idea",
    SubmitEventIdea,
    ContributionView,
    "Type an idea for someone without an account, at an event.",
    ("not_open_yet", "closed", "not_contributable", "not_an_event"),
    access="facilitate_event",
    status=201,
    location="/contributions/{id}",
)
get_contribution = api.get(
    "/contributions/{contribution_id}",
    "get_contribution",
    ContributionById,
    ContributionView,
    "A contribution, or a version with its word diff.",
    access=ANYONE,
    cached=Cached(),
)
edit_contribution = api.patch(
    "/contributions/{contribution_id}",
    "edit_contribution",
    EditContribution,
    ContributionView,
    "Edit one's contribution.",
    (*WRITING, "stale_version", "votes_would_be_reset", "orphan", "answers_wrong_section", "not_editable"),
)
erase_contribution = api.delete(
    "/contributions/{contribution_id}",
    "erase_contribution",
    ContributionById,
    Done,
    "Erase one's contribution; a placeholder stays where others answered it.",
)
cast_opinion_vote = api.put(
    "/contributions/{contribution_id}/opinion",
    "cast_opinion_vote",
    CastOpinionVote,
    VoteView,
    "Vote agree, mixed or disagree; a second vote replaces the first.",
    ("not_open_yet", "closed", "requirements_unmet", "votes_off", "not_votable"),
)
withdraw_opinion_vote = api.delete(
    "/contributions/{contribution_id}/opinion",
    "withdraw_opinion_vote",
    ContributionById,
    VoteView,
    "Take one's vote back.",
    ("not_open_yet", "closed"),
)
list_versions = api.get(
    "/contributions/{contribution_id}/versions",
    "list_versions",
    ListOf,
    ContributionPage,
    "Versions of a contribution.",
    access=ANYONE,
    cached=Cached(),
)
propose_version = api.post(
    "/contributions/{contribution_id}/versions",
    "propose_version",
    ProposeVersion,
    ContributionView,
    "Propose a rewritten text with its reasons.",
    (*WRITING, "versions_off", "not_votable"),
    status=201,
    location="/contributions/{id}",
)
