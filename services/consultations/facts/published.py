"""Which fact an event is, and which of its attributes names what happened to: the fact's schema takes the rest from it."""

from consultations.domain import discussion_events, events
from contracts.base import Fact
from contracts.consultations import facts

FACT_OF: dict[type, tuple[Fact, str]] = {
    events.ProjectPublished: (facts.project_published, "project_id"),
    events.ProjectChanged: (facts.project_changed, "project_id"),
    events.WindowMoved: (facts.window_moved, "step_id"),
    events.StepClosingSoon: (facts.step_closing_soon, "step_id"),
    events.ExportReady: (facts.export_ready, "export_id"),
    discussion_events.ContributionSubmitted: (facts.contribution_submitted, "contribution_id"),
    discussion_events.ContributionPublished: (facts.contribution_published, "contribution_id"),
    discussion_events.ContributionEdited: (facts.contribution_edited, "contribution_id"),
    discussion_events.ContributionErased: (facts.contribution_erased, "contribution_id"),
    discussion_events.VersionProposed: (facts.version_proposed, "contribution_id"),
    discussion_events.ArgumentAdded: (facts.argument_added, "argument_id"),
    discussion_events.ArgumentErased: (facts.argument_erased, "argument_id"),
    discussion_events.SourceAdded: (facts.source_added, "source_id"),
    discussion_events.SourceErased: (facts.source_erased, "source_id"),
    discussion_events.VersionLeftAlone: (facts.version_left_alone, "contribution_id"),
    discussion_events.OpinionVoteCast: (facts.opinion_vote_cast, "vote_id"),
    discussion_events.OpinionVoteWithdrawn: (facts.opinion_vote_withdrawn, "vote_id"),
    discussion_events.SupportGiven: (facts.support_given, "vote_id"),
    discussion_events.SupportWithdrawn: (facts.support_withdrawn, "vote_id"),
    discussion_events.VotesReset: (facts.votes_reset, "contribution_id"),
    discussion_events.Reported: (facts.reported, "case_id"),
    discussion_events.Moderated: (facts.moderated, "case_id"),
}
