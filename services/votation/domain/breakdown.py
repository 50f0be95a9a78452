"""Results by college, told so that nobody's vote can be read from them.

A row of the breakdown is one set of colleges (an elector may be of several), so that rows never overlap and sum to
the total. A row that would tell about fewer ballots than the small group, or in which all ballots say the same, is
merged: all such rows into one, with the smallest of the others until what is merged may be told. So none is withheld
alone, to be found as the total less the others. Where even all together may not be told, there is no breakdown.

Weights give more away than heads: the one elector of weight 3 in a college would be read from the difference. The
weights of a question are told where every (row, weight) may be told, for all rows or for none.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from votation.domain.decision import Both
from votation.domain.question import Question
from votation.domain.result import Counted, OneCount, read
from votation.domain.tally import of_question

NUMBERED = ("yes_no", "single", "several", "points", "score")


@dataclass(frozen=True)
class Row:
    """The cells of the same colleges, or of several such sets merged."""

    colleges: tuple[tuple[str, ...], ...]
    cells: tuple[str, ...]

    def with_(self, other: "Row") -> "Row":
        return Row(tuple(sorted(self.colleges + other.colleges)), self.cells + other.cells)


def breakdown(
    manifest: Mapping[str, Any], plain: Iterable[Mapping[str, Any]], register: Mapping[str, int]
) -> dict[str, Any]:
    """Turnout by college and, where the plain ballots are by cell, the answers by college. Raises as `count` does."""
    counted = read(manifest, plain, register)
    small = manifest["small_group"]
    by_cell = manifest["published_by"] == "cell"
    told = merged(
        rows(counted), lambda row: electors(counted, row) >= small, lambda row: electors(counted, row)
    )
    return {
        "schema": "capco.breakdown/1",
        "votation": manifest["votation"],
        "small_group": small,
        "turnout": [_turnout(counted, row) for row in told],
        "questions": [
            {"id": question.id, "rows": _answers(counted, index, small) if by_cell else []}
            for index, question in enumerate(counted.questions)
        ],
    }


def rows(counted: Counted) -> list[Row]:
    """One for each set of colleges that someone is of, in order."""
    cells_of: dict[tuple[str, ...], list[str]] = {}
    for cell in counted.cells.values():
        cells_of.setdefault(tuple(sorted(cell.colleges)), []).append(cell.id)
    return [Row((colleges,), tuple(sorted(cells_of[colleges]))) for colleges in sorted(cells_of)]


def merged(rows: Sequence[Row], may_be_told: Callable[[Row], bool], size: Callable[[Row], int]) -> list[Row]:
    """These rows, with all that may not be told in one that may; none where that cannot be."""
    told = [row for row in rows if may_be_told(row)]
    small = [row for row in rows if not may_be_told(row)]
    if not small:
        return told
    together = small[0]
    for row in small[1:]:
        together = together.with_(row)
    while not may_be_told(together):
        if not told:
            return []
        smallest = min(told, key=lambda row: (size(row), row.colleges))
        told.remove(smallest)
        together = together.with_(smallest)
    return sorted([*told, together], key=lambda row: row.colleges)


def electors(counted: Counted, row: Row) -> int:
    return sum(counted.cells[cell].electors for cell in row.cells)


def _turnout(counted: Counted, row: Row) -> dict[str, Any]:
    return {
        "colleges": [list(colleges) for colleges in row.colleges],
        "electors": electors(counted, row),
        "voters": sum(counted.signed[cell] for cell in row.cells),
    }


def _answers(counted: Counted, index: int, small: int) -> list[dict[str, Any]]:
    question = counted.questions[index]

    def may_be_told(row: Row) -> bool:
        return tells_of_nobody(counted, question, index, row.cells, small)

    told = merged(rows(counted), may_be_told, lambda row: _voters(counted, row.cells))
    with_weights = all(
        tells_of_nobody(counted, question, index, cells, small)
        for row in told
        for cells in _by_weight(counted, row)
    )
    return [_row(counted, question, index, row, with_weights=with_weights) for row in told]


def _by_weight(counted: Counted, row: Row) -> list[list[str]]:
    cells_of: dict[int, list[str]] = {}
    for cell in row.cells:
        cells_of.setdefault(counted.cells[cell].weight, []).append(cell)
    return list(cells_of.values())


def tells_of_nobody(
    counted: Counted, question: Question, index: int, cells: Sequence[str], small: int
) -> bool:
    """Whether enough people voted there, and not all alike."""
    if _voters(counted, cells) < small:
        return False
    one = counted.question(index, cells)
    return not _is_unanimous(question, one, _null(counted, cells).heads)


def _voters(counted: Counted, cells: Sequence[str]) -> int:
    return sum(counted.signed[cell] for cell in cells)


def _null(counted: Counted, cells: Sequence[str]) -> Both:
    nulls = [counted.boxes[cell] for cell in cells]
    heads = [(sum(box.null.values()), box.weight) for box in nulls]
    return Both(sum(number for number, _ in heads), sum(number * weight for number, weight in heads))


def _is_unanimous(question: Question, one: OneCount, null: int) -> bool:
    """One answer from all, or one choice named by all: to have voted is then to have voted so."""
    all_voters = one.blank.heads + one.expressed.heads + null
    if all_voters in (one.blank.heads, null):
        return True
    answers_given = {answer for answer, _ in one.grouped}
    if len(answers_given) == 1 and one.expressed.heads == all_voters:
        return True
    named = of_question.tally(question, one.ballots("heads")).votes if question.kind == "several" else ()
    return any(votes == all_voters for votes in named)


def _row(counted: Counted, question: Question, index: int, row: Row, *, with_weights: bool) -> dict[str, Any]:
    one, null = counted.question(index, row.cells), _null(counted, row.cells)
    units = ("heads", "weights") if with_weights else ("heads",)

    def told(both: Both) -> dict[str, int]:
        return {unit: both.by(unit) for unit in units}

    tallies = {unit: of_question.tally(question, one.ballots(unit)).votes for unit in units}
    choices = question.choice_ids if question.kind in NUMBERED else ()
    return {
        "colleges": [list(colleges) for colleges in row.colleges],
        "blank": told(one.blank),
        "null": told(null),
        "expressed": told(one.expressed),
        "choices": [
            {"choice": choice} | {unit: tallies[unit][place] for unit in units}
            for place, choice in enumerate(choices)
        ],
    }
