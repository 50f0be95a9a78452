"""Organisations, as identity told of them last."""

from sqlalchemy import Connection

from chassis.copies import VersionedCopy
from votation.domain.organisation import Organisation
from votation.storage.tables import organisation


class StoredOrganisations(VersionedCopy[Organisation]):
    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, organisation, Organisation)
