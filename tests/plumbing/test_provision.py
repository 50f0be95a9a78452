"""Each service opens its own database and queues, and nobody else's."""

import json
import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pika
import psycopg
import pytest
import requests
from joserfc import jws
from joserfc.jwk import KeySet, import_key

from chassis.ownership import CONNECTIONS, MIGRATORS, as_script, database_unless_there, inside, roles
from chassis.ownership import rights as rights_of
from deploy.provision import (
    Environment,
    deprovision,
    home,
    import_users_apart,
    migration_environment,
    provision,
    read_environment,
)

SERVICES = ("identity", "consultations")
SPY = "reply.consultations.spy"
OTHERS_KEYS = (
    "identity.*", "identity.sign_in", "#", "*", "*.*", "*.sign_in", "reply.*.*", "reply.gateway.#", "reply.#",
    "consultations.#",
)  # fmt: skip
Set = tuple[Mapping[str, str], str, dict[str, Environment]]


@pytest.fixture(scope="module")
def infra() -> Mapping[str, str]:
    path = os.environ.get("CAPCO_INFRA")
    if path is None:
        pytest.skip("needs servers: run through `make test`, or set CAPCO_INFRA")
    return dict(json.loads(Path(path).read_text()))


@pytest.fixture(scope="module")
def made(infra: Mapping[str, str]) -> Iterator[Set]:
    suffix = f"_plumbing{secrets.token_hex(3)}"
    yield infra, suffix, provision(infra, SERVICES, suffix)
    deprovision(infra, suffix)


def libpq(environment: Environment) -> str:
    return environment["DATABASE_URL"].replace("+psycopg", "")


