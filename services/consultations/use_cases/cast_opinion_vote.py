from collections.abc import Collection
from uuid import UUID

from chassis.actor import Actor
from chassis.operations import command
from consultations.domain.discussion_events import OpinionVoteCast
from consultations.domain.opinion_vote import Vote, vote_id
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.eligibility import eligibility_at
from consultations.use_cases.participation_checks import admit, get_visible_text, lock_step
from contracts.consultations import contributions as ops
from contracts.refused import Refused


@command(ops.cast_opinion_vote, preload=eligibility_at("contribution"))
def cast_opinion_vote(
    uow: UnitOfWork,
    actor: Actor,
    contribution_id: UUID,
    value: str,
    accepted_checkboxes: Collection[UUID],
) -> Vote:
    """Vote agree, mixed or disagree; a second vote replaces the first, the same again changes nothing.

    Refuses: not_found, not_open_yet, closed, votes_off, not_votable, requirements_unmet.
    """
    voter, now = lock_step(uow, actor, contribution_id)
    place = get_visible_text(uow, actor, uow.places.of_contribution(contribution_id))
    place.window.require_open(now)
    if not place.votes:
        raise Refused("votes_off")
    place.require_debatable()
    counted = admit(uow, voter, place, accepted_checkboxes, now)
    vote = uow.votes.cast(place, voter, value, counted=counted, now=now)
    if vote.version is not None:
        own = vote_id(contribution_id, voter.id)
        in_step = place.organisation_id, place.project_id, place.step_id
        uow.publish(OpinionVoteCast(*in_step, contribution_id, voter.id, vote.counted, own, vote.version))
    return vote
