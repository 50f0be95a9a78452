"""Instant runoff, as "Instant runoff" of the formats document says it."""

from typing import Any

JSON = dict[str, Any]
Counted = tuple[list[list[int]], int]  # levels of a ballot, best first, and how much it counts
MOST_SETS = 2_000


class TooMany(Exception):
    """More states than are followed."""


def instant_runoff(length: int, ballots: list[Counted]) -> tuple[list[JSON], list[list[int]], list[int]]:
    """The rounds, the choices that some order elects where that is open, the ranks."""
    orders = _Orders(ballots)
    left = frozenset(range(length))
    ranks = [0] * length
    rounds: list[JSON] = []
    while True:
        votes, exhausted = _votes(ballots, left)
        possible: list[list[int]] = []
        gone: list[int] = []
        if len(left) > 1:
            gone = together(votes)
            if not gone:
                possible, gone = _open(orders, left, votes)
        rounds.append(
            {
                "votes": [[c, votes[c]] for c in sorted(left)],
                "exhausted": exhausted,
                "eliminated": sorted(gone),
            }
        )
        left -= set(gone)
        for choice in gone:
            ranks[choice] = 1 + len(left)
        if not gone:
            _last_ranks(ranks, left, possible)
            return rounds, possible, ranks


def _last_ranks(ranks: list[int], left: frozenset[int], possible: list[list[int]]) -> None:
    first = set(possible[-1]) if possible and not possible[0] else {own[0] for own in possible} or set(left)
    for choice in left:
        ranks[choice] = 1 if choice in first else 1 + len(first)


def _open(
    orders: "_Orders", left: frozenset[int], votes: dict[int, int]
) -> tuple[list[list[int]], list[int]]:
    try:
        elected = orders.elect(left)
    except TooMany:
        return [[], sorted(left)], []
    if len(elected) > 1:
        return [[choice] for choice in sorted(elected)], []
    return [], [max(_last(votes))]


def _votes(ballots: list[Counted], left: frozenset[int]) -> tuple[dict[int, int], int]:
    votes = dict.fromkeys(left, 0)
    exhausted = 0
    for levels, count in ballots:
        best = next((level for level in levels if not left.isdisjoint(level)), None)
        if best is None:
            exhausted += count
        else:
            for choice in left.intersection(best):
                votes[choice] += count
    return votes, exhausted


def _last(votes: dict[int, int]) -> list[int]:
    fewest = min(votes.values())
    return sorted(choice for choice, own in votes.items() if own == fewest)


def together(votes: dict[int, int]) -> list[int]:
    """Who goes without any order being asked; nobody where the order may matter."""
    last = _last(votes)
    if len(last) == 1:
        return last
    rising = sorted(votes, key=lambda choice: votes[choice])
    total = 0
    for at, choice in enumerate(rising[:-1]):
        total += votes[choice]
        following = votes[rising[at + 1]]
        if following > votes[choice] and total < following:
            return rising[: at + 1]
    return []


class _Orders:
    """Whom the orders of elimination elect, from each set of choices that is met."""

    def __init__(self, ballots: list[Counted]) -> None:
        self.ballots = ballots
        self.known: dict[frozenset[int], frozenset[int]] = {}

    def elect(self, left: frozenset[int]) -> frozenset[int]:
        if left not in self.known:
            if len(self.known) > MOST_SETS:
                raise TooMany
            self.known[left] = self._follow(left)
        return self.known[left]

    def _follow(self, left: frozenset[int]) -> frozenset[int]:
        if len(left) == 1:
            return left
        votes, _ = _votes(self.ballots, left)
        gone = together(votes)
        if gone:
            return self.elect(left.difference(gone))
        return frozenset().union(*(self.elect(left - {choice}) for choice in _last(votes)))
