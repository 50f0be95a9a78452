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
from contracts.fields import Bool, BoundedList, Choice, Identifier, Instant, Int, Line, Nested, Text
from contracts.operations import Subject

api = Subject("consultations", "moderation", "Reporting, the moderators' work list, appeals")


class ListMyActs(Paged):
    """`writings` are contributions, versions, arguments and sources that were sent; `votes` opinion votes."""

    kind = Choice(MY_ACTS, load_default="writings")


class ReportSomething(Request):
    """`version` is that of the contribution that was read: another text is not reported in its place."""

    target = Choice(TARGETS, required=True)
    target_id = Identifier(required=True)
    version = Int(load_default=None, allow_none=True)
    reason = Choice(REPORT_REASONS, required=True)
    details = Text(max_length=1000, min_length=0, load_default="")


class ModerationListOf(Paged):
    organisation_id = Identifier(required=True)
    project_id = Identifier(load_default=None, allow_none=True)
    waiting = Choice(
        ("reported", "before_publication", "appeal", "flagged"), load_default=None, allow_none=True
    )


class ModerationTarget(Request):
    """`version` is that of the text the moderator read."""

    target = Choice(TARGETS, required=True)
    target_id = Identifier(required=True)
    version = Int(required=True)


class Moderate(Request):
    """One decision on up to 100 things at once; those that changed since they were read are left as they are."""

    organisation_id = Identifier(required=True)
    targets = BoundedList(Nested(ModerationTarget), max_items=100, min_items=1, required=True)
    decision = Choice(MODERATION_DECISIONS, required=True)
    reason = Text(max_length=500, min_length=0, load_default="")


class Appeal(Request):
    target = Choice(TARGETS, required=True)
    target_id = Identifier(required=True)
    body = Text(max_length=2000, min_length=3)


class ReportView(View):
    reason = Choice(REPORT_REASONS)
    details = Text(max_length=1000, min_length=0)
    reported_at = Instant()


class ModerationItemView(View):
    """One line of the moderation work list. `version` is named by a decision on it.

    The last two say how many texts its author has in the organisation, and how many were taken away.
    """

    id = Identifier(required=True)
    project_id = Identifier()
    step_id = Identifier()
    target = Choice(TARGETS)
    target_id = Identifier()
    contribution_id = Identifier()
    title = Line(max_length=200, min_length=0)
    body = Text(max_length=20000, min_length=0)
    author_name = Line(max_length=80, min_length=0)
    state = Choice(CONTRIBUTION_STATES)
    reports = Int()
    reasons = fields.List(fields.String())
    latest_reports = fields.List(fields.Nested(ReportView))
    flags = fields.List(fields.String())
    appeal = Text(max_length=2000, allow_none=True, required=False)
    waiting_since = Instant()
    version = Int()
    author_texts = Int()
    author_removed = Int()


class ModerationActView(View):
    """What was decided on one thing."""

    target = Choice(TARGETS)
    target_id = Identifier()
    decision = Choice(MODERATION_DECISIONS)
    reason = Text(max_length=500, min_length=0)
    decided_at = Instant()


class ChangedTargetView(View):
    """Something that is not what the moderator read: what it is now, and what another decided meanwhile."""

    target = Choice(TARGETS)
    target_id = Identifier()
    version = Int()
    state = Choice(CONTRIBUTION_STATES)
    decision = Choice(MODERATION_DECISIONS, allow_none=True)


class ModerationActsView(View):
    """`changed` are those that nothing was decided on."""

    items = fields.List(fields.Nested(ModerationActView), required=True)
    changed = fields.List(fields.Nested(ChangedTargetView), required=True)


class MyActView(PlacedView):
    """Something one wrote or voted. `opinion` and `counted` are of votes; `contribution_id` is where it shows."""

    act = Choice(("contribution", "version", "argument", "source", "vote"))
    id = Identifier()
    contribution_id = Identifier()
    title = Line(max_length=200, min_length=0)
    excerpt = Text(max_length=300, min_length=0)
    state = Choice(CONTRIBUTION_STATES)
    opinion = Choice(OPINIONS, allow_none=True)
    counted = Bool(allow_none=True)
    at = Instant()


class MyModeratedView(View):
    """One's own trashed or hidden writing, with the reason and whether one may appeal."""

    target = Choice(TARGETS)
    target_id = Identifier()
    title = Line(max_length=200, min_length=0)
    decision = Choice(MODERATION_DECISIONS)
    reason = Text(max_length=500, min_length=0)
    decided_at = Instant()
    appealed = Bool()


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
    "/me/acts", "list_my_acts", ListMyActs, MyActPage, "What one wrote, drafted or voted, in all projects."
)
list_my_moderated = api.get(
    "/me/moderated", "list_my_moderated", Paged, MyModeratedPage, "One's own writing that was moderated."
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
