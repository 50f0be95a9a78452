"""The HTTP server: gunicorn with a greenlet for each connection, so that slow ones keep nobody waiting."""

import errno
import os
import socket
from collections.abc import Iterable
from typing import Any

import gevent
from gunicorn.app.base import BaseApplication

from web.app import create_app

HEAD_SECONDS = 10  # for the head of a request, and between two requests of one connection
REQUEST_SECONDS = 120  # for its body to come and its page to be made
UNREAD_SECONDS = 60  # how long a caller may take nothing of an answer


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn, configured by the environment and not by a file."""

    def load_config(self) -> None:
        settings = {
            "bind": f"{os.environ.get('WEB_HOST', '127.0.0.1')}:{os.environ.get('WEB_PORT', '8000')}",
            "worker_class": "gevent",
            "workers": int(os.environ.get("WEB_WORKERS", "2")),
            "worker_connections": int(os.environ.get("WEB_CONNECTIONS", "1000")),
            "keepalive": HEAD_SECONDS,
            "post_worker_init": end_unread,
            "control_socket_disable": True,
            "proc_name": "capco-web",
        }
        for name, value in settings.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> object:
        return InTime(create_app())


class InTime:
    """A WSGI application whose requests are given up after `REQUEST_SECONDS`: the connection is cut."""

    def __init__(self, app: Any) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        with gevent.Timeout(REQUEST_SECONDS) as patience:
            try:
                answer: Iterable[bytes] = self._app(environ, start_response)
            except gevent.Timeout as ended:
                if ended is not patience:
                    raise
                raise ConnectionResetError(errno.ECONNRESET, "took too long") from None
        return answer


def end_unread(worker: Any) -> None:
    """Has the system end connections whose callers take nothing of an answer. Accepted ones inherit it."""
    for listener in worker.sockets:
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD_SECONDS * 1000)
