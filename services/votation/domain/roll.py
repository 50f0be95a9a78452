"""A roll as a file, between its upload and the electors it becomes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class RollImport:
    """How a file is read and how far that is. `columns` maps what is wanted to the place of its column, from 0."""

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
