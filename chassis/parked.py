"""`make parked`: show the facts that could not be handled, and replay the dead ones.

python -m chassis.parked <service>                     list
python -m chassis.parked <service> --replay            try every dead fact again
python -m chassis.parked <service> --replay FACT_ID    try one again
"""

import argparse
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text

from chassis.config import Config
from chassis.storage import Storage

WAITING = text(
    """
    SELECT status, handler, fact, fact_id, attempts, error, received_at FROM inbox WHERE status <> 'done'
    ORDER BY received_at LIMIT 200
    """
)
PARKED = text("SELECT queue, reason, size_bytes, parked_at FROM parked ORDER BY id DESC LIMIT 200")
REPLAY = text(
    """
    UPDATE inbox SET status = 'retry', attempts = 0, next_at = clock_timestamp()
    WHERE status = 'dead' AND (CAST(:fact_id AS uuid) IS NULL OR fact_id = :fact_id)
    """
)


def held(storage: Storage) -> tuple[Sequence[Any], Sequence[Any]]:
    """The facts that wait or are dead, the oldest first; the messages nobody can read, the newest first."""
    with storage.engine.connect() as connection:
        return connection.execute(WAITING).all(), connection.execute(PARKED).all()


def show(storage: Storage) -> None:
    waiting, parked = held(storage)
    for row in waiting:
        print(
            f"{row.status:5} {row.fact} {row.fact_id} in {row.handler}: {row.attempts} attempts, {row.error}"
        )
    for row in parked:
        print(
            f"parked {row.queue}: {row.reason}, {row.size_bytes} bytes, {row.parked_at:%Y-%m-%d %H:%M:%S%z}"
        )
    print(f"{len(waiting)} facts wait, {len(parked)} messages parked")


def replay(storage: Storage, fact_id: UUID | None) -> int:
    """Make dead facts due again; how many."""
    with storage.engine.begin() as connection:
        return connection.execute(REPLAY, {"fact_id": fact_id}).rowcount


def main() -> None:
    arguments = argparse.ArgumentParser(prog="parked")
    arguments.add_argument("service")
    arguments.add_argument("--replay", nargs="?", const="all", metavar="FACT_ID")
    given = arguments.parse_args()
    storage = Storage.from_config(Config.from_environment(given.service))
    if given.replay:
        count = replay(storage, None if given.replay == "all" else UUID(given.replay))
        print(f"{count} facts are tried again")
    show(storage)


if __name__ == "__main__":
    main()
