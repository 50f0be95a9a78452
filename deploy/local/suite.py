"""The processes of the suite and the environment of each: provisions, migrates, and writes `processes.json`.

    python -m deploy.local.suite --run-dir .run

Runs in the virtual environment. Tests that want a whole suite of their own call `prepare` with a suffix.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contracts.registry import SERVICES, Service
from deploy.provision import Environment, free_ports, migration_environment, provision, write_private

REPOSITORY = Path(__file__).resolve().parents[2]
ADMINISTRATION = ("DATABASE_URL", "AMQP_URL", "MANAGEMENT_URL")  # addresses that open everything


@dataclass(frozen=True)
class Ports:
    """What people open in a browser, and where the suite sends its mail."""

    web: int
    gateway: int
    mail: int
    smtp: int

    @classmethod
    def chosen(cls) -> Ports:
        """By the caller, or the usual ones."""
        web, gateway, mail = (
            int(os.environ.get(name, usual))
            for name, usual in (("WEB_PORT", "8000"), ("GATEWAY_PORT", "8001"), ("MAIL_PORT", "8002"))
        )
        return cls(web, gateway, mail, free_ports(1)[0])

    @classmethod
    def free(cls) -> Ports:
        return cls(*free_ports(4))


def prepare(infra: Mapping[str, str], ports: Ports, suffix: str = "", *, demonstration: bool = True) -> Path:
    """Everything a supervisor needs: databases and rights, migrated, and the list of processes."""
    environments = provision(infra, SERVICES, suffix)
    shared = shared_environment(infra, ports, suffix, demonstration)
    migrate(
        {
            service.package: migration_environment(infra, service.name, suffix) | shared
            for service in SERVICES.values()
        }
    )
    path = Path(infra["run_dir"]) / f"processes{suffix}.json"
    write_private(path, json.dumps(processes(environments, shared, ports), indent=1))
    return path


def shared_environment(
    infra: Mapping[str, str], ports: Ports, suffix: str, demonstration: bool
) -> dict[str, str]:
    run_dir = Path(infra["run_dir"])
    files, mail = run_dir / f"files{suffix}", run_dir / f"mail{suffix}"
    for folder in (files, mail):
        folder.mkdir(mode=0o700, exist_ok=True)
    return {
        "PYTHONPATH": f"{REPOSITORY}:{REPOSITORY / 'services'}",
        "PYTHONUNBUFFERED": "1",
        "WEB_PORT": str(ports.web),
        "GATEWAY_PORT": str(ports.gateway),
        "MAIL_PORT": str(ports.mail),
        "SMTP_URL": f"smtp://127.0.0.1:{ports.smtp}",
        "PUBLIC_URL": os.environ.get("PUBLIC_URL", f"http://localhost:{ports.web}"),
        "GATEWAY_URL": f"http://127.0.0.1:{ports.gateway}",
        "DEMONSTRATION": "1" if demonstration else "0",
        "FILES_DIR": str(files),
        "MAIL_DIR": str(mail),
    }


def migrate(environments: Mapping[str, Environment]) -> None:
    """The migrations of each package, side by side."""
    running = {
        package: subprocess.Popen(
            [sys.executable, "-m", "chassis.migrate", package],
            env=clean_environment() | environment,
            cwd=REPOSITORY,
        )
        for package, environment in environments.items()
    }
    failed = [package for package, process in running.items() if process.wait()]
    if failed:
        raise SystemExit(f"migrations failed: {', '.join(failed)}")


def clean_environment() -> dict[str, str]:
    """Ours without the addresses that only provisioning may know."""
    return {name: value for name, value in os.environ.items() if name not in ADMINISTRATION}


def processes(
    environments: Mapping[str, Environment], shared: Environment, ports: Ports
) -> list[dict[str, Any]]:
    """In the order in which they start. Nobody waits for anybody: each must survive an absence anyway."""
    health = iter(free_ports(len(SERVICES)))
    listed = [entry("mail", "deploy.local.mail_catcher", shared, ready=f"http://127.0.0.1:{ports.mail}/")]
    for service in SERVICES.values():
        its = environments[service.name] | shared
        listed.append(entry(service.name, "chassis.run", its, service.package, ready=readiness(its)))
        listed.append(relay(service, its, next(health)))
        if service.worker:
            listed.append(entry(f"{service.name}-worker", "chassis.worker", its, service.package))
    listed.append(
        entry(
            "gateway", "gateway", environments["gateway"] | shared, ready=readiness(environments["gateway"])
        )
    )
    listed.append(
        entry("web", "web", environments["web"] | shared, ready=f"http://127.0.0.1:{ports.web}/healthz")
    )
    return listed


def relay(service: Service, environment: Environment, port: int) -> dict[str, Any]:
    """It stands beside its service in the same environment, so its health port has a name of its own."""
    ready = readiness({"HEALTH_PORT": str(port)})
    its = environment | {"RELAY_HEALTH_PORT": str(port)}
    return entry(f"{service.name}-relay", "chassis.relay", its, service.package, ready=ready)


def readiness(environment: Environment) -> str:
    return f"http://127.0.0.1:{environment['HEALTH_PORT']}/healthz/ready"


def entry(
    name: str, module: str, environment: Environment, *arguments: str, ready: str | None = None
) -> dict[str, Any]:
    return {
        "name": name,
        "argv": [sys.executable, "-m", module, *arguments],
        "env": environment,
        "ready": ready,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run-dir", type=Path, default=Path(".run"))
    run_dir = parser.parse_args().run_dir
    infra = json.loads((run_dir / "infra.json").read_text())
    print(prepare(infra, Ports.chosen()))


if __name__ == "__main__":
    main()
