"""Health and metrics on an internal port: /healthz/live, /healthz/ready, /metrics, and what else stands there."""

from collections.abc import Callable, Iterable
from typing import Any

import eventlet
from eventlet import wsgi

from chassis import logs, metrics

Check = Callable[[], bool]
Page = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Health:
    """Live while the hub turns; ready while every check says so."""

    def __init__(self, checks: dict[str, Check], pages: dict[str, Page] | None = None) -> None:
        self._checks, self._pages = checks, pages or {}

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == "/metrics":
            start_response("200 OK", [("Content-Type", "text/plain; version=0.0.4")])
            return [metrics.exposition()]
        if path == "/healthz/live":
            start_response("200 OK", [("Content-Type", "text/plain")])
            return [b"live\n"]
        if path == "/healthz/ready":
            failing = self.failing()
            start_response(
                "503 Service Unavailable" if failing else "200 OK", [("Content-Type", "text/plain")]
            )
            return [("waiting for: " + ", ".join(failing) + "\n" if failing else "ready\n").encode()]
        if path in self._pages:
            return self._pages[path](environ, start_response)
        start_response("404 Not Found", [("Content-Type", "text/plain")])
        return [b"not found\n"]

    def failing(self) -> list[str]:
        """The names of the checks that do not hold."""
        return [name for name, check in self._checks.items() if not _holds(check)]


def _holds(check: Check) -> bool:
    try:
        return check()
    except Exception:  # noqa: BLE001
        return False


def serve(health: Health, port: int, address: str) -> None:
    """Serve in a greenlet of its own."""
    listener = eventlet.listen((address, port), reuse_port=False)
    logs.get_logger().info("health", port=port)
    eventlet.spawn(
        wsgi.server,
        listener,
        health,
        log_output=False,
        socket_timeout=5,
        keepalive=False,
        max_size=20,
        debug=False,
    )
