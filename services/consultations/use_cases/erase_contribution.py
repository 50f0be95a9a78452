from uuid import UUID

from chassis.actor import Actor
from consultations.domain.discussion_desk import DiscussionDesk
from consultations.domain.discussion_events import ContributionErased
from consultations.use_cases.coming_into_view import leave_alone, moved, of_contribution, told_of
from consultations.use_cases.entering import found_text
from contracts.refused import Refused


def erase_contribution(desk: DiscussionDesk, actor: Actor, contribution_id: UUID) -> None:
    """Take one's text away, at any time; only a place stays in the thread. Refuses: not_found, forbidden."""
    desk.lock_exclusive(contribution_id, shared=desk.above)
    place = found_text(desk, actor, desk.places.of_contribution(contribution_id))
    if place.author_id is None or place.author_id != actor.id:
        raise Refused("forbidden")
    version = desk.contributions.erase(contribution_id)
    desk.moderation.drop_case(contribution_id)
    target = of_contribution(place, "erased", version=version)
    moved(desk, target, place.state, "erased")
    if place.state != "draft":
        desk.tell(told_of(target, ContributionErased))
        leave_alone(desk, target)
