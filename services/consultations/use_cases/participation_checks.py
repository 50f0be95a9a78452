"""What everyone who writes or votes goes through: the lock and the clock, who sees it, the conditions."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from chassis.actor import Actor
from consultations.domain.author import Participant
from consultations.domain.place import Debated, Place, checked_by_identity, require_met, unmet
from consultations.unit_of_work import UnitOfWork
from contracts.refused import Refused, StalePreload

AnyPlace = TypeVar("AnyPlace", bound=Place)
AnyDebated = TypeVar("AnyDebated", bound=Debated)


def participant_of(actor: Actor, organisation_id: UUID) -> Participant:
    """The actor as their assertion tells of them. Raises Refused(sign_in_required)."""
    if actor.id is None:
        raise Refused("sign_in_required")
    type_id = actor.claims.get("types", {}).get(str(organisation_id))
    confirmed = bool(actor.claims.get("conf", False))
    return Participant(actor.id, actor.name, confirmed, UUID(type_id) if type_id else None)


def lock_step(
    uow: UnitOfWork, actor: Actor, *things: UUID, alone: Sequence[UUID] = ()
) -> tuple[Participant, datetime]:
    """Keep the step's window, these things and all they stand under as they are until commit, and others out
    of those to be had `alone`; the participant, and the time.

    Whoever is unconfirmed keeps their confirmation out too, so that it comes before or after this act as a
    whole.
    """
    participant = participant_of(actor, uow.step_access.organisation_id)
    if not participant.confirmed:
        uow.lock_shared(participant.id)
    shared = (uow.step_access.step_id, *things, *uow.above)
    return participant, uow.lock_exclusive(*alone, shared=shared) if alone else uow.lock_shared(*shared)


def require_visible(uow: UnitOfWork, place: AnyPlace | None) -> AnyPlace:
    """Raises Refused(not_found) when it does not exist, or the actor may not know that it does."""
    if place is None or not uow.sees(
        place.organisation_id, place.project_id, place.visibility, place.group_id
    ):
        raise Refused("not_found")
    return place


def require_step_visible(uow: UnitOfWork, step_id: UUID) -> None:
    """Raises Refused(not_found) unless the actor sees the step as it is in this transaction."""
    step = uow.places.of_step(step_id)
    if step is None or not uow.sees(step.organisation_id, step.project_id, step.visibility, step.group_id):
        raise Refused("not_found")


def get_visible_text(uow: UnitOfWork, actor: Actor, place: AnyDebated | None) -> AnyDebated:
    """A contribution, or a remark on one, that the actor may read. Raises Refused(not_found)."""
    place = require_visible(uow, place)
    if not place.is_readable(actor.id, moderates=uow.moderates(place.organisation_id, place.project_id)):
        raise Refused("not_found")
    return place


def admit(
    uow: UnitOfWork,
    participant: Participant,
    place: Place,
    accepted: Collection[UUID],
    now: datetime,
) -> bool:
    """Check the conditions of the step; whether the participant's address is confirmed.

    Raises Refused(requirements_unmet), or StalePreload when what identity checks changed since it was asked.
    """
    confirmed = participant.confirmed or uow.authors.remember(participant, now)
    step_access, eligibility = uow.step_access, uow.eligibility
    fresh = step_access.step_version == place.step_version
    requirements = step_access.requirements if fresh else uow.places.requirements(place.step_id)
    if not requirements or eligibility is None:
        return confirmed
    if checked_by_identity(requirements) != step_access.checked_elsewhere:
        raise StalePreload
    boxes = {requirement.id for requirement in requirements if requirement.kind == "checkbox"}
    known = uow.places.accepted(place.step_id, participant.id) if boxes else frozenset()
    missing = unmet(
        requirements, confirmed=confirmed, elsewhere=eligibility.unmet, accepted=known | set(accepted)
    )
    require_met(missing)
    if ticked := [box for box in accepted if box in boxes - known]:
        uow.places.accept(place.step_id, participant.id, ticked)
    return confirmed
