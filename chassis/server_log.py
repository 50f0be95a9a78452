"""The write-ahead log of the database's server, which holds every row that was written, also those deleted since."""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from chassis import logs
from chassis.storage import Storage


def clear_log(storage: Storage) -> bool:
    """Have the server begin a new part of its log and let go of those before. False where the role may not.

    They are removed, not used again under another name, where the server runs with `wal_recycle=off`; not those that an
    archive, a standby or a slot still waits for.
    """
    try:
        with storage.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.execute(text("SET statement_timeout = '120s'"))
            try:
                connection.execute(text("SELECT pg_switch_wal()"))
                connection.execute(text("CHECKPOINT"))
            finally:
                connection.execute(text("RESET statement_timeout"))
    except DBAPIError:
        return False
    return True


def server_of(connection: Connection) -> str:
    """What tells this server from others, and nothing of it: the same for all databases of one."""
    number = connection.execute(text("SELECT system_identifier FROM pg_control_system()")).scalar_one()
    return hashlib.sha256(f"capco/server/1\n{number}".encode()).hexdigest()


def clear_log_after(
    storage: Storage, waiting: Callable[[], Sequence[Any]], note: Callable[[Sequence[Any]], None]
) -> None:
    """Clear the log once for all that `waiting` gives, and note it; a role that may not is told of in our own log."""
    those = waiting()
    if not those:
        return
    if clear_log(storage):
        note(those)
    else:
        logs.get_logger().warning("server_log_not_cleared", handler="clear_log")
