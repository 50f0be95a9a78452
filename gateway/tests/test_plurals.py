"""Every sentence of a refusal is right for none, one and many."""

import re
import string

import pytest

from contracts.refusals import FIELD_MESSAGES
from contracts.services import REFUSALS
from gateway.problems import told

SENTENCES = [(each.fr, True) for each in REFUSALS.values()] + [(each.en, False) for each in REFUSALS.values()]
SENTENCES += [(pair[0], True) for pair in FIELD_MESSAGES.values()] + [
    (pair[1], False) for pair in FIELD_MESSAGES.values()
]


def names_of(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize(("sentence", "french"), [pair for pair in SENTENCES if names_of(pair[0])])
def test_no_number_stands_before_a_plural_of_one(sentence: str, french: bool) -> None:
    """`1 personnes`: whatever word follows a number is told in both ways."""
    assert not re.search(
        r"\b1 (?!was\b)[a-zéèà]+s\b", told(sentence, dict.fromkeys(names_of(sentence), 1), french=french)
    )
    many = told(sentence, dict.fromkeys(names_of(sentence), 1500), french=french)
    assert "|" not in many
    assert "1500" not in many


def test_numbers_and_plurals_are_those_of_the_language() -> None:
    refusal = REFUSALS["electors_unreachable"]
    assert told(refusal.fr, {"electors": 1}, french=True).startswith("1 personne n'a ni")
    assert told(refusal.fr, {"electors": 1200}, french=True).startswith("1\u202f200 personnes n'ont ni")
    assert told(refusal.en, {"electors": 1}, french=False).startswith("1 person has neither")
    assert told(refusal.en, {"electors": 0}, french=False).startswith("0 people have neither")
    assert told(refusal.fr, {}, french=True).startswith("… personnes n'ont ni")
