"""The votes of one question, counted, and the ranking that its kind makes of them."""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from votation.tests.oracle.runoff import instant_runoff
from votation.tests.oracle.transfers import single_transferable_vote

JSON = dict[str, Any]
Ballot = tuple[Any, int]  # an answer that is not blank, and how much it counts


@dataclass(frozen=True)
class Tallied:
    tally: JSON
    ranks: list[int]  # by choice
    votes: list[int] | None  # by choice; None where places tell nothing of votes
    possible: list[list[int]]
    elected: list[int]  # of a single transferable vote, in the order of election


def tallied(question: JSON, ballots: list[Ballot]) -> Tallied:
    kind = question["method"] if question["kind"] == "ranking" else question["kind"]
    return _KINDS[kind](question, ballots)


def ranks_by(values: Sequence[Any]) -> list[int]:
    """The place of each: 1 + how many have more."""
    return [1 + sum(other > value for other in values) for value in values]


def _by_votes(votes: list[int], **more: Any) -> Tallied:
    return Tallied({"votes": votes, **more}, ranks_by(votes), votes, [], [])


def _one(question: JSON, ballots: list[Ballot]) -> Tallied:
    votes = [0] * len(question["choices"])
    for answer, count in ballots:
        votes[answer] += count
    return _by_votes(votes)


def _several(question: JSON, ballots: list[Ballot]) -> Tallied:
    votes = [0] * len(question["choices"])
    for answer, count in ballots:
        for choice in answer:
            votes[choice] += count
    return _by_votes(votes)


def _points(question: JSON, ballots: list[Ballot]) -> Tallied:
    votes = [0] * len(question["choices"])
    for answer, count in ballots:
        for choice, points in enumerate(answer):
            votes[choice] += points * count
    return _by_votes(votes)


def _score(question: JSON, ballots: list[Ballot]) -> Tallied:
    votes = [0] * len(question["choices"])
    for answer, count in ballots:
        for choice, score in enumerate(answer):
            votes[choice] += score * count
    return _by_votes(votes, scored_by=sum(count for _, count in ballots))


def levels(answer: list[int | None]) -> list[list[int]]:
    """The choices of each rank, best first; unranked ones nowhere."""
    ranks = sorted({rank for rank in answer if rank is not None})
    return [[choice for choice, own in enumerate(answer) if own == rank] for rank in ranks]


def _borda(question: JSON, ballots: list[Ballot]) -> Tallied:
    length = len(question["choices"])
    unit = 2 if question["ties_allowed"] else 1
    votes = [0] * length
    for answer, count in ballots:
        above = 0
        for level in levels(answer):
            first, last = length - above, length - above - len(level) + 1
            for choice in level:
                votes[choice] += (first + last) * unit * count // 2
            above += len(level)
    return _by_votes(votes, unit=unit)


def _schulze(question: JSON, ballots: list[Ballot]) -> Tallied:
    length = len(question["choices"])
    everyone = range(length)
    pairwise = [[0] * length for _ in everyone]
    for answer, count in ballots:
        place = [length + 1 if rank is None else rank for rank in answer]
        for i in everyone:
            for j in everyone:
                if place[i] < place[j]:
                    pairwise[i][j] += count
    strength = _strengths(pairwise)
    ranks = _ranks_unbeaten(length, lambda i, j: strength[i][j] > strength[j][i])
    paths = [[[votes, -against] for votes, against in row] for row in strength]
    return Tallied({"pairwise": pairwise, "paths": paths}, ranks, None, [], [])


Strength = tuple[int, int]  # votes for, and minus votes against, so that the greater is the stronger
NO_PATH: Strength = (0, 0)


def _strengths(pairwise: list[list[int]]) -> list[list[Strength]]:
    """Of the strongest path from each to each its weakest link."""
    everyone = range(len(pairwise))
    found = [
        [(row[j], -pairwise[j][i]) if row[j] > pairwise[j][i] else NO_PATH for j in everyone]
        for i, row in enumerate(pairwise)
    ]
    for via, i, j in itertools.product(everyone, repeat=3):
        if len({via, i, j}) == 3 and NO_PATH not in (found[i][via], found[via][j]):
            found[i][j] = max(found[i][j], min(found[i][via], found[via][j]))
    return found


