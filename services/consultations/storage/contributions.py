"""Contributions and versions, written and read one at a time. Lists are in `storage.search`."""
# ruff: noqa: S608 - statements are made of this module's constants

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select, text, update

from consultations.domain.contribution import IN_VIEW, Answered, Contribution, Draft
from consultations.domain.place import Place
from consultations.domain.sameness import AGAIN_WITHIN, first_alike
from consultations.storage.contribution_rows import BODY, CARD, CARD_FROM, contribution_of
from consultations.storage.counters import COUNTED
from consultations.storage.tables.discussion import answer_link, contribution, contribution_text

OPINIONS = ("agree", "mixed", "disagree")
OTHERS = tuple(name for name in COUNTED if name not in OPINIONS)
COLUMNS = (
    "id",
    "author_id",
    "author_name",
    "age_band",
    "facilitator_id",
    "type_id",
    "title",
    "body",
    "state",
    "confirmed",
    "cleared",
    "official",
    "version_of",
    "reasons",
    "rewrites_revision",
    "created_at",
)
ADD = text(
    f"""
    WITH numbered AS (
        INSERT INTO contribution_number AS n (step_id, latest) VALUES (:step_id, 1)
        ON CONFLICT (step_id) DO UPDATE SET latest = n.latest + 1 RETURNING latest
    )
    INSERT INTO contribution ({", ".join(COLUMNS)}, organisation_id, project_id, step_id, section_id,
        number, published_at)
    SELECT {", ".join(f":{name}" for name in COLUMNS)}, :organisation_id, :project_id, :step_id, :section_id,
        latest, CASE WHEN :state = 'published' THEN CAST(:created_at AS timestamptz) END
    FROM numbered RETURNING number
    """
)
FULL = text(f"SELECT {CARD}, {BODY} FROM {CARD_FROM} WHERE c.id = :id")
BESIDE = """
    SELECT {card} FROM {card_from}
    WHERE c.id IN (SELECT {there} FROM answer_link WHERE {here} = :id) AND c.state IN {states}
    ORDER BY c.votes DESC, c.number LIMIT 100
"""
WITHIN_THE_HOUR = text(
    """
    SELECT c.id, c.title, c.body, coalesce(c.reasons, '') AS reasons,
        ARRAY(SELECT answers_id FROM answer_link l WHERE l.contribution_id = c.id) AS answers
    FROM contribution c
    WHERE c.author_id = :author AND c.section_id = :section AND c.version_of IS NOT DISTINCT FROM :version_of
        AND c.state IN ('draft', 'unpublished', 'published') AND (c.state = 'draft') = :draft
        AND c.created_at > :since
    ORDER BY c.created_at LIMIT 100
    """
)
LATELY = text(
    """
    SELECT created_at, (title, body) = (:title, :body) AS same FROM contribution
    WHERE author_id = :author AND id IS DISTINCT FROM CAST(:but AS uuid)
        AND created_at > CAST(:now AS timestamptz) - interval '30 days'
    ORDER BY created_at DESC LIMIT 20
    """
)
# In the order of every writer of counters: the row first, then its deltas.
RESET = text(
    f"""
    WITH held AS MATERIALIZED (SELECT id FROM contribution WHERE id = :id FOR NO KEY UPDATE),
    taken AS (DELETE FROM contribution_delta WHERE contribution_id IN (SELECT id FROM held) RETURNING *),
    sums AS (
        SELECT {", ".join(f"coalesce(sum({name}), 0)::integer AS {name}" for name in OTHERS)} FROM taken
    )
    UPDATE contribution c SET epoch = epoch + 1, {", ".join(f"{name} = 0" for name in OPINIONS)},
        {", ".join(f"{name} = c.{name} + sums.{name}" for name in OTHERS)}
    FROM sums WHERE c.id = :id
    """
)


