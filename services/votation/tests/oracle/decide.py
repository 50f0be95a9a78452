"""What a count decides, by the rule that was frozen."""

import hashlib
from dataclasses import dataclass

from votation.tests.oracle.archive import JSON, Settled
from votation.tests.oracle.tally import Tallied
from votation.tests.oracle.wording import sentence

NEEDS_VOTES = ("single", "several", "points")


@dataclass(frozen=True)
class Poll:
    question: JSON
    counted: Tallied
    bases: dict[str, int]  # in what the question counts
    voters: dict[str, int]
    roll: dict[str, int]
    colleges: list[tuple[str, list[int], dict[str, int]]]
    settled: Settled | None
    seed: str | None

    @property
    def rule(self) -> JSON:
        found: JSON = self.question["rule"]
        return found

    @property
    def ids(self) -> list[str]:
        return [choice["id"] for choice in self.question["choices"]]


def decision(poll: Poll) -> JSON:
    quorum = _quorum(poll)
    decided: JSON = {
        "outcome": "quorum_not_reached",
        "winners": [],
        "quorum": quorum,
        "majority": None,
        "colleges": [],
        "tie": None,
        "run_off": [],
    }
    if quorum is None or quorum["reached"]:
        decided |= _yes_no(poll) if poll.question["kind"] == "yes_no" else _election(poll)
    return decided | {"sentence": sentence(poll, decided)}


