"""Many at once on a real database: nothing lost, nothing twice."""

import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest

from consultations.tests.world import World
from contracts.refused import Refused

RECOUNT = """
    SELECT c.id, count(*) FILTER (WHERE v.value = 1) + coalesce(max(e.votes), 0),
        count(*) FILTER (WHERE v.value = 0),
        count(*) FILTER (WHERE v.value = -1)
    FROM contribution c LEFT JOIN counted_opinion_vote v ON v.contribution_id = c.id
    LEFT JOIN event_vote e ON e.contribution_id = c.id GROUP BY c.id ORDER BY c.id
"""
EXACT = """
    SELECT c.id, c.agree + coalesce(sum(d.agree), 0), c.mixed + coalesce(sum(d.mixed), 0),
        c.disagree + coalesce(sum(d.disagree), 0)
    FROM contribution c LEFT JOIN contribution_delta d ON d.contribution_id = c.id GROUP BY c.id ORDER BY c.id
"""


def at_once(acts: Sequence[Callable[[], Any]], threads: int = 16) -> list[Any]:
    """All of them, `threads` at a time; what each gave, or the refusal it met."""

    def run(act: Callable[[], Any]) -> Any:
        try:
            return act()
        except Refused as refused:
            return refused.code

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, acts))


def assert_counters_are_the_votes(world: World) -> None:
    assert world.rows(EXACT) == world.rows(RECOUNT)
    while world.fold():
        pass
    assert world.rows("SELECT id, agree, mixed, disagree FROM contribution ORDER BY id") == world.rows(
        RECOUNT
    )
    assert world.rows("SELECT count(*) FROM contribution_delta") == [(0,)]


def test_counts_fifty_votes_of_one_person_at_once_as_one(world: World) -> None:
    """CO-5"""
    contribution, voter = world.contribution(), world.person()
    answers = at_once([lambda: world.vote(contribution, "agree", voter)] * 50, 25)
    assert all(isinstance(answer, dict) for answer in answers)
    assert world.rows("SELECT count(*), max(version) FROM opinion_vote") == [(1, 1)]
    assert world.ask("get_contribution", contribution_id=contribution)["opinions"]["agree"] == 1
    assert len(world.told("opinion_vote_cast")) == 1


def test_counts_fifty_changes_of_mind_at_once_as_one_vote(world: World) -> None:
    contribution, voter = world.contribution(), world.person()
    values = ["agree", "mixed", "disagree"] * 17
    at_once([lambda value=value: world.vote(contribution, value, voter) for value in values], 25)  # type: ignore[misc]
    assert_counters_are_the_votes(world)
    assert sum(world.ask("get_contribution", contribution_id=contribution)["opinions"].values()) == 1


def test_fails_none_of_sixteen_fresh_voters_with_consecutive_ids(world: World) -> None:
    contribution = world.contribution()
    for round_ in range(4):
        voters = [world.person(account_id=UUID(int=1000 * round_ + number)) for number in range(16)]
        answers = at_once([lambda voter=voter: world.vote(contribution, "agree", voter) for voter in voters])  # type: ignore[misc]
        assert all(isinstance(answer, dict) for answer in answers)
    assert world.ask("get_contribution", contribution_id=contribution)["opinions"]["agree"] == 64


@pytest.mark.parametrize("seed", range(4))
def test_keeps_counters_equal_to_the_votes_whatever_interleaves(world: World, seed: int) -> None:
    """Votes, withdrawals, resets, folds, arguments and decisions in a random order on 16 threads."""
    chance = random.Random(seed)
    authors = [world.person() for _ in range(3)]
    contributions = [world.contribution(author, title=f"Texte {seed}") for author in authors]
    voters = [world.person(confirmed=chance.random() < 0.8) for _ in range(12)]
    moderator = world.person("moderator")

    def edit(place: int) -> Any:
        found = world.ask("get_contribution", authors[place], contribution_id=contributions[place])
        return world.ask(
            "edit_contribution",
            authors[place],
            contribution_id=contributions[place],
            version=found["version"],
            body=f"Un texte {uuid4()}",
            reset_votes=True,
        )

    def moderate(place: int, decision: str) -> Any:
        [(version,)] = world.rows("SELECT version FROM contribution WHERE id = :id", id=contributions[place])
        target = {"target": "contribution", "target_id": contributions[place], "version": version}
        return world.ask(
            "moderate",
            moderator,
            organisation_id=world.organisation,
            targets=[target],
            decision=decision,
            reason="Non",
        )

    def act() -> Callable[[], Any]:
        place, voter = chance.randrange(3), chance.choice(voters)
        value, decision = (
            chance.choice(("agree", "mixed", "disagree")),
            chance.choice(("trash", "keep", "keep")),
        )
        kinds: list[tuple[float, Callable[[], Any]]] = [
            (0.60, lambda: world.vote(contributions[place], value, voter)),
            (0.70, lambda: world.ask("withdraw_opinion_vote", voter, contribution_id=contributions[place])),
            (0.78, lambda: edit(place)),
            (0.88, world.fold),
            (0.93, lambda: world.argument(contributions[place])),
            (0.96, lambda: moderate(place, decision)),
            (1.00, lambda: world.confirm(voter)),
        ]
        roll = chance.random()
        return next(do for bound, do in kinds if roll <= bound)

    outcomes = at_once([act() for _ in range(250)])
    codes = {outcome for outcome in outcomes if isinstance(outcome, str)}
    assert codes <= {"stale_version", "not_votable", "not_editable", "votes_would_be_reset"}
    assert_counters_are_the_votes(world)
    arguments = "SELECT count(*) FROM argument WHERE contribution_id = c.id AND state = 'published'"
    assert world.rows(f"SELECT count(*) FROM contribution c WHERE arguments_for <> ({arguments})") == [(0,)]


