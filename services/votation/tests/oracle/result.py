"""The whole result.json of an archive."""

from dataclasses import dataclass
from typing import Any

from votation.tests.oracle.archive import JSON, REASONS, Archive, Vote, canonical
from votation.tests.oracle.decide import Poll, decision
from votation.tests.oracle.tally import Tallied, tallied


class NoResult(Exception):
    """The numbers of the archive do not agree."""


def result_bytes(archive: Archive) -> bytes:
    return canonical(result_of(archive))


def result_of(archive: Archive) -> JSON:
    roll, voters = _roll(archive), _signed(archive)
    _require_agreement(archive)
    return {
        "schema": "capco.result/1",
        "votation": archive.manifest["votation"],
        "manifest": archive.manifest_hash,
        "roll": {"electors": roll["heads"], "weights": roll["weights"]},
        "voters": voters,
        "turnout": {unit: hundredths(voters[unit], roll[unit]) for unit in voters},
        "null": {reason: sum(n for why, _, n in archive.nulls if why == reason) for reason in REASONS},
        "seed": archive.seed_told,
        "questions": [_question(archive, at) for at in range(len(archive.manifest["questions"]))],
    }


def hundredths(number: int, whole: int) -> int:
    return (2 * number * 10_000 + whole) // (2 * whole) if whole else 0


def _roll(archive: Archive) -> dict[str, int]:
    cells = archive.cells
    return {
        "heads": sum(cell["electors"] for cell in cells),
        "weights": sum(cell["electors"] * cell["weight"] for cell in cells),
    }


def _signed(archive: Archive) -> dict[str, int]:
    signed = [(archive.signed.get(cell["cell"], 0), cell["weight"]) for cell in archive.cells]
    return {"heads": sum(n for n, _ in signed), "weights": sum(n * weight for n, weight in signed)}


def _require_agreement(archive: Archive) -> None:
    """On the roll at least as many as signed; signed as many as ballots; by cell, or by weight."""
    signed, ballots = dict.fromkeys(archive.weights, 0), dict.fromkeys(archive.weights, 0)
    by_cell = archive.manifest["published_by"] == "cell"
    for cell in archive.cells:
        number = archive.signed.get(cell["cell"], 0)
        if number > cell["electors"]:
            raise NoResult("more signatures than electors")
        signed[cell["cell"] if by_cell else f"w{cell['weight']}"] += number
    for vote in archive.votes:
        ballots[vote.group] += vote.number
    for _, group, number in archive.nulls:
        ballots[group] += number
    if signed != ballots:
        raise NoResult("signatures and ballots differ")


@dataclass(frozen=True)
class _Answers:
    """The ballots of one question: blank, or with what they answer."""

    blank: list[Vote]
    expressed: list[tuple[Any, Vote]]


def _answers(votes: list[Vote], at: int) -> _Answers:
    return _Answers(
        [vote for vote in votes if vote.answers[at] is None],
        [(vote.answers[at], vote) for vote in votes if vote.answers[at] is not None],
    )


def _sum(votes: list[Vote]) -> dict[str, int]:
    return {
        "heads": sum(vote.number for vote in votes),
        "weights": sum(vote.number * vote.weight for vote in votes),
    }


def _null(archive: Archive) -> dict[str, int]:
    return {
        "heads": sum(number for _, _, number in archive.nulls),
        "weights": sum(number * archive.weights[group] for _, group, number in archive.nulls),
    }


def _tally(question: JSON, expressed: list[tuple[Any, Vote]]) -> Tallied:
    weighted = question["rule"]["count"] == "weights"
    ballots = [(answer, vote.number * (vote.weight if weighted else 1)) for answer, vote in expressed]
    return tallied(question, ballots)


def _question(archive: Archive, at: int) -> JSON:
    question = archive.manifest["questions"][at]
    answers = _answers(archive.votes, at)
    expressed = _sum([vote for _, vote in answers.expressed])
    counted = _tally(question, answers.expressed)
    unit = question["rule"]["count"]
    bases = {"expressed": expressed[unit], "voters": _signed(archive)[unit], "roll": _roll(archive)[unit]}
    poll = Poll(
        question=question,
        counted=counted,
        bases=bases,
        voters=_signed(archive),
        roll=_roll(archive),
        colleges=_colleges(archive, question, answers),
        settled=archive.settled.get(question["id"]),
        seed=archive.seeds.get(question["id"]),
    )
    return {
        "id": question["id"],
        "kind": question["kind"],
        "count": unit,
        "blank": _sum(answers.blank),
        "null": _null(archive),
        "expressed": expressed,
        "percentages": _percentages(question, counted, bases),
        "tally": counted.tally,
        "ranking": _ranking(question, counted),
        "decision": decision(poll),
    }


def _percentages(question: JSON, counted: Tallied, bases: dict[str, int]) -> list[JSON]:
    if question["kind"] not in ("yes_no", "single", "several") or counted.votes is None:
        return []
    return [
        {"choice": choice["id"], **{base: hundredths(votes, whole) for base, whole in bases.items()}}
        for choice, votes in zip(question["choices"], counted.votes, strict=True)
    ]


def _ranking(question: JSON, counted: Tallied) -> list[JSON]:
    order = sorted(range(len(counted.ranks)), key=lambda choice: (counted.ranks[choice], choice))
    return [
        {
            "choice": question["choices"][choice]["id"],
            "rank": counted.ranks[choice],
            "votes": None if counted.votes is None else counted.votes[choice],
        }
        for choice in order
    ]


def _colleges(
    archive: Archive, question: JSON, answers: _Answers
) -> list[tuple[str, list[int], dict[str, int]]]:
    """By college its votes by choice and its bases, where each college decides."""
    if question["rule"]["colleges"] != "each":
        return []
    unit = question["rule"]["count"]
    found = []
    for college in archive.manifest["roll"]["colleges"]:
        name = college["college"]
        cells = {cell["cell"]: cell for cell in archive.cells if name in cell["colleges"]}
        expressed = [(answer, vote) for answer, vote in answers.expressed if vote.group in cells]
        weight = {own: cell["weight"] if unit == "weights" else 1 for own, cell in cells.items()}
        bases = {
            "expressed": _sum([vote for _, vote in expressed])[unit],
            "voters": sum(archive.signed.get(own, 0) * weight[own] for own in cells),
            "roll": sum(cell["electors"] * weight[own] for own, cell in cells.items()),
        }
        found.append((name, _tally(question, expressed).votes or [], bases))
    return found
