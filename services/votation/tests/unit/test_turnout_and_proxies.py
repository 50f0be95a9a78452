"""What is told of a college's turnout, and who may vote for whom."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from contracts.refused import Refused
from votation.domain import turnout
from votation.domain.elector import Elector
from votation.domain.lifecycle import Poll
from votation.domain.proxy import require_proxy, require_voting_not_over

OPENS = datetime(2026, 5, 4, 6, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=3)
INSTANT = timedelta(microseconds=1)


def elector(number: int, proxy_to: int | None = None) -> Elector:
    blank: Any = None
    return Elector(
        UUID(int=number), blank, "", "", None, None, None, None, "", 1, None, b"", "", b"",
        None if proxy_to is None else UUID(int=proxy_to),
    )  # fmt: skip


GIVER, HOLDER, THIRD = elector(1), elector(2), elector(3)


def refusal(
    giver: Elector, holder: Elector, most: int, *given: Elector, to_giver: Any = ()
) -> Refused | None:
    try:
        require_proxy(giver, holder, given_to_giver=to_giver, given_to_holder=given, most=most)
    except Refused as refused:
        return refused
    return None


@pytest.mark.parametrize(
    ("signed", "electors", "smallest", "told"),
    [(9, 9, 10, None), (9, 10, 10, 5), (14, 1_000, 10, 10), (19, 2_000, 10, 0), (20, 2_000, 10, 20)],
)
def test_the_turnout_of_a_college_is_told_by_steps_from_the_smallest_size_on(
    signed, electors, smallest, told
):
    """Invariant 11."""
    assert turnout.of_college(signed, electors, smallest) == told


def test_a_proxy_is_given_to_someone_else_who_votes_alone_and_up_to_the_number_allowed():
    assert refusal(GIVER, HOLDER, 1) is None
    assert refusal(GIVER, HOLDER, 2, THIRD) is None
    assert refusal(GIVER, HOLDER, 1, GIVER) is None  # the same once more
    full = refusal(GIVER, HOLDER, 1, THIRD)
    assert full is not None
    assert (full.code, full.details) == ("proxy_too_many", {"most": 1})


@pytest.mark.parametrize(
    ("giver", "holder", "most", "to_giver", "code"),
    [
        (GIVER, HOLDER, 0, (), "proxy_not_allowed"),
        (GIVER, GIVER, 1, (), "proxy_chained"),
        (GIVER, elector(2, proxy_to=3), 1, (), "proxy_chained"),
        (GIVER, HOLDER, 1, (THIRD,), "proxy_chained"),
    ],
)
def test_no_proxy_is_given_on(giver, holder, most, to_giver, code):
    refused = refusal(giver, holder, most, to_giver=to_giver)
    assert refused is not None
    assert refused.code == code


def test_proxies_are_of_use_until_the_closing_instant():
    poll = Poll("open", OPENS, CLOSES, 1800)
    require_voting_not_over(poll, CLOSES - INSTANT)
    require_voting_not_over(Poll("suspended", OPENS, CLOSES, 1800), CLOSES)
    for over in (poll, Poll("closed", OPENS, CLOSES, 0), Poll("cancelled", OPENS, CLOSES, 0)):
        with pytest.raises(Refused) as refused:
            require_voting_not_over(over, CLOSES)
        assert refused.value.code == "voting_over"
