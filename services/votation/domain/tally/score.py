"""A score for each choice: their sum, which ranks as the mean does since every ballot scores every choice."""

from votation.domain.tally.points import sums
from votation.domain.tally.tallied import Grouped, Tallied, by_votes


def tally(ballots: Grouped, choices: int) -> Tallied:
    grouped = list(ballots)
    return by_votes(sums(grouped, choices), {"scored_by": sum(weight for _, weight in grouped)})
