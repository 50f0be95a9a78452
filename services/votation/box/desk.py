"""Lays the desk of a transaction: the box's repositories on it."""

from typing import Any

from chassis.storage import Transaction
from votation.box.domain.desk import Desk
from votation.box.facts import told
from votation.box.storage.boards import StoredBoards
from votation.box.storage.boxes import StoredBoxes
from votation.box.storage.counts import StoredCounts
from votation.domain.keys import Keys


def lay(tx: Transaction, keys: Keys, permit: Any = lambda *_: None) -> Desk:
    connection = tx.connection

    def tell(event: Any) -> None:
        fact, aggregate_id, version, data = told.READERS[type(event)](event)
        tx.tell(fact, aggregate_id=aggregate_id, aggregate_version=version, data=data)

    return Desk(
        boxes=StoredBoxes(connection),
        boards=StoredBoards(connection),
        counts=StoredCounts(connection),
        keys=keys,
        now=tx.now,
        lock_exclusive=tx.lock_exclusive,
        permit=permit,
        tell=tell,
    )
