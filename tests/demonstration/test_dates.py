"""U49: what the demonstration shows is what people would have written, at a time when they could."""

import random
from collections import Counter
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from tests.demonstration import desk
from tests.demonstration.food_prose import Deck, body_of
from tests.demonstration.food_seen import SEEN
from tests.demonstration.food_words import FOOD

STEP = {"opens_at": "2026-11-01T08:00:00+00:00", "window_moves": [], "version": 4}


class Organiser:
    """Remembers the windows that are asked for."""

    def __init__(self, **more: Any) -> None:
        self.windows: list[dict[str, Any]] = []
        self.api = SimpleNamespace(
            get=lambda path: STEP | more, post=lambda path, body, version: self.windows.append(body)
        )


def test_a_step_that_is_over_ends_after_what_was_just_written_in_it() -> None:
    """U49: not in October, with texts of six minutes ago."""
    before, organiser = datetime.now(UTC), Organiser()
    desk.end(organiser, "step", "fini")  # type: ignore[arg-type]
    (window,) = organiser.windows
    assert before <= datetime.fromisoformat(window["closes_at"]) <= datetime.now(UTC)
    assert window["opens_at"] == STEP["opens_at"]


def test_who_goes_on_does_not_end_it_again() -> None:
    organiser = Organiser(window_moves=[{"reason": "fini"}])
    desk.end(organiser, "step", "fini")  # type: ignore[arg-type]
    assert organiser.windows == []


def test_a_text_is_about_what_its_title_says() -> None:
    """U49: each subject has its own sentences, and none is said twice in it."""
    assert set(SEEN) == set(FOOD)
    deck = Deck(random.Random(1))
    for subject, told in SEEN.items():
        bodies = [body_of("solution", subject, deck) for _ in range(len(told) + 2)]
        first = Counter(body.split("\n\n")[0] for body in bodies)
        assert all(first[sentence] == 1 for sentence in told)
