"""Which tally counts which question."""

from collections.abc import Callable

from votation.domain.question import Question
from votation.domain.tally import (
    borda,
    instant_runoff,
    majority_judgment,
    plurality,
    points,
    schulze,
    score,
    several,
    stv,
)
from votation.domain.tally.tallied import Grouped, Tallied

BY_KIND: dict[str, Callable[[Grouped, int], Tallied]] = {
    "yes_no": plurality.tally,
    "single": plurality.tally,
    "several": several.tally,
    "points": points.tally,
    "score": score.tally,
}


def tally(question: Question, ballots: Grouped) -> Tallied:
    """The tally of a question's expressed answers."""
    choices = len(question.choices)
    if question.kind == "majority_judgment":
        return majority_judgment.tally(ballots, choices, len(question.grades))
    if question.kind != "ranking":
        return BY_KIND[question.kind](ballots, choices)
    if question.method == "schulze":
        return schulze.tally(ballots, choices)
    if question.method == "borda":
        return borda.tally(ballots, choices, ties_allowed=question.ties_allowed)
    if question.method == "stv":
        return stv.tally(ballots, choices, question.seats)
    return instant_runoff.tally(ballots, choices)
