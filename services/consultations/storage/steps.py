"""Steps, their requirements, and the moves of their windows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, RowMapping, delete, insert, select, text

from consultations.domain.requirement import Requirement
from consultations.domain.step import DatedKind, Step, WindowMove
from consultations.domain.window import Window
from consultations.storage import rows
from consultations.storage.tables.frame import requirement, step, window_move

NAMES = (
    "id",
    "project_id",
    "organisation_id",
    "kind",
    "title",
    "position",
    "body",
    "strict_graph",
    "event_mode",
    "moderated_before",
    "outcome",
    "outcome_recorded_at",
    "votation_id",
    "votation_version",
    "version",
)

CLAIM_CLOSING = text(
    """
    UPDATE step SET closing_told_for = step.closes_at
    FROM project
    WHERE project.id = step.project_id AND project.visibility <> 'draft'
      AND step.kind IN ('consultation', 'collection')
      AND step.opens_at <= :now AND step.closes_at > :now AND step.closes_at <= :until
      AND step.closing_told_for IS DISTINCT FROM step.closes_at
    RETURNING step.*
    """
)


class StoredSteps:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, step_id: UUID) -> Step | None:
        rows = self._connection.execute(select(step).where(step.c.id == step_id)).mappings().all()
        return next(iter(self._with_requirements(rows)), None)

    def of_project(self, project_id: UUID) -> list[Step]:
        statement = select(step).where(step.c.project_id == project_id).order_by(step.c.position)
        return self._with_requirements(self._connection.execute(statement).mappings().all())

    def of_votation(self, votation_id: UUID) -> list[Step]:
        statement = select(step).where(step.c.votation_id == votation_id).order_by(step.c.id)
        return self._with_requirements(self._connection.execute(statement).mappings().all())

    def calendars_of(self, project_ids: Sequence[UUID]) -> dict[UUID, list[DatedKind]]:
        """The kinds and windows of the steps of several projects, by project."""
        statement = select(step.c.project_id, step.c.kind, step.c.opens_at, step.c.closes_at).where(
            step.c.project_id.in_(project_ids)
        )
        calendars: dict[UUID, list[DatedKind]] = defaultdict(list)
        for project_id, kind, opens_at, closes_at in self._connection.execute(statement):
            calendars[project_id].append(DatedKind(kind, Window(opens_at, closes_at)))
        return calendars

    def add(self, new: Step) -> None:
        values = {name: getattr(new, name) for name in NAMES}
        dates = {"opens_at": new.window.opens_at, "closes_at": new.window.closes_at}
        self._connection.execute(insert(step).values(**values, **dates))
        self.set_requirements(new.id, new.requirements)

    def change(self, step_id: UUID, version: int, changes: Mapping[str, Any]) -> int | None:
        return rows.change_at_version(self._connection, step, step_id, version, changes)

    def set_requirements(self, step_id: UUID, requirements: Sequence[Requirement]) -> None:
        """Exactly these, in this order."""
        self._connection.execute(delete(requirement).where(requirement.c.step_id == step_id))
        if requirements:
            rows = [_requirement_row(step_id, place, rule) for place, rule in enumerate(requirements)]
            self._connection.execute(insert(requirement), rows)

    def move(self, step_id: UUID, version: int, window: Window) -> int | None:
        return self.change(step_id, version, {"opens_at": window.opens_at, "closes_at": window.closes_at})

    def record_move(self, move: WindowMove) -> None:
        self._connection.execute(
            insert(window_move).values(
                id=uuid4(),
                step_id=move.step_id,
                moved_at=move.moved_at,
                moved_by=move.moved_by,
                reason=move.reason,
                opens_at_before=move.before.opens_at,
                closes_at_before=move.before.closes_at,
                opens_at=move.after.opens_at,
                closes_at=move.after.closes_at,
            )
        )

    def moves(self, step_id: UUID) -> list[WindowMove]:
        """The latest hundred moves, the latest first."""
        statement = (
            select(window_move)
            .where(window_move.c.step_id == step_id)
            .order_by(window_move.c.moved_at.desc())
            .limit(100)
        )
        return [_move(row) for row in self._connection.execute(statement).mappings()]

    def place(self, step_ids: Sequence[UUID]) -> None:
        rows.place(self._connection, step, list(step_ids))

    def remove(self, step_id: UUID) -> None:
        """With its sections, requirements and window moves."""
        self._connection.execute(delete(step).where(step.c.id == step_id))

    def has_participants(self, step_id: UUID) -> bool:
        """Whether anyone took part, drafts and what is not published yet included."""
        return self._any("step_id", step_id)

    def project_has_participants(self, project_id: UUID) -> bool:
        return self._any("project_id", project_id)

    def _any(self, column: str, value: UUID) -> bool:
        statement = text(
            f"""
            SELECT EXISTS (SELECT 1 FROM participation WHERE {column} = :value)
                OR EXISTS (SELECT 1 FROM contribution WHERE {column} = :value)
            """  # noqa: S608 - the column is one of two constants
        )
        return bool(self._connection.execute(statement, {"value": value}).scalar_one())

    def claim_closing_soon(self, now: datetime, until: datetime) -> list[Step]:
        """Published steps that close before `until`, not told for that closing time yet; told from now on."""
        rows = self._connection.execute(CLAIM_CLOSING, {"now": now, "until": until}).mappings().all()
        return [_step(row, ()) for row in rows]

    def _with_requirements(self, rows: Sequence[RowMapping]) -> list[Step]:
        required: dict[UUID, list[Requirement]] = defaultdict(list)
        if rows:
            statement = (
                select(requirement)
                .where(requirement.c.step_id.in_([row["id"] for row in rows]))
                .order_by(requirement.c.step_id, requirement.c.position)
            )
            for row in self._connection.execute(statement).mappings():
                required[row["step_id"]].append(_requirement(row))
        return [_step(row, tuple(required[row["id"]])) for row in rows]


def _step(row: RowMapping, requirements: tuple[Requirement, ...]) -> Step:
    values = {name: row[name] for name in NAMES}
    return Step(**values, window=Window(row["opens_at"], row["closes_at"]), requirements=requirements)


def _requirement(row: RowMapping) -> Requirement:
    return Requirement(
        id=row["id"],
        kind=row["kind"],
        age_least=row["age_least"],
        age_most=row["age_most"],
        postcodes=tuple(row["postcodes"]),
        group_id=row["group_id"],
        wording=row["wording"],
    )


def _requirement_row(step_id: UUID, place: int, rule: Requirement) -> dict[str, Any]:
    return {
        "id": rule.id,
        "step_id": step_id,
        "position": place,
        "kind": rule.kind,
        "age_least": rule.age_least,
        "age_most": rule.age_most,
        "postcodes": list(rule.postcodes),
        "group_id": rule.group_id,
        "wording": rule.wording,
    }


def _move(row: RowMapping) -> WindowMove:
    return WindowMove(
        step_id=row["step_id"],
        moved_at=row["moved_at"],
        moved_by=row["moved_by"],
        reason=row["reason"],
        before=Window(row["opens_at_before"], row["closes_at_before"]),
        after=Window(row["opens_at"], row["closes_at"]),
    )
