"""What a suite in containers is given before it starts: passwords, databases, broker users, keys.

    python -m deploy.docker.provision --passwords     the two administrators' passwords, before the servers start
    python -m deploy.docker.provision                 all the rest, on servers that run
    python -m deploy.docker.provision --new-key NAME  the same, with a new signing key for one service

Each service finds its own secrets, and no other's, in the volume that it alone mounts; the migration
job of each service has one more, with the role that may become the owner of the tables. Run again it changes nothing
but what is missing.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from contracts.registry import SERVICES
from deploy.provision import (
    BROKERLESS,
    migration_environment,
    new_signing_key,
    provision,
    write_private,
)

VOLUMES = Path("/volumes")
ADMINISTRATORS = ("postgres_password", "rabbitmq_password")
BROKER_USER = "administrator"  # the one docker-compose.yml has the broker make


def make_passwords(folder: Path) -> None:
    """Readable to whoever mounts the volume: the two servers start as users of their own."""
    for name in ADMINISTRATORS:
        if not (folder / name).exists():
            write_private(folder / name, secrets.token_hex(20))
            (folder / name).chmod(0o444)


def servers(folder: Path, environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Where the servers are, as `deploy.provision` expects it."""
    database, broker = ((folder / name).read_text() for name in ADMINISTRATORS)
    postgres, rabbitmq = (environment.get(name.upper(), name) for name in ("postgres", "rabbitmq"))
    apart = {
        f"database_url_{name}": f"postgresql://postgres:{database}@{environment[f'POSTGRES_{name.upper()}']}:5432/postgres"
        for name in SERVICES
        if f"POSTGRES_{name.upper()}" in environment
    }
    return apart | {
        "database_url": f"postgresql://postgres:{database}@{postgres}:5432/postgres",
        "amqp_url": f"amqp://{BROKER_USER}:{broker}@{rabbitmq}:5672",
        "management_url": f"http://{BROKER_USER}:{broker}@{rabbitmq}:15672",
        "run_dir": str(folder),
    }


def renew_key(folder: Path, service: str) -> None:
    """Forgets the old key: access tokens and calls signed with it are refused from the next start on."""
    path = folder / "env" / "secrets.json"
    known = json.loads(path.read_text())
    known[service]["key"] = new_signing_key()
    write_private(path, json.dumps(known, indent=2))


def hand_out(environment: Mapping[str, str], folder: Path) -> None:
    """One file a secret, as the `…_FILE` variables want it."""
    files = {
        name: environment[name] for name in ("DATABASE_URL", "AMQP_URL", "SECRET_KEY") if name in environment
    }
    for name in ("SIGNING_KEY", "TRUSTED_KEYS"):
        files[name] = Path(environment[f"{name}_FILE"]).read_text()
    for name, secret in files.items():
        write_private(folder / name.lower(), secret)


def make_room(files: Path) -> None:
    """Where other volumes are mounted in the folder of files: who mounts that read-only cannot make it."""
    for name in ("uploads", "votations"):
        (files / name).mkdir(exist_ok=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--passwords", action="store_true")
    parser.add_argument("--new-key", choices=(*SERVICES, "gateway"))
    options = parser.parse_args()
    admin = VOLUMES / "admin"
    make_passwords(admin)
    if options.passwords:
        return
    make_room(VOLUMES / "files")
    if options.new_key:
        renew_key(admin, options.new_key)
    infra = servers(admin)
    for name, environment in provision(infra, SERVICES).items():
        if name not in BROKERLESS:
            hand_out(environment, VOLUMES / name)
    for name in SERVICES:
        migrating = migration_environment(infra, name)
        write_private(VOLUMES / f"{name}-migration" / "database_url", migrating["DATABASE_URL"])


if __name__ == "__main__":
    main()
