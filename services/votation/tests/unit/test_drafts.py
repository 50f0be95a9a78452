"""What a draft still lacks, which of its colleges are told of nobody, and how the hash of a right is read."""

from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import pytest

from contracts.refused import Refused
from votation.domain.cells import Group
from votation.domain.register import hash_from, hash_of
from votation.domain.votation import Votation

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
GROUPS = [Group("Cadres", 1, 30), Group("Ouvriers", 1, 20), Group("Syndics", 1, 2)]


def draft(**values: Any) -> Votation:
    complete = {"questions": [{"rule": {"colleges": "together"}}], "opens_at": NOON, "closes_at": NOON}
    bureau = {"bureau": ["Camille", "Alix"], "threshold": 2, "state": "draft"}
    empty: dict[str, Any] = dict.fromkeys(field.name for field in fields(Votation))
    return Votation(**empty | complete | bureau | values)


@pytest.mark.parametrize(
    ("values", "has_roll", "missing"),
    [
        ({}, True, []),
        ({}, False, ["roll"]),
        ({"questions": []}, True, ["questions"]),
        ({"opens_at": None}, True, ["window"]),
        ({"closes_at": None}, True, ["window"]),
        ({"threshold": 3}, True, ["bureau"]),
        ({"threshold": 0}, True, ["bureau"]),
        ({"questions": [], "bureau": []}, False, ["questions", "roll", "bureau"]),
    ],
)
def test_what_a_draft_lacks_before_its_rules_can_be_frozen(values, has_roll, missing):
    assert draft(**values).missing(has_roll) == missing


def test_a_small_college_is_told_of_nobody_unless_each_decides():
    assert "Syndics" in draft().merged_colleges(GROUPS)
    each = draft(questions=[{"rule": {"colleges": "together"}}, {"rule": {"colleges": "each"}}])
    assert each.merged_colleges(GROUPS) == frozenset()


def test_the_hash_of_a_right_is_read_as_it_is_sent_or_is_not_valid():
    hashed = hash_of(b"right")
    assert hash_from(hashed.hex()) == hashed
    with pytest.raises(Refused, match="right_not_valid"):
        hash_from("no hash")