def test_a_service_finds_its_database_with_its_extensions_and_makes_nothing_there(made: Set) -> None:
    """A17"""
    _, suffix, environments = made
    with psycopg.connect(libpq(environments["identity"]), autocommit=True) as connection:
        connection.execute("SELECT unaccent('é'), word_similarity('velo', 'vélos')")
        for act in (
            "CREATE TABLE proof (word text)",
            f'SET ROLE "capco_identity{suffix}_owner"',
            "CHECKPOINT",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(act)


@pytest.mark.parametrize("other", ["capco_consultations{}", "postgres", "template1"])
def test_a_service_cannot_open_anothers_database(made: Set, other: str) -> None:
    """A17: nor those that PostgreSQL opens to every role."""
    _, suffix, environments = made
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(libpq(environments["identity"]), dbname=other.format(suffix))


def test_nobody_logs_in_as_an_owner_and_no_role_takes_all_places(made: Set) -> None:
    """A17"""
    infra, suffix, environments = made
    with psycopg.connect(infra["database_url"]) as connection:
        found: dict[str, int] = dict(
            connection.execute(
                "SELECT rolname, CASE WHEN rolcanlogin THEN rolconnlimit ELSE 0 END FROM pg_roles WHERE rolname LIKE %s",
                [f"capco_identity{suffix}%"],
            ).fetchall()
        )
    name = f"capco_identity{suffix}"
    assert found == {name: CONNECTIONS, f"{name}_owner": 0, f"{name}_migrator": MIGRATORS}
    assert all("migrator" not in value for its in environments.values() for value in its.values())


def test_a_database_of_an_earlier_release_changes_hands(infra: Mapping[str, str]) -> None:
    """A17: its own role owned it and all in it; the processes that run meanwhile go on."""
    suffix = f"_old{secrets.token_hex(3)}"
    name = f"capco_identity{suffix}"
    before = provision(infra, ("identity",), suffix)["identity"]
    try:
        with psycopg.connect(infra["database_url"], dbname=name, autocommit=True) as connection:
            connection.execute(f'ALTER DATABASE "{name}" OWNER TO "{name}"')
            connection.execute(f'GRANT ALL ON SCHEMA public TO "{name}"; SET ROLE "{name}"')
            connection.execute("CREATE TABLE known (id bigserial PRIMARY KEY, word text)")
            connection.execute("INSERT INTO known (word) VALUES ('here')")
        assert provision(infra, ("identity",), suffix)["identity"]["DATABASE_URL"] == before["DATABASE_URL"]
        with psycopg.connect(libpq(before), autocommit=True) as connection:
            connection.execute("INSERT INTO known (word) VALUES ('and now')")
            assert connection.execute("SELECT word FROM known ORDER BY id").fetchall() == [
                ("here",),
                ("and now",),
            ]
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("DROP TABLE known")
        migrating = libpq(migration_environment(infra, "identity", suffix))
        with psycopg.connect(migrating, autocommit=True) as connection:
            connection.execute(f'SET ROLE "{name}_owner"; ALTER TABLE known ADD COLUMN more text')
    finally:
        deprovision(infra, suffix)


def test_the_script_for_an_administrator_says_the_same(infra: Mapping[str, str], tmp_path: Path) -> None:
    """A17: run twice by psql, it gives what `provision` gives."""
    psql = shutil.which("psql") or pytest.skip("no psql")
    suffix = f"_script{secrets.token_hex(3)}"
    provision(infra, ("identity",), suffix)
    name = f"capco_identity{suffix}"
    try:
        script = "".join(
            (
                as_script(roles(name, "one", "two")), database_unless_there(name), as_script(rights_of(name)),
                f"\\connect {name}\n", as_script(inside(name, forgetting=True)),
            )
        )  # fmt: skip
        for _ in range(2):
            command = [psql, "-qX", "-v", "ON_ERROR_STOP=1", infra["database_url"]]
            subprocess.run(command, input=script, text=True, check=True, capture_output=True)
        url = libpq(migration_environment(infra, "identity", suffix)).rpartition("@")[2]
        with psycopg.connect(f"postgresql://{name}:one@{url}", autocommit=True) as connection:
            connection.execute("CHECKPOINT")
            connection.execute("SELECT pg_switch_wal()")
    finally:
        deprovision(infra, suffix)


def test_a_service_cannot_tell_anothers_facts(made: Set) -> None:
    _, _, environments = made
    with pika.BlockingConnection(pika.URLParameters(environments["identity"]["AMQP_URL"])) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        channel.basic_publish("identity.events", "x", b"")
        with pytest.raises(pika.exceptions.ChannelClosedByBroker, match="ACCESS_REFUSED"):
            channel.basic_publish("consultations.events", "x", b"")


def test_a_service_hears_its_own_requests_and_replies_alone(made: Set) -> None:
    """A queue of one's own, bound to another's requests, would be given their tokens and passwords."""
    _, _, environments = made
    with pika.BlockingConnection(pika.URLParameters(environments["consultations"]["AMQP_URL"])) as connection:
        channel = connection.channel()
        channel.queue_declare(SPY, exclusive=True)
        channel.queue_bind(SPY, "nameko-rpc", SPY)
        channel.queue_bind(SPY, "nameko-rpc", "consultations.*")
        channel.basic_publish("nameko-rpc", "identity.ping", b"")  # asking others stays open
        for others in OTHERS_KEYS:
            assert is_refused(connection, "queue_bind", SPY, "nameko-rpc", others), others


def test_a_service_neither_makes_nor_removes_exchanges(made: Set) -> None:
    """A20: made again as one that hands everything to everybody, an exchange would keep no secret."""
    _, _, environments = made
    with pika.BlockingConnection(pika.URLParameters(environments["consultations"]["AMQP_URL"])) as connection:
        for exchange in ("nameko-rpc", "consultations.events", "identity.events", "other.events"):
            assert is_refused(connection, "exchange_delete", exchange), exchange
            assert is_refused(connection, "exchange_declare", exchange, "fanout")


def test_users_may_be_made_one_by_one(
    infra: Mapping[str, str], made: Set, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the broker takes no plain passwords in an import; the rights are the same."""
    monkeypatch.setattr("deploy.provision.import_definitions", import_users_apart)
    suffix = f"_apart{secrets.token_hex(3)}"
    apart = provision(infra, SERVICES, suffix)
    try:
        assert rights(infra, suffix) == rights(infra, made[1])
        with pika.BlockingConnection(pika.URLParameters(apart["identity"]["AMQP_URL"])) as connection:
            connection.channel().basic_publish("identity.events", "x", b"")
    finally:
        deprovision(infra, suffix)


def rights(infra: Mapping[str, str], suffix: str) -> str:
    """Everything a set's virtual host allows, whatever its name."""
    kinds = ("permissions", "topic-permissions", "exchanges")
    answers = [requests.get(f"{infra['management_url']}/api/{kind}", timeout=10).json() for kind in kinds]
    found = [row for rows in answers for row in rows if row["vhost"] == f"capco{suffix}"]
    kept = ("user", "exchange", "name", "type", "durable", "configure", "write", "read")
    described = [json.dumps({key: row.get(key) for key in kept}) for row in found]
    assert len(described) > 3 * len(SERVICES)
    return "\n".join(sorted(described)).replace(suffix, "")


def is_refused(connection: pika.BlockingConnection, act: str, *arguments: str) -> bool:
    """Whether the broker refuses it, on a channel that it may close."""
    try:
        getattr(connection.channel(), act)(*arguments)
    except pika.exceptions.ChannelClosedByBroker as closed:
        return "ACCESS_REFUSED" in closed.reply_text
    return False


def test_what_one_signs_another_verifies(made: Set) -> None:
    _, _, environments = made
    private = import_key(json.loads(Path(environments["gateway"]["SIGNING_KEY_FILE"]).read_text()))
    token = jws.serialize_compact({"alg": "ES256"}, b"hello", private, algorithms=["ES256"])
    trusted = json.loads(Path(environments["identity"]["TRUSTED_KEYS_FILE"]).read_text())
    public = KeySet.import_key_set(trusted["gateway"])
    assert jws.deserialize_compact(token, public.keys[0], algorithms=["ES256"]).payload == b"hello"
    assert all("d" not in key for service in trusted.values() for key in service["keys"])


def test_again_keeps_passwords_and_keys(made: Set) -> None:
    infra, suffix, before = made
    after = provision(infra, SERVICES, suffix)
    for name, environment in after.items():
        kept = {key: value for key, value in environment.items() if key != "HEALTH_PORT"}
        assert kept.items() <= before[name].items()
    assert read_environment(home(infra, suffix) / "identity.env") == after["identity"]


def test_secrets_are_for_their_owner_only(made: Set) -> None:
    infra, suffix, _ = made
    assert {path.stat().st_mode & 0o077 for path in home(infra, suffix).iterdir()} == {0}


def test_the_front_end_gets_no_key_to_the_broker(made: Set) -> None:
    _, _, environments = made
    assert not {"AMQP_URL", "DATABASE_URL", "SIGNING_KEY_FILE"} & environments["web"].keys()


def test_dropping_a_set_leaves_nothing(infra: Mapping[str, str]) -> None:
    suffix = f"_gone{secrets.token_hex(3)}"
    provision(infra, SERVICES, suffix)
    deprovision(infra, suffix)
    users = {user["name"] for user in requests.get(f"{infra['management_url']}/api/users", timeout=10).json()}
    with psycopg.connect(infra["database_url"]) as connection:
        rows = connection.execute(
            "SELECT datname FROM pg_database UNION SELECT rolname FROM pg_roles"
        ).fetchall()
    assert not [name for name in (*users, *(row[0] for row in rows)) if name.endswith(suffix)]
    assert not home(infra, suffix).exists()


def test_the_unsuffixed_set_is_never_dropped(infra: Mapping[str, str]) -> None:
    with pytest.raises(ValueError, match="suffixed"):
        deprovision(infra, "")
