"""The public board: ballots by epochs, each chained to all before it, so that it can grow and nothing else."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from formats import canonical

SCHEMA = "capco.epoch/2"
SCHEMA_1 = "capco.epoch/1"  # of manifests of version 1: without the head of the log
FIELDS_1 = {
    "schema", "votation", "manifest", "number", "cell", "ballots", "by_server", "closed_on", "previous", "root",
    "signature",
}  # fmt: skip
FIELDS = FIELDS_1 | {"log"}


class BrokenError(ValueError):
    """An epoch that does not follow. `code` says why, `number` which."""

    def __init__(self, code: str, number: int) -> None:
        super().__init__(f"epoch {number}: {code}")
        self.code, self.number = code, number


def genesis(manifest_hash: str) -> str:
    """What the first epoch follows."""
    return canonical.tagged_hash("genesis", manifest_hash.encode())


def root(record: Mapping[str, Any]) -> str:
    return canonical.tagged_hash("epoch", canonical.without(record, "root", "signature"))


def epoch(
    votation: str,
    manifest_hash: str,
    number: int,
    cell: str,
    ballots: Iterable[str],
    by_server: int,
    closed_on: str,
    previous: str,
    key: bytes,
    log: str | None = None,
) -> dict[str, Any]:
    """The record of one batch of one cell, signed by the board's key; it sorts the ballots' hashes.

    `log` is the hash of the audit log's last entry at that time, None under a manifest of version 1.
    """
    record: dict[str, Any] = {
        "schema": SCHEMA_1 if log is None else SCHEMA,
        "votation": votation,
        "manifest": manifest_hash,
        "number": number,
        "cell": cell,
        "ballots": sorted(ballots),
        "by_server": by_server,
        "closed_on": closed_on,
        "previous": previous,
    }
    if log is not None:
        record["log"] = log
    record["root"] = root(record)
    return record | {"signature": canonical.signature("epoch-root", {"root": record["root"]}, key)}


class Chain:
    """Follows a board from its first epoch, in memory that grows with the ballots' hashes only.

    `ballots` counts by cell, `by_server` all that the server sealed, `hashes` is every ballot seen.
    """

    def __init__(self, manifest: Mapping[str, Any], manifest_hash: str) -> None:
        self.votation, self.manifest_hash = manifest["votation"], manifest_hash
        self.batch: int = manifest["batch"]
        self.key: str = manifest["keys"]["board"]
        self._is_anchored = has_log_heads(manifest)
        self.ballots: dict[str, int] = {each["cell"]: 0 for each in manifest["roll"]["cells"]}
        self.by_server = 0
        self.epochs = 0
        self.root = genesis(manifest_hash)
        self.hashes: set[bytes] = set()
        self._ended: set[str] = set()  # cells that had a short epoch, the last of theirs

    def step(self, record: object) -> Sequence[str]:
        """Follow one more epoch and return its ballots. Raises BrokenError and then stays where it was."""
        number = self.epochs + 1
        if not isinstance(record, dict):
            raise BrokenError("malformed", number)
        code = self._shape(record) or self._place(record, number) or self._seal(record)
        if code:
            raise BrokenError(code, number)
        fresh = {bytes.fromhex(each) for each in record["ballots"]}
        if not fresh.isdisjoint(self.hashes):
            raise BrokenError("ballot_twice", number)
        self.hashes |= fresh
        self.ballots[record["cell"]] += len(fresh)
        self.by_server += record["by_server"]
        self.epochs, self.root = number, record["root"]
        if len(fresh) < self.batch:
            self._ended.add(record["cell"])
        ballots: list[str] = record["ballots"]
        return ballots

    @property
    def total(self) -> int:
        return len(self.hashes)

    def has(self, ballot: str) -> bool:
        return bytes.fromhex(ballot) in self.hashes

    def _shape(self, record: Mapping[str, Any]) -> str | None:
        if not self._has_fields(record):
            return "malformed"
        ballots, by_server = record["ballots"], record["by_server"]
        if not isinstance(ballots, list) or not ballots or not all(map(canonical.is_hash, ballots)):
            return "malformed"
        if type(by_server) is not int or not 0 <= by_server <= len(ballots):
            return "malformed"
        if type(record["number"]) is not int or not is_day(record["closed_on"]):
            return "malformed"
        if not isinstance(record["cell"], str) or record["cell"] not in self.ballots:
            return "unknown_cell"
        return None

    def _has_fields(self, record: Mapping[str, Any]) -> bool:
        if not self._is_anchored:
            return set(record) == FIELDS_1 and record["schema"] == SCHEMA_1
        return set(record) == FIELDS and record["schema"] == SCHEMA and canonical.is_hash(record["log"])

    def _place(self, record: Mapping[str, Any], number: int) -> str | None:
        if (record["votation"], record["manifest"]) != (self.votation, self.manifest_hash):
            return "other_manifest"
        if record["number"] != number:
            return "number"
        if record["previous"] != self.root:
            return "previous"
        return "after_last" if record["cell"] in self._ended else None

    def _seal(self, record: Mapping[str, Any]) -> str | None:
        if any(left >= right for left, right in pairwise(record["ballots"])):
            return "not_sorted"
        if record["root"] != root(record):
            return "root"
        of_root = {"root": record["root"]}
        good = canonical.verifies("epoch-root", of_root, record["signature"], self.key)
        return None if good else "signature"


def follow(records: Iterable[object], chain: Chain) -> Iterator[tuple[str, str]]:
    """Every (ballot's hash, cell) of a board, in its order. Raises BrokenError at the first flaw."""
    for record in records:
        for ballot in chain.step(record):
            yield ballot, record["cell"]  # type: ignore[index]


def has_log_heads(manifest: Mapping[str, Any]) -> bool:
    """Whether each epoch of this votation names the end of the audit log at its time."""
    return bool(manifest["schema"] != "capco.manifest/1")


def is_day(value: object) -> bool:
    """Whether this is a date such as 2026-05-04."""
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
