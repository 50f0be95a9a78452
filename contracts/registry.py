"""The services of the suite, one table each: `contracts/<service>/service.toml`. Every list of services is read here.

It stands apart from `contracts.services`, so that the chassis can read it without importing any service's contract.
`make manifests` writes from the same tables what deploys the services.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate

FOLDER = Path(__file__).parent
NAME = validate.Regexp(r"^[a-z]+$")  # as the patterns of the broker's rights expect them
PACKAGE = validate.Regexp(r"^[a-z_]+(\.[a-z]+)?$")
FACT = validate.Regexp(r"^[a-z]+\.[a-z_]+\.v[0-9]+$")
VARIABLE = validate.Regexp(r"^[A-Z_]+$")
FILE = validate.Regexp(r"^[a-z_]+$")
FILES = ("exports", "uploads", "votations")


@dataclass(frozen=True)
class Mount:
    """A folder of the shared files that a process sees."""

    folder: str  # "." is all of them
    read_only: bool


@dataclass(frozen=True)
class Process:
    """What a process of a service may use, as Kubernetes writes it; what it asks for is there when it starts."""

    memory_request: str
    memory_limit: str
    cpu_limit: str
    files: tuple[Mount, ...]
    tmp_size: str | None  # of a /tmp on disk; else it is a little memory
    disk_limit: str | None  # where /tmp is on disk


@dataclass(frozen=True)
class Database:
    """What is special about the database of a service, and its server."""

    erases_log: bool  # the service has the server's log written over after a secret vote
    own_server: bool  # even where the others share one
    instances: int
    synchronous: int  # of the other instances: how many hold a commit before it is confirmed
    parameters: Mapping[str, str]


@dataclass(frozen=True)
class Egress:
    """What a service reaches besides the broker and its database."""

    name: str
    ports: tuple[int, ...]


@dataclass(frozen=True)
class Setting:
    """A variable of a service's environment: as the demonstration has it, and an example for serving people."""

    demonstration: str
    production: str | None  # None: it is one of the secrets there


@dataclass(frozen=True)
class Service:
    """What the table of a service says."""

    name: str  # of its folder here, and so of its queues, database and broker user
    package: str  # of its code, below `services/`
    subscribes: tuple[str, ...]  # the facts of other services that it durably receives
    process: Process
    worker: Process | None  # runs its jobs, where it has any
    database: Database
    max_replicas: int
    apart_from: str | None  # the service with whose processes and database it shares no machine, if possible
    egress: tuple[Egress, ...]
    settings: Mapping[str, Setting]
    secrets: tuple[str, ...]  # files of its own beside those that every service has

    @property
    def image(self) -> str:
        """The name of its image, which holds one folder of `services/`."""
        return self.package.partition(".")[0]

    @property
    def production(self) -> dict[str, str]:
        """Its settings that are no secrets there."""
        return {name: its.production for name, its in self.settings.items() if its.production is not None}


class Table(Schema):
    """A part of a table: a key that is not declared is refused, what is loaded becomes `made`."""

    made: type

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> Any:
        frozen = {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}
        return (
            frozen if self.made is Service else self.made(**frozen)
        )  # the name of a service is its folder's


class MountTable(Table):
    made = Mount
    folder = fields.String(required=True, validate=validate.OneOf((".", *FILES)))
    read_only = fields.Boolean(load_default=False)


class ProcessTable(Table):
    made = Process
    memory_request = fields.String(load_default="192Mi")
    memory_limit = fields.String(load_default="384Mi")
    cpu_limit = fields.String(load_default="1")
    files = fields.List(fields.Nested(MountTable), load_default=())
    tmp_size = fields.String(load_default=None)
    disk_limit = fields.String(load_default=None)


class DatabaseTable(Table):
    made = Database
    erases_log = fields.Boolean(load_default=False)
    own_server = fields.Boolean(load_default=False)
    instances = fields.Integer(load_default=2)
    synchronous = fields.Integer(load_default=0)
    parameters = fields.Dict(fields.String(), fields.String(), load_default={})


class EgressTable(Table):
    made = Egress
    name = fields.String(required=True, validate=NAME)
    ports = fields.List(fields.Integer(), required=True)


class SettingTable(Table):
    made = Setting
    demonstration = fields.String(required=True)
    production = fields.String(load_default=None)


class ServiceTable(Table):
    made = Service
    package = fields.String(required=True, validate=PACKAGE)
    subscribes = fields.List(fields.String(validate=FACT), load_default=())
    process = fields.Nested(ProcessTable, load_default=lambda: ProcessTable().load({}))
    worker = fields.Nested(ProcessTable, load_default=None)
    database = fields.Nested(DatabaseTable, load_default=lambda: DatabaseTable().load({}))
    max_replicas = fields.Integer(load_default=6)
    apart_from = fields.String(load_default=None)
    egress = fields.List(fields.Nested(EgressTable), load_default=())
    settings = fields.Dict(fields.String(validate=VARIABLE), fields.Nested(SettingTable), load_default={})
    secrets = fields.List(fields.String(validate=FILE), load_default=())


def read_services(folder: Path = FOLDER) -> dict[str, Service]:
    """Each service by its name, ordered by package. Raises ValueError, which names the table that is wrong."""
    found = [read_service(path) for path in folder.glob("*/service.toml")]
    services = {service.name: service for service in sorted(found, key=lambda service: service.package)}
    for service in services.values():
        others = services.keys() - {service.name}
        for fact in service.subscribes:
            if fact.split(".")[0] not in others:
                raise ValueError(f"{service.name}/service.toml: {fact} is no fact of another service")
        if service.apart_from and service.apart_from not in others:
            raise ValueError(f"{service.name}/service.toml: {service.apart_from} is no other service")
    return services


def read_service(path: Path) -> Service:
    name = path.parent.name
    try:
        NAME(name)
        service = Service(name=name, **ServiceTable().load(tomllib.loads(path.read_text())))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise ValueError(f"{name}/service.toml: {error}") from error
    if service.package.rpartition(".")[2] != name:
        raise ValueError(f"{name}/service.toml: the package {service.package} is not named {name}")
    return service


SERVICES = read_services()
SUBSCRIPTIONS = {service.name: service.subscribes for service in SERVICES.values()}


def subscribers_of(publisher: str) -> dict[str, list[str]]:
    """For each fact of this service that is durably received: who receives it.

    A publisher declares the queues of its subscribers too, so that no fact is lost to whoever starts first.
    """
    found: dict[str, list[str]] = {}
    for subscriber, facts in SUBSCRIPTIONS.items():
        for fact in facts:
            if fact.split(".")[0] == publisher:
                found.setdefault(fact, []).append(subscriber)
    return found
