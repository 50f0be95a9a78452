"""The discussion over the real broker: writing, voting, confirmations heard, conditions asked of identity."""

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from chassis import topology
from chassis.envelope import fact_body
from chassis.testing.caller import Caller
from consultations.tests.world import World
from contracts.consultations import contributions as contributions_ops
from contracts.consultations import debate as debate_ops
from contracts.consultations import moderation as moderation_ops
from contracts.consultations import steps as steps_ops
from contracts.identity import facts as identity_facts
from contracts.operations import Operation
from contracts.refused import Refused

NEIGHBOUR = '''
"""Stands in for identity: nobody whose id is odd is old enough; everyone whose id is even is in one group."""

from uuid import UUID

from chassis.service import Service, query
from contracts.identity import internal as ops


class IdentityService(Service):
    name = "identity"

    @query(ops.groups_of)
    def groups_of(self, call, tx):
        return {"groups": [UUID(int=77)] if call.request["account_id"].int % 2 == 0 else []}

    @query(ops.check_requirements)
    def check_requirements(self, call, tx):
        return {"unmet": ["0"] if call.request["account_id"].int % 2 else []}
'''


@pytest.fixture(scope="module", autouse=True)
def running(start, tmp_path_factory):
    """The service, with an identity of its own kind beside it."""
    package = tmp_path_factory.mktemp("neighbours") / "identity"
    (package / "migrations" / "versions").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "service.py").write_text(NEIGHBOUR)
    start("consultations")
    start("identity", extra_path=str(package.parent))


@pytest.fixture
def world(storage):
    """The frame of a consultation; everything else is asked over the broker."""
    return World(storage)


@pytest.fixture
def write(world: World, caller: Caller) -> Callable[..., dict[str, Any]]:
    def submit(token: str, **more: Any) -> dict[str, Any]:
        asked = {"section_id": world.section, "title": "Un titre", "body": "Un texte", **more}
        return caller.ask(contributions_ops.submit_contribution, asked, token)

    return submit


def refusal(caller: Caller, operation: Operation, request: dict[str, Any], token: str | None = None) -> str:
    with pytest.raises(Refused) as refused:
        caller.ask(operation, request, token)
    return refused.value.code


def eventually(look: Callable[[], Any], seconds: float = 8.0) -> Any:
    until = time.time() + seconds
    while not (found := look()) and time.time() < until:
        time.sleep(0.05)
    return found


@pytest.fixture
def hear(environments):
    """Publishes a fact as identity does."""
    identity = Caller(environments["identity"]["AMQP_URL"], "identity")

    def publish(fact: Any, data: dict[str, Any], account_id: UUID, fact_id: UUID) -> None:
        row = {
            "id": fact_id,
            "fact": fact.name,
            "aggregate": fact.aggregate,
            "aggregate_id": account_id,
            "aggregate_version": 1,
            "occurred_at": datetime.now(UTC),
            "data": json.dumps(data),
            "traceparent": None,
        }
        body, exchange = fact_body(row, "identity"), topology.events_exchange("identity")
        identity.publish(
            exchange, fact.name, body, content_type="application/cloudevents+json", delivery_mode=2
        )

    yield publish
    identity.close()


def test_writes_argues_votes_and_counts(world, caller, write, actor_of, told):
    """CO-5 CO-6"""
    contribution = write(actor_of(name="Dominique"))
    assert (contribution["state"], contribution["author"]["display_name"]) == ("published", "Dominique")
    about = {"contribution_id": contribution["id"]}
    argument = caller.ask(debate_ops.add_argument, {**about, "side": "for", "body": "Parce que"}, actor_of())
    caller.ask(debate_ops.vote_argument, {"argument_id": argument["id"]}, actor_of())
    for value in ("agree", "agree", "mixed"):
        vote = caller.ask(contributions_ops.cast_opinion_vote, {**about, "value": value}, actor_of())
    assert vote["opinions"] == {"agree": 2, "mixed": 1, "disagree": 0}
    found = caller.ask(contributions_ops.get_contribution, about)
    assert (found["opinions"], found["arguments_for"]) == (vote["opinions"], 1)
    assert len(told("consultations.opinion_vote_cast.v1")) == 3
    waiting = "SELECT count(*) AS waiting FROM contribution_delta"
    assert eventually(lambda: world.rows(waiting)[0].waiting == 0), (
        "the counters are folded in the background"
    )
    assert caller.ask(contributions_ops.get_contribution, about) == found
    listed = caller.ask(contributions_ops.list_contributions, {"step_id": world.step, "q": "titres"})["items"]
    assert [each["opinions"] for each in listed] == [vote["opinions"]]


def test_gives_a_repeated_command_its_first_answer(world, caller, write, actor_of):
    voter, contribution = actor_of(), write(actor_of())
    asked = {"contribution_id": contribution["id"], "value": "agree"}
    answers = [
        caller.ask(contributions_ops.cast_opinion_vote, asked, voter, key="the-same") for _ in range(3)
    ]
    assert answers[0] == answers[1] == answers[2]
    assert world.rows("SELECT count(*) FROM opinion_vote") == [(1,)]


