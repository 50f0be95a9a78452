"""Elections whose outcome is known: textbooks, published counts, other programs' cases."""

import json
import math
from itertools import combinations

import pytest

from votation.domain.tally import borda, instant_runoff, majority_judgment, plurality, schulze, several, stv
from votation.tests.unit.tally_cases import TALLIES, needs_data, recorded

pytestmark = needs_data

KNOWN = recorded("known_outcomes.json") if TALLIES.is_dir() else {}
MIEUX_VOTER = recorded("mieuxvoter_majority_judgment_assertions.json") if TALLIES.is_dir() else []
COMMITTEES = recorded("abc_instances.json")["instances"] if TALLIES.is_dir() else []
RANKED = [
    name for name, case in KNOWN.items() if isinstance(case.get("ballots"), list) and "seats" not in case
]
PAIRWISE = [name for name, case in KNOWN.items() if "pairwise" in case]


def rankings(case):
    candidates = case["candidates"]
    return [
        (tuple(order.index(name) + 1 if name in order else None for name in candidates), number)
        for number, order in case["ballots"]
    ]


def first(case, tallied):
    return [name for name, rank in zip(case["candidates"], tallied.ranks, strict=True) if rank == 1]


def test_every_recorded_case_is_met():
    assert set(RANKED) == {"tennessee", "schulze45", "burlington2009", "debian_dpl_2012"}
    assert set(PAIRWISE) == {*RANKED, "debian_dpl_2003", "debian_dpl_2010"}
    assert len(KNOWN) == 14


@pytest.mark.parametrize("name", RANKED)
def test_the_pairwise_matrix(name):
    case = KNOWN[name]
    assert sum(number for number, _ in case["ballots"]) == case["voters"]
    assert schulze.pairwise(rankings(case), len(case["candidates"])) == case["pairwise"]


@pytest.mark.parametrize("name", PAIRWISE)
def test_schulze(name):
    """debian_dpl_2003: of the truncated ballots of the file, whose winner is not the official one."""
    case = KNOWN[name]
    ranks = schulze.ranks(schulze.strongest_paths(case["pairwise"]))
    assert [case["candidates"][place] for place, rank in enumerate(ranks) if rank == 1] == case["computed"][
        "schulze_belenios_tool"
    ]
    published = case["official_or_published"]
    winner = published.get("schulze") or published.get("condorcet") or published.get("winner")
    assert ([winner] == case["computed"]["schulze_own"]) == ("warning" not in case)


@pytest.mark.parametrize("name", RANKED)
def test_instant_runoff(name):
    """schulze45 ties an elimination: B or E goes first, and C wins either way (B07). Together, as pref_voting has it,
    would elect A, whom no order elects.
    """
    case = KNOWN[name]
    computed = case["computed"]
    expected = (
        computed["irv_votelib"] if isinstance(computed["irv_votelib"], list) else computed["irv_pref_voting"]
    )
    expected = ["C"] if name == "schulze45" else expected
    tallied = instant_runoff.tally(rankings(case), len(case["candidates"]))
    assert first(case, tallied) == expected
    first_round = dict(tallied.shown["rounds"][0]["votes"])
    assert {case["candidates"][place]: votes for place, votes in first_round.items() if votes} == computed[
        "first_preferences"
    ]


@pytest.mark.parametrize("name", [name for name in RANKED if "borda" in KNOWN[name]["computed"]])
def test_borda(name):
    case = KNOWN[name]
    tallied = borda.tally(rankings(case), len(case["candidates"]), ties_allowed=False)
    assert first(case, tallied) == case["computed"]["borda"]


@pytest.mark.parametrize("name", [n for n in RANKED if "plurality" in KNOWN[n]["official_or_published"]])
def test_plurality(name):
    case = KNOWN[name]
    ballots = [(case["candidates"].index(order[0]), number) for number, order in case["ballots"]]
    assert first(case, plurality.tally(ballots, len(case["candidates"]))) == [
        case["official_or_published"]["plurality"]
    ]


