import pytest
from marshmallow import Schema, ValidationError

from contracts.fields import Line, Text


class Written(Schema):
    title = Line(most=20)
    body = Text(most=200, required=False)


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
