"""What a use case of the box is handed."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from votation.box.domain import ports
from votation.domain.keys import Keys


@dataclass(frozen=True)
class UnitOfWork:
    """One transaction's repositories. `lock_exclusive` returns the database's time after the lock."""

    boxes: ports.Boxes
    boards: ports.Boards
    counts: ports.Counts
    keys: Keys
    now: Callable[[], datetime]
    lock_exclusive: Callable[..., datetime]
    permit: Callable[..., None]
    publish: Callable[[Any], None]


Desks = Callable[[], AbstractContextManager[UnitOfWork]]
"""Opens a unit of work on a transaction of its own, committed when its block ends well."""

UseRight = Callable[[UUID, bytes], str]
"""Asks the register to use a right: the cell of its ballot. Raises Refused, `outcome_unknown` when it is away."""

Confirm = Callable[[UUID, list[bytes]], set[bytes]]
"""Asks the register which of a batch's rights were used: a ballot with another one came in by no endpoint. Raises Refused
when it is away."""

Sign = Callable[[UUID, list[bytes]], None]
"""Asks the register to have a batch's electors sign. Raises Refused when it is away."""

LogHead = Callable[[UUID], str]
"""Asks the register for the hash of its log's last entry, which is public. Raises Refused when it is away."""


def board_lock(votation_id: UUID) -> str:
    """Held by whoever lengthens the board."""
    return f"board:{votation_id}"
