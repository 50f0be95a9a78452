"""Who took part in which step, and whose writing there waits for a confirmed address."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, func, literal, select, text, true

from notifications.domain.fan_out import FanOut, Participant
from notifications.storage.tables import participation

NOTE = text(
    """
    INSERT INTO participation AS old (project_id, step_id, account_id, left_waiting, seen_published)
    VALUES (:project_id, :step_id, :account_id, :left_waiting, :seen_published)
    ON CONFLICT (step_id, account_id) DO UPDATE SET left_waiting = old.left_waiting OR excluded.left_waiting,
        seen_published = old.seen_published OR excluded.seen_published
    WHERE excluded.left_waiting AND NOT old.left_waiting OR excluded.seen_published AND NOT old.seen_published
    """
)


class StoredParticipations:
    """Both marks only ever go from false to true, so that the order in which facts arrive does not matter:
    something waits while one is set and the other is not."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def note(self, project_id: UUID, step_id: UUID, account_id: UUID, *, published: bool | None) -> None:
        self._connection.execute(
            NOTE,
            {
                "project_id": project_id,
                "step_id": step_id,
                "account_id": account_id,
                "left_waiting": published is False,
                "seen_published": published is True,
            },
        )

    def of_step(self, fan_out: FanOut, most: int) -> list[Participant]:
        of = participation.c
        query = select(of.account_id, literal(True).label("in_step"), _waits()).where(
            of.step_id == fan_out.step_id
        )
        if fan_out.after is not None:
            query = query.where(of.account_id > fan_out.after)
        return [
            _participant(row) for row in self._connection.execute(query.order_by(of.account_id).limit(most))
        ]

    def of_project(self, fan_out: FanOut, most: int) -> list[Participant]:
        of = participation.c
        here = of.step_id == fan_out.step_id
        query = select(
            of.account_id,
            func.bool_or(here).label("in_step"),
            func.bool_or(and_(here, of.left_waiting, ~of.seen_published)).label("waits"),
        ).where(
            of.project_id == fan_out.project_id, of.account_id > fan_out.after if fan_out.after else true()
        )
        query = query.group_by(of.account_id).order_by(of.account_id).limit(most)
        return [_participant(row) for row in self._connection.execute(query)]


def _waits() -> Any:
    return and_(participation.c.left_waiting, ~participation.c.seen_published).label("waits")


def _participant(row: Any) -> Participant:
    return Participant(row.account_id, row.in_step, row.waits)
