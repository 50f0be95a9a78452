"""The suite in containers: same processes and secrets as elsewhere, and as little as possible to do harm with."""

import re
from pathlib import Path
from typing import Any

import yaml

from contracts.registry import SERVICES
from deploy.local.postgres import DISCREET

COMPOSE: dict[str, Any] = yaml.safe_load(
    (Path(__file__).resolve().parents[2] / "docker-compose.yml").read_text()
)
CONTAINERS: dict[str, dict[str, Any]] = COMPOSE["services"]
SERVERS = {"postgres", "postgres-box", "rabbitmq"}
DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
# The oldest releases that their makers mended in November 2026. An image of a whole major release is its newest.
OLDEST = {"node": (22, 0), "python": (3, 10), "rabbitmq": (4, 2), "postgres": (14, 0), "postgresql": (14, 0)}
IMAGE = re.compile(rf"\b({'|'.join(OLDEST)}):(\d+)(?:\.(\d+))?")


def command(name: str) -> tuple[str, ...]:
    told = CONTAINERS[name].get("command")
    usual = ["python", "-m", "chassis.run", name]  # the image's own
    return tuple((told or usual)[2:])


def volumes(name: str) -> set[str]:
    return {each.split(":")[0] for each in CONTAINERS[name].get("volumes", [])}


def test_there_are_the_processes_of_the_suite() -> None:
    wanted = {
        (f"chassis.{what}", service.package)
        for service in SERVICES.values()
        for what in ("run", "relay", "migrate", *(["worker"] if service.worker else []))
    }
    others = {*SERVERS, "passwords", "provision", "gateway", "web", "mail", "demonstration"}
    assert {command(name) for name in CONTAINERS.keys() - others} == wanted


def test_services_are_provided_with_what_provision_makes() -> None:
    assert {f"secrets-{name}" for name in (*SERVICES, "gateway", "admin")} | {
        f"migration-{name}" for name in SERVICES
    } | {"files"} == volumes("provision")


def test_nobody_holds_anothers_secrets() -> None:
    for service in SERVICES:
        for name in (service, f"{service}-relay", f"{service}-migrate", f"{service}-worker"):
            if name in CONTAINERS:
                secrets = {each for each in volumes(name) if each.startswith(("secrets-", "migration-"))}
                assert secrets == {f"{'migration' if name.endswith('-migrate') else 'secrets'}-{service}"}, (
                    name
                )


def test_uploads_are_for_the_gateway_and_the_register() -> None:
    assert {name for name in CONTAINERS if "uploads" in volumes(name)} == {
        "gateway",
        "votation",
        "votation-worker",
    }


def test_containers_are_hardened() -> None:
    for name, container in CONTAINERS.items():
        assert container["cap_drop"] == ["ALL"], name
        assert container["security_opt"] == ["no-new-privileges:true"], name
        assert container["ulimits"] == {"core": 0}, name
        if name not in SERVERS:
            assert (container["user"], container["read_only"]) == ("10001:10001", True), name
            assert "mem_limit" in container, name


def test_the_server_is_told_to_keep_a_vote_secret() -> None:
    for server in ("postgres", "postgres-box"):
        assert set(CONTAINERS[server]["command"]) >= {f"--{name}={value}" for name, value in DISCREET.items()}


def test_register_and_box_have_a_server_of_databases_each() -> None:
    """V02: the log of one of them alone ties no ballot to anybody."""
    networks = {name: set(each["networks"]) for name, each in CONTAINERS.items() if "networks" in each}
    assert networks["postgres-box"] == {"database-box"}
    for name, its in networks.items():
        if name == "box" or name.startswith("box-"):
            assert "database" not in its
        elif name != "provision" and name != "postgres-box":
            assert "database-box" not in its
    assert CONTAINERS["provision"]["environment"]["POSTGRES_BOX"] == "postgres-box"


def test_images_are_of_releases_that_are_mended() -> None:
    """A22"""
    files = [
        DEPLOY.parent / "docker-compose.yml",
        DEPLOY / "docker/Dockerfile",
        *DEPLOY.glob("k8s/**/*.yaml"),
    ]
    used = {found for file in files for found in IMAGE.findall(file.read_text())}
    assert {name for name, _, _ in used} == OLDEST.keys()
    ended = [each for each in used if (int(each[1]), int(each[2] or 99)) < OLDEST[each[0]]]
    assert not ended
