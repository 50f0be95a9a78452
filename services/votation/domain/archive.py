"""A whole votation in one file: a ZIP that has one spelling only, so that every bit of it is accounted for.

Format: docs/votation-formats.md, "Archive". Entries are stored; writing and reading take constant memory.
"""

import os
import struct
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from formats import canonical
from votation.domain.manifest import Manifest, manifest_hash

SCHEMA = "capco.archive/1"
INDEX = "index.json"
FILES = (
    *("manifest.json", "board.jsonl", "sealed.jsonl", "roll.jsonl", "register.json", "plain.jsonl"),
    *("result.json", "audit.jsonl", "minutes.pdf"),
)
NAMES = (*FILES, INDEX)
CHUNK = 2**18
MOST_BYTES = 2**32 - 1  # of a ZIP without extensions

VERSION, DATE = 20, 33  # 2.0; 1980-01-01
LOCAL = struct.Struct("<4sHHHHHIIIHH")
CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
END = struct.Struct("<4sHHHHIIH")

Part = bytes | Iterable[bytes]


class MalformedError(ValueError):
    """Not the one spelling of an archive. `place` says where: an entry's name, `entries` or `end`."""

    def __init__(self, place: str) -> None:
        super().__init__(f"not a canonical archive: {place}")
        self.place = place


@dataclass(frozen=True)
class Entry:
    """Where the bytes of a file are in the archive."""

    name: str
    start: int
    size: int
    crc: int


def line(record: Mapping[str, Any]) -> bytes:
    """A line of a `.jsonl` file."""
    return canonical.dump(record) + b"\n"


def write(
    path: Path, manifest: Manifest, parts: Mapping[str, Part], sign: Callable[[Mapping[str, Any]], str]
) -> None:
    """Write the archive at `path`, whole or not at all.

    `parts` has the bytes of every file in FILES but `manifest.json`, at once or bit by bit; `sign` signs the
    index: `canonical.signer("archive", the register's key)`.
    """
    contents = {"manifest.json": canonical.dump(manifest), **parts}
    if set(contents) != set(FILES):
        raise ValueError(f"an archive holds exactly {', '.join(FILES)}")
    with _whole_or_not_at_all(path) as file:
        entries, files = [], []
        for name in FILES:
            entry, digest = _write_entry(file, name, contents[name])
            entries.append(entry)
            files.append({"name": name, "bytes": entry.size, "sha256": digest})
        index: dict[str, Any] = {
            "schema": SCHEMA,
            "votation": manifest["votation"],
            "manifest": manifest_hash(manifest),
            "files": files,
        }
        entry, _ = _write_entry(file, INDEX, canonical.dump(index | {"signature": sign(index)}))
        file.write(_directory([*entries, entry]))


class Archive:
    """An archive to read. Raises MalformedError unless headers and directory are those that `write` makes.

    What is in the files is not looked at: `chunks` gives it, and checks its CRC on the way.
    """

    def __init__(self, path: Path) -> None:
        if not path.is_file():  # a pipe would wait for ever
            raise MalformedError("entries")
        self._file = path.open("rb")
        try:
            self.entries = _read_entries(self._file)
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def chunks(self, name: str) -> Iterator[bytes]:
        """Raises MalformedError at the end if the CRC was not of these bytes."""
        entry, crc, at = self.entries[name], 0, 0
        while at < entry.size:
            self._file.seek(entry.start + at)
            chunk = self._file.read(min(CHUNK, entry.size - at))
            if not chunk:
                raise MalformedError(name)
            crc, at = zlib.crc32(chunk, crc), at + len(chunk)
            yield chunk
        if crc != entry.crc:
            raise MalformedError(name)

    def read(self, name: str, most: int) -> bytes:
        """A whole file. Raises ValueError when it is over `most` bytes."""
        if self.entries[name].size > most:
            raise ValueError(f"{name}: over {most} bytes")
        return b"".join(self.chunks(name))

    def lines(self, name: str, most: int) -> Iterator[bytes]:
        """Its lines without their ends. Raises ValueError on one over `most` bytes and on a last one unended."""
        rest = b""
        for chunk in self.chunks(name):
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                _require_short(line, name, most)
                yield line
            _require_short(rest, name, most)
        if rest:
            raise ValueError(f"{name}: the last line has no end")

    def digest(self, name: str) -> str:
        digest = sha256()
        for chunk in self.chunks(name):
            digest.update(chunk)
        return digest.hexdigest()


def _require_short(text: bytes, name: str, most: int) -> None:
    if len(text) > most:
        raise ValueError(f"{name}: a line over {most} bytes")


@contextmanager
def _whole_or_not_at_all(path: Path) -> Iterator[BinaryIO]:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _write_entry(file: BinaryIO, name: str, part: Part) -> tuple[Entry, str]:
    header_at = file.tell()
    start = header_at + LOCAL.size + len(name)
    file.seek(start)
    crc, digest = 0, sha256()
    for chunk in [part] if isinstance(part, bytes) else part:
        file.write(chunk)
        crc = zlib.crc32(chunk, crc)
        digest.update(chunk)
    end = file.tell()
    if end > MOST_BYTES:
        raise ValueError("an archive is under 4 GiB")
    entry = Entry(name, start, end - start, crc)
    file.seek(header_at)
    file.write(_header(entry))
    file.seek(end)
    return entry, digest.hexdigest()


def _header(entry: Entry) -> bytes:
    name = entry.name.encode()
    fields = (VERSION, 0, 0, 0, DATE, entry.crc, entry.size, entry.size, len(name), 0)
    return LOCAL.pack(b"PK\3\4", *fields) + name


def _directory(entries: Iterable[Entry]) -> bytes:
    directory, end, number = b"", 0, 0
    for entry in entries:
        name = entry.name.encode()
        at = entry.start - LOCAL.size - len(name)
        fields = (VERSION, VERSION, 0, 0, 0, DATE, entry.crc, entry.size, entry.size, len(name))
        directory += CENTRAL.pack(b"PK\1\2", *fields, 0, 0, 0, 0, 0, at) + name
        end, number = entry.start + entry.size, number + 1
    return directory + END.pack(b"PK\5\6", 0, 0, number, number, len(directory), end, 0)


def _read_entries(file: BinaryIO) -> dict[str, Entry]:
    """One header after the other, then the directory that belongs to them, then nothing."""
    size = file.seek(0, os.SEEK_END)
    entries, at = [], 0
    for name in NAMES:
        file.seek(at)
        raw = file.read(LOCAL.size + len(name))
        if len(raw) != LOCAL.size + len(name):
            raise MalformedError(name)
        crc, stored = LOCAL.unpack_from(raw)[6:8]
        entry = Entry(name, at + len(raw), stored, crc)
        if raw != _header(entry) or entry.start + stored > size:
            raise MalformedError(name)
        entries.append(entry)
        at = entry.start + stored
    directory = _directory(entries)
    file.seek(at)
    if size != at + len(directory) or file.read(len(directory)) != directory:
        raise MalformedError("end")
    return {entry.name: entry for entry in entries}
