"""`result.json`: all figures of a votation and what they decide. The same input gives the same bytes.

Format: docs/votation-formats.md, "Result".
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeGuard

from contracts.refused import Refused
from formats import canonical
from votation.domain import answer as answers
from votation.domain import percentage
from votation.domain.decision import Both, College, Decision, Figures, Settling, decide
from votation.domain.question import Question, questions_from_data
from votation.domain.sentence import sentence
from votation.domain.tally import of_question
from votation.domain.tally.tallied import Tallied

NULLS = ("undecryptable", "malformed", "wrong_manifest", "out_of_range")
MISMATCHES = ("manifest", "cell", "plain", "signatures", "ballots", "sums")
PERCENTAGES_OF = ("yes_no", "single", "several")
BASES = ("expressed", "voters", "roll")


class CountMismatch(Exception):
    """What was counted does not agree with itself: `what` is one of MISMATCHES, `group` says where."""

    def __init__(self, what: str, group: str = "") -> None:
        if what not in MISMATCHES:
            raise ValueError(what)
        super().__init__(f"{what}: {group}" if group else what)
        self.what = what
        self.group = group


@dataclass(frozen=True)
class Cell:
    id: str
    colleges: tuple[str, ...]
    weight: int
    electors: int


@dataclass
class Box:
    """The plain ballots of one group: how many of each answers, and the null ones by reason."""

    weight: int
    given: dict[tuple[Any, ...], int] = field(default_factory=dict)
    null: dict[str, int] = field(default_factory=dict)

    def all(self) -> int:
        return sum(self.given.values()) + sum(self.null.values())


@dataclass
class OneCount:
    """One question's answers: grouped expressed ones by (answer, weight), and the blank."""

    blank: Both = field(default_factory=Both)
    expressed: Both = field(default_factory=Both)
    grouped: dict[tuple[Any, int], int] = field(default_factory=dict)

    def add(self, answer: Any, heads: int, weight: int) -> None:
        ballots = Both(heads, heads * weight)
        if answers.is_blank(answer):
            self.blank += ballots
        else:
            self.expressed += ballots
            key = (answer, weight)
            self.grouped[key] = self.grouped.get(key, 0) + heads

    def ballots(self, count: str) -> list[tuple[Any, int]]:
        return [
            (answer, heads * (1 if count == "heads" else weight))
            for (answer, weight), heads in self.grouped.items()
        ]


@dataclass(frozen=True)
class Counted:
    """All that was counted, checked against roll and register."""

    questions: tuple[Question, ...]
    cells: dict[str, Cell]
    signed: dict[str, int]
    boxes: dict[str, Box]

    @property
    def roll(self) -> Both:
        return _sum(Both(cell.electors, cell.electors * cell.weight) for cell in self.cells.values())

    def voters(self, college: str | None = None) -> Both:
        inside = [cell for cell in self.cells.values() if college is None or college in cell.colleges]
        return _sum(
            Both(self.signed.get(cell.id, 0), self.signed.get(cell.id, 0) * cell.weight) for cell in inside
        )

    @property
    def null(self) -> Both:
        return _sum(
            Both(number, number * box.weight) for box in self.boxes.values() for number in box.null.values()
        )

    def null_by_reason(self) -> dict[str, int]:
        reasons = dict.fromkeys(NULLS, 0)
        for box in self.boxes.values():
            for reason, number in box.null.items():
                reasons[reason] += number
        return reasons

    def question(self, index: int, groups: Iterable[str] | None = None) -> OneCount:
        count = OneCount()
        for group in self.boxes if groups is None else groups:
            if group in self.boxes:
                box = self.boxes[group]
                for given, heads in box.given.items():
                    count.add(given[index], heads, box.weight)
        return count


