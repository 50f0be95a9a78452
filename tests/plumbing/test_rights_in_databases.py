"""What each service's own role may do in its database, and what nobody may: tables, triggers, trails."""

from collections.abc import Callable

import psycopg
import pytest
from sqlalchemy import text

from chassis.naming import service_of
from chassis.storage import Storage
from chassis.testing.database import become_owner
from contracts.registry import SERVICES

TRAILS = {
    "identity": {"audit_entry", "consent_entry"},
    "consultations": {"audit_entry", "moderation_act", "window_move"},
    "votation": {"audit_entry"},
    "votation.box": {"board", "epoch", "plain_ballot"},
}
GUARDED = text(
    "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgtype & 32 <> 0 AND tgtype & 2 <> 0 AND NOT tgisinternal"
)
TABLES = text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")


@pytest.mark.parametrize("package", [service.package for service in SERVICES.values()])
def test_a_service_makes_changes_and_empties_no_table(
    package: str, migrated: Callable[[str], Storage], environments: dict[str, dict[str, str]]
) -> None:
    """A17"""
    with migrated(package).engine.connect() as connection:
        tables = list(connection.execute(TABLES).scalars())
    url = environments[service_of(package)]["DATABASE_URL"].replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as connection:
        for table in tables:
            for act in (
                "TRUNCATE {}",
                "ALTER TABLE {} DISABLE TRIGGER ALL",
                "DROP TABLE {}",
                "ALTER TABLE {} ADD x int",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(act.format(table))
        for history in ("alembic_version", "chassis_version"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"DELETE FROM {history}")


@pytest.mark.parametrize("package", [service.package for service in SERVICES.values()])
def test_no_trail_is_emptied_at_once_whoever_asks(package: str, migrated: Callable[[str], Storage]) -> None:
    """A17: not even by the owner of the tables, but by switching triggers off, which no process may."""
    engine = migrated(package).engine
    with engine.connect() as connection:
        assert set(connection.execute(GUARDED).scalars()) >= TRAILS.get(package, set())
        named = {
            name
            for name in connection.execute(TABLES).scalars()
            if "audit" in name or name.endswith("_entry")
        }
        assert named <= TRAILS.get(package, set()), "a new trail has its triggers"
    for table in TRAILS.get(package, set()):
        with engine.connect() as connection:
            become_owner(connection)
            with pytest.raises(Exception, match=r"never changes|append-only|only grows"):
                connection.execute(text(f"TRUNCATE {table} CASCADE"))


@pytest.mark.parametrize(
    ("package", "table"), [(package, table) for package in TRAILS for table in sorted(TRAILS[package])]
)
def test_what_stands_in_a_trail_stays(package: str, table: str, migrated: Callable[[str], Storage]) -> None:
    """A17: a row trigger for each change (a project that goes takes the moves of its windows along)."""
    asked = text(
        "SELECT bool_or(tgtype & 16 <> 0) AND bool_or(tgtype & 8 <> 0 OR :table = 'window_move') FROM pg_trigger"
        " WHERE tgrelid = CAST(:table AS regclass) AND tgtype & 3 = 3 AND NOT tgisinternal"
    )
    with migrated(package).engine.connect() as connection:
        assert connection.execute(asked, {"table": table}).scalar_one()
