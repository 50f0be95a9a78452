"""Events of the discussion as the facts the contract promises."""

from collections.abc import Callable
from typing import Any

from consultations.domain import discussion_events as events
from consultations.facts.told import Told
from contracts.base import Fact
from contracts.consultations import facts


def _step(event: events.InStep) -> dict[str, Any]:
    return {
        "organisation_id": event.organisation_id,
        "project_id": event.project_id,
        "step_id": event.step_id,
    }


def _written(event: events.Written) -> dict[str, Any]:
    return {
        **_step(event),
        "account_id": event.account_id,
        "contribution_id": event.contribution_id,
        "published": event.published,
    }


def _contribution(fact: Fact) -> Callable[[events.Written], Told]:
    def told(event: events.Written) -> Told:
        return Told(fact, event.contribution_id, event.version, _written(event))

    return told


def _argument(fact: Fact) -> Callable[[events.ArgumentAdded], Told]:
    def told(event: events.ArgumentAdded) -> Told:
        data = {**_written(event), "argument_id": event.argument_id}
        return Told(fact, event.argument_id, event.version, data)

    return told


def _source(fact: Fact) -> Callable[[events.SourceAdded], Told]:
    def told(event: events.SourceAdded) -> Told:
        data = {**_written(event), "source_id": event.source_id}
        return Told(fact, event.source_id, event.version, data)

    return told


def version_left_alone(event: events.VersionLeftAlone) -> Told:
    data = {
        **_step(event),
        "contribution_id": event.contribution_id,
        "version_of": event.version_of,
        "author_account_id": event.author_account_id,
    }
    return Told(facts.version_left_alone, event.contribution_id, event.version, data)


def _vote(fact: Fact) -> Callable[[events.OpinionVoteCast], Told]:
    def told(event: events.OpinionVoteCast) -> Told:
        data = {
            **_step(event),
            "contribution_id": event.contribution_id,
            "account_id": event.account_id,
            "counted": event.counted,
        }
        return Told(fact, event.vote_id, event.version, data)

    return told


def _support(fact: Fact) -> Callable[[events.SupportGiven], Told]:
    def told(event: events.SupportGiven) -> Told:
        data = {
            **_step(event),
            "target": event.target,
            "target_id": event.target_id,
            "contribution_id": event.contribution_id,
            "account_id": event.account_id,
        }
        return Told(fact, event.vote_id, event.version, data)

    return told


def votes_reset(event: events.VotesReset) -> Told:
    data = {**_step(event), "contribution_id": event.contribution_id, "votes": event.votes}
    return Told(facts.votes_reset, event.contribution_id, event.version, data)


def reported(event: events.Reported) -> Told:
    data = {**_step(event), "target": event.target, "target_id": event.target_id}
    return Told(facts.reported, event.case_id, event.version, data)


def moderated(event: events.Moderated) -> Told:
    data = {
        **_step(event),
        "target": event.target,
        "target_id": event.target_id,
        "author_account_id": event.author_account_id,
        "decision": event.decision,
        "after_appeal": event.after_appeal,
    }
    return Told(facts.moderated, event.case_id, event.version, data)


READERS: dict[type, Callable[[Any], Told]] = {
    events.ContributionSubmitted: _contribution(facts.contribution_submitted),
    events.ContributionPublished: _contribution(facts.contribution_published),
    events.ContributionEdited: _contribution(facts.contribution_edited),
    events.ContributionErased: _contribution(facts.contribution_erased),
    events.VersionProposed: _contribution(facts.version_proposed),
    events.ArgumentAdded: _argument(facts.argument_added),
    events.ArgumentErased: _argument(facts.argument_erased),
    events.SourceAdded: _source(facts.source_added),
    events.SourceErased: _source(facts.source_erased),
    events.VersionLeftAlone: version_left_alone,
    events.OpinionVoteCast: _vote(facts.opinion_vote_cast),
    events.OpinionVoteWithdrawn: _vote(facts.opinion_vote_withdrawn),
    events.SupportGiven: _support(facts.support_given),
    events.SupportWithdrawn: _support(facts.support_withdrawn),
    events.VotesReset: votes_reset,
    events.Reported: reported,
    events.Moderated: moderated,
}
