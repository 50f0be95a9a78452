"""A test's own way into a service's database: it acts as the service, and as the owner where it says so."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.engine import make_url

from chassis.ownership import GRANTS, owner_of
from chassis.storage import make_engine

# What only the owner may: a test that arranges a state by it stands for whoever has the server.
ARRANGING = re.compile(r"\s*(ALTER|DROP|VACUUM|CREATE(?!\s+TEMP))\b", re.IGNORECASE)


def as_service(infra: Mapping[str, str], url: str, pool_size: int, limits: str) -> Engine:
    """An engine of the server's administrator, whose statements run in the service's role.

    Statements that change tables or triggers run in the owner's, so that tests may put a trigger out of the way;
    TRUNCATE does not: a service that tries it must be seen to fail.
    """
    server, service = urlsplit(infra["database_url"]), make_url(url)
    mine = service.set(username=server.username, password=server.password)
    engine = make_engine(
        mine.render_as_string(hide_password=False),
        pool_size,
        f"{limits} -c role={service.username}",
        patience=60,
    )
    event.listen(engine, "before_cursor_execute", _before)
    event.listen(engine, "after_cursor_execute", _after)
    return engine


@contextmanager
def owned(engine: Engine) -> Iterator[Connection]:
    """A connection as the owner, who migrates: what the service may do with what was made is said at the end."""
    with engine.connect() as connection:
        become_owner(connection)
        yield connection
        connection.execute(text(GRANTS))
        become_service(connection)
        connection.commit()


def analyse(engine: Engine) -> None:
    """Have the planner learn of the rows that a test filled in at once, as the server does where they come over days."""
    with engine.begin() as connection:
        become_owner(connection)
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("ANALYZE"))
        become_service(connection)


def become_owner(connection: Connection) -> None:
    connection.execute(text(f'SET ROLE "{owner_of(_service(connection))}"'))


def become_service(connection: Connection) -> None:
    connection.execute(text("RESET ROLE"))


def _service(connection: Connection) -> str:
    return str(connection.engine.url.database)


def _before(connection: Connection, cursor: Any, statement: str, *_: Any) -> None:
    if ARRANGING.match(statement):
        connection.info["role"] = cursor.execute("SELECT current_user").fetchone()[0]
        cursor.execute(f'SET ROLE "{owner_of(_service(connection))}"')


def _after(connection: Connection, cursor: Any, statement: str, *_: Any) -> None:
    if ARRANGING.match(statement):
        if "CREATE TABLE" in statement.upper():
            cursor.execute(GRANTS)
        cursor.execute(f'SET ROLE "{connection.info["role"]}"')
