"""The result: sums that agree, figures that anyone recomputes, the same bytes for the same votes."""

import copy
import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.refused import Refused
from formats.canonical import dump
from votation.domain.breakdown import breakdown
from votation.domain.result import NULLS, CountMismatch, count
from votation.domain.rule import Outcomes, Rule
from votation.tests.unit.tally_cases import HALF, QUESTIONS, answers_to, question, steady, yes_no

CELLS = [
    {"cell": "k1", "colleges": ["Kinés"], "weight": 1, "electors": 40},
    {"cell": "k3", "colleges": ["Kinés"], "weight": 3, "electors": 10},
    {"cell": "o1", "colleges": ["Ostéos"], "weight": 1, "electors": 30},
]


def manifest(*questions, cells=CELLS, by="cell", **other):
    colleges: dict[str, tuple[int, int]] = {}
    for cell in cells:
        for college in cell["colleges"]:
            electors, weights = colleges.get(college, (0, 0))
            colleges[college] = (electors + cell["electors"], weights + cell["electors"] * cell["weight"])
    return {
        "schema": "capco.manifest/1",
        "votation": "v1",
        "questions": [each.to_data() | {"id": f"q{n}"} for n, each in enumerate(questions, start=1)],
        "roll": {
            "electors": sum(cell["electors"] for cell in cells),
            "weights": sum(cell["electors"] * cell["weight"] for cell in cells),
            "cells": cells,
            "colleges": [
                {"college": name, "electors": electors, "weights": weights}
                for name, (electors, weights) in colleges.items()
            ],
        },
        "published_by": by,
        "small_group": 5,
    } | other


PLAIN = [
    {"g": "k1", "n": 12, "a": [0]},
    {"g": "k1", "n": 8, "a": [1]},
    {"g": "k1", "n": 2, "a": [None]},
    {"g": "k1", "n": 1, "null": "undecryptable"},
    {"g": "k3", "n": 2, "a": [1]},
    {"g": "k3", "n": 5, "a": [0]},
    {"g": "o1", "n": 6, "a": [1]},
    {"g": "o1", "n": 9, "a": [0]},
    {"g": "o1", "n": 1, "a": [7]},
]
REGISTER = {"k1": 23, "k3": 7, "o1": 16}


def test_the_figures_of_a_result():
    result = count(manifest(yes_no(count="weights", share=HALF)), PLAIN, REGISTER)
    assert result["schema"] == "capco.result/1"
    assert result["roll"] == {"electors": 80, "weights": 100}
    assert result["voters"] == {"heads": 46, "weights": 60}
    assert result["turnout"] == {"heads": 5_750, "weights": 6_000}
    assert result["null"] == dict.fromkeys(NULLS, 0) | {"undecryptable": 1, "out_of_range": 1}
    asked = result["questions"][0]
    assert asked["blank"] == {"heads": 2, "weights": 2}
    assert asked["null"] == {"heads": 2, "weights": 2}
    assert asked["expressed"] == {"heads": 42, "weights": 56}
    assert asked["tally"] == {"votes": [36, 20]}
    assert asked["percentages"] == [
        {"choice": "yes", "expressed": 6_429, "voters": 6_000, "roll": 3_600},
        {"choice": "no", "expressed": 3_571, "voters": 3_333, "roll": 2_000},
    ]
    assert asked["ranking"] == [
        {"choice": "yes", "rank": 1, "votes": 36},
        {"choice": "no", "rank": 2, "votes": 20},
    ]
    decision = asked["decision"]
    assert (decision["outcome"], decision["quorum"], decision["tie"]) == ("adopted", None, None)
    assert decision["majority"] == {
        "needed": 29, "had": 36, "base": "expressed", "of": 56, "count": "weights",
        "share": [1, 2], "strict": True, "reached": True,
    }  # fmt: skip
    assert decision["sentence"]["en"] == "46 voters, 64% pour: l'avenant est signé"


def test_heads_and_weights_are_not_mixed():
    asked = count(manifest(yes_no()), PLAIN, REGISTER)["questions"][0]
    assert asked["tally"] == {"votes": [26, 16]}
    assert asked["decision"]["majority"]["needed"] == 17


def test_by_weight_the_groups_are_the_weights():
    plain = [{"g": "w1", "n": 39, "a": [0]}, {"g": "w3", "n": 7, "a": [1]}]
    result = count(manifest(yes_no(count="weights"), by="weight"), plain, REGISTER)
    assert result["questions"][0]["tally"] == {"votes": [39, 21]}


