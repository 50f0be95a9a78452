"""How the roll is published without a name: a mark per elector, which only they can recognise."""

import hashlib
import secrets
from collections.abc import Iterable

from formats import canonical

SECRET_BYTES = 16


def new_secret() -> bytes:
    return secrets.token_bytes(SECRET_BYTES)


def mark(votation: str, secret: bytes) -> str:
    """The mark of the elector who has this secret."""
    if len(secret) != SECRET_BYTES:
        raise ValueError("an elector's secret is 16 bytes")
    return canonical.tagged_hash("elector", f"{votation}:{canonical.b64(secret)}".encode())


class Commitment:
    """Hashes the lines of a roll as they come. Raises ValueError on a mark that is not after the one before."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256(canonical.tagged("roll", b""))
        self._last = ""

    def add(self, elector_mark: str, cell: str) -> None:
        if elector_mark <= self._last:
            raise ValueError("the marks of a roll rise")
        self._last = elector_mark
        self._hash.update(f"{elector_mark} {cell}\n".encode())

    def hexdigest(self) -> str:
        return self._hash.hexdigest()


def commitment(electors: Iterable[tuple[str, str]]) -> str:
    """What the manifest says of the roll, given every (mark, cell) in any order."""
    lines = Commitment()
    for elector_mark, cell in sorted(electors):
        lines.add(elector_mark, cell)
    return lines.hexdigest()
