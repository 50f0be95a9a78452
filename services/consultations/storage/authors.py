"""People as authors: their public name, and whether their address is confirmed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select, text

from consultations.domain.author import Participant
from consultations.storage.tables.discussion import author

# Once confirmed, always: an assertion made before the confirmation does not undo it.
REMEMBER = text(
    """
    INSERT INTO author AS a (account_id, display_name, confirmed, seen_at)
        VALUES (:id, :name, :confirmed, :now)
    ON CONFLICT (account_id) DO UPDATE SET display_name = excluded.display_name, seen_at = excluded.seen_at,
        confirmed = a.confirmed OR excluded.confirmed
    RETURNING confirmed
    """
)
CONFIRM = text(
    """
    INSERT INTO author (account_id, confirmed) VALUES (:id, true)
    ON CONFLICT (account_id) DO UPDATE SET confirmed = true
    """
)
TAKE_PART = text(
    """
    INSERT INTO participation (step_id, account_id, project_id, type_id, first_at)
    VALUES (:step, :account, :project, :type, :now) ON CONFLICT DO NOTHING
    """
)


class StoredAuthors:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def remember(self, participant: Participant, now: datetime) -> bool:
        """Keep the name; whether the address is confirmed, by their assertion or by what was heard before."""
        values = {
            "id": participant.id,
            "name": participant.name,
            "confirmed": participant.confirmed,
            "now": now,
        }
        return bool(self._connection.execute(REMEMBER, values).scalar_one())

    def confirm(self, account_id: UUID) -> None:
        self._connection.execute(CONFIRM, {"id": account_id})

    def take_part(self, step_id: UUID, project_id: UUID, participant: Participant, now: datetime) -> None:
        """Count someone among those who took part in a step."""
        self._connection.execute(
            TAKE_PART,
            {
                "step": step_id,
                "account": participant.id,
                "project": project_id,
                "type": participant.type_id,
                "now": now,
            },
        )

    def is_confirmed(self, account_id: UUID) -> bool:
        """Whether a confirmation was heard, or seen in an assertion."""
        statement = select(author.c.confirmed).where(author.c.account_id == account_id)
        return bool(self._connection.execute(statement).scalar_one_or_none())