def test_each_college_is_counted_apart():
    asked = yes_no(share=HALF, colleges="each")
    decision = count(manifest(asked), PLAIN, REGISTER)["questions"][0]["decision"]
    assert decision["outcome"] == "adopted"
    assert [(each["college"], each["had"], each["of"], each["needed"]) for each in decision["colleges"]] == [
        ("Kinés", 17, 27, 14),
        ("Ostéos", 9, 15, 8),
    ]


def test_the_manifest_is_named_by_its_hash():
    one, other = manifest(yes_no()), manifest(yes_no(outcomes=Outcomes("non", "oui")))
    hashes = {count(each, PLAIN, REGISTER)["manifest"] for each in (one, other, copy.deepcopy(one))}
    assert len(hashes) == 2
    assert all(len(each) == 64 for each in hashes)


def test_a_settlement_and_a_seed_are_of_their_question():
    tied = [{"g": "k1", "n": 3, "a": [0, 0]}, {"g": "k1", "n": 3, "a": [1, 1]}]
    asked = manifest(
        question("single", rule=Rule(tie="president")), question("single", rule=Rule(tie="draw"))
    )
    register = {"k1": 6}
    open_, drawn = count(asked, tied, register)["questions"]
    assert {open_["decision"]["outcome"], drawn["decision"]["outcome"]} == {"tie_to_settle"}
    result = count(asked, tied, register, {"q1": {"winner": "b", "by": "president"}}, "ab12")
    assert result["seed"] == "ab12"
    assert result["questions"][0]["decision"]["winners"] == ["b"]
    assert result["questions"][1]["decision"]["winners"] == drawn_by_hand("ab12")
    for settlements in ({"q3": {"winner": "b", "by": "president"}}, {"q2": {"winner": "b", "by": "draw"}}):
        with pytest.raises(Refused):
            count(asked, tied, register, settlements)


def drawn_by_hand(seed):
    return [min("ab", key=lambda each: hashlib.sha256(f"{seed}:{each}".encode()).hexdigest())]


def test_an_elimination_is_drawn_by_the_seed():
    asked = manifest(question("ranking", method="instant_runoff", rule=Rule(tie="draw")))
    plain = [
        {"g": "k1", "n": n, "a": [ranks]} for n, ranks in ((3, [1, 2, 3]), (2, [3, 1, 2]), (2, [3, 2, 1]))
    ]
    outcomes = [
        count(asked, plain, {"k1": 7}, None, seed)["questions"][0] for seed in (None, "00", "01", "02", "03")
    ]
    assert outcomes[0]["decision"]["outcome"] == "tie_to_settle"
    assert {tuple(each["decision"]["winners"]) for each in outcomes[1:]} == {("b",), ("c",)}


@pytest.mark.parametrize(
    ("change", "what", "group"),
    [
        (lambda m, p, r: p.pop(), "ballots", "o1"),
        (lambda m, p, r: p.append({"g": "k3", "n": 1, "a": [0]}), "ballots", "k3"),
        (lambda m, p, r: r.update(k1=24), "ballots", "k1"),
        (lambda m, p, r: r.pop("k3"), "ballots", "k3"),
        (lambda m, p, r: r.update(k1=41), "signatures", "k1"),
        (lambda m, p, r: r.update(k1=-1), "signatures", "k1"),
        (lambda m, p, r: r.update(k1=True), "signatures", "k1"),
        (lambda m, p, r: r.update(zz=0), "cell", "zz"),
        (lambda m, p, r: p.append({"g": "zz", "n": 1, "a": [0]}), "plain", "zz"),
        (lambda m, p, r: p.append({"n": 1, "a": [0]}), "plain", "None"),
        (lambda m, p, r: p.append({"g": "k1", "n": 0, "a": [0]}), "plain", "k1"),
        (lambda m, p, r: p.append({"g": "k1", "n": -1, "a": [0]}), "plain", "k1"),
        (lambda m, p, r: p.append({"g": "k1", "n": 1.0, "a": [0]}), "plain", "k1"),
        (lambda m, p, r: p.append({"g": "k1", "n": 1, "null": "ugly"}), "plain", "k1"),
        (lambda m, p, r: p.append({"g": "k1", "n": 1, "null": None, "a": [0]}), "plain", "k1"),
        (lambda m, p, r: p.append({"g": "k1", "n": 1, "null": ["x"]}), "plain", "k1"),
        (lambda m, p, r: m["roll"].update(electors=81), "manifest", "roll"),
        (lambda m, p, r: m["roll"].update(weights=99), "manifest", "roll"),
        (lambda m, p, r: m["roll"]["colleges"][0].update(electors=49), "manifest", "Kinés"),
        (lambda m, p, r: m["roll"]["colleges"][1].update(weights=31), "manifest", "Ostéos"),
        (lambda m, p, r: m["roll"]["cells"][1].update(cell="k1"), "manifest", "roll.cells"),
        (lambda m, p, r: m["roll"]["cells"][1].update(weight=0), "manifest", "roll.cells"),
        (lambda m, p, r: m["roll"]["cells"][1].update(electors=True), "manifest", "roll.cells"),
        (lambda m, p, r: m["roll"]["cells"][1].update(colleges=["Autres"]), "manifest", "roll.colleges"),
        (lambda m, p, r: m["roll"]["cells"][1].pop("weight"), "manifest", "roll"),
        (lambda m, p, r: m.update(roll=None), "manifest", "roll"),
        (lambda m, p, r: m["questions"][0]["rule"].update(colleges="each") or m.update(published_by="weight"),
         "manifest", "published_by"),
    ],
)  # fmt: skip
def test_figures_that_disagree_are_no_result(change, what, group):
    data, plain, register = manifest(yes_no()), copy.deepcopy(PLAIN), dict(REGISTER)
    data = copy.deepcopy(data)
    change(data, plain, register)
    with pytest.raises(CountMismatch) as mismatch:
        count(data, plain, register)
    assert (mismatch.value.what, mismatch.value.group) == (what, group)


