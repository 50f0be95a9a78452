"""Invariants 4 and 13: what was cast is what is signed for, on the board, counted, told by college, and counted again
by the verifier from the archive."""

import random
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pytest

from formats import sealed_ballot
from votation import result_work
from votation.box.use_cases.cast_ballot import Ballot
from votation.domain import register
from votation.tests.archives import null_ballot
from votation.tests.in_process import ORGANISER, Work
from votation.tests.oracle.archive import read_archive
from votation.tests.oracle.result import result_bytes
from votation.tests.polls import RULE, YES_NO
from votation.tests.verifying import contents, failures
from votation.use_cases.get_result import get_result
from votation.use_cases.get_turnout import get_turnout
from votation.use_cases.proclaim_votation import proclaim_votation

COLLEGES, WEIGHTS = ("Cadres", "Employés"), (1, 1, 3, 3)  # so that each college has both weights
ELECTORS = 40
SINGLE: dict[str, Any] = {
    "id": "q2",
    "kind": "single",
    "title": "Qui préside ?",
    "choices": [{"id": name, "label": name} for name in ("alix", "bruno", "chloe")],
    "rule": {**RULE, "count": "weights", "share": None, "outcomes": {"adopted": "", "rejected": ""}},
}
NULLS = ("undecryptable", "wrong_manifest", "out_of_range")  # in the order of `null_ballot`'s kinds


@dataclass(frozen=True)
class Cast:
    """One ballot as the test knows it: whose college and weight, and its answers or why it is null."""

    college: str
    weight: int
    answers: tuple[int | None, ...] | None
    null: str = ""


def vote(world, chance):
    """Four in five of each college and weight vote, three of them in vain. What everyone cast."""
    cast = []
    for elector in range(ELECTORS):
        if elector % 5 == 0:
            continue
        answers = [chance.choice((0, 0, 1, 1, None)), chance.choice((0, 1, 1, 2, None))]
        college, weight = COLLEGES[elector % len(COLLEGES)], WEIGHTS[elector % len(WEIGHTS)]
        right, kind = world.right(elector), elector - 31
        ballot = world.ballot(right, answers)
        if 0 <= kind < len(NULLS):
            sealed = null_ballot(world.manifest, answers, kind)
            hashed = bytes.fromhex(sealed_ballot.ballot_hash(sealed))
            ballot = Ballot(world.id, register.hash_of(right), sealed, hashed, by_server=False)
            cast.append(Cast(college, weight, None, NULLS[kind]))
        else:
            cast.append(Cast(college, weight, tuple(answers)))
        world.cast(ballot)
        if elector % 7 == 0:
            world.lengthen()
    return cast


def both(cast):
    return {"heads": len(cast), "weights": sum(each.weight for each in cast)}


def figures(cast, question, choices):
    """Blank, null and expressed ballots, and the votes of each choice, of one question."""
    valid = [each for each in cast if each.answers is not None]
    return {
        "blank": both([each for each in valid if each.answers[question] is None]),
        "null": both([each for each in cast if each.answers is None]),
        "expressed": both([each for each in valid if each.answers[question] is not None]),
        "choices": [both([each for each in valid if each.answers[question] == n]) for n in range(choices)],
    }


def told(row, choices):
    """The same figures, of a row of the breakdown."""
    return {name: row[name] for name in ("blank", "null", "expressed")} | {
        "choices": [{unit: choice[unit] for unit in ("heads", "weights")} for choice in row["choices"]]
    }


@pytest.mark.parametrize("deciding", ["together", "each"])
def test_what_was_cast_is_counted_by_college_heads_and_weights(world, tmp_path, deciding):
    """VO-5, VO-6: two colleges, two weights, blank and null ballots; plain ballots published by weight, and by cell."""
    yes_no: dict[str, Any] = {**YES_NO, "rule": {**RULE, "colleges": deciding}}
    world.open(ELECTORS, questions=(yes_no, SINGLE), colleges=COLLEGES, weights=WEIGHTS)
    cast = vote(world, random.Random(20))
    assert world.manifest["published_by"] == {"together": "weight", "each": "cell"}[deciding]
    cells = {(cell["colleges"][0], cell["weight"]): cell["cell"] for cell in world.manifest["roll"]["cells"]}
    closed = world.close()
    by_cell = Counter(cells[each.college, each.weight] for each in cast)
    assert closed["cells"] == by_cell == Counter(world.board().values())
    with world.at_register() as uow:
        assert uow.register.by_cell(world.id) == by_cell
        turnout = get_turnout(uow, world.id)
    of_college = {name: [each for each in cast if each.college == name] for name in COLLEGES}
    assert {row["college"]: row["signed_at_least"] for row in turnout["colleges"]} == {
        name: len(inside) for name, inside in of_college.items()
    }

    world.count(tmp_path)
    with world.at_register() as uow:
        result = get_result(uow, world.id)["result"]
    assert result["roll"] == {"electors": 40, "weights": 80}
    assert result["voters"] == both(cast) == {"heads": 32, "weights": 64}
    assert result["null"] == dict.fromkeys(NULLS, 1) | {"malformed": 0}
    for index, (question, unit) in enumerate(zip(result["questions"], ("heads", "weights"), strict=True)):
        choices = (2, 3)[index]
        expected = figures(cast, index, choices)
        assert question["tally"]["votes"] == [choice[unit] for choice in expected.pop("choices")]
        assert {name: question[name] for name in expected} == expected
        for counted in ("heads", "weights"):
            assert sum(expected[name][counted] for name in expected) == result["voters"][counted]
        rows = {row["colleges"][0][0]: row for row in result["breakdown"]["questions"][index]["rows"]}
        assert {name: told(row, choices) for name, row in rows.items()} == {
            name: figures(inside, index, choices) for name, inside in of_college.items()
        }
    decided = {college["college"]: college for college in result["questions"][0]["decision"]["colleges"]}
    assert decided.keys() == ({*COLLEGES} if deciding == "each" else set())
    for name, majority in decided.items():
        expected = figures(of_college[name], 0, 2)
        assert majority["had"] == expected["choices"][0]["heads"]
        assert majority["of"] == expected["expressed"]["heads"]

    with world.at_register() as uow:
        proclaim_votation(uow, ORGANISER, world.id, world.votation().version, "", [])
    result_work.proclaim(Work(world, tmp_path))
    result_work.make_archive(Work(world, tmp_path))
    archive = tmp_path / f"votations/{world.id}/archive.zip"
    assert result_bytes(read_archive(archive)) == contents(archive)["result.json"]
    assert failures(archive) == ["dates"]  # `move_window` moved them
