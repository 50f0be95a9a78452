from uuid import UUID

from contracts.refused import Refused
from identity.domain.desk import Desk
from identity.domain.organisation import Organisation, is_id


def get_organisation(desk: Desk, id_or_slug: str) -> Organisation:
    """Refuses: not_found."""
    if is_id(id_or_slug):
        organisation = desk.organisations.find(UUID(id_or_slug))
    else:
        organisation = desk.organisations.by_slug(id_or_slug.lower())
    if organisation is None:
        raise Refused("not_found")
    return organisation
