from dataclasses import replace
from uuid import UUID

from chassis.actor import Actor
from consultations.domain.contribution import Contribution
from consultations.domain.discussion_desk import DiscussionDesk
from consultations.use_cases.entering import found, found_text
from contracts.refused import Refused


def get_contribution(desk: DiscussionDesk, actor: Actor, contribution_id: UUID) -> Contribution:
    """A contribution or version in full; an empty placeholder for one that was erased and is answered.

    Refuses: not_found.
    """
    place = found(desk, desk.places.of_contribution(contribution_id))
    if place.state != "erased":
        found_text(desk, actor, place)
        return as_written(desk, contribution_id)
    placeholder = as_written(desk, contribution_id)
    if not placeholder.answered_by:
        raise Refused("not_found")
    return placeholder


def as_written(desk: DiscussionDesk, contribution_id: UUID, *, is_new: bool = False) -> Contribution:
    """The contribution with what stands around it, for someone who may read it; nothing answers a new one."""
    found_one = desk.contributions.find(contribution_id)
    if found_one is None:
        raise Refused("not_found")
    answers_to = desk.contributions.answers_to(contribution_id) if found_one.answers else []
    answered_by = [] if is_new else desk.contributions.answered_by(contribution_id)
    return replace(found_one, answers_to=tuple(answers_to), answered_by=tuple(answered_by))
