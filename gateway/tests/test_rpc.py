"""GW-3: whatever happens to the broker or a service, a caller has an answer in time."""

import asyncio
import json
import statistics
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pika
import pytest

from chassis.topology import RPC_EXCHANGE, rpc_queue
from gateway.tests.conftest import wait_until
from gateway.tests.responder import Raw, Silent

ID = str(uuid.uuid4())
FIGURES = f"/api/v1/projects/{ID}/figures"


def silent(*_):
    raise Silent


def test_a_late_answer_is_unavailable_for_a_query_and_unknown_for_a_command(gateway, services, token):
    services.handlers["consultations.get_figures"] = silent
    services.handlers["consultations.report"] = silent
    began = time.monotonic()
    query = gateway.get(FIGURES)
    assert 1.9 < time.monotonic() - began < 3
    command = gateway.post("/api/v1/reports", {}, headers=token())
    assert (query.status_code, query.json()["code"]) == (503, "unavailable")
    assert (command.status_code, command.json()["code"]) == (504, "outcome_unknown")
    assert int(query.headers["retry-after"]) >= 1
    assert int(command.headers["retry-after"]) >= 1


def test_a_service_without_a_queue_is_unavailable_at_once(gateway, services, broker):
    broker.ask(
        "delete", f"bindings/{broker.vhost}/e/{RPC_EXCHANGE}/q/{rpc_queue('notifications')}/notifications.%2A"
    )
    try:
        began = time.monotonic()
        health = gateway.get("/api/v1/health").json()
        assert {s["name"]: s["state"] for s in health["services"]}["notifications"] == "down"
        assert health["state"] == "degraded"
        assert time.monotonic() - began < 0.5
        assert gateway.get("/api/v1/projects").status_code == 200
    finally:
        with pika.BlockingConnection(pika.URLParameters(broker.url)) as connection:
            connection.channel().queue_bind(rpc_queue("notifications"), RPC_EXCHANGE, "notifications.*")


def test_a_full_queue_is_overloaded_with_a_time_to_retry(gateway, services, broker, token):
    """A queue that takes nothing more stands in for one whose 500 places are taken."""
    with pika.BlockingConnection(pika.URLParameters(broker.url)) as connection:
        channel = connection.channel()
        channel.queue_declare(
            "full", exclusive=True, arguments={"x-max-length": 1, "x-overflow": "reject-publish"}
        )
        channel.basic_publish("", "full", b"the only place")
        channel.queue_bind("full", RPC_EXCHANGE, "consultations.report")
        time.sleep(0.1)
        answer = gateway.post("/api/v1/reports", {}, headers=token())
    assert (answer.status_code, answer.json()["code"]) == (503, "overloaded")
    assert int(answer.headers["retry-after"]) >= 1


def test_a_lost_connection_ends_what_waits_and_comes_back(gateway, services, broker, token):
    services.handlers["consultations.report"] = silent
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(gateway.post, "/api/v1/reports", {}, headers=token())
        wait_until(lambda: services.count("consultations.report") == 1)
        began = time.monotonic()
        assert broker.close_connections(f"gateway.rpc.{gateway.gateway.rpc._instance}") == 1
        assert waiting.result().json()["code"] == "outcome_unknown"
        assert time.monotonic() - began < 1.9, "before its deadline"
    wait_until(lambda: gateway.get("/api/v1/projects").status_code == 200)
    assert time.monotonic() - began < 5
    assert gateway.get("/healthz/ready").status_code == 200


def test_without_a_broker_the_answer_is_quick(gateway, monkeypatch):
    wait_until(lambda: gateway.gateway.rpc.is_ready)
    monkeypatch.setattr(gateway.gateway.rpc, "_channel", None)
    began = time.monotonic()
    answer = gateway.get(FIGURES)
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert answer.headers["retry-after"] == "5"
    assert gateway.get("/healthz/ready").status_code == 503
    assert gateway.get("/healthz/live").status_code == 200
    assert time.monotonic() - began < 0.5


def test_a_broker_in_alarm_is_said_at_once_and_ends_with_the_alarm(gateway, services, token):
    services.handlers["consultations.report"] = silent
    rpc, loop = gateway.gateway.rpc, gateway.loop
    loop.call_soon_threadsafe(rpc._block, True)
    try:
        began = time.monotonic()
        assert gateway.get(FIGURES).json()["code"] == "unavailable"
        assert gateway.post("/api/v1/reports", {}, headers=token()).json()["code"] == "unavailable"
        assert time.monotonic() - began < 0.5
    finally:
        loop.call_soon_threadsafe(rpc._block, False)
    assert gateway.get(FIGURES).status_code == 200


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"result": 1}',
        b'{"error": "text", "result": null}',
        b'{"error": {"details": [1]}}',
        b'{"error": {"code": "invalid_input", "details": {"code": 1}}}',
        b"\xff\xfe",
    ],
)
def test_a_malformed_reply_is_an_error_without_its_text(gateway, services, token, reply):
    def answer(*_):
        raise Raw(reply)

    services.handlers["consultations.get_figures"] = answer
    services.handlers["consultations.report"] = answer
    assert gateway.get(FIGURES).json()["code"] == "internal_error"
    command = gateway.post("/api/v1/reports", {}, headers=token()).json()["code"]
    assert command in ("outcome_unknown", "internal_error")
    assert gateway.get("/api/v1/projects").status_code == 200


def test_an_exception_of_a_service_is_an_error_without_its_text(gateway, services):
    services.refuse("consultations.get_figures", None, secret="canary")
    answer = gateway.get(FIGURES)
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert "canary" not in answer.text


def test_calls_in_flight_do_not_mix(gateway, services):
    services.handlers["consultations.get_contribution"] = lambda request, _: {
        "id": request["contribution_id"]
    }
    ids = [str(uuid.uuid4()) for _ in range(200)]
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda i: gateway.get(f"/api/v1/contributions/{i}").json()["id"], ids))
    assert answers == ids


def test_nothing_is_kept_of_calls_that_are_over(gateway, services, token):
    for _ in range(20):
        gateway.post("/api/v1/reports", {}, headers=token())
    rpc = gateway.gateway.rpc
    wait_until(lambda: not rpc._pending and not rpc._confirms.unconfirmed)


def test_the_cost_of_a_call(gateway, services, capsys):
    """Printed, never asserted: CPU of the gateway's thread for one RPC without HTTP."""

    async def calls(count: int) -> float:
        from gateway.rpc import Caller

        caller = Caller(
            "fr", "request-id", "00-" + "1" * 32 + "-" + "1" * 16 + "-00", client_address="203.0.113.1"
        )
        began = time.thread_time()
        for _ in range(count // 10):
            await asyncio.gather(
                *(
                    gateway.gateway.rpc.ask("consultations.echo", {}, caller, changes=False, seconds=5)
                    for _ in range(10)
                )
            )
        return (time.thread_time() - began) / count * 1000

    costs = [asyncio.run_coroutine_threadsafe(calls(300), gateway.loop).result() for _ in range(5)]
    with capsys.disabled():
        print(json.dumps({"rpc_cpu_ms": round(statistics.median(costs), 3)}))