def test_publishes_what_waited_when_the_confirmation_is_heard_once_or_twice(
    caller, write, actor_of, told, hear
):
    """ID-2"""
    account = uuid4()
    author = actor_of(account_id=account, confirmed=False)
    mine, theirs = write(author), write(actor_of())
    asked = {"contribution_id": theirs["id"], "value": "agree"}
    assert caller.ask(contributions_ops.cast_opinion_vote, asked, author)["counted"] is False
    assert refusal(caller, contributions_ops.get_contribution, {"contribution_id": mine["id"]}) == "not_found"
    fact_id = uuid4()
    for _ in range(2):
        hear(identity_facts.email_confirmed, {"account_id": str(account)}, account, fact_id)
    assert eventually(lambda: told("consultations.contribution_published.v1"))
    time.sleep(0.3)
    assert (
        caller.ask(contributions_ops.get_contribution, {"contribution_id": mine["id"]})["state"]
        == "published"
    )
    counts = caller.ask(contributions_ops.get_contribution, {"contribution_id": theirs["id"]})["opinions"]
    assert counts["agree"] == 1
    assert len(told("consultations.contribution_published.v1")) == 1


def test_asks_the_neighbour_for_conditions_and_groups(world, caller, write, actor_of):
    """ID-5 CO-1"""
    world.add_requirement("age", age_least=18)
    young, old = actor_of(account_id=UUID(int=2**100 + 1)), actor_of(account_id=UUID(int=2**100 + 2))
    asked = {"section_id": world.section, "title": "Un titre", "body": "Un texte"}
    assert refusal(caller, contributions_ops.submit_contribution, asked, young) == "requirements_unmet"
    assert write(old)["state"] == "published"
    unmet = caller.ask(steps_ops.get_my_participation, {"step_id": world.step}, young)["unmet_requirements"]
    assert [each["kind"] for each in unmet] == ["age"]
    group_step = world.add_step(world.add_project(visibility="group", group_id=UUID(int=77)))
    assert caller.ask(steps_ops.get_graph, {"step_id": group_step}, old)["nodes"] == []
    assert refusal(caller, steps_ops.get_graph, {"step_id": group_step}, young) == "not_found"
    assert refusal(caller, steps_ops.get_graph, {"step_id": group_step}) == "not_found"


def test_moderates_over_the_broker(world, caller, write, actor_of, told):
    """CO-11"""
    author, moderator = actor_of(), actor_of("moderator", world.organisation)
    contribution = write(author)
    target = {"target": "contribution", "target_id": contribution["id"]}
    caller.ask(moderation_ops.report, {**target, "reason": "off_topic"}, actor_of())
    work = {"organisation_id": world.organisation}
    assert [
        item["reports"] for item in caller.ask(moderation_ops.list_moderation, work, moderator)["items"]
    ] == [1]
    for stranger in (actor_of(), actor_of("moderator", uuid4()), None):
        code = "sign_in_required" if stranger is None else "forbidden"
        assert refusal(caller, moderation_ops.list_moderation, work, stranger) == code
    decision = {**work, "targets": [{**target, "version": 1}], "decision": "trash", "reason": "Hors sujet"}
    caller.ask(moderation_ops.moderate, decision, moderator)
    caller.ask(moderation_ops.appeal, {**target, "body": "C'est dans le sujet."}, author)
    [item] = caller.ask(moderation_ops.list_moderation, work, moderator)["items"]
    again = {"targets": [{**target, "version": item["version"]}], "decision": "keep"}
    caller.ask(moderation_ops.moderate, {**decision, **again}, moderator)
    assert [fact["after_appeal"] for fact in told("consultations.moderated.v1")] == [False, True]
    assert caller.ask(moderation_ops.list_my_moderated, {}, author)["items"] == []


def test_refuses_fields_sorts_and_ids_that_it_does_not_know(world, caller, actor_of):
    for operation, request in (
        (
            contributions_ops.list_contributions,
            {"step_id": world.step, "sort": "votes; DROP TABLE contribution"},
        ),
        (contributions_ops.list_contributions, {"step_id": world.step, "author": "x"}),
        (contributions_ops.list_contributions, {"step_id": world.step, "limit": 101}),
        (contributions_ops.get_contribution, {"contribution_id": "1"}),
        (contributions_ops.cast_opinion_vote, {"contribution_id": str(uuid4()), "value": "love"}),
    ):
        assert refusal(caller, operation, request, actor_of()) == "invalid_input"


def test_takes_votes_from_many_callers_at_once(world, caller, write, actor_of, environments, capsys):
    """A measure, printed; what must hold is that every vote counts once."""
    contributions = [UUID(write(actor_of())["id"]) for _ in range(20)]
    callers = [Caller(environments["gateway"]["AMQP_URL"]) for _ in range(16)]

    def vote(place: int, chosen: list[UUID], tokens: list[str]) -> None:
        for number, token in enumerate(tokens):
            about = chosen[(place + number) % len(chosen)]
            callers[place].ask(
                contributions_ops.cast_opinion_vote, {"contribution_id": about, "value": "agree"}, token
            )

    rates, total = {}, 0
    for name, chosen in (("many", contributions), ("one", contributions[:1])):
        tokens = [[actor_of() for _ in range(20)] for _ in callers]
        started = time.perf_counter()
        with ThreadPoolExecutor(16) as pool:
            list(pool.map(vote, range(16), [chosen] * 16, tokens))
        rates[name] = 320 / (time.perf_counter() - started)
        total += 320
    for each in callers:
        each.close()
    with world.storage.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM counted_opinion_vote")).scalar_one() == total
    counted = caller.ask(contributions_ops.get_contribution, {"contribution_id": contributions[0]})[
        "opinions"
    ]["agree"]
    assert counted == 320 + 320 // 20
    with capsys.disabled():
        many, one = (round(rates[name]) for name in ("many", "one"))
        print(f"\nvotes/s over the broker, 16 callers: {many} on twenty texts, {one} on one")
