from dataclasses import replace
from uuid import UUID

from chassis.actor import Actor
from consultations.domain.discussion_events import ArgumentErased, SourceErased
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.coming_into_view import moved, target_of, told_of
from consultations.use_cases.entering import found_text
from contracts.refused import Refused


def erase_remark(uow: UnitOfWork, actor: Actor, target: str, remark_id: UUID) -> None:
    """Take one's argument or source away, at any time. Refuses: not_found, forbidden."""
    uow.lock_exclusive(remark_id, shared=uow.above)
    place = found_text(uow, actor, uow.places.of_remark(target, remark_id))
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
