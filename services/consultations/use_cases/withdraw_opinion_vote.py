from uuid import UUID

from chassis.actor import Actor
from chassis.operations import command
from consultations.domain.discussion_events import OpinionVoteWithdrawn
from consultations.domain.opinion_vote import Vote, vote_id
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.eligibility import visibility_at
from consultations.use_cases.participation_checks import get_visible_text, lock_step
from contracts.consultations import contributions as ops


@command(ops.withdraw_opinion_vote, preload=visibility_at("contribution"))
def withdraw_opinion_vote(uow: UnitOfWork, actor: Actor, contribution_id: UUID) -> Vote:
    """Take one's vote back; without one, nothing changes. Refuses: not_found, not_open_yet, closed."""
    voter, now = lock_step(uow, actor, contribution_id)
    place = get_visible_text(uow, actor, uow.places.of_contribution(contribution_id))
    place.window.require_open(now)
    vote = uow.votes.withdraw(place, voter.id, now)
    if vote.version is not None:
        own = vote_id(contribution_id, voter.id)
        in_step = place.organisation_id, place.project_id, place.step_id
        uow.publish(
            OpinionVoteWithdrawn(*in_step, contribution_id, voter.id, vote.counted, own, vote.version)
        )
    return vote
