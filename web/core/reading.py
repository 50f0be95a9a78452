"""Reading for pages: what everyone may read without a token (shared, cheap), one's own state with it.

project = read(f"/projects/{slug}")               as nobody; as oneself when that is refused
mine = own(f"/steps/{step_id}/participation")     None when nobody is signed in, or the service rests
bypass_cache_briefly()                            what follows within seconds is read afresh
"""

from collections.abc import Iterator, Mapping
from typing import Any

from flask import current_app, g

from web.core.gateway_client import NO_TOKENS, Api, Refusal, Unavailable, api
from web.core.request_context import language
from web.core.session import access_token, claims, pending, read_cookie, signed_in

FRESH, FRESH_SECONDS = "capco_fresh", 4
HIDDEN_FROM_NOBODY = {401, 403, 404}


def anonymous_api() -> Api:
    """The gateway asked without a token: what it shows to anyone, whoever is signed in here."""
    if "anonymous_api" not in g:
        g.anonymous_api = Api(current_app.extensions["capco.gateway"], language(), NO_TOKENS)
    found: Api = g.anonymous_api
    return found


def read(path: str, params: Mapping[str, Any] | None = None) -> Any:
    """What everyone reads; with one's token when it is not for everyone, or when one has just written."""
    if signed_in() and (g.get("authenticated_read") or read_cookie(FRESH)):
        return api().get(path, params).data
    try:
        return anonymous_api().get(path, params).data
    except Refusal as refusal:
        if refusal.status not in HIDDEN_FROM_NOBODY or not signed_in():
            raise
    found = api().get(path, params).data
    g.authenticated_read = True
    return found


def read_all(path: str, params: Mapping[str, Any] | None = None, pages: int = 5) -> Iterator[Any]:
    """The items of the first pages of a list."""
    asked = {"limit": 100, **(params or {})}
    for _page in range(pages):
        found = read(path, asked)
        yield from found["items"]
        if not found.get("next_cursor"):
            return
        asked["cursor"] = found["next_cursor"]


def own(path: str, params: Mapping[str, Any] | None = None) -> Any | None:
    """One's own state. A page must be readable without it."""
    if not signed_in():
        return None
    try:
        return api().get(path, params).data
    except (Refusal, Unavailable):
        return None


def bypass_cache_briefly() -> None:
    """Shared answers may be two seconds old: whoever just wrote reads past them for a moment."""
    pending()[FRESH] = ("yes", FRESH_SECONDS)


def address_confirmed() -> bool:
    """Whether the reader's e-mail address is confirmed, as their token says."""
    return bool(claims(access_token()).get("conf"))
