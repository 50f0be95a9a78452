"""What a use case of the box is handed."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from votation.box.domain import ports
from votation.domain.keys import Keys


@dataclass(frozen=True)
class UnitOfWork:
    """One transaction's repositories. `lock_exclusive` returns the database's time after the lock, `server` tells the
    server of the database from others, `start_count` starts the process of a count: a votation, an attempt, shares.
    """

    boxes: ports.Boxes
    boards: ports.Boards
    counts: ports.Counts
    keys: Keys
    now: Callable[[], datetime]
    lock_exclusive: Callable[..., datetime]
    permit: Callable[..., None]
    publish: Callable[[Any], None]
    server: Callable[[], str]
    start_count: Callable[[UUID, UUID, Sequence[str]], None]


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
