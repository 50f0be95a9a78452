"""Lists of what people wrote, for those who may read it."""

from typing import Any
from uuid import UUID

from chassis.actor import Actor
from consultations.domain.argument import Argument
from consultations.domain.contribution import Contribution
from consultations.domain.graph import Graph, drawn
from consultations.domain.place import Debated, Gate
from consultations.domain.search import ContributionQuery
from consultations.domain.source import Source
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.entering import found_text
from contracts.refused import Refused


def see_step(uow: UnitOfWork, step_id: UUID) -> Gate:
    """The step as it is in this transaction. Raises Refused(not_found) unless the actor sees it."""
    step = uow.places.of_step(step_id)
    if step is None or not uow.sees(step.organisation_id, step.project_id, step.visibility, step.group_id):
        raise Refused("not_found")
    return step


def list_contributions(
    uow: UnitOfWork, asked: ContributionQuery, after: Any, limit: int
) -> list[Contribution]:
    """Refuses: not_found."""
    see_step(uow, asked.step_id)
    return uow.search.page(asked, after, limit)


def list_arguments(
    uow: UnitOfWork, actor: Actor, contribution_id: UUID, sort: str, after: Any, limit: int,
    side: str | None = None,
) -> list[Argument]:  # fmt: skip
    """Refuses: not_found."""
    moderates = _moderates(uow, _readable(uow, actor, contribution_id))
    return uow.arguments.page(
        contribution_id, actor.id, moderates=moderates, sort=sort, after=after, limit=limit, side=side
    )


def list_sources(
    uow: UnitOfWork, actor: Actor, contribution_id: UUID, sort: str, after: Any, limit: int
) -> list[Source]:
    """Refuses: not_found."""
    moderates = _moderates(uow, _readable(uow, actor, contribution_id))
    return uow.sources.page(
        contribution_id, actor.id, moderates=moderates, sort=sort, after=after, limit=limit
    )


def list_versions(
    uow: UnitOfWork, actor: Actor, contribution_id: UUID, sort: str, after: Any, limit: int
) -> list[Contribution]:
    """Refuses: not_found."""
    moderates = _moderates(uow, _readable(uow, actor, contribution_id))
    return uow.search.versions(
        contribution_id, actor.id, moderates=moderates, sort=sort, after=after, limit=limit
    )


def get_graph(uow: UnitOfWork, step_id: UUID) -> Graph:
    """Problems, causes and solutions with the votes along their chains. Refuses: not_found."""
    see_step(uow, step_id)
    return drawn(uow.graphs.nodes(step_id), *uow.graphs.unanswered(step_id))


def _readable(uow: UnitOfWork, actor: Actor, contribution_id: UUID) -> Debated:
    return found_text(uow, actor, uow.places.of_contribution(contribution_id))


def _moderates(uow: UnitOfWork, place: Debated) -> bool:
    return uow.moderates(place.organisation_id, place.project_id)
