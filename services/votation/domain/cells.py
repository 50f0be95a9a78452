"""Who is counted together: ballots of a cell have one weight, and no cell should be so small that it tells votes."""

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
    colleges: tuple[str, ...]
    weight: int
    electors: int

    def to_data(self) -> dict[str, object]:
        return {
            "cell": self.cell,
            "colleges": list(self.colleges),
            "weight": self.weight,
            "electors": self.electors,
        }


def cells_of(
    groups: Iterable[Group], *, by_college: bool, small: int = SMALL_GROUP
) -> tuple[list[Cell], Mapping[tuple[str, int], str]]:
    """The cells, and the cell of each (college, weight).

    Groups of one weight that are too small are merged with the next larger ones until they are not, unless the
    rule counts every college apart (`by_college`).
    """
    merged: list[tuple[tuple[str, ...], int, int]] = []
    by_weight: dict[int, list[Group]] = {}
    for group in groups:
        by_weight.setdefault(group.weight, []).append(group)
    for weight in sorted(by_weight):
        of_weight = sorted(by_weight[weight], key=lambda group: (group.electors, group.college))
        merged.extend(_merge(of_weight, weight, small, by_college))
    merged.sort(key=lambda cell: (cell[1], cell[0]))
    cells = [
        Cell(f"c{n}", colleges, weight, electors) for n, (colleges, weight, electors) in enumerate(merged, 1)
    ]
    return cells, {(college, cell.weight): cell.cell for cell in cells for college in cell.colleges}


def _merge(
    groups: list[Group], weight: int, small: int, by_college: bool
) -> list[tuple[tuple[str, ...], int, int]]:
    if by_college:
        return [((group.college,), weight, group.electors) for group in groups]
    done: list[tuple[tuple[str, ...], int, int]] = []
    colleges: list[str] = []
    electors = 0
    for group in groups:  # the smallest first
        colleges.append(group.college)
        electors += group.electors
        if electors >= small:
            done.append((tuple(sorted(colleges)), weight, electors))
            colleges, electors = [], 0
    if not colleges:
        return done
    if done:  # what is left joins the last, which is large enough
        last_colleges, _, last_electors = done.pop()
        colleges, electors = [*last_colleges, *colleges], last_electors + electors
    return [*done, (tuple(sorted(colleges)), weight, electors)]


def smallest(cells: Iterable[Cell]) -> int:
    return min((cell.electors for cell in cells), default=0)
