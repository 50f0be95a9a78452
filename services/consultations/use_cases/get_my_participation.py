from dataclasses import dataclass
from uuid import UUID

from chassis.actor import Actor
from chassis.operations import query
from consultations.domain.contribution import Contribution
from consultations.domain.place import unmet
from consultations.domain.requirement import Requirement
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.eligibility import eligibility_at
from consultations.use_cases.participation_checks import participant_of, require_step_visible
from contracts.consultations import steps as ops


@dataclass(frozen=True)
class MyVote:
    contribution_id: UUID
    value: str


@dataclass(frozen=True)
class MyParticipation:
    """What someone did in a step, and which of its conditions they do not meet yet."""

    votes: tuple[MyVote, ...]
    supported: tuple[UUID, ...]
    contributions: tuple[Contribution, ...]
    unmet_requirements: tuple[Requirement, ...]
    accepted_checkboxes: tuple[UUID, ...]


@query(ops.get_my_participation, preload=eligibility_at("step"))
def get_my_participation(uow: UnitOfWork, actor: Actor, step_id: UUID) -> MyParticipation:
    """Refuses: not_found, sign_in_required."""
    require_step_visible(uow, step_id)
    step_access = uow.step_access
    me = participant_of(actor, step_access.organisation_id)
    accepted = uow.places.accepted(step_id, me.id)
    elsewhere = uow.eligibility.unmet if uow.eligibility else frozenset()
    confirmed = me.confirmed or uow.authors.is_confirmed(me.id)
    missing = unmet(step_access.requirements, confirmed=confirmed, elsewhere=elsewhere, accepted=accepted)
    return MyParticipation(
        votes=tuple(MyVote(voted, value) for voted, value in uow.votes.mine(step_id, me.id)),
        supported=tuple(uow.supports.mine(step_id, me.id)),
        contributions=tuple(uow.search.written_by(step_id, me.id)),
        unmet_requirements=tuple(missing),
        accepted_checkboxes=tuple(accepted),
    )
