"""Who comes in, how often, and from whose pages."""

import base64
import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

import chassis.tokens
from chassis.clock import ReferenceClock
from contracts.identity import facts
from gateway import edge as gateway_edge
from gateway import rpc as gateway_rpc
from gateway.origins import Origins, origin_of
from gateway.tests.conftest import Running, free_port, wait_until
from gateway.visit import Proxies, language_of

ME = "/api/v1/me"


def code(answer: requests.Response) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code")


def test_without_a_token_one_is_asked_to_sign_in_and_no_service_is_bothered(gateway, services):
    answer = gateway.get(ME)
    assert code(answer) == (401, "sign_in_required")
    assert answer.headers["www-authenticate"] == 'Bearer realm="capco"'
    assert services.count("identity.get_my_account") == 0


def test_a_good_token_comes_in(gateway, token):
    assert gateway.get(ME, headers=token()).status_code == 200


@pytest.mark.parametrize(
    "given", ["Basic YTpi", "Bearer", "Bearer x", "Bearer a.b.c", "Bearer é", "nonsense"]
)
def test_what_is_not_a_token_is_invalid(gateway, given):
    answer = gateway.get(ME, headers={"Authorization": given.encode("latin-1")})
    assert code(answer) == (401, "token_invalid")
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]


def test_a_forged_token_is_invalid_on_public_routes_too(gateway, stranger):
    forged = stranger.sign({"iss": "identity", "aud": "capco", "sub": str(uuid.uuid4())}, 300)
    for path in (ME, "/api/v1/projects"):
        assert code(gateway.get(path, headers={"Authorization": f"Bearer {forged}"})) == (
            401,
            "token_invalid",
        )


@pytest.mark.parametrize("claims", [{"aud": "notifications"}, {"iss": "consultations"}, {"iss": "nobody"}])
def test_a_token_for_someone_else_or_by_someone_else_is_invalid(gateway, token, claims):
    assert code(gateway.get(ME, headers=token(**claims))) == (401, "token_invalid")


@pytest.mark.parametrize("ahead", [600, -600])
def test_tokens_are_judged_by_the_clock_of_who_signed_them(
    gateway, services, token, signer, monkeypatch, ahead
):
    """A04: ours may be ten minutes off; and nobody but identity tells us the time."""
    clock = ReferenceClock()
    for module in (chassis.tokens, gateway_edge, gateway_rpc):
        monkeypatch.setattr(module, "REFERENCE", clock)
    services.ahead = ahead
    assert gateway.get(f"/api/v1/contributions/{uuid.uuid4()}").status_code == 200
    assert abs(clock.seconds() - time.time()) < 5
    gateway.get(ME, headers=token())
    assert abs(clock.seconds() - time.time() - ahead) < 5
    assert gateway.get(ME, headers=token()).status_code == 200
    assert code(gateway.get(ME, headers=token(seconds=-1))) == (401, "token_stale")


def test_a_token_that_is_over_has_to_be_refreshed(gateway, token):
    assert code(gateway.get(ME, headers=token(seconds=-1))) == (401, "token_stale")
    assert code(gateway.get(ME, headers=token(seconds=-3600))) == (401, "token_stale")


def test_two_authorization_headers_are_refused(gateway, token):
    from gateway.tests.raw import say

    given = token()["Authorization"].encode()
    head = b"GET /api/v1/me HTTP/1.1\r\nHost: x\r\nAuthorization: " + given + b"\r\nAuthorization: " + given
    assert b" 401 " in say(gateway.port, head + b"\r\n\r\n", seconds=0.5)


def test_a_session_that_ended_is_turned_away_at_once_and_others_are_not(gateway, services, token):
    account, session = str(uuid.uuid4()), str(uuid.uuid4())
    ended, other = token(account, session), token(account)
    services.published(facts.session_ended.name, account_id=account, session_id=session)
    wait_until(lambda: code(gateway.get(ME, headers=ended)) == (401, "token_invalid"))
    assert gateway.get(ME, headers=other).status_code == 200


def test_when_all_sessions_ended_older_tokens_are_turned_away_and_a_new_one_is_not(gateway, services, token):
    account = str(uuid.uuid4())
    old = token(account, age=2)
    services.published(facts.session_ended.name, account_id=account)
    wait_until(lambda: code(gateway.get(ME, headers=old)) == (401, "token_invalid"))
    assert gateway.get(ME, headers=token(account)).status_code == 200


@pytest.mark.parametrize("through", ["notifications", "box", "consultations"])
def test_a_fact_counts_only_through_the_exchange_of_its_service(gateway, services, token, through):
    """A06: each broker user can write to its own exchange, whatever name it puts on what it tells."""
    account = str(uuid.uuid4())
    old = token(account, age=2)
    for name in (facts.session_ended.name, facts.rights_changed.name):
        since = datetime.now(UTC).isoformat()
        services.published(name, through=through, account_id=account, session_id=None, since=since)
    time.sleep(0.2)
    assert gateway.get(ME, headers=old).status_code == 200


