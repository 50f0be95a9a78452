"""Single transferable vote, as "Single transferable vote" of the formats document says it."""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from votation.tests.oracle.runoff import MOST_SETS, TooMany

JSON = dict[str, Any]
Ballot = tuple[list[int], int]  # the choices in their order, and how much the ballot counts
UNIT = 100_000


@dataclass(frozen=True)
class State:
    left: frozenset[int]
    elected: tuple[int, ...]
    values: tuple[Fraction, ...]


@dataclass
class Count:
    orders: list[list[int]]
    seats: int
    quota: int
    known: dict[Any, frozenset[frozenset[int]]] = field(default_factory=dict)

    def standing(self, state: State) -> tuple[dict[int, Fraction], Fraction]:
        votes = dict.fromkeys(state.left, Fraction(0))
        exhausted = Fraction(0)
        for order, value in zip(self.orders, state.values, strict=True):
            first = next((choice for choice in order if choice in state.left), None)
            if first is None:
                exhausted += value
            else:
                votes[first] += value
        return votes, exhausted

    def over(self, state: State) -> bool:
        return len(state.elected) >= self.seats or len(state.left) <= self.seats - len(state.elected)

    def concerned(self, state: State, votes: dict[int, Fraction]) -> tuple[bool, list[int]]:
        """Whether one is elected (else eliminated), and who may be: several where the order is asked."""
        most = max(votes.values())
        if most >= self.quota:
            return True, sorted(choice for choice, own in votes.items() if own == most)
        fewest = min(votes.values())
        return False, sorted(choice for choice, own in votes.items() if own == fewest)

    def all_go(self, state: State, votes: dict[int, Fraction], last: list[int]) -> bool:
        remaining = len(state.left) - len(last)
        return votes[last[0]] == 0 and remaining >= self.seats - len(state.elected)

    def elect(self, state: State, choice: int, votes: dict[int, Fraction]) -> State:
        share = (votes[choice] - self.quota) / votes[choice]
        values = tuple(
            value * share if next((c for c in order if c in state.left), None) == choice else value
            for order, value in zip(self.orders, state.values, strict=True)
        )
        return State(state.left - {choice}, (*state.elected, choice), values)

    def eliminate(self, state: State, gone: list[int]) -> State:
        return State(state.left.difference(gone), state.elected, state.values)

    def outcomes(self, state: State) -> frozenset[frozenset[int]]:
        """The sets of choices that some order elects."""
        key = (state.left, frozenset(state.elected), state.values)
        if key not in self.known:
            if len(self.known) > MOST_SETS:
                raise TooMany
            self.known[key] = self._follow(state)
        return self.known[key]

    def _follow(self, state: State) -> frozenset[frozenset[int]]:
        elected = frozenset(state.elected)
        if len(state.elected) >= self.seats:
            return frozenset({elected})
        if self.over(state):
            return frozenset({elected | state.left})
        votes, _ = self.standing(state)
        electing, who = self.concerned(state, votes)
        if electing:
            nexts = [self.elect(state, choice, votes) for choice in who]
        elif self.all_go(state, votes, who):
            nexts = [self.eliminate(state, who)]
        else:
            nexts = [self.eliminate(state, [choice]) for choice in who]
        return frozenset().union(*(self.outcomes(following) for following in nexts))


def single_transferable_vote(
    length: int, seats: int, ballots: list[Ballot]
) -> tuple[JSON, list[int], list[int]]:
    """The tally, the ranks, and who is elected in their order."""
    quota = sum(count for _, count in ballots) // (seats + 1) + 1
    count = Count([order for order, _ in ballots], seats, quota)
    state = State(frozenset(range(length)), (), tuple(Fraction(own) for _, own in ballots))
    ranks = [0] * length
    rounds: list[JSON] = []
    possible: list[list[int]] = []
    while not count.over(state):
        votes, exhausted = count.standing(state)
        electing, who = count.concerned(state, votes)
        if len(who) > 1 and (electing or not count.all_go(state, votes, who)):
            possible, who = _of_several(count, state, who, electing)
            if possible:
                break
        rounds.append(_round(votes, exhausted, who if electing else [], [] if electing else who))
        if electing:
            state = count.elect(state, who[0], votes)
            ranks[who[0]] = len(state.elected)
        else:
            state = count.eliminate(state, who)
            for choice in who:
                ranks[choice] = 1 + len(state.elected) + len(state.left)
    elected = _end(count, state, rounds, ranks, possible)
    return {"quota": quota, "unit": UNIT, "rounds": rounds, "possible": possible}, ranks, elected


def _of_several(
    count: Count, state: State, who: list[int], electing: bool
) -> tuple[list[list[int]], list[int]]:
    """The sets that are possible where that is open; else the one who is taken."""
    try:
        sets = count.outcomes(state)
    except TooMany:
        return [sorted(state.elected), sorted({*state.elected, *state.left})], []
    if len(sets) > 1:
        return sorted(sorted(own) for own in sets), []
    (only,) = sets
    return [], [who[0] if electing else max(choice for choice in who if choice not in only)]


def _round(
    votes: dict[int, Fraction], exhausted: Fraction, elected: list[int], eliminated: list[int]
) -> JSON:
    return {
        "votes": [[choice, _whole(votes[choice])] for choice in sorted(votes)],
        "exhausted": _whole(exhausted),
        "elected": elected,
        "eliminated": eliminated,
    }


def _whole(value: Fraction) -> int:
    return int(value * UNIT)  # never negative, so that this is the floor


def _end(
    count: Count, state: State, rounds: list[JSON], ranks: list[int], possible: list[list[int]]
) -> list[int]:
    votes, exhausted = count.standing(state)
    elected = list(state.elected)
    taken: list[int] = []
    if possible:
        _open_ranks(state, ranks, possible)
    elif len(elected) < count.seats:
        taken = sorted(state.left, key=lambda choice: (-votes[choice], choice))
        for choice in taken:
            ranks[choice] = 1 + len(elected) + sum(own > votes[choice] for own in votes.values())
    else:
        for choice in state.left:
            ranks[choice] = 1 + len(elected)
    rounds.append(_round(votes, exhausted, taken, []))
    return elected + taken


def _open_ranks(state: State, ranks: list[int], possible: list[list[int]]) -> None:
    every = set.intersection(*(set(own) for own in possible)) & state.left
    some = set.union(*(set(own) for own in possible)) & state.left
    place = 1 + len(state.elected)
    for group in (every, some - every, state.left - some):
        for choice in group:
            ranks[choice] = place
        place += len(group)
