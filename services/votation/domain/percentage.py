"""Percentages as integers: hundredths of a percent, half up. They are never made to sum to 100, but in charts."""

from collections.abc import Sequence

WHOLE = 10_000


def hundredths(part: int, whole: int) -> int:
    """7597 is 75.97 %. Of nothing, any part is 0 %."""
    return rounded(part, whole, WHOLE)


def rounded(part: int, whole: int, unit: int) -> int:
    """`part / whole` in so many units, half up: with 100 a whole percentage, with 10,000 one of two decimals."""
    if whole == 0:
        return 0
    return (2 * part * unit + whole) // (2 * whole)


def for_chart(parts: Sequence[int], unit: int = WHOLE) -> list[int]:
    """Shares that sum to `unit` exactly, by largest remainder: the bars of one chart, never a published figure.

    What is left goes to the largest remainders, the first of equal ones first.
    """
    whole = sum(parts)
    if whole == 0:
        return [0 for _ in parts]
    shares = [part * unit // whole for part in parts]
    by_remainder = sorted(range(len(parts)), key=lambda index: (-(parts[index] * unit % whole), index))
    for index in by_remainder[: unit - sum(shares)]:
        shares[index] += 1
    return shares