def count(
    manifest: Mapping[str, Any],
    plain: Iterable[Mapping[str, Any]],
    register: Mapping[str, int],
    settlements: Mapping[str, Mapping[str, Any]] | None = None,
    seed: str | Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The result. `register`: how many signed, by cell; `settlements`: by question id, for ties that someone decides;
    `seed`: of the draws, by question id (one for all under a manifest of version 1).

    Raises CountMismatch where the figures disagree, Refused(settlement_invalid) where a settlement is of no tie.
    """
    counted = read(manifest, plain, register)
    known = {question.id for question in counted.questions}
    if any(question_id not in known for question_id in settlements or {}):
        raise Refused("settlement_invalid", fields={"question": ["not_one_of"]})
    return {
        "schema": "capco.result/1",
        "votation": manifest["votation"],
        "manifest": canonical.sha256(canonical.dump(manifest)),
        "roll": {"electors": counted.roll.heads, "weights": counted.roll.weights},
        "voters": counted.voters().to_data(),
        "turnout": _turnout(counted),
        "null": counted.null_by_reason(),
        "seed": dict(seed) if isinstance(seed, Mapping) else seed,
        "questions": [
            _question(
                counted,
                manifest,
                index,
                Settling((settlements or {}).get(question.id), _seed_of(question, seed)),
            )
            for index, question in enumerate(counted.questions)
        ],
    }


def _seed_of(question: Question, seed: str | Mapping[str, str] | None) -> str | None:
    return seed.get(question.id) if isinstance(seed, Mapping) else seed


def read(
    manifest: Mapping[str, Any], plain: Iterable[Mapping[str, Any]], register: Mapping[str, int]
) -> Counted:
    """Raises CountMismatch: on the roll ≥ voters = signatures = ballots, in every group."""
    questions = questions_from_data(manifest["questions"])
    cells = _cells(manifest)
    for cell_id, signed in register.items():
        if cell_id not in cells:
            raise CountMismatch("cell", cell_id)
        if not is_count(signed, 0) or signed > cells[cell_id].electors:
            raise CountMismatch("signatures", cell_id)
    by_cell = manifest["published_by"] == "cell"
    if not by_cell and any(question.rule.colleges == "each" for question in questions):
        raise CountMismatch("manifest", "published_by")
    boxes = _boxes(cells, by_cell=by_cell)
    for line in plain:
        _put(boxes, questions, line)
    counted = Counted(questions, cells, {cell: register.get(cell, 0) for cell in cells}, boxes)
    _require_same(counted, by_cell=by_cell)
    return counted


def group_of(cell: Cell, *, by_cell: bool) -> str:
    """The group under which the cell's plain ballots are published."""
    return cell.id if by_cell else f"w{cell.weight}"


def _cells(manifest: Mapping[str, Any]) -> dict[str, Cell]:
    """The cells of the roll. Raises CountMismatch where it does not sum to its own totals, or is no roll at all."""
    try:
        return _summed_cells(manifest)
    except (KeyError, TypeError, AttributeError) as error:
        raise CountMismatch("manifest", "roll") from error


def _summed_cells(manifest: Mapping[str, Any]) -> dict[str, Cell]:
    roll = manifest["roll"]
    cells = [
        Cell(cell["cell"], tuple(cell["colleges"]), cell["weight"], cell["electors"])
        for cell in roll["cells"]
    ]
    if len({cell.id for cell in cells}) != len(cells):
        raise CountMismatch("manifest", "roll.cells")
    if not all(is_count(cell.weight, 1) and is_count(cell.electors, 0) for cell in cells):
        raise CountMismatch("manifest", "roll.cells")
    totals = _totals(cells)
    if (totals.heads, totals.weights) != (roll["electors"], roll["weights"]):
        raise CountMismatch("manifest", "roll")
    if {college["college"] for college in roll["colleges"]} != {
        name for cell in cells for name in cell.colleges
    }:
        raise CountMismatch("manifest", "roll.colleges")
    for college in roll["colleges"]:
        totals = _totals([cell for cell in cells if college["college"] in cell.colleges])
        if (totals.heads, totals.weights) != (college["electors"], college["weights"]):
            raise CountMismatch("manifest", college["college"])
    return {cell.id: cell for cell in cells}


def is_count(number: Any, least: int) -> TypeGuard[int]:
    return isinstance(number, int) and not isinstance(number, bool) and number >= least


def _totals(cells: Sequence[Cell]) -> Both:
    return _sum(Both(cell.electors, cell.electors * cell.weight) for cell in cells)


def _boxes(cells: Mapping[str, Cell], *, by_cell: bool) -> dict[str, Box]:
    return {group_of(cell, by_cell=by_cell): Box(cell.weight) for cell in cells.values()}


def _put(boxes: Mapping[str, Box], questions: Sequence[Question], line: Mapping[str, Any]) -> None:
    group, number = line.get("g"), line.get("n")
    if not isinstance(group, str) or group not in boxes:
        raise CountMismatch("plain", str(group))
    if not is_count(number, 1):
        raise CountMismatch("plain", group)
    reason = str(line["null"]) if "null" in line else _reason(questions, line.get("a"))
    if reason is None:
        given = tuple(_hashable(answer) for answer in line["a"])
        boxes[group].given[given] = boxes[group].given.get(given, 0) + number
    elif reason in NULLS:
        boxes[group].null[reason] = boxes[group].null.get(reason, 0) + number
    else:
        raise CountMismatch("plain", group)


def _reason(questions: Sequence[Question], given: Any) -> str | None:
    """Why the ballot is null, if it is: counted, never dropped."""
    try:
        answers.check_all(questions, given)
    except answers.OutOfRange:
        return "out_of_range"
    return None


def _hashable(answer: Any) -> Any:
    return tuple(answer) if isinstance(answer, list) else answer


def _require_same(counted: Counted, *, by_cell: bool) -> None:
    """In every group as many ballots as signatures; for every question voters = blank + null + expressed."""
    signed = dict.fromkeys(counted.boxes, 0)
    for cell in counted.cells.values():
        signed[group_of(cell, by_cell=by_cell)] += counted.signed[cell.id]
    for group, box in counted.boxes.items():
        if box.all() != signed[group]:
            raise CountMismatch("ballots", group)
    for index, question in enumerate(counted.questions):
        one = counted.question(index)
        if one.blank + counted.null + one.expressed != counted.voters():
            raise CountMismatch("sums", question.id)


def _turnout(counted: Counted) -> dict[str, int]:
    roll, voters = counted.roll, counted.voters()
    return {
        "heads": percentage.hundredths(voters.heads, roll.heads),
        "weights": percentage.hundredths(voters.weights, roll.weights),
    }


def _question(
    counted: Counted, manifest: Mapping[str, Any], index: int, settling: Settling
) -> dict[str, Any]:
    question, one = counted.questions[index], counted.question(index)
    figures = Figures(counted.roll, counted.voters(), one.expressed)
    tallied = of_question.tally(question, one.ballots(question.rule.count))
    colleges = _colleges(counted, manifest, index)
    decision = decide(question, tallied, figures, settling=settling, colleges=colleges)
    return {
        "id": question.id,
        "kind": question.kind,
        "count": question.rule.count,
        "blank": one.blank.to_data(),
        "null": counted.null.to_data(),
        "expressed": one.expressed.to_data(),
        "percentages": _percentages(question, tallied, figures),
        "tally": tallied.shown,
        "ranking": _ranking(question, tallied),
        "decision": _decision(question, tallied, decision, figures),
    }


def _colleges(counted: Counted, manifest: Mapping[str, Any], index: int) -> list[College]:
    """The figures of each college, where each decides."""
    question = counted.questions[index]
    if question.rule.colleges != "each":
        return []
    colleges = []
    for name in (college["college"] for college in manifest["roll"]["colleges"]):
        inside = [cell for cell in counted.cells.values() if name in cell.colleges]
        one = counted.question(index, [cell.id for cell in inside])
        figures = Figures(_totals(inside), counted.voters(name), one.expressed)
        tallied = of_question.tally(question, one.ballots(question.rule.count))
        colleges.append(College(name, figures, tallied.votes))
    return colleges


def _percentages(question: Question, tallied: Tallied, figures: Figures) -> list[dict[str, Any]]:
    if question.kind not in PERCENTAGES_OF:
        return []
    count = question.rule.count
    wholes = {base: getattr(figures, base).by(count) for base in BASES}
    return [
        {"choice": choice} | {base: percentage.hundredths(votes, whole) for base, whole in wholes.items()}
        for choice, votes in zip(question.choice_ids, tallied.votes, strict=True)
    ]


def _ranking(question: Question, tallied: Tallied) -> list[dict[str, Any]]:
    """Best first; equal choices in the order of the manifest."""
    votes: Sequence[int | None] = tallied.votes or [None] * len(question.choices)
    ranked = sorted(zip(tallied.ranks, range(len(question.choices)), strict=True))
    return [
        {"choice": question.choice_ids[choice], "rank": rank, "votes": votes[choice]}
        for rank, choice in ranked
    ]


def _decision(question: Question, tallied: Tallied, decision: Decision, figures: Figures) -> dict[str, Any]:
    return decision.to_data() | {"sentence": sentence(question, tallied, decision, figures)}


def _sum(numbers: Iterable[Both]) -> Both:
    return sum(numbers, Both())
