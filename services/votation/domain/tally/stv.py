"""Single transferable vote: several seats in proportion, by ballots that rank.

The variant of Scotland's local elections, with exact fractions in place of five decimals: the quota is Droop's, one
more than the ballots divided by the seats and one, rounded down. A ballot counts for the first of those it ranks that
is neither elected nor eliminated. Who has most and reaches the quota is elected, one at a time; all the ballots that
then count for them go on, each with its value multiplied by (votes − quota) ÷ votes (the weighted inclusive Gregory
method). Where nobody reaches the quota the last is eliminated, and its ballots go on at the value that they have. When
as many remain as there are seats left, they are elected.

Choices without any vote are eliminated together, where enough remain. Otherwise, where several are first or last
together, every order is followed (`orders`): where all elect the same, the first on the ballot is elected first and
the last on it eliminated first; else the rounds end there and whom they elect are `possible`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from votation.domain.tally.orders import Elected, TooMany, elected_by_any, in_order
from votation.domain.tally.tallied import Grouped, Tallied, grouped, levels, ranks_by

UNIT = 100_000  # votes are shown in so many parts of one, rounded down


@dataclass(frozen=True)
class Count:
    """A moment of the count. `values`: of the ballots, each pile by its place."""

    ballots: "Ballots"
    seats: int
    remaining: frozenset[int]
    elected: tuple[int, ...]
    values: tuple[Fraction, ...]

    @property
    def key(self) -> object:
        return self.remaining, frozenset(self.elected), self.values

    @property
    def free(self) -> int:
        return self.seats - len(self.elected)

    def votes(self) -> tuple[dict[int, Fraction], list[int | None]]:
        """Of those that remain, and whom each pile counts for."""
        whose = [next((c for c in order if c in self.remaining), None) for order in self.ballots.orders]
        by_value: dict[tuple[int, Fraction], int] = {}
        for choice, value, weight in zip(whose, self.values, self.ballots.weights, strict=True):
            if choice is not None:
                by_value[choice, value] = by_value.get((choice, value), 0) + weight
        votes = dict.fromkeys(sorted(self.remaining), Fraction(0))
        for (choice, value), weight in by_value.items():
            votes[choice] += value * weight
        return votes, whose

    def after_electing(self, choice: int, votes: Fraction, whose: Iterable[int | None]) -> "Count":
        kept = (votes - self.ballots.quota(self.seats)) / votes
        new: dict[Fraction, Fraction] = {}
        values = tuple(
            new.setdefault(value, value * kept) if owner == choice else value
            for owner, value in zip(whose, self.values, strict=True)
        )
        return Count(self.ballots, self.seats, self.remaining - {choice}, (*self.elected, choice), values)

    def after_eliminating(self, out: Iterable[int]) -> "Count":
        return Count(self.ballots, self.seats, self.remaining.difference(out), self.elected, self.values)


@dataclass(frozen=True)
class Ballots:
    orders: tuple[tuple[int, ...], ...]
    weights: tuple[int, ...]

    def quota(self, seats: int) -> int:
        return sum(self.weights) // (seats + 1) + 1


@dataclass(frozen=True)
class Move:
    """What may come next: one of `choices` is elected, or eliminated; all of them where it is `together`."""

    choices: tuple[int, ...]
    elects: bool
    together: bool
    votes: dict[int, Fraction]
    whose: list[int | None]

    def states(self, count: Count) -> list[Count]:
        if self.elects:
            return [count.after_electing(choice, self.votes[choice], self.whose) for choice in self.choices]
        ways = [self.choices] if self.together else [(choice,) for choice in self.choices]
        return [count.after_eliminating(out) for out in ways]


def tally(ballots: Grouped, choices: int, seats: int) -> Tallied:
    """`ballots` rank no two choices equal; `seats` are at most as many as the choices."""
    piles = grouped(ballots)
    orders = tuple(tuple(level[0] for level in levels(answer)) for answer in piles)
    count = Count(
        Ballots(orders, tuple(piles.values())),
        seats,
        frozenset(range(choices)),
        (),
        (Fraction(1),) * len(piles),
    )
    return _Telling(choices, count).told()


def next_move(count: Count) -> Move | None:
    """None once the seats are filled, or as many remain as there are seats."""
    if count.free == 0 or len(count.remaining) <= count.free:
        return None
    votes, whose = count.votes()
    most, least = max(votes.values()), min(votes.values())
    if most >= count.ballots.quota(count.seats):
        first = tuple(choice for choice, number in votes.items() if number == most)
        return Move(first, True, False, votes, whose)
    last = tuple(choice for choice, number in votes.items() if number == least)
    together = len(last) == 1 or (least == 0 and len(votes) - len(last) >= count.free)
    return Move(last, False, together, votes, whose)


def _step(count: Count) -> Elected | list[Count]:
    move = next_move(count)
    if move is not None:
        return move.states(count)
    return frozenset(count.elected) | (count.remaining if count.free else frozenset())


class _Telling:
    """Goes through a count and writes down its rounds."""

    def __init__(self, choices: int, count: Count) -> None:
        self.count = count
        self.choices = choices
        self.rounds: list[dict[str, Any]] = []
        self.ranks: dict[int, int] = {}
        self.known: frozenset[Elected] = frozenset()

    def told(self) -> Tallied:
        while (move := next_move(self.count)) is not None:
            if len(move.choices) > 1 and not move.together:
                self.known = self.known or self._possible()
                if len(self.known) > 1:
                    return self._open()
            self._make(move)
        return self._over()

    def _possible(self) -> frozenset[Elected]:
        try:
            return elected_by_any(self.count, _step)
        except TooMany:
            return _any_of(self.count)

    def _make(self, move: Move) -> None:
        if move.elects:
            chosen: tuple[int, ...] = (min(move.choices),)
            after = move.states(self.count)[move.choices.index(chosen[0])]
            self.ranks[chosen[0]] = len(after.elected)
        else:
            (elected,) = self.known or (frozenset[int](),)
            losing = [choice for choice in move.choices if choice not in elected]
            chosen = move.choices if move.together else (max(losing),)
            after = self.count.after_eliminating(chosen)
            self.ranks |= dict.fromkeys(chosen, len(after.elected) + len(after.remaining) + 1)
        self._round(move.votes, move.whose, chosen, elects=move.elects)
        self.count = after

    def _round(
        self, votes: dict[int, Fraction], whose: list[int | None], chosen: Iterable[int], *, elects: bool
    ) -> None:
        count = self.count
        idle = sum(
            (
                v * w
                for v, w, owner in zip(count.values, count.ballots.weights, whose, strict=True)
                if owner is None
            ),
            Fraction(0),
        )
        self.rounds.append(
            {
                "votes": [[choice, _shown(number)] for choice, number in votes.items()],
                "exhausted": _shown(idle),
                "elected": list(chosen) if elects else [],
                "eliminated": [] if elects else list(chosen),
            }
        )

    def _over(self) -> Tallied:
        """The seats are filled, or those that remain fill them."""
        count = self.count
        votes, whose = count.votes()
        fills = sorted(count.remaining, key=lambda choice: (-votes[choice], choice)) if count.free else []
        places = ranks_by([votes[choice] for choice in fills])
        self.ranks |= {
            choice: len(count.elected) + place for choice, place in zip(fills, places, strict=True)
        }
        self._round(votes, whose, fills, elects=True)
        return self._tallied(dict.fromkeys(count.remaining, len(count.elected) + 1), ())

    def _open(self) -> Tallied:
        """Every order elects some, who come first; those whom only some orders elect share the next rank."""
        surely = frozenset.intersection(*self.known)
        maybe = frozenset().union(*self.known) - surely
        self._round(*self.count.votes(), (), elects=True)
        here = [choice for choice in sorted(surely) if choice not in self.ranks]
        ranks = dict.fromkeys(self.count.remaining, len(surely) + len(maybe) + 1)
        ranks |= dict.fromkeys(maybe, len(surely) + 1) | dict.fromkeys(here, len(self.count.elected) + 1)
        return self._tallied(ranks, in_order(self.known))

    def _tallied(self, otherwise: dict[int, int], possible: tuple[tuple[int, ...], ...]) -> Tallied:
        ranks = otherwise | self.ranks
        shown = {
            "quota": self.count.ballots.quota(self.count.seats),
            "unit": UNIT,
            "rounds": self.rounds,
            "possible": [list(elected) for elected in possible],
        }
        return Tallied(tuple(ranks[choice] for choice in range(self.choices)), (), shown, possible)


def _any_of(count: Count) -> frozenset[Elected]:
    """Where orders are too many to follow: those elected until then, and with them any of those that remain."""
    elected = frozenset(count.elected)
    return frozenset([elected, elected | count.remaining])


def _shown(votes: Fraction) -> int:
    return votes.numerator * UNIT // votes.denominator