def test_keeps_every_vote_row_tied_to_a_contribution(world: World) -> None:
    """There is no foreign key, so that voters share no row: what it would forbid does not happen."""
    with pytest.raises(Refused, match="not_found"):
        world.vote(uuid4())
    world.vote(world.contribution())
    orphans = """SELECT count(*) FROM {} v
        WHERE NOT EXISTS (SELECT FROM contribution c WHERE c.id = v.contribution_id)"""
    for table in ("opinion_vote", "contribution_delta", "support"):
        assert world.rows(orphans.format(table)) == [(0,)]


@pytest.mark.parametrize("round_", range(5))
def test_leaves_nothing_waiting_when_a_confirmation_meets_a_submission(world: World, round_: int) -> None:
    """ID-2"""
    people = [world.person(confirmed=False) for _ in range(8)]
    contribution = world.contribution()
    acts: list[Callable[[], Any]] = []
    for person in people:
        acts += [
            lambda person=person: world.contribution(person),  # type: ignore[misc]
            lambda person=person: world.confirm(person),  # type: ignore[misc]
            lambda person=person: world.vote(contribution, "agree", person),  # type: ignore[misc]
            lambda person=person: world.argument(contribution, person),  # type: ignore[misc]
        ]
    random.Random(round_).shuffle(acts)
    assert not [outcome for outcome in at_once(acts) if isinstance(outcome, str)]
    assert world.rows("SELECT count(*) FROM contribution WHERE state <> 'published'") == [(0,)]
    assert world.rows("SELECT count(*) FROM argument WHERE state <> 'published'") == [(0,)]
    found = world.ask("get_contribution", contribution_id=contribution)
    assert (found["opinions"]["agree"], found["arguments_for"]) == (8, 8)


def test_lets_no_vote_in_after_the_step_was_closed(world: World) -> None:
    """CO-2"""
    contribution = world.contribution()

    def close() -> None:
        time.sleep(0.05)
        world.close_step()

    at_once([close, *[lambda: world.vote(contribution)] * 150])
    late = """SELECT count(*) FROM opinion_vote v JOIN step s ON s.id = v.step_id
        WHERE v.cast_at >= s.closes_at"""
    assert world.rows(late) == [(0,)]
    assert_counters_are_the_votes(world)


def test_lets_two_contributions_through_however_many_come_at_once(world: World) -> None:
    """CO-5"""
    author = world.person()
    outcomes = at_once([lambda: world.contribution(author, title=f"Texte {uuid4()}") for _ in range(12)])
    assert outcomes.count("too_fast") == 10


def test_numbers_contributions_without_gap_or_double_when_many_write(world: World) -> None:
    at_once([world.contribution] * 40)
    numbers = [row.number for row in world.rows("SELECT number FROM contribution ORDER BY number")]
    assert numbers == list(range(1, 41))


@pytest.mark.timeout(300)
def test_measures_votes_on_one_text_and_on_many(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """A measure, printed; what must hold is that no vote fails."""
    contributions = [world.contribution(title=f"Texte {number}") for number in range(40)]
    rates = {}
    for name, chosen in (("warm", contributions), ("many", contributions), ("hot", contributions[:1])):
        acts = [partial(world.vote, chosen[place % len(chosen)]) for place in range(800)]
        started = time.perf_counter()
        assert all(isinstance(outcome, dict) for outcome in at_once(acts))
        rates[name] = 800 / (time.perf_counter() - started)
        world.fold()
    with capsys.disabled():
        print(f"\nvotes/s, 16 threads of one process: {rates['many']:.0f} on many, {rates['hot']:.0f} on one")
    assert_counters_are_the_votes(world)
