"""Points to share out: their sum for each choice."""

from votation.domain.tally.tallied import Grouped, Tallied, by_votes


def tally(ballots: Grouped, choices: int) -> Tallied:
    return by_votes(sums(ballots, choices))


def sums(ballots: Grouped, choices: int) -> list[int]:
    """For each choice the sum of the numbers that the ballots give it."""
    totals = [0] * choices
    for given, weight in ballots:
        for choice, number in enumerate(given):
            totals[choice] += number * weight
    return totals
