"""`python -m chassis.migrate <service>`: bring a service's database to this code's revision.

The chassis' tables and the service's own are two histories. One migrator at a time (advisory lock); a lock that is
not had within five seconds gives way to the running service and the command fails, to be run again. DATABASE_URL is that
of the migration job here, whose role may become the owner of the database.
"""

import importlib.util
import sys
from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from sqlalchemy import Connection, Engine, create_engine, text

from chassis import logs
from chassis.config import Config
from chassis.naming import service_of
from chassis.ownership import GRANTS

HERE = Path(__file__).parent
ENV_FOLDER = HERE / "migrations"
LOCK = 4_207_001


def histories(package: str) -> list[tuple[str, Path]]:
    """(version table, folder of versions) of the chassis and of the service."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise SystemExit(f"there is no service called {package}")
    return [
        ("chassis_version", ENV_FOLDER / "versions"),
        ("alembic_version", Path(spec.origin).parent / "migrations" / "versions"),
    ]


def alembic_config(version_table: str, versions: Path) -> AlembicConfig:
    config = AlembicConfig()
    config.set_main_option("script_location", str(ENV_FOLDER))
    config.set_main_option("version_locations", str(versions).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.attributes["version_table"] = version_table
    return config


def migrate(engine: Engine, package: str, revision: str = "head") -> None:
    """Upgrade both histories; `revision` limits the service's own."""
    with engine.connect() as guard:
        guard.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
        guard.commit()  # the lock is the session's: an index that is built concurrently waits for transactions
        for version_table, versions in histories(package):
            with engine.connect() as connection:
                become_owner(connection)
                connection.execute(text("SET lock_timeout = '5s'; SET statement_timeout = '10min'"))
                connection.commit()
                config = alembic_config(version_table, versions)
                config.attributes["connection"] = connection
                command.upgrade(config, "head" if version_table == "chassis_version" else revision)
                connection.execute(text("RESET ROLE"))
                connection.commit()
        with engine.connect() as connection:
            become_owner(connection)
            connection.execute(text(GRANTS))
            connection.execute(text("RESET ROLE"))
            connection.commit()
        guard.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": LOCK})


def become_owner(connection: Connection) -> None:
    """What is made belongs to whom the database belongs to. Fails for a service's own role."""
    owner = connection.execute(
        text(
            "SELECT quote_ident(pg_get_userbyid(datdba)) FROM pg_database WHERE datname = current_database()"
        )
    ).scalar_one()
    connection.execute(text(f"SET ROLE {owner}"))


def main() -> None:
    package = sys.argv[1]
    config = Config.from_environment(service_of(package))
    logs.set_up(service_of(package), "migrate")
    migrate(create_engine(config.text("DATABASE_URL")), package)
    logs.get_logger().info("migrated")


if __name__ == "__main__":
    main()
