"""The pages' HTTP server under callers who are slow, silent, or do not read."""

import errno
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import gevent
import pytest
import requests
from gevent.event import Event

from web import server

HEAD = b"GET / HTTP/1.1\r\nHost: localhost\r\n"
BODY = (
    b"POST /connexion HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: 5000\r\n\r\nemail="
)
KINDS = {"says nothing": b"", "half a head": HEAD, "half a body": BODY}
HELD = 100  # connections, several times what two processes of eight threads could hold


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[str, int]]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = os.environ | {
        "WEB_PORT": str(port),
        "DEMONSTRATION": "1",
        "GATEWAY_URL": "http://127.0.0.1:9",
    }
    process = subprocess.Popen([sys.executable, "-m", "web"], env=environment, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield "127.0.0.1", port
    finally:
        process.terminate()
        assert process.wait(30) == 0


def _wait_for(port: int) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            requests.get(f"http://127.0.0.1:{port}/healthz", timeout=5)
        except requests.ConnectionError:
            assert time.monotonic() < until
            time.sleep(0.1)
        else:
            return


@pytest.mark.parametrize("sent", KINDS.values(), ids=KINDS)
def test_slow_connections_keep_nobody_waiting(address: tuple[str, int], sent: bytes) -> None:
    """A07: a score of connections that had begun a request closed the site for as long as they lasted."""
    held = [socket.create_connection(address, timeout=5) for _ in range(HELD)]
    try:
        for each in held:
            each.sendall(sent)
        for _ in range(5):
            page = requests.get(f"http://{address[0]}:{address[1]}/mentions-legales", timeout=5)
            assert page.status_code == 200
    finally:
        for each in held:
            each.close()


def test_a_head_that_does_not_end_is_not_waited_for(address: tuple[str, int]) -> None:
    """A07"""
    with socket.create_connection(address, timeout=server.HEAD_SECONDS + 10) as slow:
        slow.sendall(HEAD)
        assert slow.recv(1) == b""


def test_a_request_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A07: the body may drip for ever; the caller is cut off, without a word in the error log."""
    monkeypatch.setattr(server, "REQUEST_SECONDS", 0.02)
    with pytest.raises(ConnectionResetError) as cut:
        server.InTime(lambda *_: Event().wait())({}, None)
    assert cut.value.errno == errno.ECONNRESET


def test_the_patience_of_the_page_itself_is_not_the_servers() -> None:
    def page(*_: object) -> None:
        with gevent.Timeout(0.01):
            Event().wait()

    with pytest.raises(gevent.Timeout):
        server.InTime(page)({}, None)


def test_accepted_connections_inherit_how_long_an_answer_may_stay_unread() -> None:
    """A07"""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server.end_unread(type("Worker", (), {"sockets": [listener]})())
        with socket.create_connection(listener.getsockname()), listener.accept()[0] as accepted:
            kept = accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)
    assert kept == server.UNREAD_SECONDS * 1000
