"""The storage port for files: a local folder, with the same verbs an object store has."""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

KEY = re.compile(r"[a-z0-9][a-z0-9_-]*(/[a-z0-9][a-z0-9._-]*)+")


class FileStore(Protocol):
    """Where files are kept under keys such as `exports/<id>.csv`."""

    @contextmanager
    def writing(self, key: str) -> Iterator[IO[bytes]]: ...

    def size(self, key: str) -> int | None: ...

    def read(self, key: str, start: int = 0, end: int | None = None) -> Iterator[bytes]: ...

    def delete(self, key: str) -> None: ...


class LocalFileStore:
    """A folder. A file appears whole or not at all."""

    def __init__(self, folder: str) -> None:
        self._root = Path(folder).resolve()

    def _path(self, key: str) -> Path:
        if not KEY.fullmatch(key) or ".." in key:
            raise ValueError("not a file key")
        return self._root / key

    @contextmanager
    def writing(self, key: str) -> Iterator[IO[bytes]]:
        """A file to write to, put under its key when the block ends well, forgotten otherwise."""
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".partial-")
        try:
            with os.fdopen(handle, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)  # noqa: PTH105
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise

    def size(self, key: str) -> int | None:
        """Bytes, or nothing when there is no such file."""
        path = self._path(key)
        return path.stat().st_size if path.is_file() else None

    def read(self, key: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """The bytes [start, end) in pieces of 64 KiB. Raises FileNotFoundError."""
        with self._path(key).open("rb") as file:
            file.seek(start)
            left = None if end is None else end - start
            while left is None or left > 0:
                piece = file.read(65_536 if left is None else min(65_536, left))
                if not piece:
                    return
                left = None if left is None else left - len(piece)
                yield piece

    def delete(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)


def sha256_of(store: FileStore, key: str) -> str:
    digest = hashlib.sha256()
    for piece in store.read(key):
        digest.update(piece)
    return digest.hexdigest()