def test_a_fact_of_the_future_is_of_now(gateway, services, token):
    """A06: else every new session of the account would be refused, too."""
    account = str(uuid.uuid4())
    later = datetime.now(UTC) + timedelta(days=1)
    services.published(facts.session_ended.name, later, account_id=account)
    services.published(facts.rights_changed.name, later, account_id=account, since=later.isoformat())
    after = str(uuid.uuid4())
    services.published(facts.session_ended.name, account_id=after)
    wait_until(lambda: code(gateway.get(ME, headers=token(after, age=2))) == (401, "token_invalid"))
    assert gateway.get(ME, headers=token(account)).status_code == 200


def deep_token(depth):
    payload = b'{"iss":"identity","x":' + b"[" * depth + b"]" * depth + b"}"
    return "Bearer e30." + base64.urlsafe_b64encode(payload).decode().rstrip("=") + ".e30"


@pytest.mark.parametrize("depth", [100, 3_000, 5_900])
def test_a_token_that_is_not_flat_is_invalid(gateway, depth):
    """A08"""
    assert code(gateway.get(ME, headers={"Authorization": deep_token(depth)})) == (401, "token_invalid")


def test_when_rights_changed_older_tokens_are_stale(gateway, services, token):
    account = str(uuid.uuid4())
    old = token(account, age=2)
    services.published(facts.rights_changed.name, account_id=account, since=datetime.now(UTC).isoformat())
    wait_until(lambda: code(gateway.get(ME, headers=old)) == (401, "token_stale"))
    assert gateway.get(ME, headers=token()).status_code == 200


@pytest.mark.parametrize("fact", [facts.rights_changed, facts.session_ended], ids=lambda it: it.name)
def test_a_token_of_the_same_second_is_told_apart_by_the_number_of_its_rights(gateway, services, token, fact):
    """A09: a role was taken in the very second in which the token was made."""
    account, now = str(uuid.uuid4()), datetime.now(UTC)
    before, after = token(account, ver=6), token(account, ver=7)
    refusal = "token_stale" if fact is facts.rights_changed else "token_invalid"
    more = {"since": now.isoformat()} if fact is facts.rights_changed else {}
    services.published(fact.name, now, version=7, account_id=account, **more)
    wait_until(lambda: code(gateway.get(ME, headers=before)) == (401, refusal))
    assert gateway.get(ME, headers=after).status_code == 200
    services.published(fact.name, now, version=5, account_id=account, **more)  # an older one, late
    time.sleep(0.2)
    assert gateway.get(ME, headers=after).status_code == 200


@pytest.fixture(scope="module")
def strict(settings, services):
    """A gateway with the rate limits as they are: 120 writes a minute, 3,000 reads by address, here a tenth of it."""
    running = Running(replace(settings, port=free_port(), rate_factor=0.1)).start()
    yield running
    running.stop()


def test_tokens_are_counted_before_they_are_checked(strict, stranger):
    """A08"""
    checked = []

    def ask():
        forged = stranger.sign({"iss": "identity", "aud": "capco", "sub": str(uuid.uuid4())}, 300)
        checked.append(forged)
        elsewhere = {"Authorization": f"Bearer {forged}", "X-Forwarded-For": "198.51.100.7"}
        return strict.get("/api/v1/projects", headers=elsewhere)

    answers = until_refused(ask, 700)
    assert answers[-1].status_code == 429
    assert len(answers) <= 330
    verified = strict.gateway.keeper._verifier
    assert not any(verified.knows(token) for token in checked)


def until_refused(ask: Callable[[], requests.Response], at_most: int) -> list[requests.Response]:
    """The answers up to the first refusal. What was asked in the minute before weighs less with each second of the
    next, so that a few more may pass."""
    answers: list[requests.Response] = []
    while len(answers) < at_most and (not answers or answers[-1].status_code != 429):
        answers.append(ask())
    return answers


def test_too_many_requests_are_refused_with_a_time_to_retry(strict, services, token):
    """GW-1"""
    mine = token()
    *taken, last = until_refused(lambda: strict.post("/api/v1/reports", {}, headers=mine), 20)
    assert {answer.status_code for answer in taken} == {201}
    assert 12 <= len(taken) < 15
    assert code(last) == (429, "too_many_requests")
    assert 1 <= int(last.headers["retry-after"]) <= 60
    assert taken[0].headers["ratelimit-policy"] == '"writes";q=12;w=60'
    assert taken[0].headers["ratelimit"].startswith('"writes";r=11;t=')
    assert strict.post("/api/v1/reports", {}, headers=token()).status_code == 201, "others are not concerned"
    assert strict.get(ME, headers=mine).status_code == 200, "reading is counted apart"


def test_those_who_are_not_signed_in_are_counted_by_address(strict):
    def ask(address: str):
        return strict.get("/api/v1/templates", headers={"X-Forwarded-For": address})

    *taken, last = until_refused(lambda: ask("203.0.113.7"), 400)
    assert {answer.status_code for answer in taken} == {200}
    assert len(taken) >= 300
    assert last.status_code == 429
    assert ask("203.0.113.8").status_code == 200


