"""Who owns a service's database and who may do what in it. Every way of setting up takes its statements from here.

`capco_x_owner` owns the database and all in it, and nobody can log in as it. `capco_x_migrator`, known to the migration
job alone, may become it. `capco_x`, the role of the service's processes, reads and writes rows: it makes, changes and
truncates no table, switches no trigger off, and neither changes nor removes a row of a trail.
"""

from collections.abc import Collection, Sequence
from typing import LiteralString

from psycopg import sql

from contracts.registry import SERVICES

EXTENSIONS = ("unaccent", "pg_trgm")
FORGETTING = {service.name for service in SERVICES.values() if service.database.erases_log}
CONNECTIONS = (
    80  # of one service: two processes of it with their pools, relay, worker; others keep their places
)
MIGRATORS = 3
MAINTENANCE = ("postgres", "template1")  # open to every role, unless it is said otherwise

ROLE: LiteralString = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {literal}) THEN CREATE ROLE {name}; END IF;
    IF (SELECT rolconnlimit FROM pg_roles WHERE rolname = {literal}) = -1 THEN  -- an operator's own number stays
        ALTER ROLE {name} CONNECTION LIMIT {connections};
    END IF;
END $$
"""
# As the owner, after each migration. Functions that refuse all change make a table a trail.
GRANTS: LiteralString = r"""
DO $$
DECLARE
    service text := current_database();
    its record;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = service) OR service = current_user THEN RETURN; END IF;
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', service);
    EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO %I', service, service);
    EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', service);
    FOR its IN
        SELECT c.oid::regclass AS relation,
               CASE WHEN c.relkind = 'S' THEN 'SELECT, USAGE'
                    WHEN c.relname IN ('chassis_version', 'alembic_version') THEN 'SELECT'
                    WHEN EXISTS (SELECT FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
                                 WHERE t.tgrelid = c.oid AND p.proname IN ('refuse_rewriting', 'never_changes')
                                   AND t.tgtype & 24 = 24) THEN 'SELECT, INSERT'
                    ELSE 'SELECT, INSERT, UPDATE, DELETE' END AS rights,
               CASE WHEN c.relkind = 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind
        FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
          AND c.relowner = current_user::regrole
    LOOP
        EXECUTE format('REVOKE ALL ON %s %s FROM PUBLIC, %I', its.kind, its.relation, service);
        EXECUTE format('GRANT %s ON %s %s TO %I', its.rights, its.kind, its.relation, service);
    END LOOP;
END $$
"""


def owner_of(name: str) -> str:
    """The role that owns the database of the service whose role and database are called `name`."""
    return f"{name}_owner"


def migrator_of(name: str) -> str:
    """The role that migrates it."""
    return f"{name}_migrator"


def roles(name: str, password: str, migrator_password: str) -> list[sql.Composed]:
    """For an administrator of the server, before the database is made; may be run again."""
    owner, migrator = owner_of(name), migrator_of(name)
    limits = {owner: 0, name: CONNECTIONS, migrator: MIGRATORS}
    made = [
        sql.SQL(ROLE).format(
            literal=sql.Literal(role), name=sql.Identifier(role), connections=sql.Literal(limit)
        )
        for role, limit in limits.items()
    ]
    login: LiteralString = "ALTER ROLE {} LOGIN PASSWORD {}"
    return [
        *made,
        sql.SQL("ALTER ROLE {} NOLOGIN").format(sql.Identifier(owner)),
        sql.SQL(login).format(sql.Identifier(name), sql.Literal(password)),
        sql.SQL(login).format(sql.Identifier(migrator), sql.Literal(migrator_password)),
        sql.SQL("ALTER ROLE {} NOINHERIT").format(sql.Identifier(migrator)),
        sql.SQL("GRANT {} TO {}").format(sql.Identifier(owner), sql.Identifier(migrator)),
    ]


def database(name: str) -> sql.Composed:
    """Makes the database; fails when it is there."""
    return sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(owner_of(name)))


def database_unless_there(name: str) -> str:
    """The same for psql, which may run it again."""
    made = sql.Literal(database(name).as_string(None))
    asked: LiteralString = "SELECT {} WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = {})\\gexec\n"
    return sql.SQL(asked).format(made, sql.Literal(name)).as_string(None)


def rights(name: str) -> list[sql.Composed]:
    """For an administrator of the server: who may open what. A database that the service's role owned is taken over."""
    its, owner, migrator = (sql.Identifier(each) for each in (name, owner_of(name), migrator_of(name)))
    closed = [
        sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(each)) for each in MAINTENANCE
    ]
    return [
        sql.SQL("ALTER DATABASE {} OWNER TO {}").format(its, owner),
        sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(its),
        sql.SQL("GRANT CONNECT ON DATABASE {} TO {}, {}").format(its, its, migrator),
        *closed,
    ]


def inside(name: str, *, forgetting: bool) -> list[sql.SQL | sql.Composed]:
    """For an administrator of the server, in the service's database: its tables change hands, rights are given anew."""
    its, owner = sql.Identifier(name), sql.Identifier(owner_of(name))
    forgets: Sequence[sql.Composed] = [
        sql.SQL("GRANT pg_checkpoint TO {}").format(its),
        sql.SQL("GRANT EXECUTE ON FUNCTION pg_switch_wal() TO {}").format(its),
    ]
    return [
        sql.SQL("REASSIGN OWNED BY {} TO {}").format(its, owner),
        *(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(each)) for each in EXTENSIONS),
        *(forgets if forgetting else ()),
        sql.SQL("SET ROLE {}").format(owner),
        sql.SQL(GRANTS),
        sql.SQL("RESET ROLE"),
    ]


def as_script(statements: Collection[sql.Composable]) -> str:
    """The same for psql."""
    return "".join(f"{statement.as_string(None).strip()};\n" for statement in statements)
