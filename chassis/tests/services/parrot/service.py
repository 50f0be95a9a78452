"""The parrot, a service for tests."""

import time  # noqa: I001
from typing import Any
from uuid import uuid4

from parrot import contract
from sqlalchemy import text

from chassis.service import Call, ReceivedFact, Service, Transaction, command, scheduled, subscribes, query
from contracts.refused import Refused

SAY = text(
    "INSERT INTO word (word, times) VALUES (:word, 1)"
    " ON CONFLICT (word) DO UPDATE SET times = word.times + 1 RETURNING times, word.*"
)


DEADLOCK = text("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = 'deadlock_detected'; END $$")


class ParrotService(Service):
    knots = 1
    name = "parrot"
    rights_table = {"say": frozenset({"keeper"})}

    @command(contract.say)
    def say(self, call: Call, tx: Transaction) -> Any:
        call.permit(call.request["bird_id"])
        word = call.request["word"]
        if word == "silence":
            raise Refused("not_a_word", word=word)
        times = tx.connection.execute(SAY, {"word": word}).scalar_one()
        tx.publish(contract.said, aggregate_id=uuid4(), aggregate_version=times, data={"word": word})
        return {"word": word, "times": times}

    @command(contract.learn, preload="must_be_new")
    def learn(self, call: Call, tx: Transaction) -> Any:
        return self.say_again(call, tx)

    def must_be_new(self, call: Call) -> None:
        with self.db.snapshot() as snapshot:
            if call.request["word"] == "tangle" and ParrotService.knots:
                ParrotService.knots -= 1
                snapshot.connection.execute(DEADLOCK)
            known = text("SELECT 1 FROM word WHERE word = :word")
            if snapshot.connection.execute(known, {"word": call.request["word"]}).one_or_none():
                raise Refused("not_a_word", word=call.request["word"])

    def say_again(self, call: Call, tx: Transaction) -> dict[str, Any]:
        call.permit(call.request["bird_id"])
        word = call.request["word"]
        times = tx.connection.execute(SAY, {"word": word}).scalar_one()
        return {"word": word, "times": times}

    @command(contract.forget_to_ask)
    def forget_to_ask(self, call: Call, tx: Transaction) -> Any:
        times = tx.connection.execute(SAY, {"word": call.request["word"]}).scalar_one()
        return {"word": call.request["word"], "times": times}

    @command(contract.crash)
    def crash(self, call: Call, tx: Transaction) -> Any:
        tx.connection.execute(SAY, {"word": "crash"})
        tx.connection.execute(text("SELECT 'secret canary-7f3a' || nothing_here"))

    @query(contract.sleep)
    def sleep(self, call: Call, tx: Transaction) -> Any:
        tx.connection.execute(text("SELECT pg_sleep(:seconds)"), {"seconds": call.request["seconds"]})
        tx.connection.execute(text("SELECT * FROM word LIMIT 1")).one_or_none()
        return {"done": True}

    @query(contract.doze)
    def doze(self, call: Call, tx: Transaction) -> Any:
        time.sleep(call.request["seconds"])
        return {"done": True}

    @command(contract.squawk)
    def squawk(self, call: Call, tx: Transaction) -> Any:
        tx.lock_shared(call.request["bird_id"])
        if tx.connection.execute(text("SELECT count(*) FROM word")).scalar_one():
            raise Refused("not_a_word", word=call.request["word"])
        tx.connection.execute(text("SELECT pg_sleep(1.5)"))
        return self.say_again(call, tx)

    @command(contract.whisper)
    def whisper(self, call: Call, tx: Transaction) -> Any:
        return {"word": call.request["word"], "times": 0}

    @subscribes(contract.said, together=True)
    def on_said(self, fact: ReceivedFact, tx: Transaction) -> None:
        tx.connection.execute(text("INSERT INTO heard (word) VALUES (:word)"), {"word": fact.data["word"]})
        if fact.data["word"] == "poison":
            raise ValueError("canary-7f3a cannot be heard")
        if fact.data["word"] == "hiccup":
            tries = tx.connection.execute(text("SELECT nextval('hiccups')")).scalar_one()
            if tries < 2:
                raise ValueError("hiccup")

    @scheduled(0.2)
    def count_ticks(self, tx: Transaction) -> None:
        tx.connection.execute(text("UPDATE ticks SET n = n + 1"))
