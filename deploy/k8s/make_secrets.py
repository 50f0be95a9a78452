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

from chassis.provision import (
    DOORS,
    EXTENSIONS,
    definitions,
    describe,
    home,
    qualified,
    remembered_secrets,
    write_keys,
    write_private,
)
from deploy.docker.provision import ADMINISTRATORS, BROKER_USER, SERVICES, hand_out, make_passwords

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
    for name, environment in describe(infra, SERVICES, "", connected).items():
        secret = secret_folder(folder, f"capco-{name}")
        hand_out(environment, secret)
        if operators:
            for entry in SERVER_FILES:
                (secret / entry).unlink(missing_ok=True)
    if not operators:
        tell_servers(folder, known)


def secret_folder(folder: Path, name: str) -> Path:
    (folder / name).mkdir(mode=0o700, exist_ok=True)
    return folder / name


def tell_servers(folder: Path, known: Known) -> None:
    """What PostgreSQL and RabbitMQ read at their first start, or an administrator of yours gives them."""
    servers = secret_folder(folder, "capco-servers")
    make_passwords(folder)
    database, broker = ((folder / name).read_text() for name in ADMINISTRATORS)
    write_private(servers / "postgres_password", database)
    write_private(
        servers / "capco.sql", "".join(database_of(name, known[name]["database"]) for name in SERVICES)
    )
    write_private(servers / "rabbitmq.conf", "load_definitions = /run/admin/definitions.json\n")
    write_private(servers / "definitions.json", json.dumps(broker_of(known, broker), indent=1))
    counter = secret_folder(folder, f"{COUNTER}-user-credentials")
    write_private(counter / "username", COUNTER)
    write_private(counter / "password", known[COUNTER]["broker"])


def database_of(service: str, password: str) -> str:
    """One role, and one database that it alone may open, for psql."""
    name = qualified(service, "")
    extensions = "".join(f"CREATE EXTENSION IF NOT EXISTS {extension};\n" for extension in EXTENSIONS)
    return (
        f"CREATE ROLE {name} LOGIN PASSWORD '{password}';\nCREATE DATABASE {name} OWNER {name};\n"
        f"REVOKE ALL ON DATABASE {name} FROM PUBLIC;\n\\connect {name}\n{extensions}\\connect postgres\n"
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
