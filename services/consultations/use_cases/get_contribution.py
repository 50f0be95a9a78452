from dataclasses import replace
from uuid import UUID

from chassis.actor import Actor
from chassis.operations import query
from consultations.domain.contribution import Contribution
from consultations.domain.place import Debated
from consultations.domain.word_diff import word_diff
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.eligibility import visibility_at
from consultations.use_cases.loading import require_existing
from consultations.use_cases.participation_checks import get_visible_text, require_visible
from contracts.consultations import contributions as ops
from contracts.refused import Refused


@query(ops.get_contribution, preload=visibility_at("contribution"))
def get_contribution(uow: UnitOfWork, actor: Actor, contribution_id: UUID) -> Contribution:
    """A contribution or version in full; an empty placeholder for one that was erased and is answered.

    Refuses: not_found.
    """
    place = require_visible(uow, uow.places.of_contribution(contribution_id))
    if place.state != "erased":
        get_visible_text(uow, actor, place)
        return compared(uow, actor, place, as_written(uow, contribution_id))
    placeholder = as_written(uow, contribution_id)
    if not placeholder.answered_by:
        raise Refused("not_found")
    return placeholder


def compared(uow: UnitOfWork, actor: Actor, place: Debated, contribution: Contribution) -> Contribution:
    """A version with what it changes in the text that it rewrites, as this reader may read that one now."""
    moderates = uow.moderates(place.organisation_id, place.project_id)
    if place.version_of is None or not place.base_is_readable(actor.id, moderates=moderates):
        return contribution
    rewritten = uow.contributions.body_of(place.version_of)
    return (
        contribution
        if rewritten is None
        else replace(contribution, diff=word_diff(rewritten, contribution.body))
    )


def as_written(uow: UnitOfWork, contribution_id: UUID, *, is_new: bool = False) -> Contribution:
    """The contribution with what stands around it, for someone who may read it; nothing answers a new one."""
    contribution = require_existing(uow.contributions.find(contribution_id))
    answers_to = uow.contributions.answers_to(contribution_id) if contribution.answers else []
    answered_by = [] if is_new else uow.contributions.answered_by(contribution_id)
    return replace(contribution, answers_to=tuple(answers_to), answered_by=tuple(answered_by))
