"""Invariants 1, 5, 10, 11 and 14 where no database is needed: the table of states, windows at three clocks, shares,
turnout. What the databases add stands in `tests/storage/test_states.py`."""

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from contracts.refused import Refused
from votation.domain import cells, lifecycle, turnout
from votation.domain.lifecycle import Event, Poll, State

OPENS = datetime(2026, 5, 4, 6, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=3)
GRACE = 1800
SECOND = timedelta(seconds=1)
GRACE_ENDS = CLOSES + timedelta(seconds=GRACE)
# The table of design, written again by hand: a change of the code's has to be made here too.
WAYS = {
    "draft": {"freeze": "ready"},
    "ready": {"ceremony": "keyed", "edit": "draft"},
    "keyed": {"seal": "sealed", "edit": "draft"},
    "sealed": {"open": "open"},
    "open": {"suspend": "suspended", "closing_time": "closing"},
    "suspended": {"resume": "open"},
    "closing": {"close": "closed", "suspend": "suspended"},
    "closed": {"count": "counted"},
    "counted": {"proclaim": "proclaimed"},
    "proclaimed": {"archive": "archived"},
    "archived": {"destroy": "destroyed"},
}
CANCELLABLE = {"draft", "ready", "keyed", "sealed", "open", "suspended", "closing", "closed", "counted"}


def way(state, event):
    if event == "cancel":
        return "cancelled" if state in CANCELLABLE else None
    return WAYS.get(state, {}).get(event)


@pytest.mark.parametrize(
    ("state", "event", "code"),
    [
        ("sealed", "ceremony", "rules_frozen"), ("open", "seal", "rules_frozen"), ("open", "edit", "rules_frozen"),
        ("draft", "ceremony", "not_ready"), ("ready", "seal", "not_keyed"), ("draft", "open", "not_open"),
        ("open", "proclaim", "not_counted"), ("proclaimed", "proclaim", "result_frozen"),
        ("destroyed", "proclaim", "result_frozen"), ("proclaimed", "cancel", "result_frozen"),
        ("cancelled", "seal", "cancelled"), ("cancelled", "proclaim", "cancelled"),
    ],
)  # fmt: skip
def test_who_asks_for_what_cannot_be_is_told_why(state, event, code):
    """VO-1: what is sealed and what is proclaimed stay as they are, and it is said."""
    with pytest.raises(Refused) as refused:
        lifecycle.after(state, event)
    assert refused.value.code == code


@pytest.mark.parametrize("state", get_args(State))
@pytest.mark.parametrize("event", get_args(Event))
def test_there_is_no_way_but_those_of_the_table(state, event):
    """Invariant 1."""
    expected = way(state, event)
    if expected is None:
        with pytest.raises(Refused):
            lifecycle.after(state, event)
    else:
        assert lifecycle.after(state, event) == expected


class Life(RuleBasedStateMachine):
    """Any events in any order, and any moves of the clock: what came never comes undone."""

    def __init__(self):
        super().__init__()
        self.state: State = "draft"
        self.now = OPENS - timedelta(hours=1)
        self.closes, self.was = CLOSES, []

    @property
    def poll(self):
        return Poll(self.state, OPENS, self.closes, GRACE)

    @rule(event=st.sampled_from(get_args(Event)))
    def happens(self, event):
        expected = way(self.state, event)
        try:
            after = lifecycle.after(self.state, event)
        except Refused:
            after = None
        assert after == expected
        if after:
            self.was.append(self.state)
            self.state = after

    @rule(seconds=st.integers(0, 100_000))
    def time_passes(self, seconds):
        self.now += timedelta(seconds=seconds)

    @rule(seconds=st.integers(1, 100_000))
    def put_off(self, seconds):
        if self.state in ("sealed", "open", "suspended"):
            self.closes += timedelta(seconds=seconds)

    @rule()
    def written_down(self):
        while event := self.poll.due(self.now):
            self.was.append(self.state)
            self.state = lifecycle.after(self.state, event)

    @invariant()
    def nothing_is_counted_before_it_was_closed(self):
        if self.state in ("counted", "proclaimed", "archived", "destroyed"):
            assert "closed" in self.was
            assert "closing" in self.was

    @invariant()
    def rules_thaw_only_before_the_sealing(self):
        if "sealed" in self.was:
            assert self.state in lifecycle.FROZEN_AFTER

    @invariant()
    def the_clock_opens_nothing_that_is_over(self):
        seen = self.poll.state_at(self.now)
        if self.state in lifecycle.OVER:
            assert seen == self.state
        if self.now >= self.closes:
            assert seen != "open"

    @invariant()
    def a_right_is_new_only_while_open(self):
        try:
            self.poll.require_open(self.now)
        except Refused:
            return
        assert self.now < self.closes
        assert self.state in ("sealed", "open")
        assert self.state == "open" or self.now >= OPENS


