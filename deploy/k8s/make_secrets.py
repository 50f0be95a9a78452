"""Makes what the manifests refer to by name, in a folder: no server is asked, nothing stands in the repository.

    python -m deploy.k8s.make_secrets FOLDER              passwords and keys, and what the two servers are told
    python -m deploy.k8s.make_secrets FOLDER --operators  keys alone: operators make the passwords

Each sub-folder is one Secret, each file one of its entries. Run again it changes nothing but what is missing: keep
FOLDER, encrypted, for `env/secrets.json` in it is what they all come from.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chassis import ownership
from contracts.registry import SERVICES
from deploy.docker.provision import ADMINISTRATORS, BROKER_USER, hand_out, make_passwords
from deploy.provision import (
    DOORS,
    definitions,
    describe,
    home,
    migration_environment,
    qualified,
    remembered_secrets,
    write_keys,
    write_private,
)

COUNTER = "capco-keda"  # sees how long queues are, touches no message
SERVER_FILES = ("database_url", "amqp_url")
Known = Mapping[str, Mapping[str, Any]]


def make(folder: Path, *, operators: bool, postgres: str = "postgres", rabbitmq: str = "rabbitmq") -> None:
    infra = {
        "database_url": f"postgresql://{postgres}:5432",
        "amqp_url": f"amqp://{rabbitmq}:5672",
        "run_dir": str(folder),
    }
    known = remembered_secrets(home(infra, ""), (*SERVICES, *DOORS, COUNTER))
    connected = {name: known[name] for name in (*SERVICES, "gateway")}
    write_keys(home(infra, ""), connected)
    for name in SERVICES:
        hand_out_database(infra, folder, name, known[name], operators=operators)
    for name, environment in describe(infra, tuple(SERVICES), "", connected).items():
        secret = secret_folder(folder, f"capco-{name}")
        hand_out(environment, secret)
        if operators:
            for entry in SERVER_FILES:
                (secret / entry).unlink(missing_ok=True)
    if not operators:
        tell_servers(folder, known)


def hand_out_database(
    infra: Mapping[str, str], folder: Path, name: str, its: Mapping[str, str], *, operators: bool
) -> None:
    """The migration job's own way in; or, where an operator makes that, the role that it is to give the service."""
    if operators:
        role = secret_folder(folder, f"capco-{name}-database")
        write_private(role / "username", qualified(name, ""))
        write_private(role / "password", its["database"])
    migrating = secret_folder(folder, f"capco-{name}-migration")
    if operators:
        (migrating / "database_url").unlink(missing_ok=True)
        write_private(migrating / "by_operator", "the operator's Secret holds what is needed")
    else:
        write_private(migrating / "database_url", migration_environment(infra, name)["DATABASE_URL"])


def secret_folder(folder: Path, name: str) -> Path:
    (folder / name).mkdir(mode=0o700, exist_ok=True)
    return folder / name


def tell_servers(folder: Path, known: Known) -> None:
    """What PostgreSQL and RabbitMQ read at their first start, or an administrator of yours gives them."""
    servers = secret_folder(folder, "capco-servers")
    make_passwords(folder)
    database, broker = ((folder / name).read_text() for name in ADMINISTRATORS)
    write_private(servers / "postgres_password", database)
    write_private(servers / "capco.sql", "".join(database_of(name, known[name]) for name in SERVICES))
    write_private(servers / "rabbitmq.conf", "load_definitions = /run/admin/definitions.json\n")
    write_private(servers / "definitions.json", json.dumps(broker_of(known, broker), indent=1))
    counter = secret_folder(folder, f"{COUNTER}-user-credentials")
    write_private(counter / "username", COUNTER)
    write_private(counter / "password", known[COUNTER]["broker"])


def database_of(service: str, its: Mapping[str, Any]) -> str:
    """The roles of a service and its database, for psql; may be run again, also on a database of an earlier release."""
    name = qualified(service, "")
    return "".join(
        (
            ownership.as_script(ownership.roles(name, its["database"], its["migrator"])),
            ownership.database_unless_there(name),
            ownership.as_script(ownership.rights(name)),
            f"\\connect {name}\n",
            ownership.as_script(ownership.inside(name, forgetting=service in ownership.FORGETTING)),
            "\\connect postgres\n",
        )
    )


def broker_of(known: Known, administrator: str) -> dict[str, Any]:
    """The broker's definitions, with hashes in the place of passwords."""
    told = definitions({name: known[name]["broker"] for name in (*SERVICES, "gateway")}, SERVICES, "")
    host = told["vhosts"][0]["name"]
    told["users"] += [
        {"name": BROKER_USER, "password": administrator, "tags": ["administrator"]},
        {"name": COUNTER, "password": known[COUNTER]["broker"], "tags": ["monitoring"]},
    ]
    for user, pattern in ((BROKER_USER, ".*"), (COUNTER, "^$")):
        told["permissions"].append(
            {"user": user, "vhost": host, "configure": pattern, "write": pattern, "read": pattern}
        )
    for user in told["users"]:
        user["password_hash"] = hashed(user.pop("password"))
        user["hashing_algorithm"] = "rabbit_password_hashing_sha256"
    return told


def hashed(password: str) -> str:
    salt = secrets.token_bytes(4)
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--operators", action="store_true", help="keys alone")
    parser.add_argument("--postgres", default="postgres", help="host of PostgreSQL")
    parser.add_argument("--rabbitmq", default="rabbitmq", help="host of RabbitMQ")
    options = parser.parse_args()
    make(options.folder, operators=options.operators, postgres=options.postgres, rabbitmq=options.rabbitmq)


if __name__ == "__main__":
    main()
