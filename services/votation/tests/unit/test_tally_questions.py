"""What is frozen can be voted on and decided: every impossible question is refused, field by field."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.refusals import FIELD_MESSAGES
from contracts.refused import Refused
from votation.domain.question import MOST_CHOICES, Limits, Question, questions_from_data
from votation.domain.rule import NEUTRAL, Rule, Share
from votation.tests.unit.tally_cases import QUESTIONS, choices, question, quorum, steady, yes_no

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


def refusal(data, read=Question.from_data):
    with pytest.raises(Refused) as refused:
        read(data)
    assert refused.value.code == "question_invalid"
    for codes in refused.value.fields.values():
        assert all(code.partition(":")[0] in FIELD_MESSAGES for code in codes)
    return refused.value.fields


def complaints(holds):
    """The fields refused; none where what is read holds."""
    try:
        good = holds()
    except Refused as refused:
        return list(refused.fields)
    assert good
    return []


def of_kind(asked, /, **changes):
    return question(asked).to_data() | changes


def with_rule(data, **changes):
    return data | {"rule": data["rule"] | changes}


@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda asked: f"{asked.kind}-{asked.method}")
def test_reads_what_it_writes(asked):
    assert Question.from_data(asked.to_data()) == asked
    assert questions_from_data([asked.to_data()]) == (asked,)


def test_reads_a_full_rule():
    rule = Rule("weights", "roll", Share(2, 3, False), False, quorum(1, 2, of="weights"), "each", "president")
    assert Rule.from_data(rule.to_data()) == rule
    assert Question.from_data(yes_no().to_data() | {"rule": rule.to_data()}).rule == rule


@steady
@given(JSON)
def test_refuses_any_json_that_is_no_question(data):
    refusal(data)
    refusal(data, lambda value: questions_from_data([value]))


@steady
@given(st.sampled_from(QUESTIONS), st.data())
def test_any_value_in_any_field_is_read_or_refused(asked, data):
    frozen = asked.to_data()
    field = data.draw(st.sampled_from(sorted(frozen)))
    changed = frozen | {field: data.draw(JSON)}
    fields = complaints(lambda: Question.from_data(changed).to_data() == changed)
    assert not fields or field == "kind" or any(f"questions.0.{field}" in name for name in fields)


@steady
@given(st.sampled_from(sorted(NEUTRAL.to_data())), JSON)
def test_any_value_in_any_field_of_a_rule_is_read_or_refused(field, value):
    changed = NEUTRAL.to_data() | {field: value}
    fields = complaints(lambda: Rule.from_data(changed).to_data() == changed)
    assert all(f"rule.{field}" in name for name in fields)


def test_a_field_too_many_and_one_too_few_are_named():
    data = of_kind("single", colour="red")
    del data["seats"]
    assert refusal(data) == {"questions.0.colour": ["unknown_field"], "questions.0.seats": ["required"]}


@pytest.mark.parametrize(
    ("data", "field", "code"),
    [
        (of_kind("single", id="1"), "id", "invalid_id"),
        (of_kind("single", id="q0"), "id", "invalid_id"),
        (of_kind("single", kind="approval"), "kind", "not_one_of"),
        (of_kind("single", title=" "), "title", "required"),
        (of_kind("single", title="x" * 501), "title", "too_long:500"),
        (of_kind("single", title="a\x00"), "title", "invalid_characters"),
        (of_kind("single", title="\ud800"), "title", "invalid_characters"),
        (of_kind("single", blank=1), "blank", "invalid"),
        (of_kind("single", choices=[]), "choices", "too_few:2"),
        (of_kind("single", choices=of_kind("single")["choices"][:1]), "choices", "too_few:2"),
        (of_kind("score", choices=[]), "choices", "too_few:1"),
        (of_kind("single", choices="abc"), "choices", "invalid"),
        (of_kind("single", seats=0), "seats", "too_small:1"),
        (of_kind("single", seats=4), "seats", "too_large:3"),
        (of_kind("single", seats=True), "seats", "invalid"),
        (of_kind("single", seats=1.0), "seats", "invalid"),
        (of_kind("single", method="schulze"), "method", "invalid"),
        (of_kind("single", grades=["A", "B"]), "grades", "invalid"),
        (of_kind("single", complete=True), "complete", "invalid"),
        (of_kind("single", ties_allowed=True), "ties_allowed", "invalid"),
        (of_kind("single", limits={"min": 1}), "limits.min", "unknown_field"),
        (of_kind("several", limits={"min": -1, "max": 2}), "limits.min", "too_small:0"),
        (of_kind("several", limits={"min": 3, "max": 2}), "limits.min", "too_large:2"),
        (of_kind("several", limits={"min": 0, "max": 0}), "limits.max", "too_small:1"),
        (of_kind("several", limits={"min": 1, "max": 4}), "limits.max", "too_large:3"),
        (of_kind("several", limits={"max": 3}), "limits.min", "required"),
        (of_kind("points", limits={"total": 0, "exact": True, "most_each": 1}), "limits.total", "too_small:1"),
        (of_kind("points", limits={"total": 10, "exact": True, "most_each": 3}), "limits.most_each", "too_small:4"),
        (of_kind("points", limits={"total": 9, "exact": True, "most_each": 2}), "limits.most_each", "too_small:3"),
        (of_kind("points", limits={"total": 9, "exact": False, "most_each": 0}), "limits.most_each", "too_small:1"),
        (of_kind("points", limits={"total": 9, "exact": False, "most_each": 10}), "limits.most_each", "too_large:9"),
        (of_kind("score", limits={"least": 2, "most": 2}), "limits.most", "too_small:3"),
        (of_kind("score", limits={"least": 0, "most": 1001}), "limits.most", "too_large:1000"),
        (of_kind("score", limits={"least": -1001, "most": 0}), "limits.least", "too_small:-1000"),
        (of_kind("ranking", method=None), "method", "not_one_of"),
        (of_kind("ranking", method="copeland"), "method", "not_one_of"),
        (of_kind("ranking", method="instant_runoff", seats=2), "seats", "too_large:1"),
        (of_kind("majority_judgment", grades=["A"]), "grades", "too_few:2"),
        (of_kind("majority_judgment", grades=["A", "B", "A"]), "grades.2", "invalid"),
        (of_kind("majority_judgment", grades=["A", ""]), "grades.1", "required"),
        (of_kind("majority_judgment", grades=[str(n) for n in range(21)]), "grades", "too_many:20"),
        (yes_no().to_data() | {"seats": 2}, "seats", "too_large:1"),
        (yes_no().to_data() | {"choices": yes_no().to_data()["choices"][::-1]}, "choices", "not_one_of"),
        (with_rule(of_kind("single"), share=[0, 2]), "rule.share", "too_small:1"),
        (with_rule(of_kind("single"), share=[3, 2]), "rule.share", "invalid"),
        (with_rule(of_kind("single"), share=[2, 2]), "rule.share", "invalid"),
        (with_rule(of_kind("single"), share=[1, 2, 3]), "rule.share", "invalid"),
        (with_rule(of_kind("single"), share=[True, 2]), "rule.share", "invalid"),
        (with_rule(of_kind("single"), share="1/2"), "rule.share", "invalid"),
        (with_rule(of_kind("single"), share=[1, 1_000_001]), "rule.share", "too_large:1000000"),
        (with_rule(of_kind("single"), quorum={"of": "heads", "share": [1, 2], "strict": False}), "rule.quorum.of", "not_one_of"),
        (with_rule(of_kind("single"), quorum={"of": "electors", "share": [2, 1], "strict": False}),
         "rule.quorum.share", "invalid"),
        (with_rule(of_kind("single"), colleges="each"), "rule.colleges", "not_one_of"),
        (with_rule(of_kind("ranking"), share=[1, 2]), "rule.share", "invalid"),
        (with_rule(of_kind("points"), share=[1, 2]), "rule.share", "invalid"),
        (with_rule(of_kind("majority_judgment"), share=[1, 2]), "rule.share", "invalid"),
        (with_rule(yes_no().to_data(), tie="eldest"), "rule.tie", "not_one_of"),
        (with_rule(of_kind("single"), outcomes={"adopted": ""}), "rule.outcomes.rejected", "required"),
    ],
)  # fmt: skip
def test_names_the_field_that_is_wrong(data, field, code):
    assert refusal(data) == {f"questions.0.{field}": [code]}


@pytest.mark.parametrize(
    "asked",
    [
        question("single", 3, seats=3),
        question("several", 3, limits=Limits(min=3, max=3)),
        question("points", 3, limits=Limits(total=9, exact=True, most_each=3)),
        question("points", 3, limits=Limits(total=9, most_each=9)),
        question("score", 1, limits=Limits(least=-1000, most=1000)),
        question("majority_judgment", 1, grades=("Oui", "Non")),
        yes_no(share=Share(1, 1, False), strict=False),
        yes_no(share=Share(999_999, 1_000_000, True)),
    ],
)
def test_takes_a_question_at_its_limits(asked):
    assert Question.from_data(asked.to_data()) == asked


def test_takes_a_title_as_long_as_the_limit():
    assert Question.from_data(of_kind("single", title="x" * 500)).title == "x" * 500


def test_takes_as_many_choices_as_the_limit_and_not_one_more():
    most = [{"id": f"c{n}", "label": "x", "explanation": ""} for n in range(MOST_CHOICES + 1)]
    assert len(Question.from_data(of_kind("single", choices=most[:-1])).choices) == MOST_CHOICES
    assert refusal(of_kind("single", choices=most))["questions.0.choices"] == [f"too_many:{MOST_CHOICES}"]


def test_two_choices_may_not_bear_one_id():
    data = of_kind("single", choices=[each.__dict__ for each in choices("a", "b", "a")])
    assert refusal(data) == {"questions.0.choices.2.id": ["invalid_id"]}


def test_two_questions_may_not_bear_one_id_and_each_complaint_has_its_place():
    one = question("single").to_data()
    assert refusal([one, one], questions_from_data) == {"questions.1.id": ["invalid_id"]}
    assert refusal([one, one | {"id": "q2", "title": ""}], questions_from_data) == {
        "questions.1.title": ["required"]
    }
    assert len(questions_from_data([one, one | {"id": "q2"}])) == 2


@pytest.mark.parametrize("data", [[], None, {}, "q1"])
def test_a_votation_asks_something(data):
    assert refusal(data, questions_from_data) == {"questions": ["too_few:1"]}
