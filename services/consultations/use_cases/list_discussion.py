"""What stands under a contribution, for those who may read it."""

from typing import Any
from uuid import UUID

from chassis.actor import Actor
from chassis.operations import query
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.eligibility import visibility_at
from consultations.use_cases.orders import order_by
from consultations.use_cases.participation_checks import get_visible_text
from contracts.consultations import contributions as contributions_ops
from contracts.consultations import debate as ops


@query(ops.list_arguments, preload=visibility_at("contribution"))
def list_arguments(
    uow: UnitOfWork, actor: Actor, contribution_id: UUID, sort: str, side: str | None, cursor: str | None, limit: int
) -> dict[str, Any]:  # fmt: skip
    """Refuses: not_found, cursor_invalid."""
    return _page(uow, uow.arguments.page, actor, contribution_id, sort, cursor, limit, side=side)


@query(ops.list_sources, preload=visibility_at("contribution"))
def list_sources(
    uow: UnitOfWork, actor: Actor, contribution_id: UUID, sort: str, cursor: str | None, limit: int
) -> dict[str, Any]:
    """Refuses: not_found, cursor_invalid."""
    return _page(uow, uow.sources.page, actor, contribution_id, sort, cursor, limit)


@query(contributions_ops.list_versions, preload=visibility_at("contribution"))
def list_versions(
    uow: UnitOfWork, actor: Actor, contribution_id: UUID, sort: str, cursor: str | None, limit: int
) -> dict[str, Any]:
    """Refuses: not_found, cursor_invalid."""
    return _page(uow, uow.search.versions, actor, contribution_id, sort, cursor, limit)


def _page(
    uow: UnitOfWork, rows_of: Any, actor: Actor, contribution_id: UUID, sort: str, cursor: str | None, limit: int,
    **filters: Any,
) -> dict[str, Any]:  # fmt: skip
    order = order_by(sort)
    after = order.after(cursor)
    place = get_visible_text(uow, actor, uow.places.of_contribution(contribution_id))
    moderates = uow.moderates(place.organisation_id, place.project_id)
    rows = rows_of(
        contribution_id, actor.id, moderates=moderates, sort=sort, after=after, limit=limit, **filters
    )
    return order.page(rows, limit)
