"""Instant runoff: the choice with the fewest votes is eliminated, its ballots go on to their next choice, and so on.

A ballot counts one vote for each choice at its best level that remains: for one where ranks differ, for several where
it ranks them equal (Delemazure and Peters, "Generalizing Instant Runoff Voting to Allow Indifferences", 2024). It is
exhausted when none that it ranks remains. Rounds go on until one choice is left, so that all are ranked; who has more
than half of the ballots that go on, where none ranks choices equal, is that one already.

Those tied for the fewest votes are eliminated **together**, unless all that remain are tied: these share the first
rank, and the question's rule for ties is for them. Under the rule "draw" one of the tied is eliminated, the last of
the lot; while the seed is unknown the tally stops there, `undecided`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from votation.domain.tally.tallied import Grouped, Tallied, levels


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

    def fewest(self) -> list[int]:
        least = min(self.votes.values())
        return [choice for choice, votes in self.votes.items() if votes == least]

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

    def tallied(self, undecided: Sequence[int] = ()) -> Tallied:
        self.end_round([])
        ranks = self.ranks | dict.fromkeys(self.votes, 1)
        in_order = tuple(ranks[choice] for choice in range(len(ranks)))
        return Tallied(in_order, (), {"rounds": self.rounds}, tuple(undecided))


def tally(
    ballots: Grouped, choices: int, *, drawn: bool = False, lot: Sequence[int] | None = None
) -> Tallied:
    """`drawn`: eliminations are by lot; `lot`: the choices in the order drawn, once it is known."""
    race = Race(dict.fromkeys(range(choices), 0), {choice: [] for choice in range(choices)})
    for pile in _piles(ballots):
        race.count_on(pile)
    while True:
        fewest = race.fewest()
        if len(fewest) == len(race.votes):
            return race.tallied()
        if len(fewest) > 1 and drawn:
            if lot is None:
                return race.tallied(undecided=fewest)
            fewest = [max(fewest, key=lot.index)]
        race.end_round(fewest)


def _piles(ballots: Grouped) -> list[Pile]:
    together: dict[tuple[int | None, ...], int] = {}
    for answer, weight in ballots:
        key = tuple(answer)
        together[key] = together.get(key, 0) + weight
    return [
        Pile(tuple(tuple(level) for level in levels(answer)), weight) for answer, weight in together.items()
    ]
