"""Schulze's method: a choice beats another if the strongest path from it is stronger than the one back.

A path is as strong as its weakest link; a link is stronger by more votes for it, then by fewer against it ("winning
votes"). Unranked choices are equal to one another and below the ranked ones. "Beats" is transitive but leaves pairs
undecided: choices that none of the rest beats share the first rank, and so on with those that remain.
"""

from collections.abc import Sequence
from itertools import compress, permutations
from operator import lt

from votation.domain.tally.tallied import Grouped, Tallied

Link = tuple[int, int]
NONE: Link = (0, 0)


def tally(ballots: Grouped, choices: int) -> Tallied:
    matrix = pairwise(ballots, choices)
    paths = strongest_paths(matrix)
    shown = {
        "pairwise": matrix,
        "paths": [[[votes, -against] for votes, against in row] for row in paths],
    }
    return Tallied(ranks(paths), (), shown)


def pairwise(ballots: Grouped, choices: int) -> list[list[int]]:
    """How many rank the choice of the row above that of the column. By column of ranks: a million ballots in seconds."""
    together: dict[tuple[int | None, ...], int] = {}
    for answer, weight in ballots:
        key = tuple(answer)
        together[key] = together.get(key, 0) + weight
    below = choices + 1
    columns = [[rank or below for rank in column] for column in zip(*together, strict=True)]
    weights = list(together.values())
    matrix = [[0] * choices for _ in range(choices)]
    if columns:
        for one, other in permutations(range(choices), 2):
            matrix[one][other] = sum(compress(weights, map(lt, columns[one], columns[other])))
    return matrix


def strongest_paths(matrix: Sequence[Sequence[int]]) -> list[list[Link]]:
    """As (votes for, minus votes against), which compare as links do; (0, 0) where there is no path."""
    every = range(len(matrix))
    paths = [[_link(matrix[one][other], matrix[other][one]) for other in every] for one in every]
    for middle in every:
        onwards = paths[middle]
        for row in paths:
            reach = row[middle]
            if reach == NONE:
                continue
            for other in every:
                row[other] = max(row[other], min(reach, onwards[other]))
    for one in every:
        paths[one][one] = NONE
    return paths


def _link(votes: int, against: int) -> Link:
    return (votes, -against) if votes > against else NONE


def ranks(paths: Sequence[Sequence[Link]]) -> tuple[int, ...]:
    remaining = set(range(len(paths)))
    rank_of: dict[int, int] = {}
    while remaining:
        unbeaten = {
            choice
            for choice in remaining
            if all(paths[choice][other] >= paths[other][choice] for other in remaining)
        }
        rank = len(rank_of) + 1
        rank_of |= dict.fromkeys(unbeaten, rank)
        remaining -= unbeaten
    return tuple(rank_of[choice] for choice in range(len(paths)))
