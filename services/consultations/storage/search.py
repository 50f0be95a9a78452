"""Lists and search of contributions. Each page is read off an index from where the one before ended."""
# ruff: noqa: S608 - statements are made of constants: sorts, states and filters of closed lists

import hashlib
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from consultations.domain.contribution import Contribution
from consultations.domain.search import ContributionQuery
from consultations.storage.contribution_rows import CARD, CARD_FROM, contribution_of

LAST = 2**31 - 1
# sort -> (column of the key beside the id, direction)
SORTS = {
    "votes": ("votes", "DESC"),
    "newest": ("published_at", "DESC"),
    "oldest": ("published_at", "ASC"),
    "discussed": ("discussed", "DESC"),
    "random": ("shuffle", "ASC"),
}
# Words are found in all their forms (`sought` and `found`, migration 0010); titles also by likeness, which forgives
# a slip. Short words and numbers are like too many others to be looked for that way.
FOUND = "c.found @@ CAST(:sought AS tsquery)"
ALIKE = f"({FOUND} OR plain(c.title) %>> plain(:q))"
LIKE_FROM = 4  # letters
SOUGHT = text("SELECT CAST(sought(:q) AS text)")
FILTERS = {
    "type_id": "c.type_id = :type_id",
    "answers": """EXISTS (SELECT FROM answer_link f
        WHERE f.answers_id = :answers AND f.contribution_id = c.id)""",
    "theme_id": """EXISTS (SELECT FROM step fs JOIN project_label fl ON fl.project_id = fs.project_id
        WHERE fs.id = :step AND fl.label_id = :theme_id AND fl.kind = 'theme')""",
    "zone_id": """EXISTS (SELECT FROM step fs JOIN project_label fl ON fl.project_id = fs.project_id
        WHERE fs.id = :step AND fl.label_id = :zone_id AND fl.kind = 'zone')""",
}


class StoredSearch:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def page(self, query: ContributionQuery, after: tuple[Any, ...] | None, limit: int) -> list[Contribution]:
        """In the asked order after the key `after`, one more than `limit` when there are more.

        A random order is a walk around the ring of all, begun at a place that the seed says: every seed has
        its own order, and none costs more than another sort. Its key begins with the lap: 0 until the ring's
        end, then 1.
        """
        if query.sort != "random":
            return self._rows(query, "", {}, after, limit + 1)
        start = ring_start(query.seed)
        lap = after[0] if after else 0
        rest = after[1:] if after else None
        contributions: list[Contribution] = []
        for number, bound in ((0, "AND c.shuffle >= :start"), (1, "AND c.shuffle < :start")):
            if number >= lap and len(contributions) <= limit:
                rows = self._rows(query, bound, {"start": start}, rest, limit + 1 - len(contributions))
                contributions += [replace(row, sort_key=(number, *row.sort_key)) for row in rows]
                rest = None
        return contributions

    def versions(
        self, contribution_id: UUID, reader_id: UUID | None, *, moderates: bool, sort: str,
        after: tuple[Any, ...] | None, limit: int,
    ) -> list[Contribution]:  # fmt: skip
        """The versions of a contribution that the reader may see."""
        column, direction = ("votes", "DESC") if sort == "votes" else ("created_at", SORTS[sort][1])
        where = """c.version_of = :contribution AND (c.state IN ('published', 'trashed')
            OR (c.state NOT IN ('erased', 'draft') AND (c.author_id = :reader OR :moderates)))"""
        values = {"contribution": contribution_id, "reader": reader_id, "moderates": moderates}
        return self._read(where, column, direction, values, after, limit + 1)

    def written_by(self, step_id: UUID, author_id: UUID) -> list[Contribution]:
        """What someone wrote in a step, drafts included, the latest first, a hundred at most."""
        where = "c.author_id = :author AND c.step_id = :step AND c.state <> 'erased'"
        return self._read(where, "created_at", "DESC", {"author": author_id, "step": step_id}, None, 100)

    def _sought(self, q: str) -> str:
        """What a search looks for, told apart from the list so that it is worked out once."""
        return str(self._connection.execute(SOUGHT, {"q": q}).scalar_one())

    def _rows(
        self,
        query: ContributionQuery,
        bound: str,
        values: dict[str, Any],
        after: tuple[Any, ...] | None,
        limit: int,
    ) -> list[Contribution]:
        conditions = [f"c.state = '{query.state}' AND c.version_of IS NULL AND c.step_id = :step"]
        values = {**values, "step": query.step_id}
        if query.section_id:
            conditions.append("c.section_id = :section")
            values["section"] = query.section_id
        for name, condition in FILTERS.items():
            if getattr(query, name) is not None:
                conditions.append(condition)
                values[name] = getattr(query, name)
        if query.q:
            conditions.append(ALIKE if has_long_word(query.q) else FOUND)
            values |= {"q": query.q, "sought": self._sought(query.q)}
        return self._read(f"{' AND '.join(conditions)} {bound}", *SORTS[query.sort], values, after, limit)

    def _read(
        self,
        where: str,
        column: str,
        direction: str,
        values: dict[str, Any],
        after: tuple[Any, ...] | None,
        limit: int,
    ) -> list[Contribution]:
        """Find the page first, read the cards of its rows after: only those are joined and counted."""
        if after:
            where += f" AND (c.{column}, c.id) {'<' if direction == 'DESC' else '>'} (:key, :id)"
            values = {**values, "key": after[0], "id": after[1]}
        statement = f"""
            WITH page AS MATERIALIZED (
                SELECT c.id, c.{column} AS key FROM contribution c WHERE {where}
                ORDER BY c.{column} {direction}, c.id {direction} LIMIT :limit
            )
            SELECT page.key, {CARD}
            FROM page JOIN {CARD_FROM.replace("c LEFT", "c ON c.id = page.id LEFT", 1)}
            ORDER BY page.key {direction}, page.id {direction}"""
        rows = self._connection.execute(text(statement), {**values, "limit": limit}).mappings()
        return [replace(contribution_of(row), sort_key=(row["key"], row["id"])) for row in rows]


def ring_start(seed: str) -> int:
    """Where on the ring of shuffled contributions a seed begins."""
    return int.from_bytes(hashlib.blake2b(seed.encode(), digest_size=4).digest(), "big") & LAST


def has_long_word(query: str) -> bool:
    """Whether a search can be told from others by the likeness of its letters."""
    return any(len(word) >= LIKE_FROM and word.isalpha() for word in query.split())
