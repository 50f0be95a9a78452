"""What a rule makes of a tally: to the vote, on both sides of every line."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.refused import Refused
from votation.domain.decision import Both, College, Figures, Settling, decide, lot
from votation.domain.question import Limits
from votation.domain.rule import Rule, Share
from votation.domain.tally import of_question
from votation.domain.tally.tallied import Tallied, by_votes
from votation.tests.unit.tally_cases import HALF, needs_data, question, quorum, recorded, steady, yes_no

TWO_THIRDS = Share(2, 3, strict=False)
CHAIR = {"by": "president"}


def figures(expressed, voters=None, roll=None):
    expressed = Both(expressed, expressed)
    voters = expressed if voters is None else Both(voters, voters)
    return Figures(voters if roll is None else Both(roll, roll), voters, expressed)


def decided(asked, *votes, voters=None, roll=None, settlement=None, seed=None):
    return decide(
        asked,
        by_votes(votes),
        figures(sum(votes), voters, roll),
        settling=Settling(settlement, seed),
    )


def ranked(asked, ranks, settlement=None, seed=None, possible=()):
    tallied = Tallied(tuple(ranks), (), {}, tuple(possible))
    return decide(asked, tallied, figures(9), settling=Settling(settlement, seed))


# Numbers needed


@pytest.mark.parametrize(
    ("share", "base", "needed"),
    [
        (HALF, 0, 1), (HALF, 1, 1), (HALF, 2, 2), (HALF, 3, 2), (HALF, 1_744, 873), (HALF, 1_745, 873),
        (TWO_THIRDS, 0, 1), (TWO_THIRDS, 1, 1), (TWO_THIRDS, 3, 2), (TWO_THIRDS, 4, 3), (TWO_THIRDS, 6, 4),
        (Share(2, 3, strict=True), 3, 3), (Share(2, 3, strict=True), 4, 3), (Share(2, 3, strict=True), 6, 5),
        (Share(1, 2, strict=False), 4, 2), (Share(1, 2, strict=False), 5, 3), (Share(1, 1, strict=False), 7, 7),
        (Share(1, 4, strict=False), 1, 1), (HALF, 32_057_325, 16_028_663),
    ],
)  # fmt: skip
def test_the_number_needed(share, base, needed):
    assert share.needed_of(base) == needed


@steady
@given(st.integers(1, 50), st.integers(1, 50), st.booleans(), st.integers(0, 10**6))
def test_the_number_needed_is_the_smallest_that_reaches_the_share(p, q, strict, base):
    p, q = min(p, q), max(p, q)
    needed = Share(p, q, strict).needed_of(base)

    def reaches(number):
        return number * q > base * p if strict else number * q >= base * p

    assert reaches(needed)
    assert needed == 1 or not reaches(needed - 1)


# Yes or no


@pytest.mark.parametrize(
    ("asked", "votes", "outcome"),
    [
        (yes_no(), (3, 2), "adopted"), (yes_no(), (2, 3), "rejected"), (yes_no(), (2, 2), "rejected"),
        (yes_no(), (0, 0), "rejected"), (yes_no(), (1, 0), "adopted"),
        (yes_no(share=HALF), (5, 4), "adopted"), (yes_no(share=HALF), (4, 4), "rejected"),
        (yes_no(share=HALF), (0, 0), "rejected"),
        (yes_no(share=Share(1, 2, strict=False)), (4, 4), "adopted"),
        (yes_no(share=TWO_THIRDS), (6, 3), "adopted"), (yes_no(share=TWO_THIRDS), (5, 3), "rejected"),
        (yes_no(share=Share(2, 3, strict=True)), (6, 3), "rejected"),
        (yes_no(abstain=True), (3, 2, 90), "adopted"),
        (yes_no(abstain=True, share=HALF), (3, 2, 1), "rejected"),
        (yes_no(abstain=True, share=HALF), (4, 2, 1), "adopted"),
    ],
)  # fmt: skip
def test_a_yes_or_no(asked, votes, outcome):
    decision = decided(asked, *votes)
    assert decision.outcome == outcome
    assert decision.winners == ()


@pytest.mark.parametrize(("yes", "outcome"), [(50, "rejected"), (51, "adopted")])
def test_the_base_may_be_the_voters(yes, outcome):
    asked = yes_no(share=HALF, base="voters")
    decision = decided(asked, yes, 9, voters=100, roll=1000)
    assert (decision.outcome, decision.majority.of, decision.majority.needed) == (outcome, 100, 51)


@pytest.mark.parametrize(("yes", "outcome"), [(499, "rejected"), (500, "adopted")])
def test_the_base_may_be_the_roll(yes, outcome):
    asked = yes_no(share=Share(1, 2, strict=False), base="roll")
    decision = decided(asked, yes, 9, voters=600, roll=1000)
    assert (decision.outcome, decision.majority.of, decision.majority.needed) == (outcome, 1000, 500)


def test_votes_may_count_by_weights():
    asked = yes_no(share=HALF, count="weights")
    both = Figures(Both(10, 30), Both(10, 30), Both(10, 30))
    decision = decide(asked, by_votes((16, 14)), both)
    assert decision.majority is not None
    assert (decision.outcome, decision.majority.needed) == ("adopted", 16)
    assert decide(asked, by_votes((15, 15)), both).outcome == "rejected"


# Quorum


@pytest.mark.parametrize(
    ("required", "voters", "outcome"),
    [
        (quorum(1, 2), 499, "quorum_not_reached"), (quorum(1, 2), 500, "adopted"),
        (quorum(1, 2, strict=True), 500, "quorum_not_reached"), (quorum(1, 2, strict=True), 501, "adopted"),
        (quorum(1, 3), 333, "quorum_not_reached"), (quorum(1, 3), 334, "adopted"),
    ],
)  # fmt: skip
def test_below_the_quorum_nothing_is_decided(required, voters, outcome):
    decision = decided(yes_no(quorum=required), 30, 2, voters=voters, roll=1000)
    assert decision.outcome == outcome
    assert decision.quorum.reached == (outcome == "adopted")
    assert (decision.majority is None) == (outcome != "adopted")


def test_a_quorum_may_be_of_weights():
    both = Figures(Both(10, 100), Both(9, 49), Both(9, 49))
    assert (
        decide(yes_no(quorum=quorum(1, 2, of="weights")), by_votes((9, 0)), both).outcome
        == "quorum_not_reached"
    )
    assert decide(yes_no(quorum=quorum(1, 2)), by_votes((9, 0)), both).outcome == "adopted"
    enough = Figures(Both(10, 100), Both(2, 50), Both(2, 50))
    assert decide(yes_no(quorum=quorum(1, 2, of="weights")), by_votes((2, 0)), enough).outcome == "adopted"


def test_an_election_without_its_quorum_elects_nobody():
    asked = question("single", 2, rule=Rule(quorum=quorum(1, 2)))
    decision = decided(asked, 3, 1, roll=9)
    assert (decision.outcome, decision.winners) == ("quorum_not_reached", ())


# Colleges


@pytest.mark.parametrize(
    ("nurses", "outcome"),
    [((1, 0), "adopted"), ((2, 2), "rejected"), ((0, 0), "rejected"), ((3, 2), "adopted")],
)
def test_each_college_has_to_reach_the_share(nurses, outcome):
    asked = yes_no(share=HALF, colleges="each")
    colleges = [College("doctors", figures(90), (90, 0)), College("nurses", figures(sum(nurses)), nurses)]
    total = (90 + nurses[0], nurses[1])
    decision = decide(asked, by_votes(total), figures(sum(total)), colleges=colleges)
    assert decision.outcome == outcome
    assert [name for name, _ in decision.colleges] == ["doctors", "nurses"]
    assert decision.colleges[1][1].had == nurses[0]


def test_the_total_does_not_decide_where_each_college_does():
    asked = yes_no(share=HALF, colleges="each")
    colleges = [College("a", figures(3), (2, 1)), College("b", figures(5), (3, 2))]
    assert decide(asked, by_votes((5, 3)), figures(8), colleges=colleges).outcome == "adopted"


def test_together_leaves_colleges_alone():
    colleges = [College("a", figures(3), (0, 3))]
    decision = decide(yes_no(), by_votes((9, 3)), figures(12), colleges=colleges)
    assert (decision.outcome, decision.colleges) == ("adopted", ())


# Ties of a yes or no


@pytest.mark.parametrize(
    ("tie", "outcome"), [("none", "rejected"), ("president", "tie_to_settle"), ("run_off", "run_off_needed"),
     ("draw", "tie_to_settle")],
)  # fmt: skip
def test_as_many_yes_as_no_goes_to_the_frozen_rule(tie, outcome):
    for asked in (yes_no(tie=tie), yes_no(tie=tie, share=HALF)):
        decision = decided(asked, 4, 4)
        assert decision.outcome == outcome
        assert decision.tie.choices == ("yes", "no")


@pytest.mark.parametrize(("winner", "outcome"), [("yes", "adopted"), ("no", "rejected")])
def test_the_president_decides_a_tied_yes_or_no(winner, outcome):
    decision = decided(yes_no(tie="president"), 4, 4, settlement={"winner": winner} | CHAIR)
    assert (decision.outcome, decision.tie.winners, decision.winners) == (outcome, (winner,), ())


def test_a_seed_decides_a_tied_yes_or_no():
    outcomes = {decided(yes_no(tie="draw"), 1, 1, seed=f"{n:02x}").outcome for n in range(20)}
    assert outcomes == {"adopted", "rejected"}


@pytest.mark.parametrize(
    ("asked", "votes"),
    [(yes_no(tie="president"), (0, 0)), (yes_no(tie="president", share=TWO_THIRDS), (4, 4)),
     (yes_no(tie="president", share=HALF, abstain=True), (4, 4, 2)), (yes_no(tie="president"), (3, 4))],
)  # fmt: skip
def test_no_president_is_asked_where_one_vote_would_change_nothing(asked, votes):
    decision = decided(asked, *votes)
    assert (decision.outcome, decision.tie) == ("rejected", None)


def test_a_decision_is_published_under_these_names():
    """`result.json` is checked by others: docs/votation-formats.md."""
    of_weights = yes_no(share=TWO_THIRDS, quorum=quorum(1, 2, of="weights"), count="heads")
    assert decided(of_weights, 4, 2, roll=10).to_data() == {
        "outcome": "adopted",
        "winners": [],
        "quorum": {
            "of": "weights", "share": [1, 2], "strict": False, "roll": 10, "needed": 5, "had": 6, "reached": True,
        },
        "majority": {
            "needed": 4, "had": 4, "base": "expressed", "of": 6, "count": "heads", "share": [2, 3], "strict": False,
            "reached": True,
        },
        "colleges": [],
        "tie": None,
        "run_off": [],
    }  # fmt: skip
    tied = decided(question("single", rule=Rule(tie="draw")), 2, 2, 1, seed="00ff").to_data()
    assert (tied["quorum"], tied["majority"]) == (None, None)
    assert tied["tie"] == {
        "rule": "draw", "choices": ["a", "b"], "seats": 1, "winners": ["b"], "seed": "00ff", "order": ["b", "a"],
    }  # fmt: skip
    again = decided(question("single", rule=Rule(share=HALF)), 50, 30, 20).to_data()
    assert again["run_off"] == ["a", "b"]
    assert again["majority"] == {
        "needed": 51, "had": 50, "base": "expressed", "of": 100, "count": "heads", "share": [1, 2], "strict": True,
        "reached": False,
    }  # fmt: skip


def test_a_quorum_of_votes_is_of_weights_and_one_of_electors_of_heads():
    votes = Figures(roll=Both(10, 100), voters=Both(6, 40), expressed=Both(6, 40))
    for of, expected in (("electors", (10, 5, 6, True)), ("weights", (100, 50, 40, False))):
        check = decide(yes_no(quorum=quorum(1, 2, of=of)), by_votes((6, 0)), votes).quorum
        assert check is not None
        assert (check.roll, check.needed, check.had, check.reached) == expected


# Elections


def test_the_most_voted_is_elected():
    assert decided(question("single"), 1, 3, 2).winners == ("b",)
    assert decided(question("single", seats=2), 1, 3, 2).winners == ("b", "c")
    assert decided(question("single", seats=3), 1, 3, 2).outcome == "elected"


def test_a_tie_that_fits_the_seats_is_none():
    decision = decided(question("several", seats=2), 4, 1, 4)
    assert (decision.outcome, decision.winners, decision.tie) == ("elected", ("a", "c"), None)
    exactly = decided(question("several", 4, seats=2), 4, 4, 3, 3)
    assert (exactly.outcome, exactly.tie) == ("elected", None)


def test_nobody_voted_for_is_nobody_elected():
    assert decided(question("single"), 0, 0, 0).outcome == "none_elected"
    assert decided(question("several", seats=3), 4, 0, 2).winners == ("a", "c")
    assert decide(question("several"), by_votes((0, 0, 0)), figures(5)).outcome == "none_elected"
    low = decide(question("score"), by_votes((-3, -1, -9)), figures(5))
    assert low.winners == ("b",)


@pytest.mark.parametrize(
    ("tie", "outcome"),
    [("none", "ex_aequo"), ("eldest", "tie_to_settle"), ("president", "tie_to_settle"),
     ("draw", "tie_to_settle"), ("run_off", "run_off_needed")],
)  # fmt: skip
def test_a_tie_for_the_last_seat_goes_to_the_frozen_rule(tie, outcome):
    decision = decided(question("single", 4, seats=2, rule=Rule(tie=tie)), 2, 5, 2, 1)
    assert (decision.outcome, decision.winners) == (outcome, ("b",))
    assert (decision.tie.choices, decision.tie.seats, decision.tie.winners) == (("a", "c"), 1, ())
    assert decision.run_off == (("a", "c") if tie == "run_off" else ())


def test_a_recorded_decision_settles_a_tie():
    asked = question("single", 4, seats=2, rule=Rule(tie="eldest"))
    decision = decided(asked, 2, 5, 2, 1, settlement={"winner": "c", "by": "eldest"})
    assert (decision.outcome, decision.winners, decision.tie.winners) == ("elected", ("b", "c"), ("c",))
    three = question("single", 3, seats=2, rule=Rule(tie="eldest"))
    assert decided(three, 2, 2, 2, settlement={"winners": ["c", "a"], "by": "eldest"}).winners == ("c", "a")


OTHER, WRONG = ["not_one_of"], ["invalid"]


@pytest.mark.parametrize(
    ("settlement", "fields"),
    [
        ({"winner": "b", "by": "eldest"}, {"winner": OTHER}), ({"winner": "c", "by": "president"}, {"by": OTHER}),
        ({"winner": "c"}, {"by": OTHER}), ({"by": "eldest"}, {"winner": OTHER}),
        ({"winners": ["a", "c"], "by": "eldest"}, {"winner": WRONG}),
        ({"winners": [], "by": "eldest"}, {"winner": WRONG}), ({"winners": "c", "by": "eldest"}, {"winner": OTHER}),
        ({"winners": ["c", "c"], "by": "eldest"}, {"winner": WRONG}),
        ({"winner": ["c"], "by": "eldest"}, {"winner": OTHER}), ({"winner": "d"}, {"winner": OTHER, "by": OTHER}),
    ],
)  # fmt: skip
def test_a_decision_that_is_not_of_this_tie_is_refused(settlement, fields):
    asked = question("single", 4, seats=2, rule=Rule(tie="eldest"))
    with pytest.raises(Refused) as refused:
        decided(asked, 2, 5, 2, 1, settlement=settlement)
    assert (refused.value.code, refused.value.fields) == ("settlement_invalid", fields)


@pytest.mark.parametrize("tie", ["none", "eldest", "president", "run_off", "draw"])
def test_a_decision_where_none_is_asked_is_refused(tie):
    with pytest.raises(Refused) as refused:
        decided(question("single", rule=Rule(tie=tie)), 3, 2, 1, settlement={"winner": "a", "by": tie})
    assert (refused.value.code, refused.value.fields) == ("settlement_invalid", {"winner": WRONG})
    if tie not in ("eldest", "president"):
        with pytest.raises(Refused):
            decided(question("single", rule=Rule(tie=tie)), 3, 3, 1, settlement={"winner": "a", "by": tie})


def test_the_lot_is_by_hash_of_seed_and_choice_and_anyone_replays_it():
    seed = "5eed" * 16
    by_hand = sorted("abc", key=lambda each: hashlib.sha256(f"{seed}:{each}".encode()).hexdigest())
    assert lot(("a", "b", "c"), seed) == tuple(by_hand) == lot(("c", "a", "b"), seed)
    asked = question("single", rule=Rule(tie="draw"))
    decision = decided(asked, 2, 2, 2, seed=seed)
    assert decision.winners == (by_hand[0],)
    assert (decision.tie.order, decision.tie.seed) == (tuple(by_hand), seed)
    two = decided(question("single", seats=2, rule=Rule(tie="draw")), 2, 2, 2, seed=seed)
    assert two.winners == tuple(by_hand[:2])


def test_the_lot_is_known():
    """Frozen: another order would be another winner."""
    assert lot(("a", "b", "c", "d"), "00ff") == ("b", "c", "a", "d")


@pytest.mark.parametrize(
    ("votes", "outcome", "winners", "run_off"),
    [
        ((51, 30, 19), "elected", ("a",), ()),
        ((50, 30, 20), "run_off_needed", (), ("a", "b")),
        ((50, 25, 25), "run_off_needed", (), ("a", "b", "c")),
        ((40, 40, 20), "run_off_needed", (), ("a", "b")),
        ((1, 0, 0), "elected", ("a",), ()),
    ],
)
def test_an_absolute_majority_elects_or_calls_for_a_run_off(votes, outcome, winners, run_off):
    decision = decided(question("single", rule=Rule(share=HALF)), *votes)
    assert (decision.outcome, decision.winners, decision.run_off) == (outcome, winners, run_off)
    assert decision.majority.had == max(votes)


def test_with_several_seats_two_stay_in_for_each_that_is_left():
    asked = question("several", 6, seats=3, rule=Rule(share=HALF, base="voters"))
    tallied = by_votes((90, 40, 30, 20, 10, 10))
    decision = decide(asked, tallied, figures(100))
    assert (decision.winners, decision.run_off) == (("a",), ("b", "c", "d", "e", "f"))
    two = decide(question("several", 6, seats=2, rule=Rule(share=HALF)), tallied, figures(100))
    assert two.run_off == ("b", "c")


def test_a_run_off_is_not_among_those_nobody_named():
    asked = question("single", rule=Rule(share=HALF, base="roll"))
    assert decided(asked, 3, 0, 0, roll=10).run_off == ("a",)


@needs_data
@pytest.mark.parametrize("name", ["cz_senate_2018_68", "cz_senate_2018_20"])
def test_the_first_round_of_the_czech_senate(name):
    case = recorded("known_outcomes.json")[name]
    names = list(case["votes"])
    asked = question("single", len(names), rule=Rule(share=HALF))
    decision = decided(asked, *case["votes"].values())
    said = {choice: names[place] for place, choice in enumerate(asked.choice_ids)}
    assert [said[each] for each in decision.winners] == [
        each for each in [case["first_round_winner"]] if each
    ]
    assert [said[each] for each in decision.run_off] == case.get("runoff", [])


def test_a_ranking_elects_by_rank_and_ties_like_any_other():
    assert ranked(question("ranking"), (2, 1, 3)).winners == ("b",)
    assert ranked(question("ranking", seats=2), (1, 1, 3)).winners == ("a", "b")
    assert ranked(question("ranking"), (1, 1, 3)).outcome == "ex_aequo"
    assert (
        ranked(question("majority_judgment", rule=Rule(tie="draw")), (1, 1, 3), seed="aa").outcome
        == "elected"
    )


def test_whom_only_some_orders_elect_is_a_tie_to_settle():
    """B07"""
    asked = question("ranking", method="instant_runoff", rule=Rule(tie="draw"))
    decision = ranked(asked, (3, 1, 1), possible=((1,), (2,)))
    tie = decision.tie
    assert (decision.outcome, tie.choices, tie.seats) == ("tie_to_settle", ("b", "c"), 1)
    assert ranked(asked, (3, 1, 1), possible=((1,), (2,)), seed="00").winners[0] in "bc"


@pytest.mark.parametrize(
    ("tie", "outcome"), [("none", "ex_aequo"), ("run_off", "run_off_needed"), ("president", "tie_to_settle")]
)
def test_each_rule_settles_an_order_that_matters(tie, outcome):
    """B07"""
    asked = question("ranking", 4, method="stv", seats=2, ties_allowed=False, rule=Rule(tie=tie))
    decision = ranked(asked, (1, 2, 2, 2), possible=((0, 1), (0, 2), (0, 3)))
    assert (decision.outcome, decision.winners, decision.tie.choices) == (outcome, ("a",), ("b", "c", "d"))


def test_a_lot_and_a_president_elect_those_whom_an_order_elects_together():
    """B07"""
    asked = question("ranking", 4, method="stv", seats=2, ties_allowed=False, rule=Rule(tie="draw"))
    pairs = ((0, 1), (2, 3))
    for seed in range(40):
        won = ranked(asked, (1, 1, 1, 1), possible=pairs, seed=str(seed)).winners
        assert set(won) in ({"a", "b"}, {"c", "d"})
    asked = question("ranking", 4, method="stv", seats=2, ties_allowed=False, rule=Rule(tie="president"))
    chosen = {"by": "president", "winners": ["c", "d"]}
    assert ranked(asked, (1, 1, 1, 1), possible=pairs, settlement=chosen).winners == ("c", "d")
    with pytest.raises(Refused):
        ranked(asked, (1, 1, 1, 1), possible=pairs, settlement=chosen | {"winners": ["a", "c"]})


@steady
@given(
    st.lists(st.integers(0, 6), min_size=2, max_size=6), st.integers(1, 6), st.sampled_from(("none", "draw"))
)
def test_never_more_winners_than_seats_and_never_one_with_fewer_votes(votes, seats, tie):
    seats = min(seats, len(votes))
    limits = Limits(min=0, max=len(votes))
    asked = question("several", len(votes), seats=seats, limits=limits, rule=Rule(tie=tie))
    decision = decided(asked, *votes, seed="ab" if tie == "draw" else None)
    won = [votes["abcdefgh".index(each)] for each in decision.winners]
    lost = [number for place, number in enumerate(votes) if "abcdefgh"[place] not in decision.winners]
    assert len(won) <= seats
    assert not won or min(won) >= max(lost, default=0) or decision.tie
    assert all(number > 0 for number in won)
    if decision.outcome == "elected":
        assert len(won) == seats or all(number == 0 for number in lost)
    assert of_question.tally(asked, []).votes == (0,) * len(votes)
