"""What the gateway does with requests that are too large, too slow or not quite HTTP."""

import json
import socket
import threading
import time
import uuid

import pytest
import requests

from contracts.fields import Text
from contracts.services import OPERATIONS, ROUTES
from gateway import sizes
from gateway.tests.raw import hear, say

HEAD = (
    b"POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    b"Idempotency-Key: 12345678\r\n"
)


def test_a_body_said_to_be_too_large_is_refused_before_it_is_read(gateway):
    answer = say(gateway.port, HEAD + b"Content-Length: 1048577\r\n\r\n", seconds=1)
    assert b" 413 " in answer.split(b"\r\n")[0]
    assert b'"code":"body_too_large"' in answer


def test_a_body_in_chunks_is_refused_while_it_comes(gateway, services):
    sent = 0
    with socket.create_connection(("127.0.0.1", gateway.port)) as sock:
        sock.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
        chunk = b"10000\r\n" + b"x" * 65536 + b"\r\n"
        try:
            for _ in range(2000):
                sock.sendall(chunk)
                sent += 65536
        except OSError:
            pass
        heard = hear(sock)
    assert sent < 40 * 65536 * 10
    assert b" 413 " in heard or heard == b"", (
        "the answer may be lost with the connection, the body is not kept"
    )
    assert services.count("identity.sign_in") == 0


JSON = {"Content-Type": "application/json", "Idempotency-Key": "12345678"}


def test_a_body_of_just_the_limit_is_read(gateway, services):
    """A05: the limit is that of the operation, not of the largest of all."""
    limit = sizes.largest(OPERATIONS["identity"]["sign_in"])[1]
    assert limit < 100_000
    for more, status in ((0, 201), (1, 413)):
        body = b'{"password": "' + b"x" * (limit - 16 + more) + b'"}'
        assert len(body) == limit + more
        assert gateway.request("POST", "/api/v1/sessions", data=body, headers=JSON).status_code == status


