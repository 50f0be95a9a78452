"""Votes for arguments and sources."""

from uuid import UUID

from chassis.actor import Actor
from chassis.operations import command
from consultations.domain.discussion_events import SupportGiven, SupportWithdrawn
from consultations.domain.opinion_vote import Support, vote_id
from consultations.domain.place import Remarked
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.eligibility import eligibility_at
from consultations.use_cases.participation_checks import admit, get_visible_text, lock_step
from contracts.consultations import debate as ops
from contracts.refused import Refused


@command(ops.vote_argument, preload=eligibility_at("argument"))
def vote_argument(uow: UnitOfWork, actor: Actor, argument_id: UUID) -> Support:
    """Refuses: not_found, not_open_yet, closed, own_argument, not_votable, requirements_unmet."""
    return _support(uow, actor, "argument", argument_id)


@command(ops.vote_source, preload=eligibility_at("source"))
def vote_source(uow: UnitOfWork, actor: Actor, source_id: UUID) -> Support:
    """Refuses: not_found, not_open_yet, closed, own_source, not_votable, requirements_unmet."""
    return _support(uow, actor, "source", source_id)


@command(ops.unvote_argument, preload=eligibility_at("argument"))
def unvote_argument(uow: UnitOfWork, actor: Actor, argument_id: UUID) -> Support:
    """Refuses: not_found, not_open_yet, closed."""
    return _take_back(uow, actor, "argument", argument_id)


@command(ops.unvote_source, preload=eligibility_at("source"))
def unvote_source(uow: UnitOfWork, actor: Actor, source_id: UUID) -> Support:
    """Refuses: not_found, not_open_yet, closed."""
    return _take_back(uow, actor, "source", source_id)


def _support(uow: UnitOfWork, actor: Actor, target: str, remark_id: UUID) -> Support:
    """Vote for someone else's; twice changes nothing."""
    voter, now = lock_step(uow, actor, remark_id)
    place = get_visible_text(uow, actor, uow.places.of_remark(target, remark_id))
    place.window.require_open(now)
    if place.remark_author_id == voter.id:
        raise Refused(f"own_{target}")
    place.require_supportable()
    counted = admit(uow, voter, place, (), now)
    support = uow.supports.give(target, place, voter, counted=counted, now=now)
    _tell(uow, SupportGiven, target, place, voter.id, support)
    return support


def _take_back(uow: UnitOfWork, actor: Actor, target: str, remark_id: UUID) -> Support:
    """Without a vote, nothing changes."""
    voter, now = lock_step(uow, actor, remark_id)
    place = get_visible_text(uow, actor, uow.places.of_remark(target, remark_id))
    place.window.require_open(now)
    support = uow.supports.take_back(target, place, voter.id, now)
    _tell(uow, SupportWithdrawn, target, place, voter.id, support)
    return support


def _tell(
    uow: UnitOfWork, kind: type[SupportGiven], target: str, place: Remarked, voter_id: UUID, support: Support
) -> None:
    if support.version is not None:
        in_step = place.organisation_id, place.project_id, place.step_id
        own = vote_id(place.remark_id, voter_id)
        uow.publish(
            kind(*in_step, target, place.remark_id, place.contribution_id, voter_id, own, support.version)
        )
