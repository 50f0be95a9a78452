"""What every tally answers: a rank per choice, and the figures that show it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

Grouped = Iterable[tuple[Any, int]]
"""Expressed answers, each with what the ballots that gave it count for together. Equal ones may come twice."""


@dataclass(frozen=True)
class Tallied:
    """`ranks` from 1, in the order of the choices; equal choices share the better rank and the next is left out.

    `votes`: what each choice got, where the kind of question gives each a number. `shown`: the tally of the result's
    format, choices by index. `possible`: who may be elected, all the sets that some order of counting elects, where
    equal votes leave the order open and it matters; nothing where it does not.
    """

    ranks: tuple[int, ...]
    votes: tuple[int, ...] = ()
    shown: dict[str, Any] = field(default_factory=dict)
    possible: tuple[tuple[int, ...], ...] = ()


def ranks_by(keys: Sequence[Any]) -> tuple[int, ...]:
    """Ranks by keys, the largest first."""
    ordered = sorted(keys, reverse=True)
    first: dict[Any, int] = {}
    for place, key in enumerate(ordered, start=1):
        first.setdefault(key, place)
    return tuple(first[key] for key in keys)


def by_votes(votes: Sequence[int], shown: dict[str, Any] | None = None) -> Tallied:
    return Tallied(ranks_by(votes), tuple(votes), {"votes": list(votes)} | (shown or {}))


def grouped(ballots: Grouped) -> dict[tuple[int | None, ...], int]:
    """Rankings, each once."""
    together: dict[tuple[int | None, ...], int] = {}
    for answer, weight in ballots:
        key = tuple(answer)
        together[key] = together.get(key, 0) + weight
    return together


def levels(answer: Sequence[int | None]) -> list[list[int]]:
    """The choices of a ranking, level by level, equal ones together; the unranked are in none."""
    by_rank: dict[int, list[int]] = {}
    for choice, rank in enumerate(answer):
        if rank is not None:
            by_rank.setdefault(rank, []).append(choice)
    return [by_rank[rank] for rank in sorted(by_rank)]
