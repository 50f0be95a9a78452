"""Who is counted together: a cell is a college and a weight; plain ballots are published by weight, or by cell.

A college counts apart where the rule needs it. Elsewhere one of which some weight has too few electors is told of
nobody: its electors are in cells that name no college, with as many others as it takes. A weight cannot be merged,
since nobody could count again: a weight of few electors is published as it is, if the organiser accepts how many.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

SMALL_GROUP = 5


@dataclass(frozen=True)
class Group:
    """Electors of one college and weight."""

    college: str
    weight: int
    electors: int


@dataclass(frozen=True)
class Cell:
    """Electors counted together. `of` are their colleges on the roll, `college` what is published: "" where merged."""

    cell: str
    college: str
    weight: int
    electors: int
    of: tuple[str, ...]

    def to_data(self) -> dict[str, object]:
        return {
            "cell": self.cell,
            "colleges": [self.college] if self.college else [],
            "weight": self.weight,
            "electors": self.electors,
        }


def merged_colleges(groups: Iterable[Group]) -> frozenset[str]:
    """The colleges that are not told apart, so that no cell is smaller than it has to be.

    First those with a small group; then, while a weight has too few electors of them together, whoever has the fewest
    of that weight. A weight that is small on the whole is none the larger for it.
    """
    of_weight = _by_weight(groups := list(groups))
    helped = [group for group in groups if of_weight[group.weight] >= SMALL_GROUP]
    merged = {group.college for group in helped if group.electors < SMALL_GROUP}
    while True:
        others = _by_weight(group for group in groups if group.college in merged)
        next_ones = [
            group
            for group in helped
            if group.college not in merged and 0 < others.get(group.weight, 0) < SMALL_GROUP
        ]
        if not next_ones:
            return frozenset(merged)
        merged.add(min(next_ones, key=lambda group: (group.electors, group.college)).college)


def _by_weight(groups: Iterable[Group]) -> dict[int, int]:
    electors: dict[int, int] = {}
    for group in groups:
        electors[group.weight] = electors.get(group.weight, 0) + group.electors
    return electors


def cells_of(groups: Iterable[Group], merged: frozenset[str] = frozenset()) -> list[Cell]:
    """One cell a weight and college, and one for each weight of all that are merged, in this order."""
    together: dict[tuple[int, str], list[Group]] = {}
    for group in groups:
        college = "" if group.college in merged else group.college
        together.setdefault((group.weight, college), []).append(group)
    return [
        Cell(
            f"c{n}",
            college,
            weight,
            sum(group.electors for group in together[weight, college]),
            tuple(group.college for group in together[weight, college]),
        )
        for n, (weight, college) in enumerate(sorted(together), 1)
    ]


def by_college_and_weight(cells: Iterable[Cell]) -> dict[tuple[str, int], str]:
    """In which cell an elector of the roll is."""
    return {(college, cell.weight): cell.cell for cell in cells for college in cell.of}


def as_frozen(
    groups: Iterable[Group], merged: frozenset[str], frozen: Mapping[tuple[str, int], str]
) -> list[Cell]:
    """The cells as the roll was put in them: without merging, where it was frozen before colleges were merged."""
    groups = list(groups)
    counted = cells_of(groups, merged)
    return counted if by_college_and_weight(counted) == frozen else cells_of(groups)


def small_groups(cells: Iterable[Cell], *, by_cell: bool) -> list[Group]:
    """Those whose plain ballots are published together, and who are too few: their votes may be read there."""
    published: dict[tuple[int, str], int] = {}
    for cell in cells:
        key = (cell.weight, cell.college if by_cell else "")
        published[key] = published.get(key, 0) + cell.electors
    return [
        Group(college, weight, electors)
        for (weight, college), electors in sorted(published.items())
        if electors < SMALL_GROUP
    ]
