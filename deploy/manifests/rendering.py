"""The written files: each from a template at the same place below `templates`, with the services of `contracts`."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from chassis.topology import RPC_EXCHANGE, exchanges, permissions, rpc_queue, rpc_topic_permissions
from contracts.registry import SERVICES, Process, Service

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = Path(__file__).parent / "templates"
HEADER = "# Written by `make manifests` from contracts/*/service.toml and {template}: change those.\n"
ONE_EACH = "SERVICE"  # in the path of a template: it is rendered once for each service


def compose_volumes(process: Process) -> Iterator[str]:
    """Uploads and votations are volumes of their own there, mounted in that of all other files."""
    apart = ("uploads", "votations")
    for mount in process.files:
        option = ":ro" if mount.read_only else ""
        if mount.folder not in apart:
            yield f"files:/var/lib/capco/files{option}"
        for name in apart:
            if mount.folder in (".", name):
                yield f"{name}:/var/lib/capco/files/{name}{option}"


def environment(services: Mapping[str, Service]) -> Environment:
    """Of the templates; a name that is not defined is an error."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - no HTML
    )
    made.globals |= {
        "services": list(services.values()),
        "packages": list(dict.fromkeys(service.image for service in services.values())),  # an image each
        "own_servers": [service for service in services.values() if service.database.own_server],
        "egress": list(dict.fromkeys(way.name for service in services.values() for way in service.egress)),
        "broker_users": [*services, "gateway"],
        "exchanges": exchanges(services),
        "permissions": permissions,
        "rpc_exchange": RPC_EXCHANGE,
        "rpc_queue": rpc_queue,
        "rpc_topic_permissions": rpc_topic_permissions,
        "compose_volumes": compose_volumes,
    }
    return made


def render(services: Mapping[str, Service] = SERVICES) -> dict[Path, str]:
    """Every written file, by its path."""
    templates, found = environment(services), {}
    for name in templates.list_templates(extensions=["jinja"]):
        target, template = name.removesuffix(".jinja"), templates.get_template(name)
        header = HEADER.format(template=(TEMPLATES / name).relative_to(ROOT))
        if ONE_EACH not in target:
            found[ROOT / target] = header + template.render()
            continue
        for service in services.values():
            found[ROOT / target.replace(ONE_EACH, service.name)] = header + template.render(service=service)
    return found


def outdated() -> dict[Path, str]:
    """What the files should say that say something else."""
    return {path: text for path, text in render().items() if not path.exists() or path.read_text() != text}
