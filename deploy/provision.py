"""Gives each service its database, broker user, signing key and secrets, once, and writes them down.

    python -m deploy.provision .run/infra.json identity consultations notifications

Run again it changes nothing but what is missing: passwords and keys are kept beside the environment files.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import secrets
import shutil
import socket
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import psycopg
import requests
from joserfc.jwk import ECKey
from psycopg import sql

from chassis import ownership
from chassis.ownership import FORGETTING
from chassis.topology import RPC_EXCHANGE, exchanges, permissions, rpc_topic_permissions

DOORS = ("gateway", "web")  # processes without a database
BROKERLESS = ("web",)  # speaks to the gateway alone, and signs nothing
TIMEOUT = 30
LOCK = 4_207_002
PORTS = range(10_000, 20_000)
LAST_PORT = Path(tempfile.gettempdir()) / f"capco-last-port-{os.getuid()}"
Environment = dict[str, str]


def provision(infra: Mapping[str, str], services: Iterable[str], suffix: str = "") -> dict[str, Environment]:
    """The environment of each service, the gateway and the pages, also written to `<run>/env<suffix>/<name>.env`."""
    services = tuple(services)
    folder = home(infra, suffix)
    known = remembered_secrets(folder, (*services, *DOORS))
    for service in services:
        name, server = qualified(service, suffix), database_server(infra, service)
        with psycopg.connect(server, autocommit=True) as connection:
            # two at once would stumble over the same rights
            connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            create_database(connection, server, name, known[service], service in FORGETTING)
    connected = [name for name in known if name not in BROKERLESS]
    passwords = {name: known[name]["broker"] for name in connected}
    import_definitions(infra, definitions(passwords, services, suffix))
    write_keys(folder, {name: known[name] for name in connected})
    environments = describe(infra, services, suffix, known)
    for name, environment in environments.items():
        write_environment(folder / f"{name}.env", environment)
    for service in services:
        migrating = migration_environment(infra, service, suffix)
        write_environment(folder / f"{service}.migration.env", migrating)
    return environments


def migration_environment(infra: Mapping[str, str], service: str, suffix: str = "") -> Environment:
    """What the migration job of a service is told, and no other process."""
    its = remembered_secrets(home(infra, suffix), (service,))[service]
    return {"DATABASE_URL": database_url(infra, service, suffix, "migrator", its)}


def database_url(
    infra: Mapping[str, str], service: str, suffix: str, who: str, its: Mapping[str, Any]
) -> str:
    """As its service ("database") or as its migration job ("migrator")."""
    server, name = urlsplit(database_server(infra, service)), qualified(service, suffix)
    user = name if who == "database" else ownership.migrator_of(name)
    return f"postgresql+psycopg://{user}:{its[who]}@{server.hostname}:{server.port or 5432}/{name}"


def write_environment(path: Path, environment: Environment) -> None:
    write_private(path, "".join(f"{key}={value}\n" for key, value in environment.items()))


def deprovision(infra: Mapping[str, str], suffix: str) -> None:
    """Drops all that `provision` made under this suffix."""
    if not suffix:
        raise ValueError("only a suffixed set can be dropped")
    folder = home(infra, suffix)
    names = list(json.loads((folder / "secrets.json").read_text()))
    requests.delete(f"{infra['management_url']}/api/vhosts/{quote(vhost(suffix), safe='')}", timeout=TIMEOUT)
    users = {"users": [qualified(name, suffix) for name in names]}
    requests.post(f"{infra['management_url']}/api/users/bulk-delete", json=users, timeout=TIMEOUT)
    for service in (name for name in names if name not in DOORS):
        name = qualified(service, suffix)
        with psycopg.connect(database_server(infra, service), autocommit=True) as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )
            for role in (name, ownership.migrator_of(name), ownership.owner_of(name)):
                connection.execute(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(role)))
                connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))
    shutil.rmtree(folder)


def read_environment(path: Path) -> Environment:
    """The inverse of what `provision` writes: KEY=value lines."""
    pairs = (line.partition("=") for line in path.read_text().splitlines() if line)
    return {key: value for key, _, value in pairs}


def database_server(infra: Mapping[str, str], service: str) -> str:
    """A service's server of databases: one of its own (`database_url_box`) where it has one, else that of all."""
    return infra.get(f"database_url_{service}", infra["database_url"])


def home(infra: Mapping[str, str], suffix: str) -> Path:
    return Path(infra["run_dir"]) / f"env{suffix}"


def qualified(name: str, suffix: str) -> str:
    """The name of a service's database, role and broker user."""
    return f"capco_{name}{suffix}"


def vhost(suffix: str) -> str:
    return f"capco{suffix}"