def test_signatures_may_be_as_many_as_electors():
    full = count(manifest(yes_no()), [{"g": "k1", "n": 40, "a": [0]}], {"k1": 40})
    assert full["voters"]["heads"] == 40


def test_a_mismatch_is_one_of_a_closed_list():
    with pytest.raises(ValueError, match="other"):
        CountMismatch("other")


def test_nobody_voted():
    result = count(manifest(*QUESTIONS), [], {})
    outcomes = {each["decision"]["outcome"] for each in result["questions"]}
    assert outcomes == {"rejected", "none_elected"}
    assert result["turnout"] == {"heads": 0, "weights": 0}


@st.composite
def counted(draw):
    asked = draw(st.lists(st.sampled_from(QUESTIONS), min_size=1, max_size=3))
    one = st.tuples(*[st.none() | answers_to(each) | st.just("no answer") for each in asked]).map(list)
    lines, register = [], {}
    for cell in CELLS:
        register[cell["cell"]] = 0
        for answers in draw(st.lists(st.none() | one, max_size=6)):
            line = {"g": cell["cell"], "n": 1}
            lines.append(
                line | ({"null": "malformed"} if answers is None else {"a": json.loads(json.dumps(answers))})
            )
            register[cell["cell"]] += 1
    return manifest(*asked), lines, register


@steady
@given(counted(), st.data())
def test_voters_are_blank_null_and_expressed_and_the_same_votes_give_the_same_bytes(votes, data):
    asked, lines, register = votes
    result = count(asked, lines, register)
    together: dict[str, int] = {}
    for line in data.draw(st.permutations(lines)):
        key = json.dumps({name: value for name, value in line.items() if name != "n"})
        together[key] = together.get(key, 0) + 1
    regrouped = [json.loads(key) | {"n": number} for key, number in together.items()]
    assert dump(count(asked, regrouped, register)) == dump(result)
    for each in result["questions"]:
        for unit in ("heads", "weights"):
            assert (
                each["blank"][unit] + each["null"][unit] + each["expressed"][unit] == result["voters"][unit]
            )
        assert sum(result["null"].values()) == each["null"]["heads"]
    assert json.loads(dump(result)) == result
    assert _no_fraction(result)


def _no_fraction(value):
    if isinstance(value, dict):
        return all(isinstance(key, str) and _no_fraction(each) for key, each in value.items())
    if isinstance(value, list):
        return all(_no_fraction(each) for each in value)
    return not isinstance(value, float)


@steady
@given(counted())
def test_a_breakdown_sums_to_the_result(votes):
    asked, lines, register = votes
    result, told = count(asked, lines, register), breakdown(asked, lines, register)
    for each, rows in zip(result["questions"], told["questions"], strict=True):
        assert each["id"] == rows["id"]
        for name in ("blank", "null", "expressed"):
            if rows["rows"]:
                assert sum(row[name]["heads"] for row in rows["rows"]) == each[name]["heads"]