def test_the_single_transferable_vote_of_the_demonstration_of_belenios():
    case = KNOWN["belenios_demo_stv"]
    ballots = [(tuple(order.index(choice) + 1 for choice in range(5)), 1) for order in case["ballots"]]
    tallied = stv.tally(ballots, 5, case["seats"])
    elected = sorted(range(5), key=tallied.ranks.__getitem__)[: case["seats"]]
    assert elected == case["expected_winners"]
    rounds = tallied.shown["rounds"]
    events = [
        ["Lose", *each["eliminated"]] if each["eliminated"] else ["Win", each["elected"]] for each in rounds
    ]
    assert events[:4] == case["events"]


def test_the_single_transferable_vote_of_the_textbook():
    food = KNOWN["stv_food"]
    names = sorted({name for _, order in food["ballots"] for name in order})
    ballots = [
        (tuple(order.index(name) + 1 if name in order else None for name in names), number)
        for number, order in food["ballots"]
    ]
    tallied = stv.tally(ballots, len(names), food["seats"])
    assert tallied.shown["quota"] == 6
    assert {names[place] for place, rank in enumerate(tallied.ranks) if rank <= 3} == set(
        food["expected_winners"]
    )


def test_majority_judgment_of_belenios():
    case = KNOWN["belenios_demo_mj"]
    ranks = majority_judgment.ranks(case["tallies_best_to_worst"])
    assert [[choice] for choice in sorted(range(4), key=ranks.__getitem__)] == case["expected_ranking"]
    assert sorted(ranks) == [1, 2, 3, 4]


def completed(case):
    """MieuxVoter's ways with proposals that not all graded; its grades go from the worst to the best."""
    tallies = case["tallies"]
    if case.get("mode") == "Normalized":
        whole = math.lcm(*map(sum, tallies))
        return [[number * (whole // sum(tally)) for number in tally] for tally in tallies]
    filled = []
    for tally in map(list, tallies):
        given = case.get("default")
        if case.get("mode") == "MedianDefault":
            given = len(tally) - 1 - (majority_judgment.median(tally[::-1]) or 0)
        missing = case["participants"] - sum(tally)
        if missing:
            tally[given or 0] += missing
        filled.append(tally)
    return filled


@pytest.mark.parametrize("case", MIEUX_VOTER, ids=lambda case: case["title"])
def test_majority_judgment_of_mieux_voter(case):
    gauges = [tally[::-1] for tally in completed(case)]
    assert majority_judgment.ranks(gauges) == tuple(case["ranks"])


def committees(ranks, seats):
    """All sets of so many best ranked, where equals stand in for one another."""
    surely = [choice for choice, rank in enumerate(ranks) if sum(other <= rank for other in ranks) <= seats]
    last = min((rank for choice, rank in enumerate(ranks) if choice not in surely), default=0)
    tied = [choice for choice, rank in enumerate(ranks) if rank == last and choice not in surely]
    return sorted(sorted(surely + list(rest)) for rest in combinations(tied, seats - len(surely)))


def test_approval_committees():
    assert len(COMMITTEES) == 160
    for case in COMMITTEES:
        tallied = several.tally([(tuple(named), 1) for named in case["profile"]], case["num_cand"])
        assert committees(tallied.ranks, case["committeesize"]) == sorted(
            map(sorted, case["results"]["av"])
        ), case["id"]


def test_the_recorded_election_of_belenios():
    """The plain votes with their weights, of those who voted last, give the result that `belenios-tool` computed."""
    folder = TALLIES / "belenios_v1"
    votes = [json.loads(line) for line in (folder / "votes.txt").read_text().split()]
    weights = [int(line.split(",")[2]) for line in (folder / "voters.txt").read_text().split()]
    expected = json.loads((folder / "expected.json").read_text())["result"]
    last = votes[-3:] + votes[3:35]  # the first three voted again
    blank_yes_no = plurality.tally(
        [(vote[0].index(1), weight) for vote, weight in zip(last, weights, strict=False)], 3
    )
    named = [
        (tuple(index for index, one in enumerate(vote[1]) if one), weight)
        for vote, weight in zip(last, weights, strict=False)
    ]
    assert [list(blank_yes_no.votes), list(several.tally(named, 4).votes)] == expected
