"""One service over the real broker and database: calls, keys, rights, facts, and what must not kill it."""

import json
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pika
import pytest
from parrot import contract
from sqlalchemy import text

from chassis import topology
from chassis.storage import Storage
from chassis.testing.caller import Caller, NoAnswer
from chassis.testing.fixtures import Process
from chassis.testing.malformed import MALFORMED
from chassis.tests.conftest import HERE
from chassis.tokens import Signer
from contracts.refused import Refused
from deploy.provision import free_ports

BIRD = uuid.uuid4()
CANARY = "canary-7f3a"


@pytest.fixture(scope="module")
def parrot(start: Callable[..., Process]) -> Process:
    return start("parrot", extra_path=HERE)


@pytest.fixture(scope="module")
def relay(start: Callable[..., Process]) -> Process:
    return start("parrot", "relay", extra_path=HERE)


@pytest.fixture
def keeper(actor_of: Callable[..., str]) -> str:
    return actor_of("keeper", BIRD)


def say(word: str) -> dict[str, Any]:
    return {"word": word, "bird_id": str(BIRD)}


def words(storage: Storage, table: str = "word") -> list[str]:
    with storage.engine.connect() as connection:
        return list(connection.execute(text(f"SELECT word FROM {table}")).scalars())


def eventually(check: Callable[[], bool], seconds: float = 15) -> bool:
    until = time.time() + seconds
    while time.time() < until:
        if check():
            return True
        time.sleep(0.05)
    return False


def test_answers_a_command_and_tells_its_fact(
    storage: Storage, parrot: Process, caller: Caller, keeper: str, told: Callable[[str], list[Any]]
) -> None:
    assert caller.ask(contract.say, say("bonjour"), keeper) == {"word": "bonjour", "times": 1}
    assert told("parrot.said.v1") == [{"word": "bonjour"}]


def test_a_retry_with_the_same_key_has_one_effect_and_the_same_answer(
    storage: Storage, parrot: Process, caller: Caller, keeper: str, told: Callable[[str], list[Any]]
) -> None:
    answers = [caller.ask(contract.say, say("coco"), keeper, key="the-same-key") for _ in range(3)]
    assert answers == [{"word": "coco", "times": 1}] * 3
    assert len(told("parrot.said.v1")) == 1


def test_a_retry_of_what_can_be_prepared_but_once_has_the_same_answer(
    storage: Storage, parrot: Process, caller: Caller, keeper: str
) -> None:
    first = caller.ask(contract.learn, say("nouveau"), keeper, key="key-of-nouveau")
    assert caller.ask(contract.learn, say("nouveau"), keeper, key="key-of-nouveau") == first
    with pytest.raises(Refused, match="not_a_word"):
        caller.ask(contract.learn, say("nouveau"), keeper, key="another-key")
    assert first == {"word": "nouveau", "times": 1}


def test_a_deadlock_before_the_transaction_costs_no_request(
    caller: Caller, parrot: Process, storage: Storage, keeper: str
) -> None:
    assert caller.ask(contract.learn, say("tangle"), keeper) == {"word": "tangle", "times": 1}


def test_a_retry_that_comes_too_late_has_the_answer_of_the_attempt_that_was_in_time(
    storage: Storage, parrot: Process, environments: dict[str, dict[str, str]], keeper: str
) -> None:
    """The first attempt's answer was lost on the way; while it still goes on, what it was allowed is over."""

    def attempt(key: str, after: float) -> Any:
        time.sleep(after)
        caller = Caller(environments["gateway"]["AMQP_URL"])
        try:
            return caller.ask(contract.squawk, say("tard"), keeper, key=key)
        except Refused as refused:
            return refused.code
        finally:
            caller.close()

    def say_another() -> None:
        time.sleep(0.5)
        with storage.engine.begin() as connection:
            connection.execute(text("INSERT INTO word (word, times) VALUES ('autre', 1)"))

    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(attempt, "the-late-key", 0)
        other = pool.submit(say_another)
        retry, stranger = pool.submit(attempt, "the-late-key", 0.8), pool.submit(attempt, "another-key", 0.8)
    assert other.result() is None
    assert first.result() == retry.result() == {"word": "tard", "times": 1}
    assert stranger.result() == "not_a_word"


def test_refuses_a_key_used_for_something_else(
    storage: Storage, parrot: Process, caller: Caller, keeper: str
) -> None:
    caller.ask(contract.say, say("un"), keeper, key="one-key")
    with pytest.raises(Refused, match="idempotency_key_reused"):
        caller.ask(contract.say, say("deux"), keeper, key="one-key")
    assert words(storage) == ["un"]


