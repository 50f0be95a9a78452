"""A votation with its rules, as far as anyone may see it."""

from typing import Any
from uuid import UUID

from chassis.operations import query
from contracts.votation import internal as internal_ops
from contracts.votation import votations as ops
from votation import views
from votation.domain import risk
from votation.domain.votation import Votation
from votation.unit_of_work import UnitOfWork
from votation.use_cases.loading import get_announced_votation, get_stored_votation, get_visible_votation


@query(ops.get_votation, view=views.votation)
def get_votation(uow: UnitOfWork, votation_id: UUID) -> Votation:
    """Refuses: not_found."""
    return get_visible_votation(uow, votation_id)


@query(ops.get_manifest)
def get_manifest(uow: UnitOfWork, votation_id: UUID) -> dict[str, Any]:
    """The frozen rules, byte for byte. Refuses: not_found, not_announced."""
    votation = get_announced_votation(uow, votation_id)
    return {"manifest": votation.manifest, "hash": votation.manifest_hash}


@query(internal_ops.owner_of_votation)
def owner_of_votation(uow: UnitOfWork, votation_id: UUID) -> Votation:
    """Draft or not. Refuses: not_found."""
    return get_stored_votation(uow, votation_id)


@query(ops.get_risk_grid)
def get_risk_grid(uow: UnitOfWork, votation_id: UUID) -> dict[str, Any]:
    """Refuses: not_found."""
    get_visible_votation(uow, votation_id)
    return {
        "source": risk.SOURCE,
        "valid_until": risk.VALID_UNTIL,
        "level_met": risk.LEVEL_MET,
        "questions": risk.GRID,
    }
