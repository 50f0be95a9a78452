"""A window before, in and after, to the second."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.domain.step import DatedKind, closing_of_participation
from consultations.domain.window import Window
from contracts.refused import Refused

OPENS = datetime(2026, 3, 1, 8, tzinfo=UTC)
CLOSES = datetime(2026, 3, 31, 22, tzinfo=UTC)
WINDOW = Window(OPENS, CLOSES)
SECOND = timedelta(seconds=1)
INSTANT = timedelta(microseconds=1)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (OPENS - SECOND, "upcoming"),
        (OPENS - INSTANT, "upcoming"),
        (OPENS, "open"),
        (OPENS + SECOND, "open"),
        (CLOSES - INSTANT, "open"),
        (CLOSES, "closed"),
        (CLOSES + SECOND, "closed"),
    ],
)
def test_is_open_from_its_opening_instant_to_just_before_its_closing_instant(now, state):
    """CO-2"""
    assert WINDOW.state(now) == state


@pytest.mark.parametrize(
    ("now", "code", "details"),
    [
        (OPENS - INSTANT, "not_open_yet", {"opens_at": "2026-03-01T08:00:00+00:00"}),
        (CLOSES, "closed", {"closes_at": "2026-03-31T22:00:00+00:00"}),
    ],
)
def test_refuses_writing_outside_and_says_since_or_until_when(now, code, details):
    """CO-2"""
    with pytest.raises(Refused) as refused:
        WINDOW.require_open(now)
    assert (refused.value.code, refused.value.details) == (code, details)


@pytest.mark.parametrize("now", [OPENS, CLOSES - INSTANT])
def test_lets_write_inside(now):
    WINDOW.require_open(now)
    assert WINDOW.is_open(now)


@pytest.mark.parametrize("window", [Window(), Window(opens_at=OPENS), Window(closes_at=CLOSES)])
def test_takes_no_writing_while_an_end_is_missing(window):
    with pytest.raises(Refused) as refused:
        window.require_open(OPENS + SECOND)
    assert refused.value.code == "not_open_yet"
    assert window.state(OPENS + SECOND) == "undated"


def test_a_single_end_still_says_what_it_settles():
    assert Window(opens_at=OPENS).state(OPENS - SECOND) == "upcoming"
    assert Window(closes_at=CLOSES).state(CLOSES) == "closed"


@pytest.mark.parametrize("closes_at", [OPENS, OPENS - SECOND])
def test_refuses_to_close_before_opening(closes_at):
    with pytest.raises(Refused) as refused:
        Window(OPENS, closes_at)
    assert refused.value.code == "window_reversed"
    assert refused.value.fields == {"closes_at": ["window_reversed"]}


@given(MOMENTS, MOMENTS, MOMENTS)
def test_is_open_exactly_when_now_is_in_the_half_open_interval(first, second, now):
    opens_at, closes_at = sorted((first, second))
    if opens_at < closes_at:
        assert Window(opens_at, closes_at).is_open(now) == (opens_at <= now < closes_at)


@pytest.mark.parametrize(
    ("now", "closing"),
    [(OPENS - INSTANT, None), (OPENS, CLOSES), (CLOSES - INSTANT, CLOSES), (CLOSES, None)],
)
def test_participation_closes_with_the_steps_where_one_writes_now(now, closing):
    """CO-1"""
    calendar = [
        DatedKind("presentation", Window(OPENS - 9 * SECOND, CLOSES + 9 * SECOND)),
        DatedKind("consultation", WINDOW),
        DatedKind("collection", Window(OPENS, CLOSES - SECOND)),
        DatedKind("consultation", Window()),
        DatedKind("results", Window(OPENS, None)),
    ]
    assert closing_of_participation(calendar, now) == closing


MINUTE = timedelta(minutes=1)
NOW = OPENS + 30 * MINUTE


def test_an_end_in_the_minute_that_runs_is_now():
    ending = WINDOW.moved_to(Window(OPENS, NOW - MINUTE + INSTANT), NOW)
    assert ending == Window(OPENS, NOW)
    assert not ending.is_open(NOW)
    opened_now = Window(NOW - 2 * INSTANT, CLOSES)
    assert opened_now.moved_to(Window(NOW - 2 * INSTANT, NOW - INSTANT), NOW).closes_at == NOW
    assert Window(NOW, CLOSES).moved_to(Window(NOW - MINUTE, NOW - INSTANT), NOW).closes_at == NOW


@pytest.mark.parametrize(
    ("before", "now"), [(WINDOW, NOW), (Window(OPENS), NOW), (WINDOW, CLOSES + 9 * MINUTE)]
)
def test_no_end_of_what_has_opened_is_set_back_into_the_past(before, now):
    with pytest.raises(Refused) as refused:
        before.moved_to(Window(OPENS, NOW - MINUTE), now)
    assert refused.value.code == "end_has_passed"
    assert refused.value.fields == {"closes_at": ["end_has_passed"]}


@pytest.mark.parametrize(
    ("before", "after", "now"),
    [
        (WINDOW, Window(OPENS - MINUTE, CLOSES), CLOSES),  # its end is what it was
        (WINDOW, Window(OPENS, CLOSES + MINUTE), CLOSES),
        (WINDOW, Window(OPENS - 9 * MINUTE, OPENS - 8 * MINUTE), OPENS - SECOND),  # nobody came yet
        (Window(), WINDOW, CLOSES + MINUTE),
        (WINDOW, Window(OPENS), CLOSES),
    ],
)
def test_other_moves_are_what_was_asked(before, after, now):
    assert before.moved_to(after, now) == after
