"""What was heard about organisations and their participant types. An older fact changes nothing."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, select, text

from consultations.domain.organisation import USUAL_SMALL_GROUP, Organisation, ParticipantType
from consultations.storage.tables.frame import organisation, participant_type

HEAR_ORGANISATION = text(
    """
    INSERT INTO organisation (id, slug, name, kind, colour, small_group_size, version)
    VALUES (:id, :slug, :name, :kind, :colour, :small_group_size, :version)
    ON CONFLICT (id) DO UPDATE SET
        slug = excluded.slug, name = excluded.name, kind = excluded.kind, colour = excluded.colour,
        small_group_size = excluded.small_group_size, version = excluded.version
    WHERE organisation.version < excluded.version
    """
)
HEAR_TYPE = text(
    """
    INSERT INTO participant_type (id, organisation_id, label_fr, label_en, version)
    VALUES (:id, :organisation_id, :label_fr, :label_en, :version)
    ON CONFLICT (id) DO UPDATE SET
        label_fr = excluded.label_fr, label_en = excluded.label_en, version = excluded.version
    WHERE participant_type.version < excluded.version
    """
)


class StoredOrganisations:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def hear(self, heard: Organisation) -> None:
        self._connection.execute(HEAR_ORGANISATION, vars(heard))

    def hear_type(self, heard: ParticipantType) -> None:
        self._connection.execute(HEAR_TYPE, vars(heard))

    def is_known(self, organisation_id: UUID) -> bool:
        return organisation_id in self.several([organisation_id])

    def several(self, ids: Sequence[UUID]) -> dict[UUID, Organisation]:
        found = self._connection.execute(select(organisation).where(organisation.c.id.in_(ids))).mappings()
        return {row["id"]: Organisation(**row) for row in found}

    def small_group_size(self, organisation_id: UUID) -> int:
        """The size below which a group is not shown, the usual one until the organisation was heard of."""
        known = self.several([organisation_id]).get(organisation_id)
        return USUAL_SMALL_GROUP if known is None else known.small_group_size

    def types_of(self, organisation_id: UUID) -> dict[UUID, ParticipantType]:
        statement = select(participant_type).where(participant_type.c.organisation_id == organisation_id)
        return {row["id"]: ParticipantType(**row) for row in self._connection.execute(statement).mappings()}
