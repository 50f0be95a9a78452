"""The unit of work of a transaction: the box's repositories on it."""

from typing import Any

from chassis.operations import Call
from chassis.server_log import server_of
from chassis.storage import Transaction
from votation.box.count_process import start_count
from votation.box.domain.unit_of_work import UnitOfWork
from votation.box.facts import published
from votation.box.storage.boards import StoredBoards
from votation.box.storage.boxes import StoredBoxes
from votation.box.storage.counts import StoredCounts
from votation.domain.keys import Keys


def unit_of_work(tx: Transaction, keys: Keys, call: Call | None = None) -> UnitOfWork:
    connection = tx.connection

    def publish(event: Any) -> None:
        fact, aggregate_id, version, data = published.FACT_OF[type(event)](event)
        tx.publish(fact, aggregate_id=aggregate_id, aggregate_version=version, data=data)

    return UnitOfWork(
        boxes=StoredBoxes(connection),
        boards=StoredBoards(connection),
        counts=StoredCounts(connection),
        keys=keys,
        now=tx.now,
        lock_exclusive=tx.lock_exclusive,
        permit=call.permit if call else lambda *_: None,
        publish=publish,
        server=lambda: server_of(connection),
        start_count=start_count,
    )
