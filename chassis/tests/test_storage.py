"""The pool of connections, when the server hangs up."""

import time
from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError

from chassis import storage as storages
from chassis.storage import Storage

HANG_UP = text(
    """
    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'pool'
    """
)


@pytest.fixture
def pool(storage: Storage) -> Iterator[Storage]:
    engine = storages.make_engine(storage.engine.url.render_as_string(hide_password=False), 3)
    pool = Storage(engine)
    connections = [engine.connect() for _ in range(3)]
    for connection in connections:
        connection.execute(text("SET SESSION application_name = 'pool'"))
        connection.commit()
        connection.close()
    yield pool
    engine.dispose()


def hang_up(storage: Storage) -> None:
    with storage.transaction() as transaction:
        transaction.connection.execute(text("SET LOCAL ROLE NONE"))  # only an administrator may
        assert transaction.connection.execute(HANG_UP).scalar_one() == 3


def ask(pool: Storage) -> int:
    with pool.transaction() as transaction:
        return int(transaction.connection.execute(text("SELECT 1")).scalar_one())


def test_a_connection_that_rested_is_tried_before_it_is_used(
    storage: Storage, pool: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    hang_up(storage)
    monkeypatch.setattr(storages, "PING_AFTER_SECONDS", 0.0)
    assert [ask(pool) for _ in range(4)] == [1] * 4


def test_one_used_a_moment_ago_fails_once_and_takes_the_others_with_it(
    storage: Storage, pool: Storage
) -> None:
    hang_up(storage)
    with pytest.raises(OperationalError):
        ask(pool)
    assert [ask(pool) for _ in range(4)] == [1] * 4


def test_a_transaction_that_the_server_ended_for_idling_leaves_a_service_unavailable_not_wrong(
    storage: Storage,
) -> None:
    """As after a process was held up for long."""
    url = storage.engine.url.render_as_string(hide_password=False)
    engine = storages.make_engine(url, 1, "-c idle_in_transaction_session_timeout=50")
    connection = engine.connect()
    connection.execute(text("SELECT 1"))
    time.sleep(0.3)
    with pytest.raises(DBAPIError) as raised:
        connection.execute(text("SELECT 1"))
    connection.close()
    engine.dispose()
    assert storages.is_unavailable(raised.value)


def test_a_server_that_takes_no_writes_is_unavailable_and_a_statement_it_refuses_is_not(
    storage: Storage,
) -> None:
    with pytest.raises(DBAPIError) as raised, storage.snapshot() as snapshot:
        snapshot.connection.execute(text("CREATE TABLE nothing ()"))
    assert storages.is_unavailable(raised.value)
    with pytest.raises(DBAPIError) as raised, storage.snapshot() as snapshot:
        snapshot.connection.execute(text("SELECT 1 / 0"))
    assert not storages.is_unavailable(raised.value)


def test_what_was_prepared_outlives_a_snapshot(pool: Storage) -> None:
    for _ in range(24):
        with pool.snapshot() as snapshot:
            snapshot.connection.execute(text("SELECT 'prepared' WHERE :n > 0"), {"n": 1})
    with pool.snapshot() as snapshot:
        prepared = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%prepared%WHERE%'"
        assert snapshot.connection.execute(text(prepared)).scalar_one() > 0
