"""The only way out: the gateway's public REST API, asked on behalf of the person of this request.

Pages name operations (`web.core.api`); this is the HTTP below.

A refusal of the gateway is raised as `Refusal`; a service that rests or does not answer as `Unavailable`.
"""

import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import requests
from flask import current_app, g, request

from web.core.request_context import language, request_id, traceparent


class GatewayError(Exception):
    """Anything but the expected answer."""


@dataclass
class Refusal(GatewayError):
    """The gateway said no, with a stable code and a sentence in the reader's language."""

    code: str
    status: int
    detail: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.code} ({self.status}): {self.detail}"


@dataclass
class Unavailable(GatewayError):
    """A service rests, or its answer did not come. Asking again with the same key is safe."""

    retry_after: int = 10
    detail: str = ""

    def __str__(self) -> str:
        return f"unavailable, retry after {self.retry_after} s"


@dataclass(frozen=True)
class Answer:
    """What the gateway answered: the parsed body, and what the headers say of it."""

    data: Any
    status: int
    headers: Mapping[str, str]

    @property
    def etag(self) -> str | None:
        return self.headers.get("ETag")

    @property
    def location(self) -> str | None:
        return self.headers.get("Location")


def _field_errors(problem: Mapping[str, Any]) -> dict[str, str]:
    """Errors by field, whether told as a list of {field or pointer, detail} or as an object."""
    errors = problem.get("errors") or problem.get("fields") or {}
    if isinstance(errors, Mapping):
        return {
            name: " ".join(said) if isinstance(said, list) else str(said) for name, said in errors.items()
        }
    found: dict[str, str] = {}
    for error in errors:
        name = str(error.get("field") or error.get("pointer", "")).lstrip("#/").replace("/", ".")
        found.setdefault(name, str(error.get("detail") or error.get("message") or error.get("code", "")))
    return found


def _seconds(value: str | None) -> int:
    return int(value) if value and value.isdigit() else 10


def _raise_refusal(response: requests.Response) -> None:
    try:
        problem = response.json()
    except ValueError:
        problem = {}
    if not isinstance(problem, dict):
        problem = {}
    if response.status_code in {
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }:
        raise Unavailable(_seconds(response.headers.get("Retry-After")), str(problem.get("detail", "")))
    told = {"type", "title", "status", "code", "detail", "errors", "fields", "instance", "request_id"}
    raise Refusal(
        code=str(problem.get("code", "unknown")),
        status=response.status_code,
        detail=str(problem.get("detail") or problem.get("title") or ""),
        fields=_field_errors(problem),
        details={name: value for name, value in problem.items() if name not in told},
    )


class Gateway:
    """One per process: where the gateway is, how long to wait, and the connections kept open to it."""

    def __init__(self, url: str, timeout: float = 10.0) -> None:
        self.url = url.rstrip("/") + "/api/v1"
        self.timeout = (3.05, timeout)
        self.connections = requests.Session()
        self.connections.trust_env = False
        adapter = requests.adapters.HTTPAdapter(pool_connections=2, pool_maxsize=32)
        self.connections.mount("http://", adapter)
        self.connections.mount("https://", adapter)

    def send(self, method: str, path: str, headers: Mapping[str, str], **rest: Any) -> requests.Response:
        """Send once; a read that met a dead connection is sent a second time, a write is not."""
        attempts = 2 if method == "GET" else 1
        for attempt in range(attempts):
            try:
                self.connections.cookies.clear()
                return self.connections.request(
                    method,
                    self.url + path,
                    headers=dict(headers),
                    timeout=self.timeout,
                    allow_redirects=False,
                    **rest,
                )
            except requests.ConnectionError as lost:
                if attempt + 1 == attempts:
                    raise Unavailable from lost
            except requests.RequestException as lost:
                raise Unavailable from lost
        raise Unavailable


@dataclass(frozen=True)
class Tokens:
    """How to read the access token of this request's person, and to trade it for a fresh one."""

    access: Callable[[], str | None]
    refresh: Callable[[], bool]


NO_TOKENS = Tokens(access=lambda: None, refresh=lambda: False)


class Api:
    """The gateway as seen by the person of this request."""

    def __init__(self, gateway: Gateway, language: str, tokens: Tokens) -> None:
        self.gateway = gateway
        self.language = language
        self.tokens = tokens

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        params: Mapping[str, Any] | None = None,
        key: str | None = None,
        etag: str | None = None,
        raw: tuple[bytes, str] | None = None,
    ) -> Answer:
        """Ask, refreshing the session once if the gateway finds the access token stale.

        `raw` is a body that is not JSON, with its media type: an upload.
        """
        rest: dict[str, Any] = {"params": params}
        if body is not None:
            rest["json"] = body
        key = key or (None if method == "GET" else secrets.token_urlsafe(18))
        kind = {}
        if raw is not None:
            rest["data"], kind["Content-Type"] = raw
        response = self.gateway.send(method, path, self.headers(key, etag) | kind, **rest)
        if response.status_code == HTTPStatus.UNAUTHORIZED and self._refreshed(response):
            response = self.gateway.send(method, path, self.headers(key, etag) | kind, **rest)
        if response.status_code >= HTTPStatus.BAD_REQUEST:
            _raise_refusal(response)
        is_json = "json" in response.headers.get("Content-Type", "") and response.content
        return Answer(
            response.json() if is_json else response.content, response.status_code, response.headers
        )

    def stream(
        self, path: str, params: Mapping[str, Any] | None = None
    ) -> tuple[Iterator[bytes], Mapping[str, str]]:
        """A long download (an export), passed on as it comes."""
        response = self.gateway.send("GET", path, self.headers(), params=params, stream=True)
        if response.status_code >= HTTPStatus.BAD_REQUEST:
            _raise_refusal(response)
        return response.iter_content(65536), response.headers

    def headers(self, key: str | None = None, etag: str | None = None) -> dict[str, str]:
        token = self.tokens.access()
        optional = {
            "Authorization": f"Bearer {token}" if token else None,
            "Idempotency-Key": key,
            "If-Match": etag,
            "X-Forwarded-For": request.remote_addr,
        }
        always = {
            "Accept": "application/json",
            "Accept-Language": self.language,
            "X-Request-Id": request_id(),
            "traceparent": traceparent(),
        }
        return always | {name: value for name, value in optional.items() if value}

    def _refreshed(self, response: requests.Response) -> bool:
        try:
            code = response.json().get("code")
        except (ValueError, AttributeError):
            return False
        return code == "token_stale" and self.tokens.refresh()


def client() -> Api:
    """The gateway, asked for the person and in the language of the current request."""
    if "client" not in g:
        g.client = Api(
            current_app.extensions["capco.gateway"], language(), current_app.extensions["capco.tokens"]
        )
    found: Api = g.client
    return found


def anonymous_client() -> Api:
    """The gateway asked without a token: what it says to anyone, whoever is signed in here."""
    if "anonymous_client" not in g:
        g.anonymous_client = Api(current_app.extensions["capco.gateway"], language(), NO_TOKENS)
    found: Api = g.anonymous_client
    return found
