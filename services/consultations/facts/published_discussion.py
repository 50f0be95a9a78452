"""Events of the discussion as the facts the contract promises."""

from collections.abc import Callable
from typing import Any

from consultations.domain import discussion_events as events
from consultations.facts.published import OutgoingFact
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


def _contribution(fact: Fact) -> Callable[[events.Written], OutgoingFact]:
    def published(event: events.Written) -> OutgoingFact:
        return OutgoingFact(fact, event.contribution_id, event.version, _written(event))

    return published


def _argument(fact: Fact) -> Callable[[events.ArgumentAdded], OutgoingFact]:
    def published(event: events.ArgumentAdded) -> OutgoingFact:
        data = {**_written(event), "argument_id": event.argument_id}
        return OutgoingFact(fact, event.argument_id, event.version, data)

    return published


def _source(fact: Fact) -> Callable[[events.SourceAdded], OutgoingFact]:
    def published(event: events.SourceAdded) -> OutgoingFact:
        data = {**_written(event), "source_id": event.source_id}
        return OutgoingFact(fact, event.source_id, event.version, data)

    return published


def version_left_alone(event: events.VersionLeftAlone) -> OutgoingFact:
    data = {
        **_step(event),
        "contribution_id": event.contribution_id,
        "version_of": event.version_of,
        "author_account_id": event.author_account_id,
    }
    return OutgoingFact(facts.version_left_alone, event.contribution_id, event.version, data)


def _vote(fact: Fact) -> Callable[[events.OpinionVoteCast], OutgoingFact]:
    def published(event: events.OpinionVoteCast) -> OutgoingFact:
        data = {
            **_step(event),
            "contribution_id": event.contribution_id,
            "account_id": event.account_id,
            "counted": event.counted,
        }
        return OutgoingFact(fact, event.vote_id, event.version, data)

    return published


def _support(fact: Fact) -> Callable[[events.SupportGiven], OutgoingFact]:
    def published(event: events.SupportGiven) -> OutgoingFact:
        data = {
            **_step(event),
            "target": event.target,
            "target_id": event.target_id,
            "contribution_id": event.contribution_id,
            "account_id": event.account_id,
        }
        return OutgoingFact(fact, event.vote_id, event.version, data)

    return published


def votes_reset(event: events.VotesReset) -> OutgoingFact:
    data = {**_step(event), "contribution_id": event.contribution_id, "votes": event.votes}
    return OutgoingFact(facts.votes_reset, event.contribution_id, event.version, data)


def reported(event: events.Reported) -> OutgoingFact:
    data = {**_step(event), "target": event.target, "target_id": event.target_id}
    return OutgoingFact(facts.reported, event.case_id, event.version, data)


def moderated(event: events.Moderated) -> OutgoingFact:
    data = {
        **_step(event),
        "target": event.target,
        "target_id": event.target_id,
        "author_account_id": event.author_account_id,
        "decision": event.decision,
        "after_appeal": event.after_appeal,
    }
    return OutgoingFact(facts.moderated, event.case_id, event.version, data)


FACT_OF: dict[type, Callable[[Any], OutgoingFact]] = {
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
