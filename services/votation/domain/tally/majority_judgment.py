"""Majority judgment: who has the best lower median grade, then who has it for longest as medians are removed.

To remove the medians of a choice one by one gives a sequence of grades, and the choices rank as their sequences do.
The sequence need not be written out: it leaves the median grade on the side where more ballots are, upwards (adhesion)
if strictly more gave a better grade, else downwards (contestation), and the sooner the more they are. From there on
the ballots of the old median grade count as the grade that was reached. Hence at most one step per grade.
"""

from collections.abc import Sequence
from itertools import accumulate

from votation.domain.tally.tallied import Grouped, Tallied, ranks_by

Merit = tuple[tuple[int, int], ...]


def tally(ballots: Grouped, choices: int, grades: int) -> Tallied:
    gauges = gauges_of(ballots, choices, grades)
    shown = {
        "gauges": gauges,
        "medians": [median(gauge) for gauge in gauges],
        "adhesions": [adhesion(gauge) for gauge in gauges],
        "contestations": [contestation(gauge) for gauge in gauges],
    }
    return Tallied(ranks(gauges), (), shown)


def gauges_of(ballots: Grouped, choices: int, grades: int) -> list[list[int]]:
    """For each choice how many gave it each grade, best first."""
    gauges = [[0] * grades for _ in range(choices)]
    for answer, weight in ballots:
        for choice, grade in enumerate(answer):
            gauges[choice][grade] += weight
    return gauges


def ranks(gauges: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """Every gauge must hold as many grades. Exact ties share a rank."""
    return ranks_by([merit(gauge) for gauge in gauges])


def median(gauge: Sequence[int]) -> int | None:
    """The grade in the middle, the worse of the two middle ones where the number is even; None of no grade."""
    total = sum(gauge)
    if total == 0:
        return None
    return next(grade for grade, reached in enumerate(accumulate(gauge)) if reached > total // 2)


def adhesion(gauge: Sequence[int]) -> int:
    """How many gave a better grade than the median."""
    return sum(gauge[: median(gauge) or 0])


def contestation(gauge: Sequence[int]) -> int:
    """How many gave a worse grade than the median."""
    middle = median(gauge)
    return 0 if middle is None else sum(gauge[middle + 1 :])


def merit(gauge: Sequence[int]) -> Merit:
    """Greater for the choice that ranks better."""
    grade = median(gauge)
    steps: list[tuple[int, int]] = []
    if grade is None:
        return ()
    left = list(gauge)
    while True:
        better, worse = sum(left[:grade]), sum(left[grade + 1 :])
        upwards = better > worse
        steps.append((-grade, better if upwards else -worse))
        if better == worse == 0:
            return tuple(steps)
        reached = _next(left, grade, upwards=upwards)
        left[reached], left[grade] = left[reached] + left[grade], 0
        grade = reached


def _next(gauge: Sequence[int], grade: int, *, upwards: bool) -> int:
    """The nearest grade that someone gave, on that side."""
    side = range(grade - 1, -1, -1) if upwards else range(grade + 1, len(gauge))
    return next(other for other in side if gauge[other])
