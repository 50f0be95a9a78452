"""Who is counted together: a cell is a college and a weight; plain ballots are published by weight, or by cell."""

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
    cell: str
    college: str
    weight: int
    electors: int

    def to_data(self) -> dict[str, object]:
        return {
            "cell": self.cell,
            "colleges": [self.college] if self.college else [],
            "weight": self.weight,
            "electors": self.electors,
        }


def cells_of(groups: Iterable[Group]) -> list[Cell]:
    """One cell a group, numbered by weight and college."""
    ordered = sorted(groups, key=lambda group: (group.weight, group.college))
    return [Cell(f"c{n}", group.college, group.weight, group.electors) for n, group in enumerate(ordered, 1)]


def by_college_and_weight(cells: Iterable[Cell]) -> Mapping[tuple[str, int], str]:
    return {(cell.college, cell.weight): cell.cell for cell in cells}


def smallest_published(cells: Iterable[Cell], *, by_cell: bool) -> int:
    """How many electors the smallest group has whose plain ballots are published together: too few tell votes."""
    published: dict[object, int] = {}
    for cell in cells:
        key = cell.cell if by_cell else cell.weight
        published[key] = published.get(key, 0) + cell.electors
    return min(published.values(), default=0)
