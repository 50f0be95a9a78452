from collections.abc import Iterator
from typing import Any

import pytest
from marshmallow import Schema, ValidationError, fields

from contracts.fields import Line, Text, WebLink
from contracts.services import OPERATIONS
from votation.domain.rule import Form


class Written(Schema):
    title = Line(max_length=20)
    body = Text(max_length=200, required=False)


class Sourced(Schema):
    link = WebLink()


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\u200b", "\u2060", "\u00ad"])
def test_a_link_keeps_no_sign_that_is_not_seen(sign):
    """A19: a mark of direction showed an address reversed."""
    assert Sourced().load({"link": f"https://ville.example/{sign}plan"}) == {
        "link": "https://ville.example/plan"
    }


@pytest.mark.parametrize("turn", ["\u202a", "\u202e", "\u2066", "\u2069"])
def test_a_line_cannot_turn_round_what_is_shown_beside_it(turn):
    assert Written().load({"title": f"{turn}Oui{turn} · non{turn}"}) == {"title": "Oui · non"}
    with pytest.raises(ValidationError, match="required"):
        Written().load({"title": turn})


def test_marks_that_only_order_their_own_letters_stay():
    assert Written().load({"title": "שלום\u200f!"}) == {"title": "שלום\u200f!"}


@pytest.mark.parametrize("wrong", ["a\x00b", "a\x1bb", "a\x7fb", "a\ud800b", "a\nb", "a\tb"])
def test_a_line_holds_no_control_character(wrong):
    with pytest.raises(ValidationError, match="invalid_characters"):
        Written().load({"title": wrong})


def test_a_text_keeps_its_lines():
    assert Written().load({"title": "x", "body": " a\r\n\tb "})["body"] == "a\n\tb"


INVISIBLE = [
    "", "   ", "\u200b\u200b", "\u00ad\u00ad\u00ad", "\u2060", "\u2800", "\u3164\u3164\u3164", "\u00a0\u202f\u3000",
    "\u0301\u0301\u0301", "\ufeff \u200e\u200f", "\u180e\u115f", "\U000e0041\U000e0042", "\ue000\ue000\ue000", "\n \u200d",
]  # fmt: skip
GLYPHS = ["l'été", "Ὀδυσσεύς", "漢字仮名", "👍🏽👍🏽👍🏽", "a\u200bbc", "e\u0301te\u0301"]


def texts_of(kind: Any, path: str) -> Iterator[tuple[str, Text]]:
    """Every text that a contract takes, however deep."""
    if isinstance(kind, Schema):
        for name, field in kind.fields.items():
            yield from texts_of(field, f"{path}.{name}")
    elif isinstance(kind, fields.Nested):
        yield from texts_of(kind.schema, path)
    elif isinstance(kind, fields.List):
        yield from texts_of(kind.inner, f"{path}[]")
    elif isinstance(kind, Text):
        yield path, kind


TAKEN = dict(
    found
    for operations in OPERATIONS.values()
    for operation in operations.values()
    for found in texts_of(operation.request(), operation.routing_key)
)


def test_every_contract_is_walked():
    assert len(TAKEN) > 100
    assert "consultations.submit_contribution.title" in TAKEN
    assert "votation.change_votation.questions[].choices[].label" in TAKEN


@pytest.mark.parametrize("invisible", INVISIBLE, ids=ascii)
def test_a_text_of_which_nothing_shows_is_empty_in_every_contract(invisible):
    """B19"""
    for name, field in TAKEN.items():
        read, refused = outcome(field, invisible)
        if field.allow_none:
            assert (read, refused) == (None, None), name
        elif field.min_length:
            assert refused in ("required", "invalid", "invalid_characters"), name
        else:
            assert refused or read == "", name
            assert refused != "required", name


def outcome(field: Text, typed: str) -> tuple[Any, str | None]:
    """What was read, or the code it was refused with."""
    try:
        return field.deserialize(typed), None
    except ValidationError as refused:
        return None, str(refused.messages[0])


def test_signs_that_nobody_sees_do_not_make_a_text_long_enough():
    """B19"""
    with pytest.raises(ValidationError, match="too_short"):
        Line(max_length=80, min_length=3).deserialize("a\u200b\u200b")


@pytest.mark.parametrize("shown", GLYPHS)
def test_what_shows_in_any_script_is_kept_as_typed(shown):
    assert Line(max_length=20, min_length=3).deserialize(shown) == shown


@pytest.mark.parametrize("invisible", INVISIBLE[1:-1], ids=ascii)
def test_a_choice_of_which_nothing_shows_is_not_frozen(invisible):
    """B19"""
    form = Form({"label": invisible}, "choices.0")
    form.text("label", 300, shortest=1)
    assert form.complaints["choices.0.label"] == ["required"]
