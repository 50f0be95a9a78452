"""The sentence that the losers read too: true, short, in both languages."""

import pytest

from votation.domain.decision import Both, Figures, Settling, decide
from votation.domain.rule import Outcomes, Rule, Share
from votation.domain.sentence import sentence
from votation.domain.tally.tallied import by_votes
from votation.tests.unit.tally_cases import HALF, needs_data, question, quorum, recorded, yes_no

N, B = "\u202f", "\u00a0"


def said(asked, *votes, voters=None, roll=None, settlement=None, seed=None):
    expressed = Both(sum(votes), sum(votes))
    whole = expressed if voters is None else Both(voters, voters)
    figures = Figures(whole if roll is None else Both(roll, roll), whole, expressed)
    tallied = by_votes(votes)
    decision = decide(asked, tallied, figures, settling=Settling(settlement, seed))
    return sentence(asked, tallied, decision, figures)


def french(*arguments, **named):
    return said(*arguments, **named)["fr"].replace(N, "_").replace(B, "~")


def english(*arguments, **named):
    return said(*arguments, **named)["en"]


@needs_data
def test_the_votation_of_the_snmkr():
    case = recorded("known_outcomes.json")["snmkr_2017"]
    first, last = case["contre_range_rounding_to_76pct"]
    expected = f"1{N}744 votants, 76{N}% contre{B}: l'avenant n'est pas signé"
    for against in (first, case["example"]["contre"], last):
        assert said(yes_no(share=HALF), case["exprimes"] - against, against)["fr"] == expected
    assert ", 76" not in said(yes_no(share=HALF), 1_744 - first + 1, first - 1)["fr"]
    assert ", 76" not in said(yes_no(share=HALF), 1_744 - last - 1, last + 1)["fr"]


def test_says_what_was_decided_in_both_languages():
    assert french(yes_no(), 419, 1_325) == "1_744 votants, 76_% contre~: l'avenant n'est pas signé"
    assert english(yes_no(), 419, 1_325) == "1,744 voters, 76% contre: l'avenant n'est pas signé"
    assert french(yes_no(), 3, 1) == "4 votants, 75_% pour~: l'avenant est signé"
    plain = yes_no(outcomes=Outcomes())
    assert (french(plain, 3, 1), english(plain, 1, 3)) == (
        "4 votants, 75_% pour~: adopté",
        "4 voters, 75% contre: rejected",
    )


def test_one_voter_and_none():
    assert french(yes_no(), 1, 0) == "1 votant, 100_% pour~: l'avenant est signé"
    assert french(yes_no(), 0, 0) == "0 votant~: l'avenant n'est pas signé"
    assert english(yes_no(), 0, 0).startswith("0 voters: ")
    assert english(yes_no(), 0, 1).startswith("1 voter, 100% contre: ")
    assert french(yes_no(), 1, 0, voters=2).startswith("2 votants, 100_% pour~: ")


@pytest.mark.parametrize(
    ("asked", "votes", "shown"),
    [
        (yes_no(), (5_001, 4_999), "50,01_% pour"),
        (yes_no(), (500_001, 499_999), "500_001 sur 1_000_000 pour"),
        (yes_no(), (9_999, 1), "99,99_% pour"),
        (yes_no(), (505, 495), "51_% pour"),
        (yes_no(), (504, 496), "50,40_% pour"),
        (yes_no(share=Share(2, 3, strict=False)), (665, 335), "66,50_% pour"),
        (yes_no(share=Share(2, 3, strict=False)), (667, 333), "67_% pour"),
        (yes_no(share=Share(2, 3, strict=False)), (662, 338), "66_% pour"),
        (yes_no(share=Share(2, 3, strict=False)), (2, 1), "2 sur 3 pour"),
        (yes_no(share=Share(3, 4, strict=False)), (749, 251), "74,90_% pour"),
        (yes_no(), (4, 4), "4 voix de chaque côté"),
    ],
)
def test_a_percentage_is_as_round_as_stays_true(asked, votes, shown):
    assert f", {shown}~: " in french(asked, *votes)


def test_the_percentage_is_of_the_base_of_the_rule():
    assert ", 40_% pour~: " in french(yes_no(share=HALF, base="roll"), 40, 30, roll=100)


def test_the_quorum_that_is_missed():
    assert (
        french(yes_no(quorum=quorum(1, 2)), 300, 12, roll=2_000)
        == "312 votants~: le quorum n'est pas atteint (1_000 requis)"
    )
    assert (
        english(yes_no(quorum=quorum(1, 2)), 300, 12, roll=2_000)
        == "312 voters: the quorum is not reached (1,000 required)"
    )
    weights = french(yes_no(quorum=quorum(1, 2, of="weights")), 300, 12, roll=2_000)
    assert weights == "312 votants~: le quorum n'est pas atteint (312 voix sur 1_000 requises)"


def test_a_tied_yes_or_no_and_who_settles_it():
    chair = yes_no(tie="president")
    assert french(chair, 4, 4) == "8 votants, 4 voix de chaque côté~: égalité, la voix du président départage"
    settled = french(chair, 4, 4, settlement={"winner": "yes", "by": "president"})
    assert settled == "8 votants, 4 voix de chaque côté, par la voix du président~: l'avenant est signé"
    assert french(yes_no(tie="run_off"), 4, 4).endswith("~: un second vote est nécessaire")
    assert english(yes_no(), 4, 4) == "8 voters, 4 votes on each side: l'avenant n'est pas signé"


def elected(**rule):
    seats = rule.pop("seats", 1)
    return question("single", 4, seats=seats, rule=Rule(**rule))


def test_who_is_elected():
    assert french(elected(), 5, 2, 1, 0) == "8 votants~: A l'emporte"
    assert french(elected(seats=3), 5, 2, 1, 0) == "8 votants~: A, B et C l'emportent"
    assert english(elected(seats=2), 5, 2, 1, 0) == "8 voters: A and B win"
    assert english(elected(), 5, 2, 1, 0) == "8 voters: A wins"
    assert (
        french(elected(outcomes=Outcomes("est élue déléguée", "")), 5, 2, 1, 0)
        == "8 votants~: A est élue déléguée"
    )


def test_what_an_election_leaves_open():
    assert french(elected(), 2, 2, 1, 0) == "5 votants~: égalité entre A et B"
    assert french(elected(seats=2), 4, 2, 2, 0) == "8 votants~: A l'emporte~; égalité entre B et C"
    assert english(elected(seats=2), 4, 2, 2, 0) == "8 voters: A wins; a tie between B and C"
    assert (
        french(elected(tie="eldest"), 2, 2, 1, 0) == "5 votants~: égalité entre A et B, le plus âgé l'emporte"
    )
    by_age = french(elected(tie="eldest"), 2, 2, 1, 0, settlement={"winner": "b", "by": "eldest"})
    assert by_age == "5 votants~: B l'emporte, au bénéfice de l'âge"
    assert english(elected(tie="draw"), 2, 2, 0, 0) == "4 voters: a tie between A and B, a lot decides"
    assert english(elected(tie="draw"), 2, 2, 0, 0, seed="00").endswith(" wins, by lot")
    assert (
        french(elected(share=HALF), 4, 2, 2, 0) == "8 votants~: un second tour est nécessaire entre A, B et C"
    )
    assert english(elected(share=HALF), 4, 3, 1, 0) == "8 voters: a run-off is needed between A and B"


def test_nobody_expressed_anything():
    assert french(elected(), 0, 0, 0, 0, voters=3) == "3 votants~: aucun suffrage exprimé"
    assert english(elected(), 0, 0, 0, 0, voters=3) == "3 voters: no vote expressed"
