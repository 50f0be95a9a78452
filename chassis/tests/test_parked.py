"""`make parked`: what could not be handled is shown, and what is dead is handled once its cause is mended."""

import os
import subprocess
import sys
import uuid
from collections.abc import Callable
from typing import Any

import orjson
import pytest
from parrot import contract
from parrot.service import ParrotService
from sqlalchemy import text
from werkzeug.test import Client

from chassis.health import Health
from chassis.inbox import MOST_ATTEMPTS, InboxConsumer
from chassis.parked_page import ParkedPage
from chassis.service import subscriptions_of
from chassis.storage import Storage
from chassis.testing.fixtures import ROOT
from chassis.tests.conftest import HERE

Parked = Callable[..., list[str]]


@pytest.fixture
def parked(environments: dict[str, dict[str, str]]) -> Parked:
    """`parked("--replay")`: the lines of the command."""
    paths = os.pathsep.join([HERE, str(ROOT), str(ROOT / "services")])
    environment = {**os.environ, **environments["parrot"], "PYTHONPATH": paths}

    def run(*arguments: str) -> list[str]:
        command = [sys.executable, "-m", "chassis.parked", "parrot", *arguments]
        done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
        return done.stdout.splitlines()

    return run


@pytest.fixture
def inbox_consumer(storage: Storage) -> InboxConsumer:
    with storage.engine.begin() as connection:
        connection.execute(text("ALTER SEQUENCE hiccups RESTART"))
    return InboxConsumer(storage)


def hear(inbox_consumer: InboxConsumer, body: bytes) -> None:
    fact, method = subscriptions_of(ParrotService)["on_said"]
    inbox_consumer.hear(ParrotService(), method, fact, [body], together=False)


def try_again(inbox_consumer: InboxConsumer) -> bool:
    return inbox_consumer.retry_one(ParrotService(), subscriptions_of(ParrotService))


def said(word: str) -> tuple[str, bytes]:
    """A fact's id and the fact."""
    fact_id = str(uuid.uuid4())
    content: dict[str, Any] = {
        "id": fact_id, "type": contract.said.name, "aggregateid": str(uuid.uuid4()), "aggregateversion": 1,
        "time": "2026-11-23T10:00:00+00:00", "data": {"word": word},
    }  # fmt: skip
    return fact_id, orjson.dumps(content)


def dead(inbox_consumer: InboxConsumer, word: str) -> str:
    """The id of a fact that failed once too often."""
    fact_id, body = said(word)
    hear(inbox_consumer, body)
    with inbox_consumer.storage.engine.begin() as connection:
        tried = {"fact_id": fact_id, "attempts": MOST_ATTEMPTS}
        connection.execute(
            text(
                "UPDATE inbox SET status = 'dead', attempts = :attempts, next_at = NULL WHERE fact_id = :fact_id"
            ),
            tried,
        )
    return fact_id


def heard(storage: Storage) -> list[str]:
    with storage.engine.connect() as connection:
        return list(connection.execute(text("SELECT word FROM heard")).scalars())


def test_shows_what_is_dead_and_what_nobody_can_read_without_its_text(
    inbox_consumer: InboxConsumer, parked: Parked
) -> None:
    fact_id = dead(inbox_consumer, "poison")
    hear(inbox_consumer, b'{"canary": 1}')
    first, second, last = parked()
    assert first.startswith(f"dead  parrot.said.v1 {fact_id} in on_said: 6 attempts, ValueError at ")
    assert second.startswith("parked parrot.said.v1: not a fact, 13 bytes, ")
    assert last == "1 facts wait, 1 messages parked"
    assert "canary" not in first + second


def test_a_replayed_fact_is_handled_and_gone_from_the_list(
    storage: Storage, inbox_consumer: InboxConsumer, parked: Parked
) -> None:
    dead(inbox_consumer, "hiccup")
    assert not try_again(inbox_consumer), "a dead fact is tried by nobody"
    assert parked("--replay")[0] == "1 facts are tried again"
    assert try_again(inbox_consumer)
    assert heard(storage) == ["hiccup"]
    assert parked() == ["0 facts wait, 0 messages parked"]


def test_one_fact_is_replayed_alone(inbox_consumer: InboxConsumer, parked: Parked) -> None:
    chosen, other = dead(inbox_consumer, "poison"), dead(inbox_consumer, "poison")
    tried, *lines = parked("--replay", chosen)
    assert tried == "1 facts are tried again"
    assert {(line[:5].strip(), line.split()[2]) for line in lines[:-1]} == {
        ("retry", chosen),
        ("dead", other),
    }


def test_a_replayed_fact_that_still_fails_has_all_its_attempts_again(
    inbox_consumer: InboxConsumer, parked: Parked
) -> None:
    fact_id = dead(inbox_consumer, "poison")
    parked("--replay", fact_id)
    assert try_again(inbox_consumer)
    assert parked()[0].startswith(f"retry parrot.said.v1 {fact_id} in on_said: 1 attempts")


# --- the page on the internal port


@pytest.fixture
def page(storage: Storage) -> Client:
    return Client(Health({}, {"/parked": ParkedPage(storage, "parrot")}))


HERE_ITSELF = {"Host": "127.0.0.1:8080", "Origin": "http://127.0.0.1:8080"}


def test_the_page_shows_the_same_and_replays_one_or_all(inbox_consumer: InboxConsumer, page: Client) -> None:
    first, second = dead(inbox_consumer, "poison"), dead(inbox_consumer, "poison")
    hear(inbox_consumer, b'{"canary": 1}')
    shown = page.get("/parked").text
    assert first in shown
    assert second in shown
    assert "not a fact" in shown
    assert not [word for word in ("canary", "poison") if word in shown]
    answer = page.post("/parked", data={"fact": first}, headers=HERE_ITSELF)
    assert (answer.status_code, answer.location) == (303, "/parked")
    assert page.get("/parked").text.count("Try again") == 1
    page.post("/parked", data={"fact": "all"}, headers=HERE_ITSELF)
    assert "Try again" not in page.get("/parked").text


@pytest.mark.parametrize(
    ("fact", "headers", "status"),
    [
        ("all", {"Host": "127.0.0.1:8080"}, 403),
        ("all", HERE_ITSELF | {"Origin": "https://elsewhere.example"}, 403),
        ("nothing", HERE_ITSELF, 400),
        ("", HERE_ITSELF, 400),
        ("x" * 10_000, HERE_ITSELF, 400),
    ],
)
def test_the_page_replays_nothing_for_another_page_or_without_a_fact(
    inbox_consumer: InboxConsumer, page: Client, fact: str, headers: dict[str, str], status: int
) -> None:
    dead(inbox_consumer, "hiccup")
    assert page.post("/parked", data={"fact": fact}, headers=headers).status_code == status
    assert not try_again(inbox_consumer)
