"""How a contribution, its author and its exact counts are read off a row."""
# ruff: noqa: S608 - statements are made of this module's constants

from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping

from consultations.domain.author import Author
from consultations.domain.contribution import EXCERPT, Contribution, OpinionCounts
from consultations.storage.counters import EXACT, PENDING

AUTHOR = "a.display_name, t.label_fr AS type_label_fr, t.label_en AS type_label_en"
CARD = f"""c.id, c.project_id, c.step_id, c.section_id, c.version_of, c.number, c.title,
    left(c.body, {EXCERPT}) AS excerpt, c.state, c.official, c.trash_reason, c.published_at, c.edited_at,
        c.version,
    c.author_id, c.author_name, c.type_id, {AUTHOR}, {EXACT},
    ARRAY(SELECT l.answers_id FROM answer_link l JOIN contribution o ON o.id = l.answers_id
        WHERE l.contribution_id = c.id AND o.state IN ('published', 'trashed', 'erased')) AS answers"""
BODY = "c.body, c.reasons, c.revision, c.confirmed, c.cleared"
CARD_FROM = f"""contribution c LEFT JOIN author a ON a.account_id = c.author_id
    LEFT JOIN participant_type t ON t.id = c.type_id {PENDING}"""
PLAIN = (
    "id",
    "project_id",
    "step_id",
    "section_id",
    "version_of",
    "number",
    "title",
    "excerpt",
    "state",
    "official",
    "trash_reason",
    "published_at",
    "edited_at",
    "version",
    "arguments_for",
    "arguments_against",
    "comments",
    "sources",
    "versions",
)
IN_FULL = ("body", "reasons", "revision", "confirmed", "cleared")
NOBODY = Author(None, "")


def contribution_of(row: RowMapping) -> Contribution:
    values: dict[str, Any] = {name: row[name] for name in PLAIN}
    values["author"] = NOBODY if row["state"] == "erased" else author_of(row, row["author_name"])
    values["opinions"] = OpinionCounts(row["agree"], row["mixed"], row["disagree"])
    values["answers"] = tuple(row["answers"])
    if "body" in row:
        values |= {name: row[name] for name in IN_FULL}
    return Contribution(**values)


def author_of(row: RowMapping, typed_name: str | None = None) -> Author:
    """The author of a row that holds `author_id`, `type_id` and the columns of AUTHOR."""
    account_id: UUID | None = row["author_id"]
    name = row["display_name"] if account_id else typed_name
    labels = row["type_label_fr"], row["type_label_en"]
    return Author(account_id, name or "", row["type_id"], *labels)
