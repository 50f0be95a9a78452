"""What the gateway answers of itself (GW-1, GW-3)."""

import re
import statistics
import time
import uuid

import requests

from gateway.tests.conftest import free_port
from gateway.tests.responder import Silent


def test_the_description_is_openapi_3_1(gateway):
    api = gateway.get("/api/v1/openapi.json").json()
    assert api["openapi"] == "3.1.0"
    assert "/api/v1/contributions/{contribution_id}/opinion" in api["paths"]


def test_the_description_can_be_browsed_without_anything_from_elsewhere(gateway):
    answer = gateway.get("/api/v1/docs")
    assert answer.headers["content-type"].startswith("text/html")
    nonce = re.search(r"style-src 'nonce-([^']+)'", answer.headers["content-security-policy"])
    assert nonce
    assert f'<style nonce="{nonce[1]}">' in answer.text
    assert "<script" not in answer.text
    assert "//" not in re.sub(
        r"https?://(www\.)?w3\.org", "", " ".join(re.findall(r'(?:src|href)="([^"]*)"', answer.text))
    )
    assert "Vote agree, mixed or disagree" in answer.text


def test_the_keys_that_check_tokens_are_where_they_are_looked_for(gateway, services):
    services.handlers["identity.get_key_set"] = lambda *_: {"keys": [{"kty": "EC"}]}
    assert gateway.get("/.well-known/jwks.json").json() == {"keys": [{"kty": "EC"}]}
    gateway.get("/.well-known/jwks.json")
    assert services.count("identity.get_key_set") == 1


def test_the_health_of_all_services_is_on_one_page(gateway, services):
    def silent(*_):
        raise Silent

    services.handlers["notifications.ping"] = silent
    services.refuse("consultations.ping", "internal_error", details={})
    gateway.gateway.health._asked_at = float("-inf")
    began = time.monotonic()
    health = gateway.get("/api/v1/health").json()
    assert {entry["name"]: entry["state"] for entry in health["services"]} == {
        "broker": "up",
        "identity": "up",
        "consultations": "failing",
        "votation": "up",
        "box": "up",
        "notifications": "down",
    }
    assert health["state"] == "degraded"
    assert time.monotonic() - began < 2
    gateway.get("/api/v1/health")
    assert services.count("identity.ping") == 1, "looking often does not ask often"


def test_the_internal_port_tells_readiness_and_counts(settings, services):
    from dataclasses import replace

    from gateway.tests.conftest import Running

    port = free_port()
    running = Running(replace(settings, port=free_port(), health_port=port)).start()
    try:
        internal = f"http://127.0.0.1:{port}"
        assert requests.get(f"{internal}/healthz/live", timeout=5).text == "live\n"
        assert requests.get(f"{internal}/healthz/ready", timeout=5).status_code == 200
        assert "capco_http_requests_total" in requests.get(f"{internal}/metrics", timeout=5).text
        assert requests.get(f"{internal}/else", timeout=5).status_code == 404
        assert running.get("/metrics").status_code == 404, "not for the public"
    finally:
        running.stop()


def test_the_cost_of_a_hot_read_and_of_a_call(gateway, services, capsys, token):
    """Printed, never asserted: CPU of the gateway's thread for one request over HTTP."""
    project = str(uuid.uuid4())
    services.handlers["consultations.list_contributions"] = lambda *_: {"items": [{"id": project}] * 100}
    session = requests.Session()
    mine = token()

    def cpu() -> float:
        import asyncio

        async def read() -> float:
            return time.thread_time()

        return asyncio.run_coroutine_threadsafe(read(), gateway.loop).result()

    def cost(path: str, count: int, headers: dict[str, str]) -> float:
        found = []
        for _ in range(3):
            began = cpu()
            for _ in range(count):
                assert session.get(gateway.url + path, headers=headers).status_code == 200
            found.append((cpu() - began) / count * 1000)
        return round(statistics.median(found), 3)

    path = f"/api/v1/steps/{project}/contributions"
    hot = cost(path, 200, {})
    with_token = cost(f"/api/v1/projects/{project}", 200, mine)
    with capsys.disabled():
        print({"hot_read_cpu_ms": hot, "signed_in_read_cpu_ms": with_token})
