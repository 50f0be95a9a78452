"""One HTTP request as the gateway sees it: its headers read once, its ids, its language, who sent it."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any

from contracts.refused import Refused
from gateway.rpc import Caller

Scope = Mapping[str, Any]
REQUEST_ID = re.compile(rb"[A-Za-z0-9._:-]{8,128}")
TRACEPARENT = re.compile(rb"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})")
READ = frozenset(
    {
        b"accept", b"accept-language", b"authorization", b"content-encoding", b"content-length",
        b"content-type", b"idempotency-key", b"if-match", b"if-none-match", b"if-range",
        b"last-event-id", b"origin", b"range", b"traceparent", b"x-forwarded-for", b"x-request-id",
    }
)  # fmt: skip
LISTS = frozenset({b"accept", b"accept-language", b"if-none-match", b"x-forwarded-for"})


@dataclass(slots=True)
class RequestContext:
    """`claims` are those of a checked access token, or absent. `refused` is what is
    wrong with a token that was given. `operation` is what is asked, for the
    counters."""

    method: str
    headers: dict[bytes, bytes]
    language: str
    request_id: str
    traceparent: str
    client: str
    token: str | None = None
    claims: Mapping[str, Any] | None = None
    refused: Refused | None = None
    operation: str = "other"

    def text(self, name: bytes) -> str | None:
        value = self.headers.get(name)
        return None if value is None else value.decode("latin-1")

    def caller(self, key: str | None = None) -> Caller:
        return Caller(self.language, self.request_id, self.traceparent, self.token, key, self.client)

    @property
    def anonymous_caller(self) -> Caller:
        """For answers that are shared: no one's token, no one's address."""
        return Caller(self.language, self.request_id, self.traceparent)

    @property
    def private_caller(self) -> Caller:
        """For a private operation: nothing that stands beside another request of the same person."""
        return Caller(self.language, "", "")


def read(scope: Scope, proxies: "Proxies") -> RequestContext:
    """A visit. A header that may stand once and stands twice is left out, and `authorization` then
    refuses."""
    headers: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        if name in READ:
            if name not in headers:
                headers[name] = value
            elif name in LISTS:
                headers[name] += b"," + value
            else:
                headers[name] = b""
    client = scope.get("client")
    peer = client[0] if client else ""
    forwarded = headers.get(b"x-forwarded-for")
    return RequestContext(
        method=scope["method"],
        headers=headers,
        language=language_of(headers.get(b"accept-language", b"")),
        request_id=_request_id(headers.get(b"x-request-id")),
        traceparent=_traceparent(headers.get(b"traceparent")),
        client=peer if forwarded is None else proxies.client(peer, forwarded),
    )


def bearer(visit: RequestContext) -> str | None:
    """The token of an Authorization header. Refuses what is not `Bearer <token>`."""
    given = visit.headers.get(b"authorization")
    if given is None:
        return None
    scheme, _, token = given.partition(b" ")
    if scheme.lower() != b"bearer" or not token or not token.isascii():
        raise Refused("token_invalid")
    return token.decode("ascii").strip()


@lru_cache(maxsize=512)
def language_of(header: bytes) -> str:
    """ "fr" or "en" by Accept-Language (RFC 9110), French where neither is wanted more."""
    best, weight = "fr", 0.0
    for part in header.decode("latin-1").lower().split(",")[:20]:
        name, _, quality = part.strip().partition(";q=")
        try:
            wanted = float(quality) if quality else 1.0
        except ValueError:
            continue
        language = name.split("-", 1)[0].strip()
        if language in ("fr", "en") and wanted > weight:
            best, weight = language, wanted
    return best


def _request_id(given: bytes | None) -> str:
    if given is not None and REQUEST_ID.fullmatch(given):
        return given.decode("ascii")
    return os.urandom(12).hex()


def _traceparent(given: bytes | None) -> str:
    """A span of our own in the caller's trace, or a trace of our own (W3C Trace Context)."""
    match = TRACEPARENT.fullmatch(given) if given is not None else None
    span = os.urandom(8).hex()
    if match:
        return f"00-{match[1].decode()}-{span}-{match[2].decode()}"
    return f"00-{os.urandom(16).hex()}-{span}-01"


class Proxies:
    """Whose X-Forwarded-For is believed."""

    def __init__(self, networks: tuple[str, ...]) -> None:
        self._networks: list[IPv4Network | IPv6Network] = [
            ip_network(network, strict=False) for network in networks
        ]
        self.client = lru_cache(maxsize=4096)(self._client)

    def trusts(self, address: str) -> bool:
        try:
            parsed = ip_address(address)
        except ValueError:
            return False
        return any(parsed in network for network in self._networks)

    def _client(self, peer: str, forwarded: bytes) -> str:
        """The nearest address, from our side, that is not a proxy of ours."""
        address = peer
        for hop in reversed(forwarded.decode("latin-1").split(",")):
            if not self.trusts(address):
                break
            try:
                address = str(ip_address(hop.strip()))
            except ValueError:
                break
        return address
