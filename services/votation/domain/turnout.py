"""Turnout as it may be told while a votation lasts: by steps, so that nobody's vote shows."""

STEP_LEAST = 5


def step_of(electors: int) -> int:
    """One per cent of those on the roll, rounded up, five at least."""
    return max(STEP_LEAST, -(-electors // 100))


def told(signed: int, electors: int) -> int:
    """`signed`, rounded down to a whole number of steps."""
    step = step_of(electors)
    return signed // step * step


def of_college(signed: int, electors: int, small_group: int) -> int | None:
    """The same for a college; nothing for one so small that any movement would name someone."""
    return None if electors < small_group else told(signed, electors)
