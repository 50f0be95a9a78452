from uuid import UUID

from chassis.operations import query
from contracts.identity import organisations as ops
from contracts.refused import Refused
from identity import views
from identity.domain.organisation import Organisation, is_id
from identity.domain.unit_of_work import UnitOfWork


@query(ops.get_organisation, view=views.organisation)
def get_organisation(uow: UnitOfWork, organisation: str) -> Organisation:
    """By its id or slug. Refuses: not_found."""
    if is_id(organisation):
        stored = uow.organisations.find(UUID(organisation))
    else:
        stored = uow.organisations.by_slug(organisation.lower())
    if stored is None:
        raise Refused("not_found")
    return stored
