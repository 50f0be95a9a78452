"""Reporting, the moderators' work list, appeals."""

from marshmallow import fields

from contracts.base import Done, Paged, Request, View, page_of
from contracts.consultations.choices import (
    CONTRIBUTION_STATES,
    MODERATION_DECISIONS,
    MY_ACTS,
    OPINIONS,
    REPORT_REASONS,
    TARGETS,
)
from contracts.consultations.contributions import PlacedView
from contracts.fields import Flag, Identifier, Instant, Line, Part, Several, Text, Whole, Word
from contracts.operations import Subject

api = Subject("consultations", "moderation", "Reporting, the moderators' work list, appeals")


class ListMyActs(Paged):
    """`writings` are contributions, versions, arguments and sources that were sent; `votes` opinion votes."""

    kind = Word(MY_ACTS, load_default="writings")


class ReportSomething(Request):
    """`version` is that of the contribution that was read: another text is not reported in its place."""

    target = Word(TARGETS, required=True)
    target_id = Identifier(required=True)
    version = Whole(load_default=None, allow_none=True)
    reason = Word(REPORT_REASONS, required=True)
    details = Text(most=1000, least=0, load_default="")


class ModerationListOf(Paged):
    organisation_id = Identifier(required=True)
    project_id = Identifier(load_default=None, allow_none=True)
    waiting = Word(
        ("reported", "before_publication", "appeal", "flagged"), load_default=None, allow_none=True
    )


class ModerationTarget(Request):
    """`version` is that of the text the moderator read."""

    target = Word(TARGETS, required=True)
    target_id = Identifier(required=True)
    version = Whole(required=True)


class Moderate(Request):
    """One decision on up to 100 things at once; those that changed since they were read are left as they are."""

    organisation_id = Identifier(required=True)
    targets = Several(Part(ModerationTarget), most=100, least=1, required=True)
    decision = Word(MODERATION_DECISIONS, required=True)
    reason = Text(most=500, least=0, load_default="")


class Appeal(Request):
    target = Word(TARGETS, required=True)
    target_id = Identifier(required=True)
    body = Text(most=2000, least=3)


class ReportView(View):
    reason = Word(REPORT_REASONS)
    details = Text(most=1000, least=0)
    reported_at = Instant()


class ModerationItemView(View):
    """One line of the moderation work list. `version` is named by a decision on it.

    The last two say how many texts its author has in the organisation, and how many were taken away.
    """

    id = Identifier(required=True)
    project_id = Identifier()
    step_id = Identifier()
    target = Word(TARGETS)
    target_id = Identifier()
    contribution_id = Identifier()
    title = Line(most=200, least=0)
    body = Text(most=20000, least=0)
    author_name = Line(most=80, least=0)
    state = Word(CONTRIBUTION_STATES)
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

    target = Word(TARGETS)
    target_id = Identifier()
    decision = Word(MODERATION_DECISIONS)
    reason = Text(most=500, least=0)
    decided_at = Instant()


class ChangedTargetView(View):
    """Something that is not what the moderator read: what it is now, and what another decided meanwhile."""

    target = Word(TARGETS)
    target_id = Identifier()
    version = Whole()
    state = Word(CONTRIBUTION_STATES)
    decision = Word(MODERATION_DECISIONS, allow_none=True)


class ModerationActsView(View):
    """`changed` are those that nothing was decided on."""

    items = fields.List(fields.Nested(ModerationActView), required=True)
    changed = fields.List(fields.Nested(ChangedTargetView), required=True)


class MyActView(PlacedView):
    """Something one wrote or voted. `opinion` and `counted` are of votes; `contribution_id` is where it shows."""

    act = Word(("contribution", "version", "argument", "source", "vote"))
    id = Identifier()
    contribution_id = Identifier()
    title = Line(most=200, least=0)
    excerpt = Text(most=300, least=0)
    state = Word(CONTRIBUTION_STATES)
    opinion = Word(OPINIONS, allow_none=True)
    counted = Flag(allow_none=True)
    at = Instant()


class MyModeratedView(View):
    """One's own trashed or hidden writing, with the reason and whether one may appeal."""

    target = Word(TARGETS)
    target_id = Identifier()
    title = Line(most=200, least=0)
    decision = Word(MODERATION_DECISIONS)
    reason = Text(most=500, least=0)
    decided_at = Instant()
    appealed = Flag()


ModerationPage = page_of(ModerationItemView, "ModerationPage")


MyActPage = page_of(MyActView, "MyActPage")


MyModeratedPage = page_of(MyModeratedView, "MyModeratedPage")


report = api.post(
    "/reports",
    "report",
    ReportSomething,
    Done,
    "Report something to the moderators, once per person.",
    ("already_reported", "stale_version"),
    status=201,
)
list_moderation = api.get(
    "/organisations/{organisation_id}/moderation",
    "list_moderation",
    ModerationListOf,
    ModerationPage,
    "What waits for a moderator.",
    access="moderate",
)
moderate = api.post(
    "/organisations/{organisation_id}/moderation",
    "moderate",
    Moderate,
    ModerationActsView,
    "Keep, trash in view, or hide; the authors are told.",
    ("reason_required", "stale_version"),
    access="moderate",
    deadline=5,
)
list_my_acts = api.get(
    "/me/acts",
    "list_my_acts",
    ListMyActs,
    MyActPage,
    "What one wrote, drafted or voted, in all projects.",
)
list_my_moderated = api.get(
    "/me/moderated",
    "list_my_moderated",
    Paged,
    MyModeratedPage,
    "One's own writing that was moderated.",
)
appeal = api.post(
    "/appeals",
    "appeal",
    Appeal,
    Done,
    "Ask for a moderation to be looked at again.",
    ("already_appealed",),
    status=201,
)