def test_a_refusal_crosses_the_bus_with_its_details(
    storage: Storage, parrot: Process, caller: Caller, keeper: str
) -> None:
    with pytest.raises(Refused) as refused:
        caller.ask(contract.say, say("silence"), keeper)
    assert (refused.value.code, refused.value.details) == ("not_a_word", {"word": "silence"})


def test_complains_by_field_and_refuses_unknown_fields(
    storage: Storage, parrot: Process, caller: Caller, keeper: str
) -> None:
    with pytest.raises(Refused) as refused:
        caller.ask(contract.say, {"word": "x" * 21, "bird_id": "no", "colour": "green"}, keeper)
    assert refused.value.fields == {
        "word": ["too_long:20"],
        "bird_id": ["invalid_id"],
        "colour": ["unknown_field"],
    }


@pytest.mark.parametrize("scope", [None, uuid.uuid4()])
def test_refuses_who_has_no_such_role_there(
    storage: Storage, parrot: Process, caller: Caller, actor_of: Callable[..., str], scope: Any
) -> None:
    with pytest.raises(Refused, match="sign_in_required"):
        caller.ask(contract.say, say("x"))
    with pytest.raises(Refused, match="forbidden"):
        caller.ask(contract.say, say("x"), actor_of("visitor" if scope is None else "keeper", scope))
    assert words(storage) == []


def test_a_method_that_never_asked_for_the_right_does_not_commit(
    storage: Storage, parrot: Process, caller: Caller, keeper: str
) -> None:
    with pytest.raises(Refused, match="internal_error"):
        caller.ask(contract.forget_to_ask, say("x"), keeper)
    assert words(storage) == []


def test_refuses_forged_expired_and_foreign_tokens(
    storage: Storage, parrot: Process, caller: Caller, actor_of: Callable[..., str], environments: Any
) -> None:
    good = actor_of("keeper", BIRD)
    forged = good[:-8] + ("AAAAAAAA" if not good.endswith("AAAAAAAA") else "BBBBBBBB")
    for token in (
        forged,
        "nonsense",
        actor_of("keeper", BIRD, seconds=-60),
        actor_of("keeper", BIRD, aud="parrot"),
    ):
        with pytest.raises(Refused, match="token_invalid"):
            caller.ask(contract.say, say("x"), token)


def test_internal_operations_are_for_the_named_sibling(
    storage: Storage, parrot: Process, caller: Caller, keeper: str, environments: Any
) -> None:
    def signed_by(service: str, audience: str = "parrot") -> str:
        signer = Signer(open(environments[service]["SIGNING_KEY_FILE"]).read())  # noqa: PTH123, SIM115
        return signer.sign({"iss": service, "sub": service, "aud": audience}, 60)

    assert caller.ask(contract.whisper, say("psst"), signed_by("consultations"))["word"] == "psst"
    for token in (None, keeper, signed_by("notifications"), signed_by("consultations", "identity")):
        with pytest.raises(Refused):
            caller.ask(contract.whisper, say("psst"), token)


def test_an_unforeseen_failure_says_nothing_and_changes_nothing(
    storage: Storage, parrot: Process, caller: Caller
) -> None:
    reply = caller.ask_raw("parrot.crash", {}, None, None, "fr", 5, "192.0.2.1")
    assert reply["error"]["code"] == "internal_error"
    assert CANARY not in str(reply)
    assert words(storage) == []
    assert CANARY not in parrot.log.read_text()


def test_an_expired_request_is_not_executed(
    storage: Storage, parrot: Process, caller: Caller, keeper: str
) -> None:
    with pytest.raises(NoAnswer):
        caller.ask_raw("parrot.say", say("tard"), keeper, None, "fr", -5, "192.0.2.1")
    time.sleep(0.3)
    assert words(storage) == []


def test_a_migration_under_a_running_service_costs_no_request(
    storage: Storage, parrot: Process, caller: Caller, keeper: str
) -> None:
    """D09: statements of whole rows were prepared, and no longer give the columns they gave."""

    def ask_and_say() -> None:
        assert caller.ask(contract.sleep, {"seconds": 0})["done"]
        assert caller.ask(contract.say, say("encore"), keeper)["word"] == "encore"

    for change in ("ADD COLUMN note text", "DROP COLUMN note"):
        for _ in range(20):
            ask_and_say()
        with storage.engine.begin() as connection:
            connection.execute(text(f"ALTER TABLE word {change}"))
        for _ in range(5):
            ask_and_say()


