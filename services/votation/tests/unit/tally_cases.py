"""Questions, ballots and recorded outcomes for the tests of counting."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st

from votation.domain.question import Choice, Limits, Question
from votation.domain.rule import Outcomes, Quorum, Rule, Share

REPOSITORY = Path(__file__).resolve().parents[4]
TALLIES = Path(os.environ.get("CAPCO_DATA") or REPOSITORY.parent / "shared" / "data") / "tallies"
steady = settings(deadline=None)  # a machine may be busy; nothing here is about speed
HALF = Share(1, 2, strict=True)

needs_data = pytest.mark.skipif(
    not TALLIES.is_dir(), reason=f"the real data are absent: {TALLIES} (set CAPCO_DATA to their folder)"
)


def recorded(name: str) -> Any:
    return json.loads((TALLIES / name).read_text())


def choices(*ids: str) -> tuple[Choice, ...]:
    return tuple(Choice(each, each.capitalize()) for each in ids)


def yes_no(*, abstain: bool = False, blank: bool = True, **rule: Any) -> Question:
    all_three = (Choice("yes", "Pour"), Choice("no", "Contre"), Choice("abstain", "Abstention"))
    rule = {"outcomes": Outcomes("l'avenant est signé", "l'avenant n'est pas signé")} | rule
    return Question(
        "q1", "yes_no", "L'avenant", all_three[: 3 if abstain else 2], blank=blank, rule=Rule(**rule)
    )


def question(kind: str, number: int = 3, *, rule: Rule | None = None, **other: Any) -> Question:
    defaults: dict[str, Any] = {
        "several": {"limits": Limits(min=0, max=number)},
        "points": {"limits": Limits(total=10, most_each=10)},
        "score": {"limits": Limits(least=-2, most=3)},
        "ranking": {"method": "schulze", "ties_allowed": True},
        "majority_judgment": {"grades": ("Bien", "Passable", "Mal", "Rejet")},
    }
    given = defaults.get(kind, {}) | other
    return Question("q1", kind, "Qui ?", choices(*"abcdefgh"[:number]), rule=rule or Rule(), **given)


def quorum(p: int, q: int, *, of: str = "electors", strict: bool = False) -> Quorum:
    return Quorum(of, Share(p, q, strict))


def answers_to(asked: Question) -> st.SearchStrategy[Any]:
    """Any answer in range but blank."""
    number, limits = len(asked.choices), asked.limits
    indexes = st.integers(0, number - 1)
    if asked.kind in ("yes_no", "single"):
        return indexes
    if asked.kind == "several":
        named = st.sets(indexes, min_size=limits.min, max_size=limits.max)
        return named.map(lambda each: tuple(sorted(each)))
    if asked.kind == "points":
        return points_to(asked)
    if asked.kind == "ranking":
        ranks = st.integers(1, number) if asked.complete else st.none() | st.integers(1, number)
        if asked.ties_allowed:
            return st.tuples(*[ranks] * number)
        order = st.permutations(range(1, number + 1))
        if asked.complete:
            return order.map(tuple)
        hidden = st.tuples(*[st.booleans()] * number)
        return st.builds(_with_unranked, order, hidden)
    if asked.kind == "score":
        return st.tuples(*[st.integers(limits.least, limits.most)] * number)
    return st.tuples(*[st.integers(0, len(asked.grades) - 1)] * number)


def _with_unranked(order: list[int], hidden: tuple[bool, ...]) -> tuple[int | None, ...]:
    return tuple(None if hide else rank for rank, hide in zip(order, hidden, strict=True))


@st.composite
def points_to(draw: st.DrawFn, asked: Question) -> tuple[int, ...]:
    limits, number = asked.limits, len(asked.choices)
    left, given = limits.total, []
    for after in range(number - 1, -1, -1):
        least = max(0, left - after * limits.most_each) if limits.exact else 0
        given.append(draw(st.integers(least, min(left, limits.most_each))))
        left -= given[-1]
    return tuple(given)


QUESTIONS = (
    yes_no(),
    yes_no(abstain=True),
    question("single", 4),
    question("several", 4, limits=Limits(min=1, max=3)),
    question("points", 3, limits=Limits(total=12, exact=True, most_each=10)),
    question("points", 3),
    question("ranking", 4),
    question("ranking", 3, complete=True, ties_allowed=False),
    question("ranking", 4, complete=True, ties_allowed=True),
    question("ranking", 4, method="borda"),
    question("ranking", 4, method="borda", ties_allowed=False),
    question("ranking", 4, method="instant_runoff"),
    question("ranking", 4, method="instant_runoff", ties_allowed=False),
    question("ranking", 4, method="stv", seats=2, ties_allowed=False),
    question("score", 3),
    question("majority_judgment", 3),
)
