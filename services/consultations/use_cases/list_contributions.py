from typing import Any

from chassis.operations import query
from consultations.domain.search import ContributionQuery
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.eligibility import visibility_at
from consultations.use_cases.orders import order_by
from consultations.use_cases.participation_checks import require_step_visible
from contracts.consultations import contributions as ops


@query(ops.list_contributions, preload=visibility_at("step"))
def list_contributions(uow: UnitOfWork, cursor: str | None, limit: int, **criteria: Any) -> dict[str, Any]:
    """List and search a step's contributions. Refuses: not_found, cursor_invalid."""
    wanted = ContributionQuery(**criteria)
    sort = wanted.sort
    order = order_by(sort, f"random:{wanted.seed}" if sort == "random" else sort)
    after = order.after(cursor)
    require_step_visible(uow, wanted.step_id)
    return order.page(uow.search.page(wanted, after, limit), limit)
