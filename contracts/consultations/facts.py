"""What consultations tells. Ids only: no text, no name, and never who chose what beyond the vote's own fact."""

from contracts.base import FactData, Facts
from contracts.consultations import choices
from contracts.fields import Bool, Choice, Identifier, Instant, Int

published = Facts("consultations")


class ProjectFact(FactData):
    project_id = Identifier(required=True)
    organisation_id = Identifier(required=True)


class ProjectPublished(ProjectFact):
    visibility = Choice(choices.VISIBILITIES, required=True)


class StepFact(ProjectFact):
    step_id = Identifier(required=True)


class WindowMoved(StepFact):
    opens_at = Instant(required=True, allow_none=True)
    closes_at = Instant(required=True, allow_none=True)
    closes_at_before = Instant(allow_none=True, load_default=None)
    announced = Bool(required=True)


class ClosingSoon(StepFact):
    closes_at = Instant(required=True)


class ParticipationFact(StepFact):
    """`account_id` is absent for what a facilitator typed. `published` is false while the address is unconfirmed."""

    account_id = Identifier(allow_none=True, load_default=None)
    contribution_id = Identifier(required=True)
    published = Bool(required=True)


class ArgumentFact(ParticipationFact):
    argument_id = Identifier(required=True)


class SourceFact(ParticipationFact):
    source_id = Identifier(required=True)


class OpinionVoteFact(StepFact):
    """That someone voted. What they chose is not told: counters are asked of the service."""

    contribution_id = Identifier(required=True)
    account_id = Identifier(required=True)
    counted = Bool(required=True)


class SupportFact(StepFact):
    target = Choice(("argument", "source"), required=True)
    target_id = Identifier(required=True)
    contribution_id = Identifier(required=True)
    account_id = Identifier(required=True)


class VotesReset(StepFact):
    contribution_id = Identifier(required=True)
    votes = Int(required=True)


class Moderated(StepFact):
    target = Choice(choices.TARGETS, required=True)
    target_id = Identifier(required=True)
    author_account_id = Identifier(allow_none=True, load_default=None)
    decision = Choice(choices.MODERATION_DECISIONS, required=True)
    after_appeal = Bool(required=True)


class VersionLeftAlone(StepFact):
    """`contribution_id` is the version's; what it rewrites is out of everyone's view, and the version with it."""

    contribution_id = Identifier(required=True)
    version_of = Identifier(required=True)
    author_account_id = Identifier(allow_none=True, load_default=None)


class Reported(StepFact):
    target = Choice(choices.TARGETS, required=True)
    target_id = Identifier(required=True)


class ExportReady(ProjectFact):
    export_id = Identifier(required=True)
    account_id = Identifier(required=True)


project_published = published.declare(
    "project_published", "project", ProjectPublished, "A project's visibility was set."
)
project_changed = published.declare(
    "project_changed", "project", ProjectFact, "A project was drafted, or it, its steps or sections changed."
)
window_moved = published.declare("window_moved", "step", WindowMoved, "A step's window was moved.")
step_closing_soon = published.declare(
    "step_closing_soon", "step", ClosingSoon, "A step closes within 48 hours."
)
contribution_submitted = published.declare(
    "contribution_submitted", "contribution", ParticipationFact, "A contribution was submitted."
)
contribution_published = published.declare(
    "contribution_published", "contribution", ParticipationFact, "A contribution that waited came into view."
)
contribution_edited = published.declare(
    "contribution_edited", "contribution", ParticipationFact, "A contribution was edited."
)
contribution_erased = published.declare(
    "contribution_erased", "contribution", ParticipationFact, "A contribution was erased by its author."
)
version_proposed = published.declare(
    "version_proposed", "contribution", ParticipationFact, "A version was proposed."
)
argument_added = published.declare("argument_added", "argument", ArgumentFact, "An argument was added.")
source_added = published.declare("source_added", "source", SourceFact, "A source was added.")
argument_erased = published.declare(
    "argument_erased", "argument", ArgumentFact, "An argument was erased by its author."
)
source_erased = published.declare("source_erased", "source", SourceFact, "A source was erased by its author.")
version_left_alone = published.declare(
    "version_left_alone",
    "contribution",
    VersionLeftAlone,
    "A version is out of view because what it rewrites is.",
)
opinion_vote_cast = published.declare("opinion_vote_cast", "opinion_vote", OpinionVoteFact, "Someone voted.")
opinion_vote_withdrawn = published.declare(
    "opinion_vote_withdrawn", "opinion_vote", OpinionVoteFact, "Someone took their vote back."
)
support_given = published.declare(
    "support_given", "support", SupportFact, "Someone voted for an argument or a source."
)
support_withdrawn = published.declare(
    "support_withdrawn", "support", SupportFact, "Someone took that vote back."
)
votes_reset = published.declare("votes_reset", "contribution", VotesReset, "An edit reset the votes.")
reported = published.declare("reported", "moderation", Reported, "Someone reported something.")
moderated = published.declare("moderated", "moderation", Moderated, "Something was moderated.")
export_ready = published.declare("export_ready", "export", ExportReady, "An export is ready.")