def test_forged_tokens_are_counted_too(strict):
    def ask():
        headers = {"X-Forwarded-For": "203.0.113.70", "Authorization": "Bearer a.b.c"}
        return strict.get(ME, headers=headers)

    *taken, last = until_refused(ask, 400)
    assert {answer.status_code for answer in taken} == {401}
    assert len(taken) >= 300
    assert last.status_code == 429


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("198.51.100.1", b"203.0.113.1", "198.51.100.1"),
        ("127.0.0.1", b"203.0.113.1", "203.0.113.1"),
        ("127.0.0.1", b"9.9.9.9, 203.0.113.1, 10.1.2.3", "203.0.113.1"),
        ("127.0.0.1", b"unknown", "127.0.0.1"),
        ("127.0.0.1", b"", "127.0.0.1"),
        ("::1", b"2001:DB8::1", "2001:db8::1"),
    ],
)
def test_only_our_own_proxies_say_who_the_client_is(peer, forwarded, client):
    assert Proxies(("127.0.0.0/8", "::1", "10.0.0.0/8")).client(peer, forwarded) == client


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (b"", "fr"),
        (b"en", "en"),
        (b"en-GB,en;q=0.9", "en"),
        (b"fr;q=0.9, en;q=0.8", "fr"),
        (b"de", "fr"),
        (b"*", "fr"),
        (b"en;q=0", "fr"),
        (b"en;q=x, fr", "fr"),
        (b"\xff\xfe", "fr"),
        (b"de, en;q=0.1", "en"),
    ],
)
def test_the_language_is_the_wanted_one_and_french_otherwise(header, language):
    assert language_of(header) == language


def test_pages_of_client_organisations_may_read_our_answers_and_others_may_not(gateway, services):
    """GW-1"""
    services.handlers["identity.list_organisations"] = lambda request, _: (
        {"items": [{"website": "https://ville.example/participer"}], "next_cursor": "next"}
        if "cursor" not in request
        else {"items": [{"website": None}, {"website": "http://école.example:8080"}], "next_cursor": None}
    )
    services.published(facts.organisation_changed.name, organisation_id=str(uuid.uuid4()))

    def allowed(origin: str) -> Any:
        return gateway.get("/api/v1/templates", headers={"Origin": origin}).headers.get(
            "access-control-allow-origin"
        )

    wait_until(lambda: allowed("https://ville.example") == "https://ville.example")
    assert allowed("http://xn--cole-9oa.example:8080") is not None
    assert allowed("https://evil.example") is None
    assert allowed("null") is None
    headers = {"Origin": "https://ville.example", "Access-Control-Request-Method": "PUT"}
    preflight = gateway.request("OPTIONS", "/api/v1/projects", headers=headers)
    assert preflight.status_code == 204
    assert "Idempotency-Key" in preflight.headers["access-control-allow-headers"]
    assert "access-control-allow-credentials" not in preflight.headers
    assert "Origin" in preflight.headers["vary"]
    refused = gateway.get("/api/v1/nothing", headers={"Origin": "https://ville.example"})
    assert refused.headers["access-control-allow-origin"] == "https://ville.example", (
        "refusals can be read too"
    )


@pytest.mark.parametrize(
    "website", [None, "", "ftp://x", "javascript:alert(1)", "https://", "https://x:99999", "http://[x"]
)
def test_what_is_not_a_site_is_no_origin(website):
    assert origin_of(website) is None


def test_an_origin_is_written_as_browsers_do():
    assert origin_of("HTTPS://Ville.Example:443/x?y#z") == b"https://ville.example"


def test_the_front_end_may_always_ask_and_nobody_else_by_an_empty_address():
    asks_nobody: Any = None
    own = Origins(asks_nobody, 60.0, "https://participer.ville.example/accueil")
    assert own.allows(b"https://participer.ville.example")
    assert not own.allows(b"https://evil.example")
    assert not Origins(asks_nobody, 60.0).allows(b"")


def test_what_is_known_of_origins_stays_while_identity_is_away_and_is_asked_again(
    gateway, services, monkeypatch
):
    monkeypatch.setattr("gateway.origins.AWAY_PAUSE", 0.1)
    services.refuse("identity.list_organisations", "unavailable", details={})
    services.published(facts.organisation_changed.name, organisation_id=str(uuid.uuid4()))
    wait_until(lambda: services.count("identity.list_organisations") >= 2)
    services.handlers["identity.list_organisations"] = lambda *_: {
        "items": [{"website": "https://back.example"}]
    }
    wait_until(lambda: gateway.gateway.origins.allows(b"https://back.example"))
    assert services.count("identity.list_organisations") >= 3


def test_a_token_that_is_over_does_not_hinder_having_the_next_one(gateway, services, token):
    answer = gateway.post("/api/v1/sessions/refresh", {"refresh_token": "x"}, headers=token(seconds=-100))
    assert answer.status_code == 200
    assert "capco.token" not in services.last("identity.refresh_session")[1]
    stale = gateway.post("/api/v1/sessions/links", {"email": "x"}, headers=token(seconds=-100))
    assert code(stale) == (401, "token_stale")
    assert code(gateway.get("/api/v1/nothing", headers=token(seconds=-100))) == (401, "token_stale")
