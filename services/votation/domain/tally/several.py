"""Several choices: each one named gets a vote."""

from votation.domain.tally.tallied import Grouped, Tallied, by_votes


def tally(ballots: Grouped, choices: int) -> Tallied:
    votes = [0] * choices
    for named, weight in ballots:
        for choice in named:
            votes[choice] += weight
    return by_votes(votes)
