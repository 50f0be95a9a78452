"""GW-1: operations over HTTP, against a responder on the real broker."""

import uuid

import pytest

ID = str(uuid.uuid4())


def test_path_query_and_body_become_one_request(gateway, services, token):
    response = gateway.post(
        f"/api/v1/sections/{ID}/contributions?draft=true", {"title": "Un banc"}, headers=token()
    )
    assert response.status_code == 201
    request, headers = services.last("consultations.submit_contribution")
    assert request == {"section_id": ID, "draft": "true", "title": "Un banc"}
    assert headers["capco.left_ms"] == "2000", "a duration: two clocks may be minutes apart"


def test_a_name_given_twice_with_two_values_is_refused(gateway, services, token):
    answer = gateway.post(f"/api/v1/sections/{ID}/contributions", {"section_id": "other"}, headers=token())
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "section_id"
    assert gateway.get("/api/v1/projects?q=a&q=b").json()["errors"][0]["field"] == "q"
    assert services.count("consultations.submit_contribution") == 0


def test_what_comes_with_the_request_goes_with_the_message(gateway, services, token):
    headers = token() | {
        "X-Request-Id": "given-by-caller",
        "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "Accept-Language": "de, en;q=0.8, fr;q=0.2",
        "X-Forwarded-For": "203.0.113.9",
    }
    answer = gateway.post("/api/v1/reports", {"target": "source"}, key="a-key-of-mine", headers=headers)
    _, sent = services.last("consultations.report")
    assert sent["capco.key"] == "a-key-of-mine"
    assert sent["capco.request_id"] == "given-by-caller" == answer.headers["x-request-id"]
    assert sent["capco.language"] == "en"
    assert sent["capco.client_address"] == "203.0.113.9"
    assert sent["capco.token"] == headers["Authorization"].removeprefix("Bearer ")
    assert sent["traceparent"].split("-")[1] == "4bf92f3577b34da6a3ce929d0e0e4736"
    assert sent["traceparent"] == answer.headers["traceparent"]


def test_a_post_without_a_key_is_refused_and_a_put_is_given_one(gateway, services, token):
    answer = gateway.post("/api/v1/projects", {}, key=None, headers=token())
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_required")
    for bad in ("short", "has space in it", "x" * 201):
        assert gateway.post("/api/v1/projects", {}, key=bad, headers=token()).status_code == 400
    assert gateway.request("PUT", f"/api/v1/arguments/{ID}/support", headers=token()).status_code == 200
    assert len(services.last("consultations.vote_argument")[1]["capco.key"]) >= 8


def test_a_query_by_post_needs_no_key(gateway, services):
    assert gateway.post("/api/v1/invitations/offer", {"token": "x"}, key=None).status_code == 200
    assert "capco.key" not in services.last("identity.read_invitation")[1]


def test_changing_needs_the_version_that_was_read(gateway, services, token):
    path = f"/api/v1/projects/{ID}"
    missing = gateway.request("PATCH", path, json={"title": "Un"}, headers=token())
    assert (missing.status_code, missing.json()["code"]) == (428, "precondition_required")
    for given, version in (('"7"', 7), ('"8-0123abcd"', 8)):
        gateway.request("PATCH", path, json={"title": "Un"}, headers=token() | {"If-Match": given})
        assert services.last("consultations.change_project")[0]["version"] == version
    wrong = gateway.request("PATCH", path, json={}, headers=token() | {"If-Match": "W/nonsense"})
    assert wrong.json()["errors"][0]["field"] == "version"


def test_a_view_with_a_version_carries_it_as_etag(gateway, services, token):
    services.handlers["consultations.create_project"] = lambda *_: {"id": ID, "version": 3}
    answer = gateway.post("/api/v1/projects", {}, headers=token())
    assert answer.headers["etag"] == '"3"'
    assert answer.headers["location"] == f"/api/v1/projects/{ID}"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("content", "media_type", "status", "code"),
    [
        (b"{", "application/json", 400, "malformed_json"),
        (b'{"title": "\xff"}', "application/json", 400, "malformed_json"),
        (b'{"title": NaN}', "application/json", 400, "malformed_json"),
        (b'{"title": "\\ud800"}', "application/json", 400, "malformed_json"),
        (b"[]", "application/json", 422, "invalid_input"),
        (b"title=x", "application/x-www-form-urlencoded", 415, "unsupported_media_type"),
        (b"{}", "text/plain", 415, "unsupported_media_type"),
    ],
)
def test_bodies_that_are_not_json_objects_are_refused(gateway, token, content, media_type, status, code):
    headers = token() | {"Content-Type": media_type, "Idempotency-Key": "12345678"}
    answer = gateway.request("POST", "/api/v1/projects", data=content, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_what_does_not_exist_and_what_is_not_allowed_are_problems(gateway):
    assert gateway.get("/api/v1/nothing").json()["code"] == "not_found"
    assert gateway.get("/").json()["code"] == "not_found"
    answer = gateway.request("DELETE", "/api/v1/projects")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS, POST"


def test_a_head_is_a_get_without_its_body(gateway, services):
    answer = gateway.request("HEAD", "/api/v1/projects")
    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer.headers["content-length"]) > 0


def test_every_answer_has_ids_and_is_closed_to_sniffing_and_framing(gateway):
    for path in ("/api/v1/projects", "/api/v1/nothing", "/healthz/live", "/api/v1/docs", "/problems/closed"):
        headers = gateway.get(path).headers
        assert len(headers["x-request-id"]) >= 8
        assert headers["traceparent"].startswith("00-")
        assert headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
    odd = gateway.get("/healthz/live", headers={"X-Request-Id": "<script>"}).headers["x-request-id"]
    assert "<" not in odd