TestLife = Life.TestCase


def code_of(check, *given_):
    try:
        check(*given_)
    except Refused as refused:
        return refused.code
    return "ok"


MOMENTS = {
    "before": (OPENS - SECOND, "not_open_yet"),
    "as it opens": (OPENS, "ok"),
    "inside": (OPENS + SECOND, "ok"),
    "a moment before closing": (CLOSES - timedelta(microseconds=1), "ok"),
    "as it closes": (CLOSES, "closed"),
    "after": (CLOSES + SECOND, "closed"),
}


@pytest.mark.parametrize("state", ["sealed", "open"])
@pytest.mark.parametrize("when", MOMENTS)
def test_rights_are_handed_out_inside_the_window_whether_or_not_it_was_written_down(state, when):
    now, expected = MOMENTS[when]
    if state == "open" and when == "before":
        return  # opened by the clock alone
    assert code_of(Poll(state, OPENS, CLOSES, GRACE).require_open, now) == expected


GRACES = {
    "a right from before, in the grace": (CLOSES - SECOND, CLOSES + SECOND, "ok"),
    "a right from before, a moment before its end": (CLOSES - SECOND, GRACE_ENDS - SECOND, "ok"),
    "a right from before, as it ends": (CLOSES - SECOND, GRACE_ENDS, "closed"),
    "a right from before, after it": (CLOSES - SECOND, GRACE_ENDS + SECOND, "closed"),
    "a right from the very moment": (CLOSES, CLOSES + SECOND, "closed"),
    "a right from after": (CLOSES + SECOND, CLOSES + 2 * SECOND, "closed"),
}


@pytest.mark.parametrize("state", ["sealed", "open", "closing"])
@pytest.mark.parametrize("which", GRACES)
def test_the_grace_is_for_rights_from_before_closing(state, which):
    issued_at, now, expected = GRACES[which]
    assert code_of(Poll(state, OPENS, CLOSES, GRACE).require_usable, now, issued_at) == expected


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("draft", "not_open_yet"),
        ("ready", "not_open_yet"),
        ("keyed", "not_open_yet"),
        ("suspended", "suspended"),
        ("closed", "closed"),
        ("counted", "closed"),
        ("proclaimed", "closed"),
        ("cancelled", "cancelled"),
        ("destroyed", "closed"),
    ],
)
def test_no_right_is_used_where_nobody_votes(state, code):
    poll = Poll(state, OPENS, CLOSES, GRACE)
    for now in (OPENS - SECOND, OPENS + SECOND, CLOSES + SECOND):
        assert code_of(poll.require_open, now) == code
        assert code_of(poll.require_usable, now, OPENS) == code


def test_who_comes_too_early_or_too_late_is_told_the_end_that_counts():
    poll = Poll("sealed", OPENS, CLOSES, GRACE)
    for now, details in (
        (OPENS - SECOND, {"opens_at": OPENS.isoformat()}),
        (CLOSES, {"closes_at": CLOSES.isoformat()}),
    ):
        with pytest.raises(Refused) as refused:
            poll.require_open(now)
        assert refused.value.details == details
    with pytest.raises(Refused) as refused:
        Poll("draft", None, None, GRACE).require_open(OPENS)
    assert (refused.value.code, refused.value.details) == ("not_open_yet", {"opens_at": None})


@pytest.mark.parametrize("state", ["open", "closing"])
def test_it_is_over_when_the_grace_is(state):
    poll = Poll(state, OPENS, CLOSES, GRACE)
    assert [poll.is_over(now) for now in (CLOSES - SECOND, CLOSES, GRACE_ENDS - SECOND, GRACE_ENDS)] == [
        False,
        False,
        False,
        True,
    ]


@given(st.integers(0, 200_000), st.integers(0, 200_000))
def test_turnout_moves_by_steps_and_never_says_more_than_is(electors, signed):
    """Invariant 11."""
    signed = min(signed, electors)
    told, step = turnout.told(signed, electors), turnout.step_of(electors)
    assert step >= max(5, electors / 100)
    assert told <= signed < told + step
    assert told % step == 0
    assert turnout.told(signed + 1, electors) - told in (0, step)


@given(st.integers(0, cells.SMALL_GROUP - 1), st.integers(0, 10))
def test_the_turnout_of_a_small_college_is_not_told_at_all(electors, signed):
    assert turnout.of_college(min(signed, electors), electors, cells.SMALL_GROUP) is None
