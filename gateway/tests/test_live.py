"""GW-2: live figures."""

import json
import socket
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contracts.consultations import facts
from gateway.tests.conftest import Running, wait_until
from gateway.tests.responder import Refusing, Responder


class Stream:
    def __init__(self, sock: socket.socket) -> None:
        self.sock, self.heard = sock, b""

    def listen(self, seconds: float = 0.3) -> "Stream":
        self.sock.settimeout(seconds)
        try:
            while piece := self.sock.recv(65536):
                self.heard += piece
        except TimeoutError:
            pass
        return self

    @property
    def ended(self) -> bool:
        return self.heard.endswith(b"0\r\n\r\n")

    def until(self, count: int, seconds: float = 5.0) -> list[Any]:
        wait_until(lambda: len(self.listen(0.05).events) >= count, seconds)
        return self.events

    @property
    def events(self) -> list[Any]:
        found = []
        for block in self.heard.decode().split("\n\n"):
            lines = dict(
                line.split(": ", 1)
                for line in block.splitlines()
                if ": " in line and not line.startswith(":")
            )
            if "data" in lines:
                found.append((int(lines["id"]), json.loads(lines["data"])))
        return found


@contextmanager
def listening(gateway: Running, project: str, **headers: Any) -> Iterator[Stream]:
    with socket.create_connection(("127.0.0.1", gateway.port)) as sock:
        more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        sock.sendall(
            f"GET /api/v1/projects/{project}/figures/stream HTTP/1.1\r\nHost: x\r\n{more}\r\n".encode()
        )
        yield Stream(sock)


@pytest.fixture
def project():
    return str(uuid.uuid4())


@pytest.fixture
def votes(services):
    count = {"votes": 1}
    services.handlers["consultations.get_figures"] = lambda request, _: {**request, **count}
    return count


def published(services: Responder, project: str) -> None:
    ids: dict[str, Any] = {
        "step_id": str(uuid.uuid4()),
        "contribution_id": str(uuid.uuid4()),
        "account_id": str(uuid.uuid4()),
    }
    services.published(
        facts.opinion_vote_cast.name,
        project_id=project,
        organisation_id=str(uuid.uuid4()),
        counted=True,
        **ids,
    )


def test_a_listener_has_the_figures_at_once_and_again_within_a_second_of_a_fact(
    gateway, services, project, votes
):
    with listening(gateway, project) as stream:
        assert stream.until(1)[0][1]["votes"] == 1
        assert b"text/event-stream" in stream.heard
        votes["votes"] = 2
        began = time.monotonic()
        published(services, project)
        (first, _), (second, figures) = stream.until(2)
        assert figures["votes"] == 2
        assert second > first
        assert time.monotonic() - began < 2


def test_a_crowd_of_facts_and_of_listeners_costs_one_question_a_second(gateway, services, project, votes):
    with (
        listening(gateway, project) as one,
        listening(gateway, project) as two,
        listening(gateway, project) as three,
    ):
        for stream in (one, two, three):
            stream.until(1)
        assert services.count("consultations.get_figures") == 1
        began = time.monotonic()
        for number in range(10):
            votes["votes"] = 10 + number
            published(services, project)
        wait_until(lambda: one.listen(0.05).events[-1][1]["votes"] == 19)
        assert services.count("consultations.get_figures") <= 2 + time.monotonic() - began
        assert three.until(2)[-1][0] == one.events[-1][0]


def test_someone_who_comes_back_has_what_is_new_and_nothing_twice(gateway, services, project, votes):
    with listening(gateway, project) as kept:
        last = kept.until(1)[-1][0]
        with listening(gateway, project, Last_Event_ID=last) as back:
            assert back.listen(0.3).events == []
        votes["votes"] = 9
        published(services, project)
        kept.until(2)
        with listening(gateway, project, Last_Event_ID=last) as back:
            assert back.until(1)[0][1]["votes"] == 9
        with listening(gateway, project, Last_Event_ID="nonsense") as back:
            assert back.until(1)[0][1]["votes"] == 9


def test_a_quiet_stream_says_that_it_is_still_there(gateway, project, votes, monkeypatch):
    monkeypatch.setattr("gateway.live.HEARTBEAT_SECONDS", 0.3)
    with listening(gateway, project) as stream:
        wait_until(lambda: b": still here" in stream.listen(0.1).heard)


def test_nobody_is_told_of_a_project_one_may_not_see(gateway, services, project, token):
    services.refuse("consultations.get_figures", "not_found", details={})
    with listening(gateway, project) as stream:
        assert b" 404 " in stream.listen().heard
    with listening(gateway, "nonsense") as stream:
        assert b" 404 " in stream.listen().heard


def test_a_member_listens_to_a_project_that_is_not_public_and_only_with_their_token(
    gateway, services, project, token
):
    count = {"votes": 1}

    def members_only(_, headers):
        if "capco.token" not in headers:
            raise Refusing(code="not_found", exc_type="Refused")
        return dict(count)

    services.handlers["consultations.get_figures"] = members_only
    account, session = str(uuid.uuid4()), str(uuid.uuid4())
    mine = token(account, session)
    with listening(gateway, project, **mine) as stream:
        assert stream.until(1)[0][1] == {"votes": 1}
        with listening(gateway, project) as other:
            assert b" 404 " in other.listen().heard
        services.published("identity.session_ended.v1", account_id=account, session_id=session)
        published(services, project)
        wait_until(lambda: stream.listen(0.1).ended)


def test_a_right_that_was_taken_ends_the_streams_opened_by_it_at_once(gateway, services, project, token):
    """A18: leaving a group is such a change; nothing else has to happen in the project."""

    def members_only(_, headers):
        if "capco.token" not in headers:
            raise Refusing(code="not_found", exc_type="Refused")
        return {"votes": 1}

    services.handlers["consultations.get_figures"] = members_only
    account = str(uuid.uuid4())
    since = (datetime.now(UTC) + timedelta(seconds=2)).isoformat()
    with listening(gateway, project, **token(account, str(uuid.uuid4()))) as stream:
        stream.until(1)
        services.published("identity.rights_changed.v1", account_id=str(uuid.uuid4()), since=since)
        stream.listen(1.5)
        assert not stream.ended
        services.refuse("consultations.get_figures", "not_found", details={})
        services.published("identity.rights_changed.v1", account_id=account, since=since)
        wait_until(lambda: stream.listen(0.1).ended)


def test_a_project_taken_out_of_view_ends_its_streams(gateway, services, project, votes):
    with listening(gateway, project) as stream:
        stream.until(1)
        services.refuse("consultations.get_figures", "not_found", details={})
        services.published(
            facts.project_published.name, project_id=project, organisation_id=project, visibility="draft"
        )
        wait_until(lambda: stream.listen(0.1).ended)


def test_a_service_that_is_away_ends_no_stream(gateway, services, project, votes):
    with listening(gateway, project) as stream:
        stream.until(1)
        services.refuse("consultations.get_figures", "unavailable", details={})
        published(services, project)
        assert not stream.listen(1.5).ended
        services.handlers["consultations.get_figures"] = lambda *_: {"votes": 77}
        assert stream.until(2)[-1][1] == {"votes": 77}


def test_nothing_is_kept_when_the_last_listener_left(gateway, services, project, votes):
    with listening(gateway, project) as stream:
        stream.until(1)
        assert len(gateway.gateway.live._feeds) >= 1
    wait_until(lambda: project not in {key[0] for key in gateway.gateway.live._feeds})
