"""The services of the suite, one table each: `contracts/<service>/service.toml`. Every list of services is read here.

It stands apart from `contracts.services`, so that the chassis can read it without importing any service's contract.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from marshmallow import Schema, ValidationError, fields, validate

FOLDER = Path(__file__).parent
PACKAGE = r"[a-z_]+(\.[a-z_]+)?"
FACT = r"[a-z_]+\.[a-z_]+\.v[0-9]+"


@dataclass(frozen=True)
class Service:
    """What the table of a service says."""

    name: str  # of its folder here, and so of its queues, database and broker user
    package: str  # of its code, below `services/`
    worker: bool = False  # it has jobs, which `chassis.worker` runs
    subscribes: tuple[str, ...] = ()  # the facts of other services that it durably receives


class ServiceTable(Schema):
    """The keys of a table; one that is not declared here is refused."""

    package = fields.String(required=True, validate=validate.Regexp(rf"^{PACKAGE}$"))
    worker = fields.Boolean()
    subscribes = fields.List(fields.String(validate=validate.Regexp(rf"^{FACT}$")))


def read_services(folder: Path = FOLDER) -> dict[str, Service]:
    """Each service by its name, ordered by package. Raises ValueError, which names the table that is wrong."""
    found = [read_service(path) for path in folder.glob("*/service.toml")]
    services = {service.name: service for service in sorted(found, key=lambda service: service.package)}
    for service in services.values():
        for fact in service.subscribes:
            if fact.split(".")[0] not in services.keys() - {service.name}:
                raise ValueError(f"{service.name}/service.toml: {fact} is no fact of another service")
    return services


def read_service(path: Path) -> Service:
    try:
        table = ServiceTable().load(tomllib.loads(path.read_text()))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise ValueError(f"{path.parent.name}/service.toml: {error}") from error
    return Service(path.parent.name, **table | {"subscribes": tuple(table.get("subscribes", ()))})


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
