"""A roll as a file, between its upload and the electors it becomes; and what every way to fill a roll has in common."""

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from contracts.normalisation import comparable, without_invisible
from contracts.refused import Refused
from votation.domain import roll_marks
from votation.domain.keys import Keys, link_hash
from votation.domain.lifecycle import OVER, State
from votation.domain.votation import Votation

BUSY = ("reading", "writing")
KEPT_FOR = timedelta(days=7)  # a file and what was read of it
WAYS_TO_REACH = ("email", "phone", "postal_code")
ALWAYS_CORRECTED = frozenset({"name", *WAYS_TO_REACH})  # the rest is in what the manifest freezes
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True)
class RollImport:
    """How a file is read and how far that is. `columns` maps what is wanted to the place of its column, from 0.

    `progress` is its job's; a job that was given up makes the import `failed`.
    """

    id: UUID
    votation_id: UUID
    state: str
    file_key: str
    encoding: str
    separator: str
    has_header: bool
    columns: Mapping[str, int | None]
    sample: Sequence[Sequence[str]]
    job_id: UUID | None
    lines: int
    good: int
    problems: int
    weights: int
    colleges: Sequence[Mapping[str, Any]]
    created_at: datetime
    progress: int
    first_line: int = 1
    sample_lines: Sequence[int] = ()
    weights_read: Mapping[str, Any] | None = None
    merged: Sequence[Mapping[str, Any]] = ()
    invisible: int = 0

    def require_idle(self) -> None:
        if self.state in BUSY:
            raise Refused("import_busy")

    def require_applicable(self) -> None:
        """Raises Refused: import_busy, import_not_read, roll_has_problems."""
        self.require_idle()
        if self.state != "read":
            raise Refused("import_not_read")
        if self.problems:
            raise Refused("roll_has_problems", problems=self.problems)
        if not self.good:
            raise Refused("import_not_read")


@dataclass(frozen=True)
class RollChange:
    """One change to an elector, with what it was and why: for the organiser alone. The audit names fields only."""

    votation_id: UUID
    elector_id: UUID
    act: str
    reason: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    at: datetime
    actor_account_id: UUID | None


def require_draft(votation: Votation) -> None:
    if votation.state != "draft":
        raise Refused("rules_frozen")


def require_correctable(state: State, fields: frozenset[str]) -> None:
    """Before freezing everything may be corrected; until voting is over, how to reach an elector."""
    if state in OVER or (state != "draft" and not fields <= ALWAYS_CORRECTED):
        raise Refused("rules_frozen")


def require_columns(columns: Mapping[str, int | None]) -> None:
    if columns.get("reference") is None or all(columns.get(way) is None for way in WAYS_TO_REACH):
        raise Refused("reference_column_missing")


def require_way_to_reach(elector: Mapping[str, Any]) -> None:
    if not elector.get("account_id") and not any(elector.get(way) for way in WAYS_TO_REACH):
        raise Refused("invalid_input", fields={"email": ["required"]})


def tidied(typed: Mapping[str, Any], colleges: Iterable[str]) -> dict[str, Any]:
    """An elector typed by hand as a file's would be: without what nobody sees, in the college of the roll that is meant."""
    tidy = dict(typed)
    for name, value in typed.items():
        if isinstance(value, str):
            kept = without_invisible(value, joiners=name == "name")
            tidy[name] = unicodedata.normalize("NFC", kept).strip()
    if "college" in tidy:
        meant = comparable(tidy["college"])
        tidy["college"] = next((known for known in colleges if comparable(known) == meant), tidy["college"])
    return tidy


def new_place(keys: Keys, votation_id: UUID) -> dict[str, Any]:
    """What a new elector is recognised by: a secret, the mark it gives, and the hash of the link it gives."""
    secret = roll_marks.new_secret()
    return {
        "secret": secret,
        "mark": roll_marks.mark(str(votation_id), secret),
        "link_hash": link_hash(keys.link(secret)),
    }


def references_of(votation_id: UUID, account_ids: Sequence[UUID]) -> dict[UUID, str]:
    """A reference for each account, such as `7K3M9-QXA2B`: the same each time, and of this roll alone."""
    references: dict[UUID, str] = {}
    taken: set[str] = set()
    for account_id in sorted(set(account_ids)):
        again = 0
        while (reference := _reference(votation_id, account_id, again)) in taken:
            again += 1
        taken.add(reference)
        references[account_id] = reference
    return references


def _reference(votation_id: UUID, account_id: UUID, again: int) -> str:
    digest = hashlib.sha256(votation_id.bytes + account_id.bytes + again.to_bytes(2, "big")).digest()
    number = int.from_bytes(digest[:8], "big")
    letters = "".join(CROCKFORD[(number >> (5 * at)) & 31] for at in range(10))
    return f"{letters[:5]}-{letters[5:]}"
