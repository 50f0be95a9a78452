"""Reports, the moderators' work list, what they decided, and appeals."""
# ruff: noqa: S608 - statements are made of constants: targets, reasons and conditions of closed lists

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, RowMapping, exists, select, text, update
from sqlalchemy.dialects.postgresql import insert

from consultations.domain.moderation import Act, Changed, MyModerated, Report, Target, WorkItem
from consultations.storage.tables.discussion import argument, contribution, source
from consultations.storage.tables.frame import project
from consultations.storage.tables.moderation import appeal, moderation_act, moderation_case, report

WAITING = ("reported", "before_publication", "flagged", "appeal")
TABLES = {"contribution": contribution, "argument": argument, "source": source}
TARGETS = {
    target: text(
        f"""
        SELECT '{target}' AS target, t.id AS target_id, t.organisation_id, t.project_id, t.step_id,
            {special}, t.author_id, t.state, t.confirmed, t.cleared, t.version, p.visibility, p.group_id
        FROM {target} t JOIN project p ON p.id = t.project_id WHERE t.id = ANY(:ids)
        """
    )
    for target, special in (
        ("contribution", "t.id AS contribution_id, t.version_of"),
        ("argument", "t.contribution_id, t.side"),
        ("source", "t.contribution_id"),
    )
}
# Whoever comes back to the list comes at its end; who is there keeps their turn.
OPEN = text(
    f"""
    INSERT INTO moderation_case AS m (id, organisation_id, project_id, step_id, contribution_id, target,
        target_id,
        {", ".join(WAITING)}, flags, waiting_since)
    VALUES (:id, :organisation_id, :project_id, :step_id, :contribution_id, :target, :target_id,
        {", ".join(f":{name}" for name in WAITING)}, :flags, :now)
    ON CONFLICT (target_id) DO UPDATE SET
        {", ".join(f"{name} = m.{name} OR excluded.{name}" for name in WAITING)},
        flags = ARRAY(SELECT DISTINCT unnest(m.flags || excluded.flags)), version = m.version + 1,
        waiting_since = CASE WHEN {" OR ".join(f"m.{name}" for name in WAITING)}
            THEN m.waiting_since ELSE excluded.waiting_since END
    RETURNING id, version
    """
)
CLOSE = text(
    f"""
    INSERT INTO moderation_case AS m (id, organisation_id, project_id, step_id, contribution_id, target,
        target_id,
        waiting_since)
    VALUES (:id, :organisation_id, :project_id, :step_id, :contribution_id, :target, :target_id, :now)
    ON CONFLICT (target_id) DO UPDATE SET {", ".join(f"{name} = false" for name in WAITING)}, flags = '{{}}',
        version = m.version + 1
    RETURNING id, version
    """
)
ITEM = """
    m.id, m.project_id, m.step_id, m.target, m.target_id, m.contribution_id, m.flags, m.waiting_since,
    coalesce(c.title, s.title, '') AS title, coalesce(c.body, g.body, s.body) AS body,
    coalesce(c.state, g.state, s.state) AS state, coalesce(c.version, g.version, s.version) AS version,
    (SELECT count(*) FROM contribution x WHERE x.author_id = a.account_id
        AND x.organisation_id = m.organisation_id AND x.state NOT IN ('draft', 'erased'))
    + (SELECT count(*) FROM argument x WHERE x.author_id = a.account_id
        AND x.organisation_id = m.organisation_id AND x.state <> 'erased')
    + (SELECT count(*) FROM source x WHERE x.author_id = a.account_id
        AND x.organisation_id = m.organisation_id AND x.state <> 'erased') AS author_texts,
    (SELECT count(*) FROM moderation_act x JOIN moderation_case k ON k.target_id = x.target_id
        WHERE x.author_id = a.account_id AND x.latest AND x.decision <> 'keep'
        AND k.organisation_id = m.organisation_id) AS author_removed,
    coalesce(a.display_name, c.author_name, '') AS author_name,
    (SELECT count(*) FROM report r WHERE r.target_id = m.target_id) AS reports,
    ARRAY(SELECT DISTINCT reason FROM report r WHERE r.target_id = m.target_id ORDER BY reason) AS reasons,
    (SELECT body FROM appeal p WHERE p.target_id = m.target_id AND m.appeal) AS appeal"""
ITEM_FROM = """moderation_case m
    LEFT JOIN contribution c ON m.target = 'contribution' AND c.id = m.target_id
    LEFT JOIN argument g ON m.target = 'argument' AND g.id = m.target_id
    LEFT JOIN source s ON m.target = 'source' AND s.id = m.target_id
    LEFT JOIN author a ON a.account_id = coalesce(c.author_id, g.author_id, s.author_id)"""
