"""yes/no and one choice: who names a choice gives it one vote."""

from votation.domain.tally.tallied import Grouped, Tallied, by_votes


def tally(ballots: Grouped, choices: int) -> Tallied:
    votes = [0] * choices
    for choice, weight in ballots:
        votes[choice] += weight
    return by_votes(votes)
