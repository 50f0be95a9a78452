"""What a question's tally decides under its rule, frozen before anyone voted.

A missed quorum decides nothing. A yes/no is adopted when "yes" has the number needed; it is tied when "yes" and "no"
have as many and one vote more would have adopted it. An election takes the best ranked choices, as many as there are
seats, among those that someone voted for and, where a share is asked, that reached it. Choices of equal rank that do
not all fit the seats left are tied.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from contracts.refused import Refused
from votation.domain.question import Question
from votation.domain.rule import Quorum, Rule, quorum_data
from votation.domain.tally.tallied import Tallied

OUTCOMES = (
    *("adopted", "rejected", "elected", "none_elected"),
    *("ex_aequo", "tie_to_settle", "run_off_needed", "quorum_not_reached"),
)
SETTLED_BY_SOMEONE = ("eldest", "president")
WITH_VOTES = ("single", "several", "points")


@dataclass(frozen=True)
class Both:
    """A number of ballots, and the sum of what they count for."""

    heads: int = 0
    weights: int = 0

    def __add__(self, other: "Both") -> "Both":
        return Both(self.heads + other.heads, self.weights + other.weights)

    def by(self, count: str) -> int:
        return self.heads if count == "heads" else self.weights

    def to_data(self) -> dict[str, int]:
        return {"heads": self.heads, "weights": self.weights}


@dataclass(frozen=True)
class Figures:
    """Of the whole roll or of one college: who could vote, who did, and who answered this question."""

    roll: Both
    voters: Both
    expressed: Both

    def base(self, rule: Rule) -> int:
        base = {"expressed": self.expressed, "voters": self.voters, "roll": self.roll}[rule.base]
        return base.by(rule.count)


@dataclass(frozen=True)
class QuorumCheck:
    quorum: Quorum
    needed: int
    had: int
    roll: int

    @property
    def reached(self) -> bool:
        return self.had >= self.needed

    def to_data(self) -> dict[str, Any]:
        return quorum_data(self.quorum) | {
            "roll": self.roll,
            "needed": self.needed,
            "had": self.had,
            "reached": self.reached,
        }


@dataclass(frozen=True)
class Majority:
    """What the leading choice (of a yes/no: "yes") needed and had. `of`: the number that the share is taken of."""

    needed: int
    had: int
    base: str
    of: int
    count: str
    share: tuple[int, int] | None = None
    strict: bool = True

    @property
    def reached(self) -> bool:
        return self.had >= self.needed

    def to_data(self) -> dict[str, Any]:
        return {
            "needed": self.needed,
            "had": self.had,
            "base": self.base,
            "of": self.of,
            "count": self.count,
            "share": None if self.share is None else list(self.share),
            "strict": self.strict,
            "reached": self.reached,
        }


@dataclass(frozen=True)
class Tie:
    """`choices` were equal for `seats` of them. `winners` is empty while nothing settles it. `order`: the lot drawn.

    `together`: which of them may be elected together, where not any may.
    """

    rule: str
    choices: tuple[str, ...]
    seats: int
    winners: tuple[str, ...] = ()
    seed: str | None = None
    order: tuple[str, ...] = ()
    together: tuple[frozenset[str], ...] = ()

    def first_of(self, order: Sequence[str]) -> tuple[str, ...]:
        """Who wins by an order: each in turn that may still be elected with those before."""
        if not self.together:
            return tuple(order[: self.seats])
        won: list[str] = []
        for choice in order:
            if len(won) < self.seats and any(elected.issuperset([*won, choice]) for elected in self.together):
                won.append(choice)
        return tuple(won)

    def to_data(self) -> dict[str, Any]:
        return {
            "rule": self.rule,
            "choices": list(self.choices),
            "seats": self.seats,
            "winners": list(self.winners),
            "seed": self.seed,
            "order": list(self.order),
        }


@dataclass(frozen=True)
class Decision:
    """`winners`: of an election; a yes/no has none but its outcome. `run_off`: between whom, where one is needed.
    `colleges`: the majority of each, where each decides.
    """

    outcome: str
    winners: tuple[str, ...] = ()
    quorum: QuorumCheck | None = None
    majority: Majority | None = None
    tie: Tie | None = None
    run_off: tuple[str, ...] = ()
    colleges: tuple[tuple[str, Majority], ...] = ()

    def to_data(self) -> dict[str, Any]:
        return {
            "outcome": self.outcome,
            "winners": list(self.winners),
            "quorum": None if self.quorum is None else self.quorum.to_data(),
            "majority": None if self.majority is None else self.majority.to_data(),
            "colleges": [{"college": name} | majority.to_data() for name, majority in self.colleges],
            "tie": None if self.tie is None else self.tie.to_data(),
            "run_off": list(self.run_off),
        }


@dataclass(frozen=True)
class Settling:
    """What may settle a tie: a recorded decision `{"winner": id}` or `{"winners": [ids]}` with `"by"`, or a seed."""

    settlement: Mapping[str, Any] | None = None
    seed: str | None = None


@dataclass(frozen=True)
class College:
    name: str
    figures: Figures
    votes: tuple[int, ...]


@dataclass
class Seating:
    """Who has a seat, who is left between whom."""

    winners: list[int] = field(default_factory=list)
    tied: list[int] = field(default_factory=list)

    def free(self, seats: int) -> int:
        return seats - len(self.winners)


def decide(
    question: Question,
    tallied: Tallied,
    figures: Figures,
    *,
    settling: Settling = Settling(),
    colleges: Sequence[College] = (),
) -> Decision:
    """Raises Refused(settlement_invalid) where a settlement is given that is not one of this tie, or of no tie."""
    quorum = quorum_check(question.rule, figures)
    if quorum is not None and not quorum.reached:
        decision = Decision("quorum_not_reached")
    elif question.kind == "yes_no":
        decision = _yes_no(question, tallied, figures, settling, colleges)
    else:
        decision = _election(question, tallied, figures, settling)
    if settling.settlement is not None and (
        decision.tie is None or decision.tie.rule not in SETTLED_BY_SOMEONE
    ):
        raise Refused("settlement_invalid", fields={"winner": ["invalid"]})
    return replace(decision, quorum=quorum)


def quorum_check(rule: Rule, figures: Figures) -> QuorumCheck | None:
    if rule.quorum is None:
        return None
    count = "heads" if rule.quorum.of == "electors" else "weights"
    roll = figures.roll.by(count)
    return QuorumCheck(rule.quorum, rule.quorum.share.needed_of(roll), figures.voters.by(count), roll)


def lot(choice_ids: Sequence[str], seed: str) -> tuple[str, ...]:
    """The order drawn by this seed, the first wins: by SHA-256 of `seed:choice id`. Anyone replays it."""
    return tuple(
        sorted(choice_ids, key=lambda choice: hashlib.sha256(f"{seed}:{choice}".encode()).hexdigest())
    )


def _yes_no(
    question: Question, tallied: Tallied, figures: Figures, settling: Settling, colleges: Sequence[College]
) -> Decision:
    yes, no = tallied.votes[:2]
    majority = _yes_majority(question.rule, tallied.votes, figures)
    if question.rule.colleges == "each" and colleges:
        majorities = tuple(
            (college.name, _yes_majority(question.rule, college.votes, college.figures))
            for college in colleges
        )
        adopted = all(one.reached for _, one in majorities)
        return Decision(_yes_or_no(adopted=adopted), majority=majority, colleges=majorities)
    if yes == no and yes > 0 and yes + 1 == majority.needed:
        decision = _settled(question, ("yes", "no"), 1, settling)
        if decision.outcome == "ex_aequo":  # nobody settles it: what was proposed is not adopted
            decision = replace(decision, outcome="rejected")
        elif decision.outcome == "elected":
            decision = replace(decision, outcome=_yes_or_no(adopted=decision.winners == ("yes",)), winners=())
        return replace(decision, majority=majority)
    return Decision(_yes_or_no(adopted=majority.reached), majority=majority)


def _yes_or_no(*, adopted: bool) -> str:
    return "adopted" if adopted else "rejected"


def _yes_majority(rule: Rule, votes: Sequence[int], figures: Figures) -> Majority:
    """Without a share, "yes" needs one vote more than "no"."""
    return _majority(rule, votes[0], figures, otherwise=votes[1] + 1)


def _majority(rule: Rule, had: int, figures: Figures, *, otherwise: int) -> Majority:
    of = figures.base(rule)
    if rule.share is None:
        return Majority(otherwise, had, rule.base, of, rule.count)
    share = rule.share
    return Majority(share.needed_of(of), had, rule.base, of, rule.count, (share.p, share.q), share.strict)


def _election(question: Question, tallied: Tallied, figures: Figures, settling: Settling) -> Decision:
    if figures.expressed.by(question.rule.count) == 0:
        return Decision("none_elected")
    if tallied.possible:
        return _of_orders(question, tallied.possible, settling)
    majority = _leading_majority(question, tallied, figures)
    eligible = [
        choice
        for choice in range(len(question.choices))
        if question.kind not in WITH_VOTES or tallied.votes[choice] >= _least(majority)
    ]
    seating = _seat(eligible, tallied.ranks, question.seats)
    winners = tuple(question.choice_ids[choice] for choice in seating.winners)
    if seating.tied:
        tied = [question.choice_ids[choice] for choice in seating.tied]
        decision = _settled(question, tied, seating.free(question.seats), settling, winners)
    elif question.rule.share is not None and seating.free(question.seats):
        left = _run_off(question, tallied, seating)
        decision = Decision("run_off_needed" if left else _elected(winners), winners, run_off=left)
    else:
        decision = Decision(_elected(winners), winners)
    return replace(decision, majority=majority)


def _of_orders(question: Question, possible: Sequence[Sequence[int]], settling: Settling) -> Decision:
    """Every order of counting elects some; the tie is among those whom only some orders elect."""
    sets = [frozenset(question.choice_ids[choice] for choice in elected) for elected in possible]
    surely, anyhow = frozenset.intersection(*sets), frozenset().union(*sets)
    winners = tuple(choice for choice in question.choice_ids if choice in surely)
    tied = [choice for choice in question.choice_ids if choice in anyhow - surely]
    together = tuple(elected - surely for elected in sets)
    return _settled(question, tied, question.seats - len(winners), settling, winners, together)


def _elected(winners: Sequence[str]) -> str:
    return "elected" if winners else "none_elected"


def _least(majority: Majority | None) -> int:
    return 1 if majority is None else majority.needed


def _leading_majority(question: Question, tallied: Tallied, figures: Figures) -> Majority | None:
    if question.rule.share is None:
        return None
    return _majority(question.rule, max(tallied.votes), figures, otherwise=1)


def _seat(eligible: Sequence[int], ranks: Sequence[int], seats: int) -> Seating:
    """Rank by rank while all of a rank fit; those of the rank that do not are tied."""
    seating = Seating()
    for rank in sorted({ranks[choice] for choice in eligible}):
        equal = [choice for choice in eligible if ranks[choice] == rank]
        if len(equal) > seating.free(seats):
            seating.tied = equal if seating.free(seats) else []
            return seating
        seating.winners += equal
    return seating


def _run_off(question: Question, tallied: Tallied, seating: Seating) -> tuple[str, ...]:
    """Two for each seat left, of those that someone voted for, with all that equal the last of them."""
    left = [
        choice
        for choice in range(len(question.choices))
        if choice not in seating.winners and tallied.votes[choice] > 0
    ]
    left.sort(key=lambda choice: (tallied.ranks[choice], choice))
    places = 2 * seating.free(question.seats)
    last = tallied.ranks[left[min(places, len(left)) - 1]] if left else 0
    return tuple(question.choice_ids[choice] for choice in left if tallied.ranks[choice] <= last)


def _settled(
    question: Question,
    tied: Sequence[str],
    seats: int,
    settling: Settling,
    winners: tuple[str, ...] = (),
    together: tuple[frozenset[str], ...] = (),
) -> Decision:
    """What becomes of a tie for so many seats, after those already won."""
    rule = question.rule.tie
    tie = Tie(rule, tuple(tied), seats, together=together)
    if rule == "none":
        return Decision("ex_aequo", winners, tie=tie)
    if rule == "run_off":
        return Decision("run_off_needed", winners, tie=tie, run_off=tie.choices)
    if rule == "draw" and settling.seed is not None:
        order = lot(tie.choices, settling.seed)
        tie = replace(tie, winners=tie.first_of(order), seed=settling.seed, order=order)
    elif rule in SETTLED_BY_SOMEONE and settling.settlement is not None:
        tie = replace(tie, winners=_recorded(tie, settling.settlement))
    if not tie.winners:
        return Decision("tie_to_settle", winners, tie=tie)
    return Decision("elected", winners + tie.winners, tie=tie)


def _recorded(tie: Tie, settlement: Mapping[str, Any]) -> tuple[str, ...]:
    """The winners of the recorded decision. Raises Refused(settlement_invalid)."""
    named = settlement["winners"] if "winners" in settlement else [settlement.get("winner")]
    complaints = {}
    if settlement.get("by") != tie.rule:
        complaints["by"] = ["not_one_of"]
    if not isinstance(named, list | tuple) or any(name not in tie.choices for name in named):
        complaints["winner"] = ["not_one_of"]
    elif (
        len(named) != tie.seats
        or len(set(named)) != len(named)
        or (tie.together and not any(elected.issuperset(named) for elected in tie.together))
    ):
        complaints["winner"] = ["invalid"]
    if complaints:
        raise Refused("settlement_invalid", fields=complaints)
    return tuple(named)