def test_waiting_in_the_database_does_not_stall_the_others(
    storage: Storage, parrot: Process, caller: Caller
) -> None:
    start = time.time()
    slow = Caller(caller.amqp_url)
    slow.publish(
        topology.RPC_EXCHANGE, "parrot.sleep", b'{"args":[],"kwargs":{"request":{"seconds":3}}}',
        reply_to="nobody", correlation_id="1", content_type="application/json",
    )  # fmt: skip
    assert caller.ask(contract.sleep, {"seconds": 0})["done"]
    assert time.time() - start < 2
    slow.close()


def test_no_malformed_message_ends_the_process(
    storage: Storage, parrot: Process, caller: Caller, keeper: str
) -> None:
    for routing_key in ("parrot.say", "parrot.no_such_thing", "parrot."):
        for body, properties in MALFORMED * 20:
            caller.publish(topology.RPC_EXCHANGE, routing_key, body, **properties)
    teller = Caller(parrot.environment["AMQP_URL"], "parrot")
    for body, properties in MALFORMED * 20:
        teller.publish("parrot.events", "parrot.said.v1", body, **properties)
    teller.close()
    assert caller.ask(contract.say, say("vivant"), keeper)["times"] == 1
    assert parrot.popen.poll() is None
    assert eventually(lambda: count(storage, "SELECT count(*) FROM parked") >= 200)


def count(storage: Storage, query: str) -> int:
    with storage.engine.connect() as connection:
        return int(connection.execute(text(query)).scalar_one())


def test_a_fact_is_heard_once_however_often_it_is_sent(
    storage: Storage, parrot: Process, relay: Process, caller: Caller, keeper: str
) -> None:
    caller.ask(contract.say, say("écho"), keeper)
    assert eventually(lambda: words(storage, "heard") == ["écho"])
    for _ in range(5):
        with storage.engine.begin() as connection:
            connection.execute(text("UPDATE outbox SET sent_at = NULL"))
        assert eventually(lambda: count(storage, "SELECT count(*) FROM outbox WHERE sent_at IS NULL") == 0)
    assert eventually(lambda: count(storage, "SELECT deliveries FROM inbox") == 6)
    assert words(storage, "heard") == ["écho"]


def test_a_fact_that_fails_is_tried_again_and_its_failed_effect_undone(
    storage: Storage, parrot: Process, relay: Process, caller: Caller, keeper: str
) -> None:
    caller.ask(contract.say, say("hiccup"), keeper)
    assert eventually(lambda: words(storage, "heard") == ["hiccup"])
    assert count(storage, "SELECT count(*) FROM inbox WHERE status = 'done' AND body IS NULL") == 1


def test_poison_ends_as_a_dead_row_and_the_rest_goes_on(
    storage: Storage, parrot: Process, relay: Process, caller: Caller, keeper: str
) -> None:
    caller.ask(contract.say, say("poison"), keeper)
    caller.ask(contract.say, say("suite"), keeper)
    assert eventually(lambda: words(storage, "heard") == ["suite"])
    with storage.engine.begin() as connection:
        connection.execute(
            text("UPDATE inbox SET attempts = 5, next_at = clock_timestamp() WHERE status = 'retry'")
        )
    assert eventually(lambda: count(storage, "SELECT count(*) FROM inbox WHERE status = 'dead'") == 1)
    assert CANARY not in parrot.log.read_text()


def tell_together(storage: Storage, said: list[str]) -> None:
    with storage.transaction() as transaction:
        for word in said:
            transaction.publish(
                contract.said, aggregate_id=uuid.uuid4(), aggregate_version=1, data={"word": word}
            )


def test_what_comes_together_is_taken_in_together_each_once(
    storage: Storage, parrot: Process, relay: Process
) -> None:
    said = [f"mot {number:02}" for number in range(60)]
    tell_together(storage, said)
    assert eventually(lambda: len(words(storage, "heard")) == 60)
    assert sorted(words(storage, "heard")) == said
    assert count(storage, "SELECT count(DISTINCT xmin::text) FROM heard") < 60, "each had its own transaction"
    with storage.engine.begin() as connection:
        connection.execute(text("UPDATE outbox SET sent_at = NULL"))
    assert eventually(lambda: count(storage, "SELECT count(*) FROM inbox WHERE deliveries > 1") == 60)
    assert len(words(storage, "heard")) == 60


