"""The gateway's operations, called by their declaration in `contracts`: method, path, query and body follow from it.

api(change_password, key=form.key, **form.values())    for the person of this request
project = read(get_project, project=slug)               as nobody; as oneself when that is refused
mine = own(get_my_participation, step_id=step_id)       None when nobody is signed in, or the service rests
bypass_cache_briefly()                                  what follows within seconds is read afresh
"""

from collections.abc import Iterator, Mapping
from typing import Any

from flask import g

from contracts.operations import Operation
from web.core.calls import call_of
from web.core.gateway_client import Answer, Api, Refusal, Unavailable, anonymous_client, client
from web.core.session import pending, read_cookie, signed_in

FRESH, FRESH_SECONDS = "capco_fresh", 4
HIDDEN_FROM_NOBODY = {401, 403, 404}


def _ask(
    asking: Api, operation: Operation, fields: Mapping[str, Any], key: str | None, etag: str | None = None
) -> Answer:
    call = call_of(operation, fields)
    return asking.call(call.method, call.path, call.body, params=call.params, key=key, etag=etag)


def api(operation: Operation, /, *, key: str | None = None, etag: str | None = None, **fields: Any) -> Answer:
    """Ask for the person of this request."""
    return _ask(client(), operation, fields, key, etag)


def anonymous_api(operation: Operation, /, *, key: str | None = None, **fields: Any) -> Answer:
    """Ask without a token: what the gateway says to anyone, whoever is signed in here."""
    return _ask(anonymous_client(), operation, fields, key)


def send_file(operation: Operation, content: bytes, media_type: str, /, *, key: str, **fields: Any) -> Answer:
    """A file as the body of an operation that takes one."""
    call = call_of(operation, fields)
    return client().call(call.method, call.path, key=key, raw=(content, media_type))


def stream(operation: Operation, /, **fields: Any) -> tuple[Iterator[bytes], Mapping[str, str]]:
    """A long download, passed on as it comes, and its headers."""
    call = call_of(operation, fields)
    return client().stream(call.path, call.params)


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
