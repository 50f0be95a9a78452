"""An operation of the contract as a request in HTTP."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from contracts.operations import Operation
from contracts.services import ROUTES

ROUTE_OF = {route.operation.routing_key: route for route in ROUTES}


@dataclass(frozen=True)
class Call:
    method: str
    path: str
    params: Mapping[str, Any] | None
    body: Mapping[str, Any] | None


def call_of(operation: Operation, fields: Mapping[str, Any]) -> Call:
    """What is empty is left out of a query.

    Raises TypeError for a field that the operation does not take, KeyError for one that its path needs.
    """
    route = ROUTE_OF[operation.routing_key]
    if unknown := fields.keys() - route.request.fields.keys():
        raise TypeError(f"{operation.routing_key} takes no {', '.join(sorted(unknown))}")
    path = "/".join(
        quote(str(fields[part[1:-1]]), safe="") if part.startswith("{") else part
        for part in route.path.split("/")
    )
    rest = {name: value for name, value in fields.items() if name not in route.path_names}
    if route.method in ("GET", "DELETE"):
        asked = {name: value for name, value in rest.items() if value not in (None, "")}
        return Call(route.method, path, asked, None)
    has_body = route.request.fields.keys() - {*route.path_names, "version"}  # `If-Match` says the version
    return Call(route.method, path, None, rest if has_body else None)