def test_one_that_fails_among_many_holds_none_of_the_others_up(
    storage: Storage, parrot: Process, relay: Process
) -> None:
    said = [f"mot {number:02}" for number in range(40)]
    tell_together(storage, [*said[:20], "poison", *said[20:]])
    assert eventually(lambda: sorted(words(storage, "heard")) == said)
    assert eventually(lambda: count(storage, "SELECT count(*) FROM inbox WHERE status = 'retry'") == 1)


def test_a_row_that_no_longer_can_be_read_holds_no_other_up(
    storage: Storage, parrot: Process, relay: Process
) -> None:
    tell_together(storage, ["poison"])
    assert eventually(lambda: count(storage, "SELECT count(*) FROM inbox WHERE status = 'retry'") == 1)
    with storage.engine.begin() as connection:
        connection.execute(text("UPDATE inbox SET body = '{}', next_at = clock_timestamp()"))
    tell_together(storage, ["hiccup"])
    assert eventually(lambda: words(storage, "heard") == ["hiccup"])
    assert eventually(lambda: count(storage, "SELECT count(*) FROM inbox WHERE status = 'dead'") == 1)


def test_the_logs_of_a_request_and_of_what_follows_from_it_bear_its_trace(
    storage: Storage, parrot: Process, relay: Process, caller: Caller, keeper: str
) -> None:
    trace = uuid.uuid4().hex
    asked = (None, "fr", 5, "192.0.2.1", f"00-{trace}-00f067aa0ba902b7-01")
    caller.ask_raw("parrot.crash", {}, None, *asked)
    assert events_of(parrot, trace) == ["call_failed"]
    caller.ask_raw("parrot.say", say("poison"), keeper, *asked)
    assert eventually(lambda: events_of(parrot, trace)[:3] == ["call_failed", "fact_retry", "fact_retry"])


def events_of(process: Process, trace: str) -> list[str]:
    lines = [json.loads(line) for line in process.log.read_text().splitlines() if line.startswith("{")]
    return [line["event"] for line in lines if line.get("trace_id") == trace]


def test_timed_work_runs(storage: Storage, parrot: Process) -> None:
    with storage.engine.begin() as connection:
        connection.execute(text("INSERT INTO ticks VALUES (0)"))
    assert eventually(lambda: count(storage, "SELECT max(n) FROM ticks") >= 2)


def test_stops_in_order_when_asked(
    start: Callable[..., Process], storage: Storage, caller: Caller, keeper: str
) -> None:
    second = start("parrot", extra_path=HERE, HEALTH_PORT=str(free_ports(1)[0]))
    assert second.stop() == 0


@pytest.fixture
def alone(parrot: Process) -> Iterator[Process]:
    """The one process that answers; started again when it was ended."""
    yield parrot
    parrot.popen.wait(15)
    parrot.restart()
    parrot.wait_ready(int(parrot.environment["HEALTH_PORT"]))


def test_answers_what_it_has_begun_before_it_ends(storage: Storage, alone: Process, caller: Caller) -> None:
    begun = Caller(caller.amqp_url)
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(begun.ask, contract.sleep, {"seconds": 3})
        sleeping = (
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE query LIKE 'SELECT pg_sleep%' AND datname = current_database()"
        )
        assert eventually(lambda: count(storage, sleeping) == 1)
        assert alone.stop() == 0
        assert answer.result() == {"done": True}
    begun.close()
    assert waiting(alone, topology.rpc_queue("parrot")) == 0, "someone would do it again"


def waiting(process: Process, queue: str) -> int:
    """The messages in a queue that nobody has."""
    connection = pika.BlockingConnection(pika.URLParameters(process.environment["AMQP_URL"]))
    found = connection.channel().queue_declare(queue, passive=True).method.message_count
    connection.close()
    return int(found)


def test_says_that_it_could_not_stop_in_time(alone: Process, caller: Caller) -> None:
    caller.publish(
        topology.RPC_EXCHANGE, "parrot.doze", b'{"args":[],"kwargs":{"request":{"seconds":13}}}',
        reply_to="nobody", correlation_id="1", content_type="application/json",
        headers={"capco.left_ms": "5000"},
    )  # fmt: skip
    caller.ask(contract.sleep, {"seconds": 0})
    assert alone.stop(15) == 1
    assert "not_stopped" in alone.log.read_text()
