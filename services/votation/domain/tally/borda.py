"""Points by rank: of L choices the first gets L, the next L − 1 and so on, an unranked one nothing.

The rule of Kraków's and of Cap Collectif's budgets. Choices ranked equal get the mean of the places they take
together; so that it is a whole number, every point is counted double where equal ranks are allowed (`unit` 2).
"""

from votation.domain.tally.tallied import Grouped, Tallied, by_votes, levels


def tally(ballots: Grouped, choices: int, *, ties_allowed: bool) -> Tallied:
    unit = 2 if ties_allowed else 1
    points = [0] * choices
    for answer, weight in ballots:
        best = choices  # what the next place is worth
        for level in levels(answer):
            worst = best - len(level) + 1
            for choice in level:
                points[choice] += weight * (best + worst) * unit // 2
            best = worst - 1
    return by_votes(points, {"unit": unit})