def _ranks_unbeaten(length: int, beats: Callable[[int, int], bool]) -> list[int]:
    ranks = [0] * length
    left = set(range(length))
    while left:
        first = {choice for choice in left if not any(beats(other, choice) for other in left)}
        for choice in first:
            ranks[choice] = 1 + length - len(left)
        left -= first
    return ranks


def _instant_runoff(question: JSON, ballots: list[Ballot]) -> Tallied:
    counted = [(levels(answer), count) for answer, count in ballots]
    rounds, possible, ranks = instant_runoff(len(question["choices"]), counted)
    return Tallied({"rounds": rounds, "possible": possible}, ranks, None, possible, [])


def _stv(question: JSON, ballots: list[Ballot]) -> Tallied:
    counted = [([level[0] for level in levels(answer)], count) for answer, count in ballots]
    tally, ranks, elected = single_transferable_vote(len(question["choices"]), question["seats"], counted)
    return Tallied(tally, ranks, None, tally["possible"], elected)


def _majority_judgment(question: JSON, ballots: list[Ballot]) -> Tallied:
    length, grades = len(question["choices"]), len(question["grades"])
    gauges = [[0] * grades for _ in range(length)]
    for answer, count in ballots:
        for choice, grade in enumerate(answer):
            gauges[choice][grade] += count
    medians = [_lower_median(gauge) for gauge in gauges]
    told = list(zip(gauges, medians, strict=True))
    return Tallied(
        {
            "gauges": gauges,
            "medians": medians,
            "adhesions": [0 if middle is None else sum(gauge[:middle]) for gauge, middle in told],
            "contestations": [0 if middle is None else sum(gauge[middle + 1 :]) for gauge, middle in told],
        },
        _ranks_by_medians(gauges),
        None,
        [],
        [],
    )


def _lower_median(gauge: list[int]) -> int | None:
    """The grade in the middle, the worse of two; grades go from the best, 0, to the worst."""
    total, below = sum(gauge), 0
    for grade in range(len(gauge) - 1, -1, -1):
        below += gauge[grade]
        if total and below >= (total + 1) // 2:
            return grade
    return None


def _ranks_by_medians(gauges: list[list[int]]) -> list[int]:
    """By the first median that differs, each taken off in turn; so many at a time as leave every median as it is."""
    ranks = [0] * len(gauges)
    waiting = [(1, list(range(len(gauges))), [list(gauge) for gauge in gauges])]
    while waiting:
        best, group, left = waiting.pop()
        medians = {choice: _lower_median(gauge) for choice, gauge in zip(group, left, strict=True)}
        if len(group) == 1 or all(gauge == left[0] for gauge in left):
            for choice in group:
                ranks[choice] = best
        elif len(set(medians.values())) == 1:
            waiting.append((best, group, _without_medians(left)))
        else:
            for grade in sorted(set(medians.values()), key=lambda grade: (grade is None, grade)):
                these = [at for at, choice in enumerate(group) if medians[choice] == grade]
                waiting.append((best, [group[at] for at in these], [left[at] for at in these]))
                best += len(these)
    return ranks


def _without_medians(gauges: list[list[int]]) -> list[list[int]]:
    """One median fewer of each, or as many as may go before any of them can become another grade."""
    middle = _lower_median(gauges[0])
    assert middle is not None
    at_once = max(1, min(_surely(gauge, middle) for gauge in gauges))
    return [[n - at_once if grade == middle else n for grade, n in enumerate(gauge)] for gauge in gauges]


def _surely(gauge: list[int], middle: int) -> int:
    """How many medians in a row are surely this grade: as many as go before the two sides meet in it."""
    better, worse, own = sum(gauge[:middle]), sum(gauge[middle + 1 :]), gauge[middle]
    return own - abs(better - worse) - 1


_KINDS: dict[str, Callable[[JSON, list[Ballot]], Tallied]] = {
    "yes_no": _one,
    "single": _one,
    "several": _several,
    "points": _points,
    "score": _score,
    "borda": _borda,
    "schulze": _schulze,
    "instant_runoff": _instant_runoff,
    "stv": _stv,
    "majority_judgment": _majority_judgment,
}
