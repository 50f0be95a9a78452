from uuid import UUID

from chassis.actor import Actor
from chassis.operations import command
from consultations.domain.discussion_events import ContributionErased
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.eligibility import visibility_at
from consultations.use_cases.participation_checks import get_visible_text
from consultations.use_cases.publication import leave_alone, moved, of_contribution, told_of
from contracts.consultations import contributions as ops
from contracts.refused import Refused


@command(ops.erase_contribution, preload=visibility_at("contribution"))
def erase_contribution(uow: UnitOfWork, actor: Actor, contribution_id: UUID) -> None:
    """Take one's text away, at any time; only a place stays in the thread. Refuses: not_found, forbidden."""
    uow.lock_exclusive(contribution_id, shared=uow.above)
    place = get_visible_text(uow, actor, uow.places.of_contribution(contribution_id))
    if place.author_id is None or place.author_id != actor.id:
        raise Refused("forbidden")
    version = uow.contributions.erase(contribution_id)
    uow.moderation.drop_case(contribution_id)
    target = of_contribution(place, "erased", version=version)
    moved(uow, target, place.state, "erased")
    if place.state != "draft":
        uow.publish(told_of(target, ContributionErased))
        leave_alone(uow, target)
