"""Instant runoff: the choice with the fewest votes is eliminated, its ballots go on to their next choice, and so on.

A ballot counts one vote for each choice at its best level that remains: for one where ranks differ, for several where
it ranks them equal (Delemazure and Peters, "Generalizing Instant Runoff Voting to Allow Indifferences", 2024). It is
exhausted when none that it ranks remains. Rounds go on until one choice is left, so that all are ranked; who has more
than half of the ballots that go on, where none ranks choices equal, is that one already.

One choice is eliminated at a time. Those last together are eliminated together, with those next to them as far as
needed, where all their votes summed are fewer than the next one's: whatever any of them is given by the others, all
go before that one. Otherwise every order of elimination is followed. Where all elect the same, the last of them on the
ballot goes. Where they do not, the rounds end there, and whom some order elects are `possible`: the question's rule
for ties is for them.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from votation.domain.tally.orders import Elected, TooMany, elected_by_any, in_order
from votation.domain.tally.tallied import Grouped, Tallied, grouped, levels


@dataclass(slots=True)
class Pile:
    """Equal ballots, and the level of theirs that they count for now."""

    levels: tuple[tuple[int, ...], ...]
    weight: int
    at: int = -1

    @property
    def level(self) -> tuple[int, ...]:
        return self.levels[self.at] if 0 <= self.at < len(self.levels) else ()


@dataclass
class Race:
    votes: dict[int, int]
    piles: dict[int, list[Pile]]
    every: list[Pile]
    exhausted: int = 0
    rounds: list[dict[str, Any]] = field(default_factory=list)
    ranks: dict[int, int] = field(default_factory=dict)

    def count_on(self, pile: Pile) -> None:
        """The pile goes to its next level of which a choice remains."""
        pile.at += 1
        while pile.at < len(pile.levels):
            left = [choice for choice in pile.level if choice in self.votes]
            for choice in left:
                self.votes[choice] += pile.weight
                self.piles[choice].append(pile)
            if left:
                return
            pile.at += 1
        self.exhausted += pile.weight

    def end_round(self, out: Sequence[int]) -> None:
        votes = [[choice, number] for choice, number in self.votes.items()]
        self.rounds.append({"votes": votes, "exhausted": self.exhausted, "eliminated": list(out)})
        for choice in out:
            del self.votes[choice]
        self.ranks |= dict.fromkeys(out, len(self.votes) + 1)
        for choice in out:
            for pile in self.piles.pop(choice):
                if choice in pile.level and not any(other in self.votes for other in pile.level):
                    self.count_on(pile)

    def possible(self) -> frozenset[Elected]:
        """Whom some order of elimination elects, of those that remain; all of them where orders are too many."""
        try:
            return elected_by_any(Remaining(frozenset(self.votes)), lambda state: self._step(state.choices))
        except TooMany:
            return frozenset([frozenset[int](), frozenset(self.votes)])

    def _step(self, choices: frozenset[int]) -> "Elected | Iterator[Remaining]":
        if len(choices) == 1:
            return choices
        votes = dict.fromkeys(sorted(choices), 0)
        for pile in self.every:
            for choice in next((left for level in pile.levels if (left := choices.intersection(level))), ()):
                votes[choice] += pile.weight
        surely = surely_out(votes)
        ways = [surely] if surely else [[choice] for choice in last_of(votes)]
        return (Remaining(choices.difference(out)) for out in ways)


@dataclass(frozen=True, slots=True)
class Remaining:
    choices: frozenset[int]

    @property
    def key(self) -> frozenset[int]:
        return self.choices


def last_of(votes: Mapping[int, int]) -> list[int]:
    least = min(votes.values())
    return [choice for choice, number in votes.items() if number == least]


def surely_out(votes: Mapping[int, int]) -> list[int]:
    """Who is out whatever the order: the last one alone, or the fewest that sum to less than the next has; or nobody."""
    by_votes = sorted(votes.values())
    if len(by_votes) > 1 and by_votes[0] < by_votes[1]:
        return last_of(votes)
    summed = 0
    for number, following in itertools.pairwise(by_votes):
        summed += number
        if summed < following:
            return [choice for choice, had in votes.items() if had < following]
    return []


def tally(ballots: Grouped, choices: int) -> Tallied:
    race = Race(dict.fromkeys(range(choices), 0), {choice: [] for choice in range(choices)}, _piles(ballots))
    for pile in race.every:
        race.count_on(pile)
    known: frozenset[Elected] = frozenset()
    while len(race.votes) > 1:
        out = surely_out(race.votes)
        if not out:
            known = known or race.possible()
            if len(known) > 1:
                return _open(race, choices, known)
            (elected,) = known
            out = [max(choice for choice in last_of(race.votes) if choice not in elected)]
        race.end_round(out)
    race.end_round([])
    ranks = race.ranks | dict.fromkeys(race.votes, 1)
    return Tallied(
        tuple(ranks[choice] for choice in range(choices)), (), {"rounds": race.rounds, "possible": []}
    )


def _open(race: Race, choices: int, possible: frozenset[Elected]) -> Tallied:
    """Whom some order elects share the first rank; who else remains comes after them."""
    first = frozenset().union(*possible)
    remaining = dict.fromkeys(race.votes, len(first) + 1) | dict.fromkeys(first, 1)
    race.end_round([])
    ranks = race.ranks | remaining
    shown = {"rounds": race.rounds, "possible": [list(elected) for elected in in_order(possible)]}
    return Tallied(tuple(ranks[choice] for choice in range(choices)), (), shown, in_order(possible))


def _piles(ballots: Grouped) -> list[Pile]:
    return [
        Pile(tuple(tuple(level) for level in levels(answer)), weight)
        for answer, weight in grouped(ballots).items()
    ]
