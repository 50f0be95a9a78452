"""What a rewritten text changes, word by word."""

import random
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.domain.word_diff import Piece, word_diff

texts = st.text(alphabet="ab é,.\n", max_size=60) | st.text(max_size=40)


@given(texts, texts)
def test_gives_both_texts_back_exactly(before: str, after: str) -> None:
    """CO-6"""
    pieces = word_diff(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == before


@given(texts, texts)
def test_never_has_two_runs_of_one_kind_side_by_side_nor_an_empty_one(before: str, after: str) -> None:
    pieces = word_diff(before, after)
    assert all(piece.text for piece in pieces)
    assert all(left.kind != right.kind for left, right in pairwise(pieces))


def test_shows_what_was_removed_before_what_was_added() -> None:
    assert word_diff("Trois vélos bleus.", "Trois trams bleus.") == (
        Piece("same", "Trois "),
        Piece("removed", "vélos "),
        Piece("added", "trams "),
        Piece("same", "bleus."),
    )


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        ("", "", []),
        ("", "a", ["added"]),
        ("a", "", ["removed"]),
        ("a b", "a b", ["same"]),
        ("a", "b", ["removed", "added"]),
    ],
)
def test_compares_texts_that_have_nothing_or_all_in_common(before: str, after: str, kinds: list[str]) -> None:
    assert [piece.kind for piece in word_diff(before, after)] == kinds


def test_finds_the_few_words_changed_in_a_long_text() -> None:
    chance = random.Random(1)
    words = [f"mot{chance.randrange(800)}" for _ in range(2500)]
    changed = list(words)
    for place in (10, 1200, 2400):
        changed[place] = "nouveau"
    added = [piece.text for piece in word_diff(" ".join(words), " ".join(changed)) if piece.kind == "added"]
    assert added == ["nouveau "] * 3


@pytest.mark.parametrize("vocabulary", [2, 8, 60, 101, 1000])
def test_stays_quick_on_the_worst_of_long_texts(vocabulary: int) -> None:
    """Half a second is far above what it takes (60 ms) and far under what no bound would."""
    chance = random.Random(2)
    tokens = [str(chance.randrange(vocabulary)) for _ in range(20_000)]
    before, after = " ".join(tokens[:10_000])[:20_000], " ".join(tokens[10_000:])[:20_000]
    started = time.process_time()
    pieces = word_diff(before, after)
    assert time.process_time() - started < 0.5
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after