class StoredContributions:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, place: Place, draft: Draft) -> int:
        """Store it with what it answers; its number within the step."""
        values = {name: getattr(draft, name) for name in COLUMNS}
        scopes = {
            "organisation_id": place.organisation_id,
            "project_id": place.project_id,
            "step_id": place.step_id,
            "section_id": place.section_id,
        }
        number: int = self._connection.execute(ADD, {**values, **scopes}).scalar_one()
        self._link(draft.id, draft.answers)
        return number

    def add_hands(self, contribution_id: UUID, votes: int) -> None:
        """Keep the show of hands that a facilitator counted."""
        self._connection.execute(
            text("INSERT INTO event_vote (contribution_id, votes) VALUES (:id, :votes)"),
            {"id": contribution_id, "votes": votes},
        )

    def find(self, contribution_id: UUID) -> Contribution | None:
        """In full, whatever its state, without what it answers and what answers it."""
        row = self._connection.execute(FULL, {"id": contribution_id}).mappings().one_or_none()
        return None if row is None else contribution_of(row)

    def answers_to(self, contribution_id: UUID) -> list[Contribution]:
        """What it answers, with a placeholder for what was erased."""
        return self._beside(
            contribution_id, "contribution_id", "answers_id", "('published', 'trashed', 'erased')"
        )

    def answered_by(self, contribution_id: UUID) -> list[Contribution]:
        """The hundred most voted that answer it."""
        return self._beside(contribution_id, "answers_id", "contribution_id", "('published', 'trashed')")

    def lately(
        self, author_id: UUID, title: str, body: str, now: datetime, but: UUID | None = None
    ) -> list[tuple[bool, datetime]]:
        """Of what someone wrote last, `but` one: whether it is the same text, and when it was written."""
        values = {"author": author_id, "title": title, "body": body, "now": now, "but": but}
        return [(row.same, row.created_at) for row in self._connection.execute(LATELY, values)]

    def alike(self, section_id: UUID, new: Draft) -> UUID | None:
        """The same text of the same author in the same place, written within the hour before."""
        values = {
            "author": new.author_id,
            "section": section_id,
            "version_of": new.version_of,
            "draft": new.state == "draft",
            "since": new.created_at - AGAIN_WITHIN,
        }
        rows = self._connection.execute(WITHIN_THE_HOUR, values)
        known = [
            (row.id, (row.title, row.body, row.reasons))
            for row in rows
            if set(row.answers) == set(new.answers)
        ]
        return first_alike((new.title, new.body, new.reasons or ""), known)

    def answered(self, step_id: UUID, ids: Sequence[UUID]) -> list[Answered]:
        """Those of `ids` that stand in this step, themselves no version."""
        if not ids:
            return []
        rows = self._connection.execute(
            text(
                """
                SELECT c.id, n.role, c.state FROM contribution c JOIN section n ON n.id = c.section_id
                WHERE c.id = ANY(:ids) AND c.step_id = :step AND c.version_of IS NULL
                """
            ),
            {"ids": list(ids), "step": step_id},
        )
        return [Answered(row.id, row.role, row.state) for row in rows]

    def body_of(self, contribution_id: UUID) -> str | None:
        """The text as it is now; absent once erased."""
        of = contribution.c
        now = select(of.body).where(of.id == contribution_id, of.state != "erased")
        return self._connection.execute(now).scalars().first()

    def above(self, ids: Sequence[UUID]) -> list[UUID]:
        """What those of `ids` that are versions rewrite. It never changes."""
        of = contribution.c
        rewritten = select(of.version_of).where(of.id.in_(ids), of.version_of.is_not(None)).distinct()
        return [text_id for text_id in self._connection.execute(rewritten).scalars() if text_id is not None]

    def versions_left_alone(self, contribution_id: UUID) -> list[tuple[UUID, UUID | None, int]]:
        """(version, author, its new number) of what rewrites a text that nobody reads any more."""
        of = contribution.c
        left = update(contribution).where(of.version_of == contribution_id, of.state.in_(IN_VIEW))
        rows = self._connection.execute(
            left.values(version=of.version + 1).returning(of.id, of.author_id, of.version)
        )
        return [(row.id, row.author_id, row.version) for row in rows]

    def edit(
        self, before: Contribution, version: int, changes: Mapping[str, Any], now: datetime
    ) -> int | None:
        """Change it, keep the text it had; the new version, or nothing when it is not at `version`."""
        of = contribution.c
        statement = (
            update(contribution)
            .where(of.id == before.id, of.version == version)
            .values(**changes, version=of.version + 1, revision=of.revision + 1)
            .returning(of.version, of.revision)
        )
        row = self._connection.execute(statement).one_or_none()
        if row is None:
            return None
        kept = {
            "contribution_id": before.id,
            "revision": row.revision - 1,
            "title": before.title,
            "body": before.body,
        }
        self._connection.execute(insert(contribution_text).values(**kept, edited_at=now))
        return int(row.version)

    def set_answers(self, contribution_id: UUID, answers: Sequence[UUID]) -> None:
        of = answer_link.c
        self._connection.execute(answer_link.delete().where(of.contribution_id == contribution_id))
        self._link(contribution_id, answers)

    def reset_votes(self, contribution_id: UUID) -> None:
        """No vote cast so far counts any more; other counters stay.

        Held: the exclusive lock of the contribution.
        """
        self._connection.execute(RESET, {"id": contribution_id})

    def erase(self, contribution_id: UUID) -> int:
        """Take the text away, and all that it was before; the new version."""
        of = contribution.c
        blank = {
            "title": "",
            "body": "",
            "reasons": None,
            "trash_reason": None,
            "state": "erased",
        }
        statement = (
            update(contribution).where(of.id == contribution_id).values(**blank, version=of.version + 1)
        )
        version: int = self._connection.execute(statement.returning(of.version)).scalar_one()
        texts = contribution_text.delete().where(contribution_text.c.contribution_id == contribution_id)
        self._connection.execute(texts)
        return version

    def _link(self, contribution_id: UUID, answers: Sequence[UUID]) -> None:
        if answers:
            rows = [{"contribution_id": contribution_id, "answers_id": answered} for answered in answers]
            self._connection.execute(insert(answer_link), rows)

    def _beside(self, contribution_id: UUID, here: str, there: str, states: str) -> list[Contribution]:
        statement = BESIDE.format(card=CARD, card_from=CARD_FROM, here=here, there=there, states=states)
        rows = self._connection.execute(text(statement), {"id": contribution_id}).mappings()
        return [contribution_of(row) for row in rows]