def _needed(whole: int, share: list[int], strict: bool) -> int:
    p, q = share
    return max(1, whole * p // q + 1 if strict else -(-whole * p // q))


def _quorum(poll: Poll) -> JSON | None:
    rule = poll.rule["quorum"]
    if rule is None:
        return None
    unit = "heads" if rule["of"] == "electors" else "weights"
    needed = _needed(poll.roll[unit], rule["share"], rule["strict"])
    had = poll.voters[unit]
    return {**rule, "roll": poll.roll[unit], "needed": needed, "had": had, "reached": had >= needed}


def _majority(poll: Poll, had: int, against: int, bases: dict[str, int]) -> JSON:
    rule = poll.rule
    whole = bases[rule["base"]]
    needed = max(1, against + 1) if rule["share"] is None else _needed(whole, rule["share"], rule["strict"])
    return {
        "needed": needed,
        "had": had,
        "base": rule["base"],
        "of": whole,
        "count": rule["count"],
        "share": rule["share"],
        "strict": True if rule["share"] is None else rule["strict"],
        "reached": had >= needed,
    }


def _yes_no(poll: Poll) -> JSON:
    votes = poll.counted.votes or []
    majority = _majority(poll, votes[0], votes[1], poll.bases)
    colleges = [
        {"college": name, **_majority(poll, own[0], own[1], bases)} for name, own, bases in poll.colleges
    ]
    reached = all(part["reached"] for part in colleges) if colleges else majority["reached"]
    decided: JSON = {"majority": majority, "colleges": colleges}
    if reached:
        return decided | {"outcome": "adopted"}
    if not colleges and votes[0] == votes[1] > 0 and majority["needed"] == votes[0] + 1:
        return decided | _tied_yes_no(poll)
    return decided | {"outcome": "rejected"}


def _tied_yes_no(poll: Poll) -> JSON:
    found = _tie(poll, [0, 1], 1, None)
    outcome = found["outcome"]
    if outcome in ("elected", "ex_aequo"):
        outcome = "adopted" if found["tie"]["winners"] == ["yes"] else "rejected"
    return {**found, "winners": [], "outcome": outcome}


def _election(poll: Poll) -> JSON:
    counted, seats = poll.counted, poll.question["seats"]
    order = sorted(range(len(poll.ids)), key=lambda choice: (counted.ranks[choice], choice))
    if not poll.bases["expressed"]:
        return {"outcome": "none_elected"}
    if counted.possible:
        return _open(poll)
    majority = None
    stands = order
    if counted.votes is not None:
        votes = counted.votes
        if poll.question["kind"] in NEEDS_VOTES:
            stands = [choice for choice in order if votes[choice]]
        if poll.rule["share"] is not None:
            majority = _majority(poll, votes[order[0]], 0, poll.bases)
    if not stands:
        return {"outcome": "none_elected", "majority": majority}
    elected = _first(poll, stands, seats, majority)
    return {"majority": majority, **elected}


def _first(poll: Poll, stands: list[int], seats: int, majority: JSON | None) -> JSON:
    """The best ranked to the seats; a tie for the last of them; with a share the run-off for what is left."""
    votes = poll.counted.votes
    reached = [
        c for c in stands if majority is None or (votes is not None and votes[c] >= majority["needed"])
    ]
    winners, tied = _fill(poll, reached, seats)
    if tied:
        found = _tie(poll, tied, seats - len(winners), None)
        return {**found, "winners": _named(poll, winners) + found["winners"]}
    left = seats - len(winners)
    others = [choice for choice in stands if choice not in winners]
    if majority is None or not left or not others:
        return {"outcome": "elected", "winners": _named(poll, winners)}
    stay = others[: 2 * left]
    stay += [c for c in others[2 * left :] if poll.counted.ranks[c] == poll.counted.ranks[stay[-1]]]
    return {"outcome": "run_off_needed", "winners": _named(poll, winners), "run_off": _named(poll, stay)}


def _fill(poll: Poll, stands: list[int], seats: int) -> tuple[list[int], list[int]]:
    """Who is elected for sure, and who is tied for the seats left."""
    if len(stands) <= seats:
        return stands, []
    limit = poll.counted.ranks[stands[seats - 1]]
    level = [choice for choice in stands if poll.counted.ranks[choice] == limit]
    above = [choice for choice in stands if poll.counted.ranks[choice] < limit]
    if len(above) + len(level) <= seats:
        return above + level, []
    return above, level


def _open(poll: Poll) -> JSON:
    sets = [set(own) for own in poll.counted.possible]
    every, some = set.intersection(*sets), set.union(*sets)
    winners, tied = sorted(every), sorted(some - every)
    found = _tie(poll, tied, poll.question["seats"] - len(winners), (every, sets))
    return {**found, "winners": _named(poll, winners) + found["winners"]}


def _named(poll: Poll, choices: list[int]) -> list[str]:
    return [poll.ids[choice] for choice in choices]


def _tie(poll: Poll, tied: list[int], seats: int, within: tuple[set[int], list[set[int]]] | None) -> JSON:
    rule = poll.rule["tie"]
    tie: JSON = {
        "rule": rule,
        "choices": _named(poll, tied),
        "seats": seats,
        "winners": [],
        "seed": None,
        "order": [],
    }
    if rule == "none":
        return {"outcome": "ex_aequo", "winners": [], "tie": tie}
    if rule == "run_off":
        return {"outcome": "run_off_needed", "winners": [], "tie": tie, "run_off": tie["choices"]}
    if rule == "draw" and poll.seed is not None:
        lot = sorted(
            tied, key=lambda choice: hashlib.sha256(f"{poll.seed}:{poll.ids[choice]}".encode()).hexdigest()
        )
        tie |= {
            "seed": poll.seed,
            "order": _named(poll, lot),
            "winners": _named(poll, _by_lot(lot, seats, within)),
        }
    elif rule in ("eldest", "president") and poll.settled is not None:
        tie |= {"winners": poll.settled.winners}
    outcome = "elected" if tie["winners"] else "tie_to_settle"
    return {"outcome": outcome, "winners": tie["winners"], "tie": tie}


def _by_lot(lot: list[int], seats: int, within: tuple[set[int], list[set[int]]] | None) -> list[int]:
    if within is None:
        return lot[:seats]
    every, sets = within
    won: list[int] = []
    for choice in lot:
        if len(won) < seats and any({*every, *won, choice} <= own for own in sets):
            won.append(choice)
    return won
