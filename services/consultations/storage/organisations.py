"""Organisations and their participant types, as identity told of them last."""

from uuid import UUID

from sqlalchemy import Connection, select

from chassis.copies import VersionedCopy
from consultations.domain.organisation import USUAL_SMALL_GROUP, Organisation, ParticipantType
from consultations.storage.tables.frame import organisation, participant_type


class StoredOrganisations(VersionedCopy[Organisation]):
    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, organisation, Organisation)
        self._types = VersionedCopy(connection, participant_type, ParticipantType)

    def store_type(self, participant_type: ParticipantType) -> None:
        self._types.store(vars(participant_type))

    def is_known(self, organisation_id: UUID) -> bool:
        return organisation_id in self.several([organisation_id])

    def small_group_size(self, organisation_id: UUID) -> int:
        """The size below which a group is not shown, the usual one until the organisation was heard of."""
        known = self.several([organisation_id]).get(organisation_id)
        return USUAL_SMALL_GROUP if known is None else known.small_group_size

    def types_of(self, organisation_id: UUID) -> dict[UUID, ParticipantType]:
        statement = select(participant_type).where(participant_type.c.organisation_id == organisation_id)
        return {row["id"]: ParticipantType(**row) for row in self._connection.execute(statement).mappings()}
