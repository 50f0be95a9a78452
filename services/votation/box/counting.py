"""`python -m votation.box.counting VOTATION ATTEMPT < shares`: count, in a process of its own.

The bureau's shares come by standard input, are put together in memory, and die with the process: neither they nor
the key are ever written. A process that dies leaves the box as it was; the shares are given again.
"""

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from chassis import logs
from chassis.config import Config
from chassis.files import FileStore, LocalFileStore
from chassis.storage import Storage, make_engine
from formats import board, canonical, sealed_ballot
from votation.box.domain.box import Box
from votation.box.domain.events import Counted
from votation.box.unit_of_work import UnitOfWork
from votation.box.use_cases.count_ballots import require_shares
from votation.box.use_cases.get_board import get_opened_box
from votation.domain import manifest
from votation.domain.breakdown import breakdown
from votation.domain.keys import Keys
from votation.domain.mode import Reader, mode_of
from votation.domain.sealing import Null

A_PAGE = 500
Plain = Counter[tuple[str, str]]
LIMITS = "-c lock_timeout=3000 -c idle_in_transaction_session_timeout=60000 -c timezone=UTC"


class Superseded(Exception):
    """Another attempt has taken the count over."""


class BoardBroken(Exception):
    """What is in the box is not what its board says. Nothing was opened."""

    code = "board_broken"


class Counting:
    """One attempt at one count."""

    def __init__(self, storage: Storage, keys: Keys, votation_id: UUID, attempt: UUID) -> None:
        self.storage, self.keys, self.votation_id, self.attempt = storage, keys, votation_id, attempt

    def run(self, given: list[str], files: FileStore) -> None:
        with self.storage.transaction() as tx:
            uow = UnitOfWork(tx, self.keys)
            box, signed = get_opened_box(uow, self.votation_id), uow.boards.by_cell(self.votation_id)
        rules = box.rules()
        self._follow_board(rules, box)
        reader = mode_of(rules).reader(rules, list(require_shares(box, given).values()))
        by_cell = self._open_all(reader, box.ballots)
        told = breakdown({**rules, "published_by": "cell"}, _lines(by_cell), signed)
        self.write_board(files)
        with self.storage.transaction() as tx:
            self._keep(UnitOfWork(tx, self.keys), _published(rules, by_cell), canonical.dump(told).decode())

    def _follow_board(self, rules: dict[str, Any], box: Box) -> None:
        """Before the key is put together: the board follows from its first batch to its root, and every sealed ballot
        is the one that its batch names. Raises BoardBroken."""
        chain = board.Chain(rules, box.manifest_hash or "")
        records = self._pages(lambda uow, after: uow.boards.in_order(self.votation_id, after, A_PAGE))
        named = board.follow((json.loads(record) for _, record in records), chain)
        sealed_ballots = self._pages(lambda uow, after: uow.boards.sealed(self.votation_id, after, A_PAGE))
        kept = ((sealed_ballot.ballot_hash(sealed), cell) for _, sealed, cell in sealed_ballots)
        try:
            same = all(one == other for one, other in zip(named, kept, strict=True))
        except ValueError as error:  # a broken chain, or more of one than of the other
            raise BoardBroken from error
        if not same or chain.root != box.root:
            raise BoardBroken

    def _open_all(self, reader: Reader, ballots: int) -> Plain:
        """How many ballots of each cell say what. In memory alone: a small cell would tell votes."""
        plain: Plain = Counter()
        sealed_ballots = self._pages(lambda uow, after: uow.boards.sealed(self.votation_id, after, A_PAGE))
        for place, sealed, cell in sealed_ballots:
            plain[cell, _content(reader, sealed)] += 1
            if place % A_PAGE == 0:
                self._advance(min(99, place * 100 // max(1, ballots)))
        return plain

    def _advance(self, progress: int) -> None:
        with self.storage.transaction() as tx:
            if not UnitOfWork(tx, self.keys).counts.advance(self.votation_id, self.attempt, progress):
                raise Superseded

    def write_board(self, files: FileStore) -> None:
        """The box's part of the archive, public already: the board, and the sealed ballots in its order."""
        with files.writing(f"votations/{self.votation_id}/board.jsonl") as file:
            for record in self._pages(
                lambda uow, after: uow.boards.in_order(self.votation_id, after, A_PAGE)
            ):
                file.write(record[1].encode() + b"\n")
        with files.writing(f"votations/{self.votation_id}/sealed.jsonl") as file:
            for ballot in self._pages(lambda uow, after: uow.boards.sealed(self.votation_id, after, A_PAGE)):
                file.write(canonical.dump({"b": canonical.b64(ballot[1])}) + b"\n")

    def _pages(self, read: Callable[[UnitOfWork, int], list[Any]]) -> Iterator[Any]:
        """Rows whose first column says where to go on."""
        after = 0
        while True:
            with self.storage.transaction() as tx:
                page = read(UnitOfWork(tx, self.keys), after)
            if not page:
                return
            yield from page
            after = page[-1][0]

    def _keep(self, uow: UnitOfWork, plain: Plain, told: str) -> None:
        box = get_opened_box(uow, self.votation_id)
        if plain.total() != box.ballots:
            raise ValueError("not every ballot was read")
        if not uow.counts.end(self.votation_id, self.attempt, "done", breakdown=told):
            raise Superseded
        uow.counts.keep(self.votation_id, plain)
        uow.boxes.pass_to(self.votation_id, "counted")
        uow.publish(Counted(self.votation_id, box.organisation_id, box.epochs))

    def fail(self, error: str) -> None:
        with self.storage.transaction() as tx:
            UnitOfWork(tx, self.keys).counts.end(self.votation_id, self.attempt, "failed", error)


def _content(reader: Reader, sealed: bytes) -> str:
    """What a ballot says, as text that is the same for the same answers: nothing of its nonce or its seal."""
    ballot = reader.open(sealed)
    content = {"null": ballot.reason} if isinstance(ballot, Null) else {"a": ballot.answers}
    return canonical.dump(content).decode()


def _lines(plain: Plain) -> list[dict[str, Any]]:
    return [{**json.loads(content), "g": cell, "n": number} for (cell, content), number in plain.items()]


def _published(rules: dict[str, Any], by_cell: Plain) -> Plain:
    groups = manifest.groups(rules)
    plain: Plain = Counter()
    for (cell, content), number in by_cell.items():
        plain[groups[cell], content] += number
    return plain


def main() -> int:
    votation_id, attempt = UUID(sys.argv[1]), UUID(sys.argv[2])
    config = Config.from_environment("box")
    logs.set_up("box", "counting")
    storage = Storage(make_engine(config.text("DATABASE_URL"), 2, LIMITS))
    counting = Counting(storage, Keys(config.text("SECRET_KEY").encode()), votation_id, attempt)
    try:
        counting.run(json.loads(sys.stdin.buffer.read()), LocalFileStore(config.text("FILES_DIR")))
    except Superseded:
        return 1
    except Exception as error:  # noqa: BLE001 - told to the bureau as a word, and to the log as a place
        logs.get_logger().error("count_failed", error=type(error).__name__, where=logs.where(error))
        counting.fail(getattr(error, "code", "internal_error"))
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
