"""How long a code lasts, and how long one waits for another when too many were asked for."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from votation.domain.elector import CODE_LASTS, CODE_TRIES, CODES_AN_HOUR, Code, first_code

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
ELECTOR, LETTER = UUID(int=1), UUID(int=2)
MOMENT = timedelta(microseconds=1)


def asked_for(times: int, apart: timedelta = timedelta(seconds=7.3)) -> Code:
    """The last of so many codes, the first of which was asked for at noon."""
    code = first_code(ELECTOR, LETTER, NOON)
    for number in range(1, times):
        code = code.again(LETTER, NOON + number * apart)
    return code


def test_a_code_is_usable_until_its_time_or_its_tries_are_over():
    code = first_code(ELECTOR, LETTER, NOON)
    assert timedelta(minutes=15) == CODE_LASTS
    assert code.is_usable(NOON)
    assert code.is_usable(NOON + CODE_LASTS - MOMENT)
    assert not code.is_usable(NOON + CODE_LASTS)
    for tries in range(CODE_TRIES + 2):
        tried = Code(ELECTOR, LETTER, code.expires_at, tries, 1, NOON)
        assert tried.is_usable(NOON) == (tries < CODE_TRIES)


def test_one_waits_after_the_fifth_code_until_an_hour_after_the_first():
    assert [asked_for(times).seconds_to_wait(NOON) for times in range(1, CODES_AN_HOUR)] == [0] * 4
    fifth = asked_for(CODES_AN_HOUR)
    assert fifth.seconds_to_wait(NOON + timedelta(minutes=30)) in (1800, 1801)
    assert fifth.seconds_to_wait(NOON + timedelta(hours=1) - MOMENT) == 1
    assert fifth.seconds_to_wait(NOON + timedelta(hours=1, seconds=1)) == 0
    assert fifth.again(LETTER, NOON + timedelta(hours=1, seconds=1)).asked == 1


def test_whoever_waits_as_long_as_they_were_told_need_not_wait_again():
    fifth = asked_for(CODES_AN_HOUR)
    asked_at = NOON + timedelta(seconds=100.4)
    told = timedelta(seconds=fifth.seconds_to_wait(asked_at))
    assert fifth.seconds_to_wait(asked_at + told) == 0
