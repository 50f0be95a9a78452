"""The public API as a client uses it: keys on writes, and a retry with the same key when the outcome is unknown."""

import random
import threading
import time
import uuid
from collections.abc import Callable
from typing import Any

import requests

PATIENCE_SECONDS = 90


class Problem(Exception):
    """A refusal, as problem+json says it."""

    def __init__(self, status: int, body: dict[str, Any], headers: Any) -> None:
        super().__init__(f"{status} {body.get('code')}: {body.get('errors') or body.get('detail')}")
        self.status, self.body, self.headers = status, body, headers
        self.code = str(body.get("code"))


class Api:
    """One client. `patience` is how long a 503, a 504 or a closed door is tried again, in seconds.

    `address` makes it seem to come from elsewhere: the gateway believes X-Forwarded-For from this machine.
    `on_stale` gets a new token when rights have changed since this one.
    """

    def __init__(self, gateway: str, token: str | None = None, patience: float = PATIENCE_SECONDS) -> None:
        self.base = gateway.rstrip("/") + "/api/v1"
        self.token, self.patience = token, patience
        self.language = "fr"
        self.address: str | None = None
        self.on_stale: Callable[[], None] | None = None
        self._local = threading.local()

    @property
    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = self._local.session = requests.Session()
        return session

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        key: str | None = None,
        version: int | None = None,
        **query: Any,
    ) -> Any:
        """The answer's JSON. Raises Problem; a write is retried under one key, so it counts once. Bytes are sent as a
        CSV file."""
        headers = {"Accept-Language": self.language}
        if self.address:
            headers["X-Forwarded-For"] = self.address
        if method != "GET":
            headers["Idempotency-Key"] = key or str(uuid.uuid4())
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        answer = self._send(method, path, body, headers, query)
        if self.on_stale and answer.status_code == 401 and self._json(answer).get("code") == "token_stale":
            self.on_stale()
            answer = self._send(method, path, body, headers, query)
        if answer.status_code >= 400:
            raise Problem(answer.status_code, self._json(answer), answer.headers)
        return self._json(answer)

    def _send(
        self, method: str, path: str, body: Any, headers: dict[str, str], query: dict[str, Any]
    ) -> requests.Response:
        """The first answer that tells an outcome, or the last one when patience ends."""
        token = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if isinstance(body, bytes):
            sent: dict[str, Any] = {"data": body}
            headers = headers | {"Content-Type": "text/csv"}
        else:
            sent = {"json": body}
        until = time.monotonic() + self.patience
        while True:
            try:
                answer = self._session.request(
                    method, self.base + path, headers=headers | token, params=query, timeout=15, **sent
                )
            except requests.RequestException:
                if time.monotonic() > until:
                    raise
            else:
                if answer.status_code not in (503, 504) or time.monotonic() > until:
                    return answer
            time.sleep(random.uniform(0.1, 0.6))

    @staticmethod
    def _json(answer: requests.Response) -> Any:
        try:
            return answer.json()
        except ValueError:
            return {"code": "not_json", "detail": answer.text[:200]}

    def get(self, path: str, **query: Any) -> Any:
        return self.ask("GET", path, **query)

    def post(self, path: str, body: Any = None, **more: Any) -> Any:
        return self.ask("POST", path, {} if body is None else body, **more)

    def put(self, path: str, body: Any = None, **more: Any) -> Any:
        return self.ask("PUT", path, {} if body is None else body, **more)

    def patch(self, path: str, body: Any, **more: Any) -> Any:
        return self.ask("PATCH", path, body, **more)

    def delete(self, path: str, **more: Any) -> Any:
        return self.ask("DELETE", path, **more)

    def pages(self, path: str, **query: Any) -> list[Any]:
        """Every item of a list, page after page."""
        items: list[Any] = []
        cursor = None
        while True:
            page = self.get(path, **query, **({"cursor": cursor} if cursor else {}))
            items += page["items"]
            cursor = page.get("next_cursor")
            if cursor is None:
                return items

    def as_person(self, token: str | None) -> "Api":
        """The same client, signed in with that token or not at all."""
        person = type(self)(self.base.removesuffix("/api/v1"), token, self.patience)
        person.address, person.language = self.address, self.language
        return person
