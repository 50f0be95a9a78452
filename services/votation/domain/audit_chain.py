"""What was done, by whom and when, each entry chained to the one before."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from formats import canonical

FIRST = "0" * 64
MINUTES_SIGNED = "minutes_signed"  # details: {sha256} of minutes.pdf; the last such entry counts
TIE_SETTLED = "tie_settled"  # details: {question, by, winners}
DRAW_COMMITTED = (
    "draw_committed"  # details: {draws} as in the manifest; version 1: {commitment}, before opening
)
DRAW_REVEALED = "draw_revealed"  # details: {secrets: {question: secret}}; version 1: {seed}
FIELDS = {"seq", "at", "act", "by", "details", "previous", "hash"}


class BrokenError(ValueError):
    """An entry that does not follow. `code` says why, `seq` which."""

    def __init__(self, code: str, seq: int) -> None:
        super().__init__(f"audit entry {seq}: {code}")
        self.code, self.seq = code, seq


def entry(
    seq: int, at: datetime, act: str, by: str, details: Mapping[str, Any], previous: str = FIRST
) -> dict[str, Any]:
    """`by` says in which quality, or who where they act in public; `details` are JSON values without fractions."""
    record: dict[str, Any] = {
        "seq": seq,
        "at": instant(at),
        "act": act,
        "by": by,
        "details": dict(details),
        "previous": previous,
    }
    return record | {"hash": entry_hash(record)}


def entry_hash(record: Mapping[str, Any]) -> str:
    return canonical.tagged_hash("audit", canonical.without(record, "hash"))


def draw_commitment(seed: str) -> str:
    """What is said of the seed of draws before anyone votes."""
    return canonical.tagged_hash("draw", seed.encode())


def seed_of_draw(secret: str, final_root: str) -> str:
    """The seed of a lot: of the register's secret, committed to before the vote, and the board's last root, which
    nobody knows before its end. So neither register nor box can choose it."""
    return canonical.tagged_hash("seed", f"{secret}:{final_root}".encode())


class Chain:
    """Follows an audit log from its first entry."""

    def __init__(self) -> None:
        self.seq, self.last = 0, FIRST

    def step(self, record: object) -> Mapping[str, Any]:
        """Follow one more entry and return it. Raises BrokenError."""
        seq = self.seq + 1
        if not isinstance(record, dict) or set(record) != FIELDS or not _is_well_formed(record):
            raise BrokenError("malformed", seq)
        if record["seq"] != seq:
            raise BrokenError("number", seq)
        if record["previous"] != self.last:
            raise BrokenError("previous", seq)
        if record["hash"] != entry_hash(record):
            raise BrokenError("hash", seq)
        self.seq, self.last = seq, record["hash"]
        return record


def verify(records: Iterable[object]) -> str:
    """The hash of the last entry. Raises BrokenError at the first flaw."""
    chain = Chain()
    for record in records:
        chain.step(record)
    return chain.last


def instant(at: datetime) -> str:
    """As the formats write instants: UTC, to the second."""
    return at.astimezone(UTC).replace(microsecond=0).isoformat()


def is_instant(value: object) -> bool:
    try:
        return isinstance(value, str) and instant(datetime.fromisoformat(value)) == value
    except (ValueError, OverflowError):
        return False


def _is_well_formed(record: Mapping[str, Any]) -> bool:
    texts = all(isinstance(record[name], str) for name in ("act", "by", "previous", "hash"))
    return (
        texts
        and type(record["seq"]) is int
        and isinstance(record["details"], dict)
        and is_instant(record["at"])
    )
