"""The gateway's operations, called by their declaration in `contracts`: method, path, query and body follow from it.

api(change_password, key=form.key, **form.values())    for the person of this request
project = read(get_project, project=slug)               as nobody; as oneself when that is refused
mine = own(get_my_participation, step_id=step_id)       None when nobody is signed in, or the service rests
bypass_cache_briefly()                                  what follows within seconds is read afresh
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask import current_app, g

from contracts.operations import Operation
from contracts.services import ROUTES
from web.core import gateway_client
from web.core.gateway_client import NO_TOKENS, Answer, Api, Refusal, Unavailable
from web.core.request_context import language
from web.core.session import pending, read_cookie, signed_in

FRESH, FRESH_SECONDS = "capco_fresh", 4
HIDDEN_FROM_NOBODY = {401, 403, 404}
ROUTE_OF = {route.operation.routing_key: route for route in ROUTES}


@dataclass(frozen=True)
class Call:
    """An operation's request in HTTP."""

    method: str
    path: str
    params: Mapping[str, Any] | None
    body: Mapping[str, Any] | None


def call_of(operation: Operation, fields: Mapping[str, Any]) -> Call:
    """Raises TypeError for a field that the operation does not take, KeyError for one that its path needs."""
    route = ROUTE_OF[operation.routing_key]
    if unknown := fields.keys() - route.request.fields.keys():
        raise TypeError(f"{operation.routing_key} takes no {', '.join(sorted(unknown))}")
    path = "/".join(
        quote(str(fields[part[1:-1]]), safe="") if part.startswith("{") else part
        for part in route.path.split("/")
    )
    rest = {name: value for name, value in fields.items() if name not in route.path_names}
    if route.method in ("GET", "DELETE"):
        return Call(route.method, path, rest, None)
    return Call(route.method, path, None, rest or None)


def _ask(
    client: Api,
    operation: Operation,
    fields: Mapping[str, Any],
    key: str | None,
    etag: str | None = None,
    raw: tuple[bytes, str] | None = None,
) -> Answer:
    call = call_of(operation, fields)
    return client.call(call.method, call.path, call.body, params=call.params, key=key, etag=etag, raw=raw)


def api(
    operation: Operation,
    /,
    *,
    key: str | None = None,
    etag: str | None = None,
    raw: tuple[bytes, str] | None = None,
    **fields: Any,
) -> Answer:
    """Ask for the person of this request. `raw` is a body that is a file, with its media type."""
    return _ask(gateway_client.api(), operation, fields, key, etag, raw)


def anonymous_api(operation: Operation, /, *, key: str | None = None, **fields: Any) -> Answer:
    """Ask without a token: what the gateway says to anyone, whoever is signed in here."""
    if "anonymous_client" not in g:
        g.anonymous_client = Api(current_app.extensions["capco.gateway"], language(), NO_TOKENS)
    return _ask(g.anonymous_client, operation, fields, key)


def stream(operation: Operation, /, **fields: Any) -> tuple[Iterator[bytes], Mapping[str, str]]:
    """A long download, passed on as it comes, and its headers."""
    call = call_of(operation, fields)
    return gateway_client.api().stream(call.path, call.params)


def read(operation: Operation, /, **fields: Any) -> Any:
    """What everyone reads; with one's token when it is not for everyone, or when one has just written."""
    if signed_in() and (g.get("authenticated_read") or read_cookie(FRESH)):
        return api(operation, **fields).data
    try:
        return anonymous_api(operation, **fields).data
    except Refusal as refusal:
        if refusal.status not in HIDDEN_FROM_NOBODY or not signed_in():
            raise
    found = api(operation, **fields).data
    g.authenticated_read = True
    return found


def read_all(operation: Operation, /, *, pages: int = 5, **fields: Any) -> Iterator[Any]:
    """The items of the first pages of a list."""
    fields = {"limit": 100, **fields}
    for _page in range(pages):
        found = read(operation, **fields)
        yield from found["items"]
        if not found.get("next_cursor"):
            return
        fields["cursor"] = found["next_cursor"]


def own(operation: Operation, /, **fields: Any) -> Any | None:
    """One's own state. A page must be readable without it."""
    if not signed_in():
        return None
    try:
        return api(operation, **fields).data
    except (Refusal, Unavailable):
        return None


def bypass_cache_briefly() -> None:
    """Shared answers may be two seconds old: whoever just wrote reads past them for a moment."""
    pending()[FRESH] = ("yes", FRESH_SECONDS)