@pytest.mark.parametrize(
    "body",
    [
        {f"m{n}": 0 for n in range(5_000)},
        {"email": [0] * 5_000},
        {"email": [[{"x": [0] * 10}] * 10] * 10},
        {"email": {"a": {f"m{n}": n for n in range(5_000)}}},
    ],
    ids=["members", "items", "nested", "members of a member"],
)
def test_a_body_with_more_members_than_its_contract_has_reaches_no_service(gateway, services, body):
    """A05"""
    before = services.count("identity.sign_in")
    answer = gateway.request("POST", "/api/v1/sessions", data=json.dumps(body).encode(), headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
    assert len(answer.content) < 1_000
    assert services.count("identity.sign_in") == before


@pytest.mark.parametrize("depth", [900, 20_000])
def test_a_body_as_deep_as_can_be_is_refused(gateway, services, depth):
    """A05"""
    body = b'{"email":' + b"[" * depth + b"]" * depth + b"}"
    answer = gateway.request("POST", "/api/v1/sessions", data=body, headers=JSON)
    assert answer.json()["code"] in ("body_too_large", "malformed_json")


def test_twenty_complaints_are_told_and_no_more(gateway, services):
    """A05"""
    fields = {f"m{n}": ["unknown_field", "invalid"] for n in range(3_000)}
    services.refuse("identity.sign_in", "invalid_input", fields=fields, details={})
    answer = gateway.request("POST", "/api/v1/sessions", data=b"{}", headers=JSON)
    assert answer.status_code == 422
    assert len(answer.json()["errors"]) == 20


def test_many_query_parameters_cost_little(gateway, services):
    """A05"""
    some = "&".join(f"p{n}=1" for n in range(99))
    assert (
        gateway.get(f"/api/v1/projects?{some}").status_code == 200
    )  # the service says which it does not know
    answer = gateway.get(f"/api/v1/projects?{some}&a=1&b=2")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")


@pytest.mark.parametrize(
    "route", [route for route in ROUTES if route.is_command], ids=lambda r: r.operation.name
)
def test_what_a_contract_takes_is_within_its_size(route):
    """A05: the longest texts, written as escapes, fit."""
    members, size = sizes.largest(route.operation)
    texts = [field for field in route.request.fields.values() if isinstance(field, Text)]
    assert size > sum(field.max_length * 12 for field in texts)
    assert members > len(route.request.fields)


def test_a_body_that_never_ends_is_not_waited_for(gateway):
    began = time.monotonic()
    say(gateway.port, HEAD + b"Content-Length: 10\r\n\r\n{", seconds=8)
    assert time.monotonic() - began < 6


@pytest.mark.parametrize(
    "head",
    [
        HEAD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        HEAD + b"Content-Length: 2\r\nContent-Length: 30\r\n\r\n{}",
        HEAD + b"Transfer-Encoding: xchunked\r\n\r\n{}",
        HEAD + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        HEAD + b"Content-Length: +2\r\n\r\n{}",
        HEAD + b"X-Folded: a\r\n b\r\nContent-Length: 2\r\n\r\n{}",
        b"GET /api/v1/projects HTTP/1.1\nHost: x\nX-A: b\n\n",
        b"GET /api/v1/projects\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01",
    ],
    ids=[
        "both lengths",
        "two lengths",
        "odd coding",
        "space before colon",
        "plus",
        "folded",
        "bare line feeds",
        "null",
        "a TLS greeting",
    ],
)
def test_what_two_servers_could_read_differently_is_not_read_at_all(gateway, services, head):
    answer = say(gateway.port, head + b"GET /healthz/live HTTP/1.1\r\nHost: x\r\n\r\n", seconds=1)
    lines = [line for line in answer.split(b"\r\n") if line.startswith(b"HTTP/1.1")]
    assert len(lines) <= 1, "nothing after it is answered"
    assert not lines or lines[0].split(b" ")[1] in (b"400", b"404", b"405")
    assert services.count("identity.sign_in") == 0


@pytest.mark.parametrize(
    "head", [b"X-Big: " + b"x" * 40_000, b"\r\n".join(b"X-%d: 1" % n for n in range(200))]
)
def test_heads_that_are_too_large_are_refused(gateway, head):
    answer = say(gateway.port, b"GET /healthz/live HTTP/1.1\r\nHost: x\r\n" + head + b"\r\n\r\n", seconds=1)
    assert answer.startswith(b"HTTP/1.1 431")
    assert answer.count(b"HTTP/1.1") == 1


def test_a_head_sent_drop_by_drop_is_cut_off(gateway, monkeypatch):
    monkeypatch.setattr("gateway.server.HEAD_SECONDS", 0.5)
    began = time.monotonic()
    answer = say(gateway.port, b"GET /healthz/live HTTP/1.1\r\n", b"Host: x\r\n", pause=0.4, seconds=3)
    assert answer == b""
    assert time.monotonic() - began < 3


def test_two_requests_on_one_connection_are_both_answered(gateway):
    one = b"GET /healthz/live HTTP/1.1\r\nHost: x\r\n\r\n"
    last = b"GET /healthz/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    assert say(gateway.port, one + last, seconds=2).count(b"HTTP/1.1 200") == 2


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/projects?q=%ff",
        "/api/v1/projects?%zz=%",
        "/api/v1/projects?" + "a=1&" * 200,
        "/api/v1/projects/%00",
        "/api/v1/projects/..%2f..%2fetc",
        "//evil.example/api/v1/projects",
    ],
)
def test_odd_addresses_are_answered_without_an_error(gateway, path):
    assert gateway.get(path).status_code in (200, 404, 422)


def test_the_host_header_changes_nothing(gateway):
    answer = gateway.get("/api/v1/openapi.json", headers={"Host": "evil.example"})
    assert answer.status_code == 200
    assert "evil.example" not in answer.text + str(answer.headers)


def test_a_stop_finishes_what_was_begun_and_ends_the_streams(settings, services):
    """SIGTERM, as uvicorn hears it."""
    from dataclasses import replace

    from gateway.tests.conftest import Running, free_port

    running = Running(replace(settings, port=free_port())).start()
    services.reset()

    def slowly(*_):
        time.sleep(0.5)
        return {"votes": 1}

    services.handlers["consultations.get_figures"] = slowly
    stream = requests.get(
        f"{running.url}/api/v1/projects/{uuid.uuid4()}/figures/stream", stream=True, timeout=10
    )
    slow: list[int] = []
    asking = threading.Thread(
        target=lambda: slow.append(running.get(f"/api/v1/projects/{uuid.uuid4()}/figures").status_code)
    )
    asking.start()
    time.sleep(0.2)
    began = time.monotonic()
    running.stop()
    asking.join()
    assert slow == [200]
    assert list(stream.iter_content(1024))
    assert time.monotonic() - began < 5
