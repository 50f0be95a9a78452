"""The file of an export: written row by row, safe to open in a spreadsheet, people under pseudonyms."""

import csv
import hmac
import io
import json
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import IO, Any
from uuid import UUID

from consultations.domain.export_columns import BY_NAME

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
WORDS_FR: dict[str, Mapping[Any, str]] = {
    "opinion": {"agree": "d'accord", "mixed": "mitigé", "disagree": "pas d'accord"},
    "side": {"for": "pour", "against": "contre", "comment": "commentaire"},
    "official": {True: "oui", False: "non"},
    "category": {
        "article": "article",
        "report": "rapport",
        "law": "loi",
        "study": "étude",
        "testimony": "témoignage",
        "other": "autre",
    },
}
Opened = Callable[[Sequence[Any]], None]


@dataclass
class Written:
    """How much a file holds so far."""

    rows: int = 0
    votes: int = 0
    by_kind: dict[str, int] = field(default_factory=dict)


def pseudonyms() -> Callable[[UUID | None], str | None]:
    """Names people by the HMAC of their id, under a key that nobody keeps: one name throughout one file."""
    key = secrets.token_bytes(32)

    @lru_cache(maxsize=16_384)
    def name(person: UUID | None) -> str | None:
        return None if person is None else "P" + hmac.digest(key, person.bytes, "sha256").hex()[:16]

    return name


def safe_cell(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return "'" + value
    return value


def write(
    file: IO[bytes],
    format: str,
    language: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    each: Callable[[Written], None] = lambda _: None,
) -> Written:
    """Write the rows; `each` is called after every row with what was written so far."""
    written = Written()
    name, author = pseudonyms(), columns.index("author")
    count = _counter(columns)
    put, close = _csv(file, columns, language) if format == "csv" else _json(file, columns)
    for row in rows:
        cells = list(row)
        cells[author] = name(cells[author])
        put(cells)
        count(written, cells)
        each(written)
    close()
    return written


def _counter(columns: Sequence[str]) -> Callable[[Written, Sequence[Any]], None]:
    """Counts rows and votes: each row of kind `vote` is one, else the row says how many it stands for."""
    kind = columns.index("kind") if "kind" in columns else None
    counts = [columns.index(name) for name in ("agree", "mixed", "disagree")]

    def count(written: Written, cells: Sequence[Any]) -> None:
        written.rows += 1
        if kind is None:
            written.votes += sum(cells[index] for index in counts)
        else:
            written.votes += cells[kind] == "vote"
            written.by_kind[cells[kind]] = written.by_kind.get(cells[kind], 0) + 1

    return count


def _csv(file: IO[bytes], columns: Sequence[str], language: str) -> tuple[Opened, Callable[[], None]]:
    """UTF-8 with its mark and semicolons: what French spreadsheets open by themselves."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=False)
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    french = language != "en"
    writer.writerow([BY_NAME[name].heading_fr if french else name for name in columns])
    words = {columns.index(name): words for name, words in WORDS_FR.items() if french and name in columns}

    def put(cells: Sequence[Any]) -> None:
        shown = [safe_cell(cell) for cell in cells]
        for index, known in words.items():
            shown[index] = known.get(shown[index], shown[index])
        writer.writerow(shown)

    def close() -> None:
        text.flush()
        text.detach()

    return put, close


def _json(file: IO[bytes], columns: Sequence[str]) -> tuple[Opened, Callable[[], None]]:
    """One array; a member that has no value is left out."""
    first = True

    def put(cells: Sequence[Any]) -> None:
        nonlocal first
        row = {name: cell for name, cell in zip(columns, cells, strict=True) if cell is not None}
        file.write((b"[\n" if first else b",\n") + json.dumps(row, ensure_ascii=False).encode())
        first = False

    def close() -> None:
        file.write(b"[]\n" if first else b"\n]\n")

    return put, close