LATEST_REPORTS = text(
    """
    SELECT t.id AS target_id, r.reason, r.details, r.reported_at FROM unnest(CAST(:ids AS uuid[])) AS t (id)
    JOIN LATERAL (
        SELECT reason, details, reported_at FROM report WHERE target_id = t.id ORDER BY reported_at DESC
            LIMIT 5
    ) r ON true ORDER BY r.reported_at DESC
    """
)
MINE = """
    SELECT m.id, m.target, m.target_id, m.decision, m.reason, m.decided_at,
        p.target_id IS NOT NULL AS appealed,
        coalesce(c.title, s.title, left(g.body, 120), '') AS title
    FROM moderation_act m LEFT JOIN appeal p ON p.target_id = m.target_id
    LEFT JOIN contribution c ON m.target = 'contribution' AND c.id = m.target_id
    LEFT JOIN argument g ON m.target = 'argument' AND g.id = m.target_id
    LEFT JOIN source s ON m.target = 'source' AND s.id = m.target_id
    WHERE m.author_id = :author AND m.latest AND m.decision <> 'keep'
        AND coalesce(c.state, g.state, s.state) IN ('trashed', 'hidden') {beyond}
    ORDER BY m.decided_at DESC, m.id DESC LIMIT :limit
"""


class StoredModeration:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def targets(self, target: str, ids: Sequence[UUID]) -> list[Target]:
        rows = self._connection.execute(TARGETS[target], {"ids": list(ids)}).mappings()
        return [Target(**row) for row in rows]

    def changed(self, targets: Sequence[Target]) -> list[Changed]:
        """What these are now, each with the latest decision on it."""
        of = moderation_act.c
        latest = select(of.target_id, of.decision).where(
            of.target_id.in_([target.target_id for target in targets]), of.latest
        )
        decided = {row.target_id: row.decision for row in self._connection.execute(latest)}
        return [
            Changed(
                target.target, target.target_id, target.version, target.state, decided.get(target.target_id)
            )
            for target in targets
        ]

    def signal(self, target: Target, flags: Sequence[str], now: datetime) -> None:
        """The signals of a text that changed, instead of those of the text it was."""
        of = moderation_case.c
        was = update(moderation_case).where(of.target_id == target.target_id, of.flagged)
        self._connection.execute(was.values(flagged=False, flags=[], version=of.version + 1))
        if flags:
            self.open_case(target, "flagged", now, flags)

    def report(self, target: Target, account_id: UUID, reason: str, details: str, now: datetime) -> bool:
        """Keep a report; False when this person reported it before."""
        statement = insert(report).on_conflict_do_nothing(constraint="report_once_per_person")
        values = {"target": target.target, "target_id": target.target_id, "account_id": account_id}
        said = {"reason": reason, "details": details, "reported_at": now}
        kept = statement.values(id=uuid4(), **values, **said).returning(report.c.id)
        return self._connection.execute(kept).scalar_one_or_none() is not None

    def open_case(
        self, target: Target, why: str, now: datetime, flags: Sequence[str] = ()
    ) -> tuple[UUID, int]:
        """Put it on the work list for one of WAITING; the case's id and version."""
        reasons = {name: name == why for name in WAITING}
        row = self._connection.execute(OPEN, {**_case(target, now), **reasons, "flags": list(flags)}).one()
        return row.id, row.version

    def close_case(self, target: Target, now: datetime) -> tuple[UUID, int, bool]:
        """Take it off the work list; the case's id and version, and whether an appeal waited in it."""
        of = moderation_case.c
        waited = select(of.appeal).where(of.target_id == target.target_id).with_for_update()
        settled = bool(self._connection.execute(waited).scalar_one_or_none())
        row = self._connection.execute(CLOSE, _case(target, now)).one()
        return row.id, row.version, settled

    def drop_case(self, target_id: UUID) -> None:
        """Nothing is left to decide."""
        of = moderation_case.c
        nothing: dict[str, Any] = dict.fromkeys(WAITING, False)
        statement = update(moderation_case).where(of.target_id == target_id)
        self._connection.execute(statement.values(**nothing, flags=[], version=of.version + 1))

    def set_state(self, target: Target, state: str, trash_reason: str | None, now: datetime) -> int:
        """Where a decision leaves it; its new version.

        It is published from the first time it comes into view.
        """
        table = TABLES[target.target]
        values: dict[str, Any] = {"state": state, "trash_reason": trash_reason, "cleared": True}
        if state in ("published", "trashed"):
            values["published_at"] = text("coalesce(published_at, :now)").bindparams(now=now)
        statement = (
            update(table).where(table.c.id == target.target_id).values(**values, version=table.c.version + 1)
        )
        version: int = self._connection.execute(statement.returning(table.c.version)).scalar_one()
        return version

    def record(self, target: Target, act: Act, moderator_id: UUID, *, after_appeal: bool) -> None:
        """Keep what was decided, instead of what was decided before."""
        of = moderation_act.c
        was = update(moderation_act).where(of.target_id == target.target_id, of.latest).values(latest=False)
        self._connection.execute(was)
        self._connection.execute(
            insert(moderation_act).values(
                id=uuid4(), **vars(act), author_id=target.author_id, moderator_id=moderator_id,
                after_appeal=after_appeal, latest=True,
            )
        )  # fmt: skip

    def appeal(self, target: Target, account_id: UUID, body: str, now: datetime) -> bool:
        """Keep an appeal; False when there was one before."""
        values = {"target_id": target.target_id, "target": target.target, "account_id": account_id}
        statement = insert(appeal).values(**values, body=body, appealed_at=now).on_conflict_do_nothing()
        kept = self._connection.execute(statement.returning(appeal.c.target_id)).scalar_one_or_none()
        if kept is not None:  # whoever decides without having read it is told so
            of = TABLES[target.target].c
            self._connection.execute(
                update(TABLES[target.target]).where(of.id == target.target_id).values(version=of.version + 1)
            )
        return kept is not None

    def may_appeal(self, target: Target) -> bool:
        """Whether a decision took it away."""
        of = moderation_act.c
        removed = exists().where(of.target_id == target.target_id, of.latest, of.decision != "keep")
        return bool(self._connection.execute(select(removed)).scalar_one())

    def projects_of(self, organisation_id: UUID, ids: Sequence[UUID]) -> list[UUID]:
        """Those of `ids` that are projects of this organisation."""
        of = project.c
        statement = select(of.id).where(of.id.in_(ids), of.organisation_id == organisation_id)
        return list(self._connection.execute(statement).scalars())

    def page(
        self, organisation_id: UUID, project_ids: Sequence[UUID] | None, waiting: str | None,
        after: tuple[datetime, UUID] | None, limit: int,
    ) -> list[WorkItem]:  # fmt: skip
        """The work list, oldest first, one more than `limit` when there are more. `project_ids` narrow it."""
        values: dict[str, Any] = {"organisation": organisation_id, "limit": limit + 1}
        why = f"m.{waiting}" if waiting else "true"
        any_reason = " OR ".join(f"m.{name}" for name in WAITING)
        where = f"m.organisation_id = :organisation AND ({any_reason}) AND {why}"
        if project_ids is not None:
            where += " AND m.project_id = ANY(:projects)"
            values["projects"] = list(project_ids)
        if after:
            where += " AND (m.waiting_since, m.id) > (:since, :id)"
            values |= {"since": after[0], "id": after[1]}
        statement = (
            f"SELECT {ITEM} FROM {ITEM_FROM} WHERE {where} ORDER BY m.waiting_since, m.id LIMIT :limit"
        )
        rows = self._connection.execute(text(statement), values).mappings().all()
        latest = self._latest_reports([row["target_id"] for row in rows])
        return [_item(row, latest.get(row["target_id"], ())) for row in rows]

    def mine(self, author_id: UUID, after: tuple[datetime, UUID] | None, limit: int) -> list[MyModerated]:
        """Someone's own writing that stays taken away, the latest decision first."""
        beyond = "AND (m.decided_at, m.id) < (:decided, :id)" if after else ""
        values: dict[str, Any] = {"author": author_id, "limit": limit + 1}
        if after:
            values |= {"decided": after[0], "id": after[1]}
        rows = self._connection.execute(text(MINE.format(beyond=beyond)), values).mappings()
        return [_mine(row) for row in rows]

    def _latest_reports(self, target_ids: Sequence[UUID]) -> dict[UUID, tuple[Report, ...]]:
        reports: dict[UUID, tuple[Report, ...]] = {}
        for row in self._connection.execute(LATEST_REPORTS, {"ids": list(target_ids)}):
            report = Report(row.reason, row.details, row.reported_at)
            reports[row.target_id] = (*reports.get(row.target_id, ()), report)
        return reports


def _case(target: Target, now: datetime) -> dict[str, Any]:
    names = ("organisation_id", "project_id", "step_id", "contribution_id", "target", "target_id")
    return {"id": uuid4(), "now": now, **{name: getattr(target, name) for name in names}}


def _item(row: RowMapping, latest: tuple[Report, ...]) -> WorkItem:
    values = dict(row)
    values |= {"reasons": tuple(row["reasons"]), "flags": tuple(row["flags"]), "latest_reports": latest}
    return WorkItem(**values, sort_key=(row["waiting_since"], row["id"]))


def _mine(row: RowMapping) -> MyModerated:
    values = dict(row)
    return MyModerated(sort_key=(row["decided_at"], values.pop("id")), **values)
