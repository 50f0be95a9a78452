"""Votations of every kind drawn at random, made to tie and to miss: what two counts have to agree on."""

import itertools
import random
from collections.abc import Sequence
from typing import Any

from contracts.refused import Refused
from formats import canonical
from votation.domain.question import Question, questions_from_data
from votation.tests import archives

COLLEGES = ("bailleurs", "locataires", "syndics")
SHARES = (None, None, [1, 2], [2, 3], [1, 3], [1, 1], [3, 7], [76, 100])
LABELS = ("Anne", "Bruno", "Chloé", "Driss", "Élodie", "Farid")
SEATED = ("single", "several", "points", "score", "majority_judgment", "schulze", "borda", "stv")
TRIES = 50


def votation(seed: int) -> archives.Built:
    """One that the suite would hold, its ties settled where someone is to settle them."""
    rng = random.Random(seed)
    cells = _cells(rng)
    by_cell = rng.random() < 0.4
    built = archives.build(
        cells,
        [_question(rng, number, by_cell) for number in range(1, rng.randint(2, 4))],
        published_by="cell" if by_cell else "weight",
        nulls=rng.choice((0, 0, 2, 3)),
        batch=rng.choice((3, 20)),
        seed=seed,
        say=Voters(rng.choice((2, 4, 30))).say,
        version=rng.choice((1, 2, 2, 2)),
    )
    if rng.random() < 0.8:
        _settle(built, rng)
    return built


def _cells(rng: random.Random) -> list[archives.CellPlan]:
    most = rng.choice((2, 6, 6, 25))
    cells = []
    for name in "abcd"[: rng.randint(1, 4)]:
        electors = rng.randint(1, most)
        colleges = tuple(rng.sample(COLLEGES, rng.choice((0, 1, 1, 2))))
        voters = rng.choice((electors, rng.randint(0, electors)))
        cells.append(archives.CellPlan(name, electors, voters, rng.choice((1, 1, 2, 3, 1000)), colleges))
    return cells


def _question(rng: random.Random, number: int, by_cell: bool) -> dict[str, Any]:
    for _ in range(TRIES):
        asked = _any_question(rng, number, by_cell)
        try:
            questions_from_data([asked])
        except Refused:
            continue
        return asked
    raise AssertionError("no question that the suite asks")


def _any_question(rng: random.Random, number: int, by_cell: bool) -> dict[str, Any]:
    name = rng.choice(("yes_no", *SEATED, "instant_runoff"))
    kind = name if name in archives.ANSWER else "ranking"
    length = rng.choice((2, 3)) if kind == "yes_no" else rng.randint(2, 6)
    ids = ("yes", "no", "abstain") if kind == "yes_no" else tuple("abcdef")
    labels = ("Pour", "Contre", "Abstention") if kind == "yes_no" else LABELS
    most = rng.randint(1, length)
    limits = {
        "several": {"min": rng.randint(0, most), "max": most},
        "points": {"total": 6, "exact": rng.random() < 0.3, "most_each": rng.choice((3, 6))},
        "score": {"least": rng.choice((-2, 0)), "most": 3},
    }
    return archives.question(
        kind,
        number,
        id=f"q{number}",
        choices=[
            {"id": one, "label": label, "explanation": ""}
            for one, label in zip(ids[:length], labels[:length], strict=True)
        ],
        blank=rng.random() < 0.7,
        limits=limits.get(kind, {}),
        method=name if kind == "ranking" else None,
        ties_allowed=kind == "ranking" and rng.random() < 0.5,
        complete=kind == "ranking" and rng.random() < 0.3,
        seats=rng.choice((1, 1, 2, 3)) if name in SEATED else 1,
        rule=_rule(rng, by_cell),
    )


def _rule(rng: random.Random, by_cell: bool) -> dict[str, Any]:
    quorum = {
        "of": rng.choice(("electors", "weights")),
        "share": [1, rng.choice((2, 3))],
        "strict": rng.random() < 0.5,
    }
    return {
        "count": rng.choice(("heads", "weights")),
        "base": rng.choice(("expressed", "voters", "roll")),
        "share": rng.choice(SHARES),
        "strict": rng.random() < 0.5,
        "quorum": quorum if rng.random() < 0.3 else None,
        "colleges": rng.choice(("together", "each")) if by_cell else "together",
        "tie": rng.choice(("none", "eldest", "president", "run_off", "draw")),
        "outcomes": {"adopted": rng.choice(("", "est retenu")), "rejected": rng.choice(("", "c’est non"))},
    }


class Voters:
    """Electors who say few different things, so that votes are equal often."""

    def __init__(self, sayings: int) -> None:
        self.sayings = sayings
        self.said: list[list[Any]] = []

    def say(self, questions: Sequence[Question], rng: random.Random) -> list[Any]:
        if len(self.said) < self.sayings:
            self.said.append([self._answer(each, rng) for each in questions])
        return rng.choice(self.said)

    def _answer(self, asked: Question, rng: random.Random) -> Any:
        if asked.blank and rng.random() < 0.15:
            return None
        if asked.kind == "ranking":
            return _order(asked, rng)
        return archives.ANSWER[asked.kind](asked, rng)


def _order(asked: Question, rng: random.Random) -> list[int | None]:
    length = len(asked.choices)
    ranks: list[int | None] = list(rng.sample(range(1, length + 1), length))
    if asked.ties_allowed and rng.random() < 0.6:
        ranks = [rng.randint(1, length) for _ in ranks]
    if not asked.complete and rng.random() < 0.6:
        ranks = [rank if rng.random() < 0.6 else None for rank in ranks]
    return ranks


def _settle(built: archives.Built, rng: random.Random) -> None:
    for question in canonical.parse(built.parts["result.json"])["questions"]:
        decided = question["decision"]
        if decided["outcome"] == "tie_to_settle" and decided["tie"]["rule"] in ("eldest", "president"):
            built.settled[question["id"]] = _settlement(built, question["id"], decided["tie"], rng)
    built.recount()


def _settlement(
    built: archives.Built, question: str, tie: dict[str, Any], rng: random.Random
) -> dict[str, Any]:
    """One that the count takes: not every set of those who are tied may win."""
    cases = list(itertools.combinations(tie["choices"], min(tie["seats"], len(tie["choices"]))))
    rng.shuffle(cases)
    for winners in cases:
        built.settled[question] = {"by": tie["rule"], "winners": list(winners)}
        try:
            built.recount()
        except Refused:
            continue
        return built.settled[question]
    raise AssertionError("a tie that nothing settles")
