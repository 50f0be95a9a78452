"""The tree of sections, and what an open step keeps."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.domain.requirement import Requirement, check
from consultations.domain.section import (
    Section,
    depth_under,
    placed,
    require_movable,
    require_same_rules,
    subtree,
)
from consultations.domain.step import Step, require_unfrozen
from consultations.domain.templates import TEMPLATES
from consultations.domain.window import Window
from contracts.consultations import choices
from contracts.consultations.steps import AddSection
from contracts.refused import Refused

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
STEP_ID = uuid4()


def section(parent=None, position=0):
    depth = parent.depth + 1 if parent else 1
    return Section(uuid4(), STEP_ID, parent.id if parent else None, depth, position, "Rubrique")


def chain(length):
    sections = [section()]
    while len(sections) < length:
        sections.append(section(sections[-1]))
    return sections


def step(**changes):
    window = Window(NOW - DAY, NOW + DAY)
    return replace(Step(STEP_ID, uuid4(), uuid4(), "consultation", "Consultation", 0, window), **changes)


def test_refuses_a_fifth_level_of_sections():
    """CO-3"""
    assert depth_under(None) == 1
    sections = chain(4)
    assert depth_under(sections[2]) == 4
    with pytest.raises(Refused) as refused:
        depth_under(sections[3])
    assert refused.value.code == "section_too_deep"


def test_refuses_to_move_a_branch_where_its_leaves_would_be_too_deep():
    branch, trunk = chain(3), chain(2)
    everything = branch + trunk
    assert require_movable(everything, branch[0], trunk[0]) == 2
    with pytest.raises(Refused) as refused:
        require_movable(everything, branch[0], trunk[1])
    assert refused.value.code == "section_too_deep"


def test_refuses_to_put_a_section_under_itself_or_under_what_it_holds():
    sections = chain(3)
    for parent in sections:
        with pytest.raises(Refused) as refused:
            require_movable(sections, sections[0], parent)
        assert refused.value.fields == {"parent_id": ["invalid"]}


def test_a_branch_is_all_that_hangs_under_it():
    sections = chain(4)
    assert subtree([*sections, section()], sections[0].id) == sections[1:]


@given(st.integers(0, 6), st.one_of(st.none(), st.integers(0, 9)))
def test_a_place_among_siblings_loses_and_doubles_nothing(index, position):
    siblings = [uuid4() for _ in range(7)]
    order = placed(siblings, siblings[index], position)
    assert sorted(order) == sorted(siblings)
    assert order.index(siblings[index]) == (6 if position is None else min(position, 6))


@pytest.mark.parametrize(
    ("now", "frozen"), [(NOW - DAY - DAY, False), (NOW - DAY, True), (NOW, True), (NOW + DAY, False)]
)
def test_rules_are_frozen_while_a_published_step_is_open(now, frozen):
    """CO-2"""
    ruled = step()
    new_rule = {"requirements": (Requirement(uuid4(), "email_confirmed"),)}
    for changes in ({"strict_graph": True}, new_rule):
        require_unfrozen(ruled, changes, published=False, now=now)
        if frozen:
            with pytest.raises(Refused) as refused:
                require_unfrozen(ruled, changes, published=True, now=now)
            assert refused.value.code == "rules_frozen"
        else:
            require_unfrozen(ruled, changes, published=True, now=now)


def test_texts_and_the_same_rules_again_are_never_frozen():
    wording = "J'habite la commune."
    ruled = step(requirements=(Requirement(uuid4(), "checkbox", wording=wording),))
    same = (Requirement(uuid4(), "checkbox", wording=wording),)
    require_unfrozen(
        ruled, {"title": "Autre", "requirements": same, "strict_graph": False}, published=True, now=NOW
    )


@pytest.mark.parametrize(
    "changes",
    [{"votes": False}, {"arguments": "none"}, {"sources": False}, {"versions": True}, {"threshold": 3}],
)
def test_an_open_section_keeps_what_it_lets_people_do(changes):
    with pytest.raises(Refused) as refused:
        require_same_rules(section(), changes)
    assert refused.value.code == "rules_frozen"


def test_an_open_section_changes_its_words_and_looks():
    require_same_rules(section(), {"title": "Autre", "colour": "#112233", "sort": "newest", "votes": True})


@pytest.mark.parametrize(
    ("requirement", "field"),
    [
        (Requirement(uuid4(), "age"), "age_least"),
        (Requirement(uuid4(), "age", age_least=30, age_most=20), "age_most"),
        (Requirement(uuid4(), "postcode"), "postcodes"),
        (Requirement(uuid4(), "group"), "group_id"),
        (Requirement(uuid4(), "checkbox"), "wording"),
    ],
)
def test_refuses_a_requirement_that_asks_nothing(requirement, field):
    """ID-5"""
    with pytest.raises(Refused) as refused:
        check([Requirement(uuid4(), "email_confirmed"), requirement])
    assert list(refused.value.fields) == [f"requirements.1.{field}"]


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=lambda template: template.name)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_template_is_worded_in_both_languages_and_fits_the_contract(template, language):
    """CO-3"""
    assert [plan.kind for plan in template.steps][0::2] == ["presentation", "results"]
    for plan in template.steps:
        assert plan.title[language]
        assert plan.body[language]
        assert plan.kind in choices.STEP_KINDS
    fields = AddSection().fields
    todo = list(template.writing_step.sections)
    assert todo
    while todo:
        plan = todo.pop()
        todo += plan.sections
        assert plan.help_text[language]
        loaded = {
            "step_id": str(uuid4()),
            "title": plan.title[language],
            "help_text": plan.help_text[language],
            "colour": plan.colour,
            "pictogram": plan.pictogram,
            "role": plan.role,
            "arguments": plan.arguments,
            "sort": plan.sort,
        }
        assert loaded.keys() <= fields.keys()
        AddSection().load(loaded)


def test_the_templates_are_those_of_the_contract():
    assert tuple(TEMPLATES) == choices.PROJECT_TEMPLATES
    assert TEMPLATES["problem_causes_solutions"].writing_step.strict_graph
    roles = [plan.role for plan in TEMPLATES["problem_causes_solutions"].writing_step.sections]
    assert roles == ["problem", "stake", "cause", "solution"]
    prompts = [plan.title["fr"] for plan in TEMPLATES["idea_box"].writing_step.sections]
    assert prompts == ["J'aime", "J'aime pas", "Si j'avais une baguette magique"]
