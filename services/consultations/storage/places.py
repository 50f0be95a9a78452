"""Where one writes or votes, read in one statement each."""
# ruff: noqa: S608 - statements are made of this module's constants

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, select, text

from consultations.domain.place import Debated, Place, Remarked, StepAccess
from consultations.domain.requirement import Requirement
from consultations.domain.step import WRITTEN_IN
from consultations.domain.window import Window
from consultations.storage.tables.discussion import accepted_checkbox
from consultations.storage.tables.frame import requirement

STEP = """s.organisation_id, s.project_id, s.id AS step_id, s.version AS step_version, p.visibility,
    p.group_id"""
PLACE = f"""{STEP}, s.opens_at, s.closes_at, s.kind AS step_kind, s.strict_graph, s.event_mode,
    s.moderated_before,
    n.id AS section_id, n.role, n.contributable, n.votes, n.arguments, n.sources, n.versions"""
DEBATED = f"""{PLACE}, c.id AS contribution_id, c.author_id, c.version_of, c.state, c.epoch, c.revision,
    c.version, b.state AS base_state, b.author_id AS base_author_id"""
REMARKED = f"""{DEBATED}, r.id AS remark_id, r.author_id AS remark_author_id, r.state AS remark_state,
    r.version AS remark_version"""
BASE = "LEFT JOIN contribution b ON b.id = c.version_of"
IN_STEP = "JOIN step s ON s.id = n.step_id JOIN project p ON p.id = s.project_id"

SECTION_PLACE = text(f"SELECT {PLACE} FROM section n {IN_STEP} WHERE n.id = :id")
CONTRIBUTION_PLACE = text(
    f"SELECT {DEBATED} FROM contribution c JOIN section n ON n.id = c.section_id {BASE} {IN_STEP}"
    " WHERE c.id = :id"
)
REMARK_PLACES = {
    target: text(
        f"SELECT {REMARKED}{side} FROM {target} r JOIN contribution c ON c.id = r.contribution_id"
        f" JOIN section n ON n.id = c.section_id {BASE} {IN_STEP} WHERE r.id = :id"
    )
    for target, side in (("argument", ", r.side"), ("source", ""))
}
STEP_ACCESS = {
    "step": text(f"SELECT {STEP} FROM step s JOIN project p ON p.id = s.project_id WHERE s.id = :id"),
    "section": text(f"SELECT {STEP} FROM section n {IN_STEP} WHERE n.id = :id"),
    **{
        target: text(
            f"SELECT {STEP} FROM {target} t JOIN step s ON s.id = t.step_id"
            " JOIN project p ON p.id = s.project_id WHERE t.id = :id"
        )
        for target in ("contribution", "argument", "source")
    },
}


# What something stands under: a remark under a contribution, and that under what it rewrites.
ABOVE = {
    "contribution": text("SELECT version_of FROM contribution WHERE id = :id AND version_of IS NOT NULL"),
    **{
        target: text(
            f"SELECT c.id FROM {target} r JOIN contribution c ON c.id IN (r.contribution_id, ("
            "SELECT version_of FROM contribution WHERE id = r.contribution_id)) WHERE r.id = :id"
        )
        for target in ("argument", "source")
    },
}


class StoredPlaces:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def step_access(self, kind: str, id: UUID) -> StepAccess | None:
        """Of a step, or of that of a section, contribution, argument or source."""
        row = self._one(STEP_ACCESS[kind], id)
        return None if row is None else StepAccess(**row, requirements=self.requirements(row["step_id"]))

    def of_step(self, step_id: UUID) -> StepAccess | None:
        """Who may know of a step, without its conditions."""
        row = self._one(STEP_ACCESS["step"], step_id)
        return None if row is None else StepAccess(**row)

    def above(self, kind: str, id: UUID) -> tuple[UUID, ...]:
        """The texts that something stands under. They never change."""
        if kind not in ABOVE:
            return ()
        return tuple(self._connection.execute(ABOVE[kind], {"id": id}).scalars())

    def of_section(self, section_id: UUID) -> Place | None:
        row = self._one(SECTION_PLACE, section_id)
        return None if row is None else Place(**_place(row))

    def of_contribution(self, contribution_id: UUID) -> Debated | None:
        row = self._one(CONTRIBUTION_PLACE, contribution_id)
        return None if row is None else Debated(**_place(row))

    def of_remark(self, target: str, remark_id: UUID) -> Remarked | None:
        """Of an argument or a source."""
        row = self._one(REMARK_PLACES[target], remark_id)
        return None if row is None else Remarked(**_place(row))

    def requirements(self, step_id: UUID) -> tuple[Requirement, ...]:
        statement = (
            select(requirement).where(requirement.c.step_id == step_id).order_by(requirement.c.position)
        )
        return tuple(_requirement(row) for row in self._connection.execute(statement).mappings())

    def accepted(self, step_id: UUID, account_id: UUID) -> frozenset[UUID]:
        """The boxes someone ticked for this step."""
        of = accepted_checkbox.c
        statement = select(of.requirement_id).where(of.step_id == step_id, of.account_id == account_id)
        return frozenset(self._connection.execute(statement).scalars())

    def accept(self, step_id: UUID, account_id: UUID, requirement_ids: list[UUID]) -> None:
        """Remember ticked boxes, so that each is asked once."""
        self._connection.execute(
            text(
                """
                INSERT INTO accepted_checkbox (step_id, account_id, requirement_id, accepted_at)
                SELECT :step, :account, id, clock_timestamp() FROM unnest(CAST(:ids AS uuid[])) AS id
                ON CONFLICT DO NOTHING
                """
            ),
            {"step": step_id, "account": account_id, "ids": requirement_ids},
        )

    def _one(self, statement: Any, id: UUID) -> RowMapping | None:
        return self._connection.execute(statement, {"id": id}).mappings().one_or_none()


def _place(row: RowMapping) -> dict[str, Any]:
    values = dict(row)
    values["window"] = Window(values.pop("opens_at"), values.pop("closes_at"))
    values["takes_writing"] = values.pop("step_kind") in WRITTEN_IN
    return values


def _requirement(row: RowMapping) -> Requirement:
    return Requirement(
        id=row["id"], kind=row["kind"], age_least=row["age_least"], age_most=row["age_most"],
        postcodes=tuple(row["postcodes"]), group_id=row["group_id"], wording=row["wording"],
    )  # fmt: skip
