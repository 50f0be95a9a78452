from typing import Any
from uuid import UUID

from chassis.operations import query
from consultations.unit_of_work import UnitOfWork
from contracts.consultations import organisations as ops


@query(ops.list_themes)
def list_themes(uow: UnitOfWork, organisation_id: UUID) -> dict[str, Any]:
    return {"items": uow.labels.of_organisation(organisation_id, "theme")}


@query(ops.list_zones)
def list_zones(uow: UnitOfWork, organisation_id: UUID) -> dict[str, Any]:
    return {"items": uow.labels.of_organisation(organisation_id, "zone")}