def remembered_secrets(folder: Path, names: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / "secrets.json"
    known: dict[str, dict[str, Any]] = json.loads(path.read_text()) if path.exists() else {}
    for name in names:
        known[name] = new_secrets() | known.get(name, {})
    write_private(path, json.dumps(known, indent=2))
    return {name: known[name] for name in names}


def new_secrets() -> dict[str, Any]:
    return {
        "database": secrets.token_hex(20),
        "migrator": secrets.token_hex(20),
        "broker": secrets.token_hex(20),
        "secret": secrets.token_hex(32),
        "key": new_signing_key(),
    }


def new_signing_key() -> dict[str, Any]:
    key = ECKey.generate_key("P-256", {"alg": "ES256", "use": "sig"}, private=True)
    return dict(key.as_dict(private=True)) | {"kid": key.thumbprint()}


def create_database(
    connection: psycopg.Connection[Any], server: str, name: str, its: Mapping[str, Any], forgetting: bool
) -> None:
    """A database, who owns it, who migrates it, and the service's own role, which reads and writes rows there."""
    for statement in ownership.roles(name, its["database"], its["migrator"]):
        connection.execute(statement)
    if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        connection.execute(ownership.database(name))
    for statement in ownership.rights(name):
        connection.execute(statement)
    with psycopg.connect(server, dbname=name, autocommit=True) as inside:
        for act in ownership.inside(name, forgetting=forgetting):
            inside.execute(act)


def definitions(passwords: Mapping[str, str], services: Iterable[str], suffix: str) -> dict[str, Any]:
    """The virtual host, its exchanges, and per broker user what it may touch there and which keys it may bind."""
    host = vhost(suffix)
    users, rights, topics = [], [], []
    for name, password in passwords.items():
        user = qualified(name, suffix)
        whose = {"user": user, "vhost": host}
        users.append({"name": user, "password": password, "tags": []})
        rights.append(whose | permissions(name)._asdict())
        topics.append(whose | {"exchange": RPC_EXCHANGE} | rpc_topic_permissions(name)._asdict())
    kind = {"vhost": host, "type": "topic", "durable": True, "auto_delete": False, "internal": False}
    return {
        "vhosts": [{"name": host}],
        "users": users,
        "permissions": rights,
        "topic_permissions": topics,
        "exchanges": [{"name": name, **kind, "arguments": {}} for name in exchanges(services)],
    }


def import_definitions(infra: Mapping[str, str], wanted: Mapping[str, Any]) -> None:
    """All at once; users one by one where the broker does not take plain passwords in an import."""
    if not requests.post(f"{infra['management_url']}/api/definitions", json=wanted, timeout=TIMEOUT).ok:
        import_users_apart(infra, wanted)


def import_users_apart(infra: Mapping[str, str], wanted: Mapping[str, Any]) -> None:
    for user in wanted["users"]:
        path, body = f"users/{quote(user['name'], safe='')}", {"password": user["password"], "tags": ""}
        requests.put(f"{infra['management_url']}/api/{path}", json=body, timeout=TIMEOUT).raise_for_status()
    rest = {name: those for name, those in wanted.items() if name != "users"}
    answer = requests.post(f"{infra['management_url']}/api/definitions", json=rest, timeout=TIMEOUT)
    answer.raise_for_status()


def write_keys(folder: Path, known: Mapping[str, Mapping[str, Any]]) -> None:
    """Each service signs with its own key, and knows the public keys of all."""
    trusted = {}
    for name, its in known.items():
        write_private(folder / f"{name}.jwk", json.dumps(its["key"]))
        trusted[name] = {"keys": [{field: value for field, value in its["key"].items() if field != "d"}]}
    write_private(folder / "trusted_keys.json", json.dumps(trusted, indent=2))


def describe(
    infra: Mapping[str, str], services: tuple[str, ...], suffix: str, known: Mapping[str, Mapping[str, Any]]
) -> dict[str, Environment]:
    folder = home(infra, suffix)
    broker = urlsplit(infra["amqp_url"])
    environments: dict[str, Environment] = {}
    for (name, its), port in zip(known.items(), free_ports(len(known)), strict=True):
        user = qualified(name, suffix)
        environments[name] = environment = {
            "SERVICE": name,
            "SECRET_KEY": its["secret"],
            "HEALTH_PORT": str(port),
        }
        if name in services:
            environment["DATABASE_URL"] = database_url(infra, name, suffix, "database", its)
        if name not in BROKERLESS:
            place = f"{broker.hostname}:{broker.port or 5672}/{vhost(suffix)}"
            environment["AMQP_URL"] = f"{broker.scheme}://{user}:{its['broker']}@{place}"
            environment["SIGNING_KEY_FILE"] = str(folder / f"{name}.jwk")
            environment["TRUSTED_KEYS_FILE"] = str(folder / "trusted_keys.json")
    return environments


def free_ports(count: int) -> list[int]:
    """Ports that are free now, below those of outgoing connections: one of these could take a port before its process
    starts. Whoever asks next is given others, also from another process: two suites may start at once."""
    descriptor = os.open(LAST_PORT, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        last, ports = int(file.read() or 0), list[int]()
        while len(ports) < count:
            last += 1
            if _is_free(port := PORTS[last % len(PORTS)]):
                ports.append(port)
        file.seek(0)
        file.write(f"{last:12}")
    return ports


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def write_private(path: Path, text: str) -> None:
    draft = path.with_name(path.name + ".new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("infra", type=Path, help="path of infra.json")
    parser.add_argument("services", nargs="*")
    parser.add_argument("--suffix", default="")
    parser.add_argument("--drop", action="store_true", help="drop the set of this suffix")
    options = parser.parse_args()
    infra = json.loads(options.infra.read_text())
    if options.drop:
        deprovision(infra, options.suffix)
        return
    provision(infra, options.services, options.suffix)
    print(home(infra, options.suffix))


if __name__ == "__main__":
    main()
