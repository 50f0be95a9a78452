"""The table of each service says what is true of it, and one that cannot be read says where and why."""

import importlib
from pathlib import Path

import pytest

from chassis.service import Service, subscriptions_of
from contracts.registry import FOLDER, SERVICES, read_services

ROOT = Path(__file__).resolve().parents[2]


def service_class(package: str) -> type[Service]:
    module = importlib.import_module(f"{package}.service")
    name = package.rpartition(".")[2]
    return next(
        thing
        for thing in vars(module).values()
        if isinstance(thing, type) and vars(thing).get("name") == name
    )


def write_table(folder: Path, name: str, text: str) -> None:
    (folder / name).mkdir()
    (folder / name / "service.toml").write_text(text)


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_subscribes_to_what_it_handles(name: str) -> None:
    handled = {fact.name for fact, _ in subscriptions_of(service_class(SERVICES[name].package)).values()}
    assert set(SERVICES[name].subscribes) == handled


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_has_a_worker_where_it_has_jobs(name: str) -> None:
    folder = ROOT / "services" / SERVICES[name].package.replace(".", "/")
    assert (folder / "worker.py").exists() is (SERVICES[name].worker is not None)


def test_every_contract_and_every_service_has_its_table() -> None:
    assert {path.parent.name for path in FOLDER.glob("*/__init__.py")} == set(SERVICES)
    found = (path.parent.relative_to(ROOT / "services") for path in ROOT.glob("services/**/service.py"))
    packages = {".".join(folder.parts) for folder in found if "tests" not in folder.parts}
    assert packages == {service.package for service in SERVICES.values()}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "mail/service.toml: {'package'"),
        ("package = 'mail", "mail/service.toml: "),
        ("package = 'mail'\nworkers = true", "mail/service.toml: {'workers': ['Unknown field"),
        ("package = 'letters'", "mail/service.toml: the package letters is not named mail"),
        ("package = 'mail'\nworker = true", "mail/service.toml: {'worker'"),
        (
            "package = 'mail'\nworker = { memory = '1Gi' }",
            "mail/service.toml: {'worker': {'memory': ['Unknown",
        ),
        ("package = 'mail'\napart_from = 'bird'", "mail/service.toml: bird is no other service"),
        (
            "package = 'mail'\nprocess = { files = [{ folder = 'else' }] }",
            "mail/service.toml: {'process': {'files'",
        ),
        ("package = 'mail'\nsubscribes = 'all'", "mail/service.toml: {'subscribes'"),
        ("package = 'mail'\nsubscribes = ['post.sent']", "mail/service.toml: {'subscribes'"),
        ("package = 'mail'\nsubscribes = ['bird.landed.v1']", "mail/service.toml: bird.landed.v1 is no fact"),
        ("package = 'mail'\nsubscribes = ['mail.sent.v1']", "mail/service.toml: mail.sent.v1 is no fact"),
    ],
)
def test_a_table_that_cannot_be_read_says_why(tmp_path: Path, text: str, complaint: str) -> None:
    write_table(tmp_path, "post", "package = 'post'")
    write_table(tmp_path, "mail", text)
    with pytest.raises(ValueError, match=complaint.replace("[", r"\[")):
        read_services(tmp_path)
