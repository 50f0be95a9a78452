"""What a use case of the box is handed."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Protocol
from uuid import UUID

from chassis.operations import Call
from chassis.server_log import server_of
from chassis.storage import Transaction
from votation.box.count_process import start_count
from votation.box.domain.events import Counted, EpochClosed
from votation.box.facts import published
from votation.box.storage.boards import StoredBoards
from votation.box.storage.boxes import StoredBoxes
from votation.box.storage.counts import StoredCounts
from votation.domain.keys import Keys


class UnitOfWork:
    """One transaction's repositories. `lock_exclusive` returns the database's time after the lock, `start_count` starts
    the process of a count: a votation, an attempt, shares."""

    def __init__(self, tx: Transaction, keys: Keys, call: Call | None = None) -> None:
        self.boxes = StoredBoxes(tx.connection)
        self.boards = StoredBoards(tx.connection)
        self.counts = StoredCounts(tx.connection)
        self.keys, self.now, self.lock_exclusive = keys, tx.now, tx.lock_exclusive
        self.permit: Callable[..., None] = call.permit if call else lambda *_: None
        self.start_count: Callable[[UUID, UUID, Sequence[str]], None] = start_count
        self._tx = tx

    def publish(self, event: EpochClosed | Counted) -> None:
        published.publish(self._tx, event)

    def server(self) -> str:
        """What tells the server of the database from others."""
        return server_of(self._tx.connection)


Transactions = Callable[[], AbstractContextManager[UnitOfWork]]
"""Opens a unit of work on a transaction of its own, committed when its block ends well."""


class Register(Protocol):
    """The register, as the box asks it. Each raises Refused when it is away."""

    def use_right(self, votation_id: UUID, right_hash: bytes) -> str:
        """Use a right up: the cell of its ballot. Raises Refused: `outcome_unknown` when it is away."""

    def confirm(self, votation_id: UUID, rights: Sequence[bytes]) -> set[bytes]:
        """Which of a batch's rights were used: a ballot with another one came in by no endpoint."""

    def sign(self, votation_id: UUID, rights: Sequence[bytes]) -> None:
        """Have a batch's electors sign."""

    def log_head(self, votation_id: UUID) -> str:
        """The hash of its log's last entry, which is public."""


def board_lock(votation_id: UUID) -> str:
    """Held by whoever lengthens the board."""
    return f"board:{votation_id}"
