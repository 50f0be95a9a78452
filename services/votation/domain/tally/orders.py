"""Every order of elimination that equal votes leave open, followed to whom it elects.

An order matters when two of them elect others. Then nothing but the question's frozen rule for ties may choose among
those whom some order elects; where all elect the same, there is nothing to settle.
"""

from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

Elected = frozenset[int]
MOST_STATES = 2000  # followed; with more than eleven choices all equal it takes more


class TooMany(Exception):
    """There are more orders than are followed."""


class State(Protocol):
    """A moment of a count. Equal states go on equally."""

    @property
    def key(self) -> object: ...


S = TypeVar("S", bound=State)
Step = Callable[[S], "Elected | Iterable[S]"]


def elected_by_any(start: S, step: "Step[S]") -> frozenset[Elected]:
    """The sets that some order elects. `step`: who is elected, or the states that may follow. Raises TooMany."""
    known: dict[object, frozenset[Elected]] = {}

    def follow(state: S) -> frozenset[Elected]:
        if state.key in known:
            return known[state.key]
        if len(known) > MOST_STATES:
            raise TooMany
        after = step(state)
        orders = frozenset([after]) if isinstance(after, frozenset) else _union(map(follow, after))
        known[state.key] = orders
        return orders

    return follow(start)


def _union(orders: Iterable[frozenset[Elected]]) -> frozenset[Elected]:
    return frozenset().union(*orders)


def in_order(orders: Iterable[Elected]) -> tuple[tuple[int, ...], ...]:
    """As results show them: each in the ballot's order, and they among themselves."""
    return tuple(sorted(tuple(sorted(elected)) for elected in orders))
