"""What votations told, kept whether or not a step shows them yet."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, text

from consultations.domain.votation import KnownVotation

# The opening comes with the announcement only; the closing is the newest told, in whatever order it is heard.
HEAR_WINDOW = text(
    """
    INSERT INTO known_votation AS known (id, organisation_id, version, opens_at, closes_at)
    VALUES (:id, :organisation_id, :version, :opens_at, :closes_at)
    ON CONFLICT (id) DO UPDATE SET
        opens_at = coalesce(excluded.opens_at, known.opens_at),
        closes_at = CASE WHEN excluded.version >= coalesce(known.version, 0)
            THEN excluded.closes_at ELSE known.closes_at END,
        version = greatest(known.version, excluded.version)
    RETURNING known.*
    """
)
HEAR_OUTCOME = text(
    """
    INSERT INTO known_votation AS known (id, organisation_id, sentence_fr, sentence_en, proclaimed_at)
    VALUES (:id, :organisation_id, :sentence_fr, :sentence_en, :proclaimed_at)
    ON CONFLICT (id) DO UPDATE SET
        sentence_fr = excluded.sentence_fr, sentence_en = excluded.sentence_en,
        proclaimed_at = coalesce(known.proclaimed_at, excluded.proclaimed_at)
    RETURNING known.*
    """
)
FIND = text("SELECT * FROM known_votation WHERE id = :id AND organisation_id = :organisation_id")


class StoredVotations:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, votation_id: UUID, organisation_id: UUID) -> KnownVotation | None:
        values = {"id": votation_id, "organisation_id": organisation_id}
        row = self._connection.execute(FIND, values).mappings().one_or_none()
        return None if row is None else KnownVotation(**row)

    def hear_window(self, heard: KnownVotation) -> KnownVotation:
        return self._hear(HEAR_WINDOW, heard)

    def hear_outcome(self, heard: KnownVotation) -> KnownVotation:
        return self._hear(HEAR_OUTCOME, heard)

    def _hear(self, statement: Any, heard: KnownVotation) -> KnownVotation:
        known: RowMapping = self._connection.execute(statement, vars(heard)).mappings().one()
        return KnownVotation(**known)
