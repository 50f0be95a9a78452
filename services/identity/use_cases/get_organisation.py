from uuid import UUID

from contracts.refused import Refused
from identity.domain.organisation import Organisation, is_id
from identity.domain.unit_of_work import UnitOfWork


def get_organisation(uow: UnitOfWork, id_or_slug: str) -> Organisation:
    """Refuses: not_found."""
    if is_id(id_or_slug):
        organisation = uow.organisations.find(UUID(id_or_slug))
    else:
        organisation = uow.organisations.by_slug(id_or_slug.lower())
    if organisation is None:
        raise Refused("not_found")
    return organisation
