from dataclasses import replace
from uuid import UUID

from chassis.actor import Actor
from chassis.operations import command
from consultations.domain.discussion_events import ArgumentErased, SourceErased
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.eligibility import eligibility_at
from consultations.use_cases.participation_checks import get_visible_text
from consultations.use_cases.publication import moved, target_of, told_of
from contracts.consultations import debate as ops
from contracts.refused import Refused


@command(ops.erase_argument, preload=eligibility_at("argument"))
def erase_argument(uow: UnitOfWork, actor: Actor, argument_id: UUID) -> None:
    """At any time. Refuses: not_found, forbidden."""
    _erase(uow, actor, "argument", argument_id)


@command(ops.erase_source, preload=eligibility_at("source"))
def erase_source(uow: UnitOfWork, actor: Actor, source_id: UUID) -> None:
    """At any time. Refuses: not_found, forbidden."""
    _erase(uow, actor, "source", source_id)


def _erase(uow: UnitOfWork, actor: Actor, target: str, remark_id: UUID) -> None:
    uow.lock_exclusive(remark_id, shared=uow.above)
    place = get_visible_text(uow, actor, uow.places.of_remark(target, remark_id))
    if place.remark_author_id != actor.id:
        raise Refused("forbidden")
    stored = uow.arguments if target == "argument" else uow.sources
    version = stored.erase(remark_id)
    uow.moderation.drop_case(remark_id)
    erased = target_of(
        place,
        target,
        remark_id,
        place.contribution_id,
        place.remark_author_id,
        "erased",
        True,
        side=place.side,
    )
    gone = replace(erased, version=version)
    moved(uow, gone, place.remark_state, "erased")
    uow.publish(told_of(gone, ArgumentErased if target == "argument" else SourceErased))
