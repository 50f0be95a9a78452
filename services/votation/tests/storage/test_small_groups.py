"""V10: who would be recognised in what is published is merged where nothing depends on it, and else told by number."""

import json
from typing import Any

import pytest
from sqlalchemy import text

from chassis.actor import Actor
from contracts.refused import Refused
from votation import result_work, views
from votation.domain.cells import Group
from votation.tests.in_process import ORGANISER, Work
from votation.tests.oracle.archive import read_archive
from votation.tests.oracle.result import result_bytes
from votation.tests.polls import EACH, RULE, YES_NO
from votation.tests.verifying import contents, failures
from votation.use_cases.freeze_votation import freeze_votation
from votation.use_cases.get_booth import get_booth
from votation.use_cases.get_result import get_result
from votation.use_cases.get_turnout import get_turnout
from votation.use_cases.loading import get_locked_votation, get_stored_votation
from votation.use_cases.minutes_of import minutes_of
from votation.use_cases.proclaim_votation import proclaim_votation

COLLEGES = ("Locataires",) * 8 + ("Bailleurs",) * 3 + ("Syndics",)  # of 24: sixteen, six and two
WEIGHTED: dict[str, Any] = {**YES_NO, "rule": {**RULE, "count": "weights"}}


def shown(world):
    with world.at_register() as uow:
        return views.votation(uow, get_stored_votation(uow, world.id))


def freeze(world, readable):
    with world.at_register() as uow:
        votation, _ = get_locked_votation(uow, world.id)
        return freeze_votation(uow, ORGANISER, world.id, votation.version, readable)


def cells(world):
    return {(*cell["colleges"], cell["weight"]): cell["electors"] for cell in world.manifest["roll"]["cells"]}


def test_small_colleges_are_merged_from_the_roll_to_the_archive(world, tmp_path):
    """V10: in cells, board, roll, turnout, result, breakdown; and the verifier and a second count agree."""
    world.draft(24, colleges=COLLEGES)
    assert shown(world)["merged_colleges"] == ["Bailleurs", "Syndics"]
    assert shown(world)["small_groups"] == []
    world.freeze()
    world.hold_ceremony()
    world.seal()
    world.move_window(-60, 3600)
    assert cells(world) == {(1,): 8, ("Locataires", 1): 16}
    assert [college["college"] for college in world.manifest["roll"]["colleges"]] == ["Locataires"]
    assert "Syndics" not in json.dumps(world.manifest)
    told = {college["college"]: college["electors"] for college in shown(world)["colleges"]}
    assert told == {"": 8, "Locataires": 16}
    for elector in range(0, 24, 2):
        world.cast(world.ballot(world.right(elector), [elector % 4 // 2]))
    world.close()
    with world.at_register() as uow:
        turnout = get_turnout(uow, world.id)
    assert {row["college"]: row["electors"] for row in turnout["colleges"]} == told
    world.count(tmp_path)
    with world.at_register() as uow:
        result = get_result(uow, world.id)["result"]
        assert result["breakdown"]["turnout"] == [
            {"colleges": [[]], "electors": 8, "voters": 4},
            {"colleges": [["Locataires"]], "electors": 16, "voters": 8},
        ]
        proclaim_votation(uow, ORGANISER, world.id, world.votation().version, "", [])
    result_work.proclaim(Work(world, tmp_path))
    result_work.make_archive(Work(world, tmp_path))
    archive = tmp_path / f"votations/{world.id}/archive.zip"
    assert failures(archive) == ["dates"]  # `move_window` moved them
    assert result_bytes(read_archive(archive)) == contents(archive)["result.json"]
    assert all(b"Syndics" not in part for name, part in contents(archive).items() if name != "minutes.pdf")


def test_small_colleges_that_decide_are_told_by_number_and_stay(world):
    """V10: the recount needs them."""
    world.draft(24, (EACH,), COLLEGES)
    assert shown(world)["merged_colleges"] == []
    assert shown(world)["small_groups"] == [Group("Syndics", 1, 2)]
    world.freeze()
    world.hold_ceremony()
    world.seal()
    assert cells(world) == {("Bailleurs", 1): 6, ("Locataires", 1): 16, ("Syndics", 1): 2}


@pytest.mark.parametrize("accepted", [0, 1, 2, 4, 24])
def test_a_small_weight_is_frozen_only_with_the_number_of_those_it_tells_of(world, accepted):
    """V10: three people, one of weight 40 and two of weight 7."""
    world.draft(24, (WEIGHTED,), weights=(40, 7, 7, *(1,) * 21))
    assert shown(world)["small_groups"] == [Group("", 7, 2), Group("", 40, 1)]
    with pytest.raises(Refused) as refused:
        freeze(world, accepted)
    assert refused.value.code == "cells_too_small"
    assert refused.value.details == {"people": 3, "smallest": 1}
    assert freeze(world, 3).state == "ready"


def test_whoever_may_be_read_is_told_in_log_booth_rules_and_minutes(world, tmp_path):
    """V10: in the booth before they vote, and nobody else is."""
    world.open(24, (WEIGHTED,), weights=(40, 7, 7, *(1,) * 21))
    with world.register.engine.connect() as connection:
        frozen = connection.execute(
            text("SELECT details FROM audit_entry WHERE votation_id = :id AND act = 'frozen'"),
            {"id": world.id},
        ).scalar_one()
    assert json.loads(frozen) == {"electors": 24, "readable": 3}
    anyone = Actor(id=None)
    with world.at_register() as uow:
        told = [get_booth(uow, anyone, world.id, link)["readable_among"] for link in world.links]
    assert told == [1, 2, 2, *(None,) * 21]
    for elector in range(0, 24, 2):
        world.cast(world.ballot(world.right(elector), [0]))
    world.close()
    world.count(tmp_path)
    with world.at_register() as uow:
        minutes = minutes_of(uow, get_stored_votation(uow, world.id), get_result(uow, world.id)["result"])
    assert minutes["small_groups"] == [
        "Poids 40\u00a0: 1 inscrit, dont le vote peut être lu.",
        "Poids 7\u00a0: 2 inscrits, dont le vote peut être lu.",
    ]
    assert len(shown(world)["small_groups"]) == 2


def test_a_roll_that_was_frozen_before_colleges_were_merged_is_sealed_as_it_was(world):
    """V10: what members of the bureau have read stays."""
    world.draft(24, colleges=COLLEGES)
    world.freeze()
    with world.register.engine.begin() as connection:
        connection.execute(
            text(
                """
                UPDATE elector SET cell = CASE college WHEN 'Bailleurs' THEN 'c1' WHEN 'Locataires' THEN 'c2' ELSE 'c3' END
                WHERE votation_id = :id
                """
            ),
            {"id": world.id},
        )
    world.hold_ceremony()
    world.seal()
    assert cells(world) == {("Bailleurs", 1): 6, ("Locataires", 1): 16, ("Syndics", 1): 2}
