"""Reading a roll's CSV file, whatever wrote it: bytes → lines → rows of cells. Any bytes come to an end; none raise.

One bad line is one bad row: a quote that is never closed does not swallow the rest of the file.
"""

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

ROW_LINES = 20  # a cell with line breaks ends within so many lines, or its quote was a stray one
CELL = 10_000
MEANINGLESS = re.compile("[\x00-\x1f\x7f-\x9f\udc80-\udcff\ufffd]")
SEP_LINE = re.compile(r'\ufeff?"?sep=(.)"?\s*', re.IGNORECASE)
SPACES = " \r\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
CODECS = {"utf-8": "utf-8-sig", "windows-1252": "cp1252", "mac-roman": "mac_roman", "cp850": "cp850"}
UNREADABLE = {chr(code) for code in range(0xDC80, 0xDD00)} | {"\ufffd"}


@dataclass(frozen=True, slots=True)
class Row:
    """A row and the number, from 1, of its first line; `cells` is nothing where it cannot be read."""

    line: int
    text: str
    cells: list[str] | None


def texts(pieces: Iterable[bytes], encoding: str) -> Iterator[str]:
    """The lines of a file, without their ends. Bytes that mean nothing become characters of UNREADABLE."""
    decoder: io.IncrementalNewlineDecoder | None = None
    rest = ""
    for piece in pieces:
        if decoder is None:
            decoder = io.IncrementalNewlineDecoder(_decoder(encoding, piece), translate=True)
        *lines, rest = (rest + decoder.decode(piece)).split("\n")
        yield from lines
    if decoder is not None:
        *lines, rest = (rest + decoder.decode(b"", final=True)).split("\n")
        yield from lines
    if rest:
        yield rest


def rows(lines: Iterable[str], separator: str) -> Iterator[Row]:
    """The rows that hold something."""
    source = _Numbered(lines)
    for number, text in source:
        row = _row(source, number, text, separator)
        if row.cells is None or any(row.cells):
            yield row


def clean(cell: str) -> str:
    """A cell as it was meant: trimmed, on one line."""
    return " ".join(cell.split()) if "\n" in cell or "\t" in cell else cell.strip(SPACES)


def separator_told(line: str) -> str | None:
    """The separator that a first line such as `sep=;`, which spreadsheets write for themselves, tells."""
    match = SEP_LINE.match(line)
    return match[1] if match and not line[match.end() :].strip(match[1] + ' "') else None


def is_spreadsheets_own(row: Row) -> bool:
    """Whether a row is that line and no part of the list."""
    return row.line == 1 and separator_told(row.text) is not None


def is_readable(text: str) -> bool:
    """Whether it has neither control characters nor bytes that mean nothing in the file's encoding."""
    if text.isascii():
        return text.isprintable()
    return MEANINGLESS.search(text) is None


def _decoder(encoding: str, start: bytes) -> codecs.IncrementalDecoder:
    if encoding == "utf-16":
        return codecs.getincrementaldecoder(utf_16_of(start))("replace")
    return codecs.getincrementaldecoder(CODECS.get(encoding, "cp1252"))("surrogateescape")


def utf_16_of(start: bytes) -> str:
    """Which UTF-16: by its mark, else by where the zeros of ordinary letters are."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-16-be" if start[:1000:2].count(0) > start[1:1000:2].count(0) else "utf-16-le"


class _Numbered:
    """Lines with their numbers; some may be put back."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._back: deque[tuple[int, str]] = deque()
        self._number = 0

    def __iter__(self) -> Iterator[tuple[int, str]]:
        return self

    def __next__(self) -> tuple[int, str]:
        if self._back:
            return self._back.popleft()
        text = next(self._lines)
        self._number += 1
        return self._number, text

    def put_back(self, lines: Iterable[tuple[int, str]]) -> None:
        self._back.extendleft(reversed(list(lines)))


def _row(source: _Numbered, number: int, text: str, separator: str) -> Row:
    if '"' not in text:
        return Row(number, text, [clean(cell) for cell in text.split(separator)])
    more: list[tuple[int, str]] = []
    ended = False

    def feed() -> Iterator[str]:
        nonlocal ended
        yield text + "\n"
        for _ in range(ROW_LINES - 1):
            following = next(source, None)
            if following is None:
                break
            more.append(following)
            yield following[1] + "\n"
        ended = True

    try:
        cells = next(csv.reader(feed(), delimiter=separator))
    except (csv.Error, StopIteration):
        ended = True
    if ended:  # the quote was never closed: this line is bad, those after it may well be good
        source.put_back(more)
        return Row(number, text, None)
    return Row(number, text, [clean(cell) for cell in cells])
