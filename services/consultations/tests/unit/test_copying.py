"""What a clone takes of its original, field by field."""

from dataclasses import fields, replace
from typing import Any
from uuid import uuid4

import pytest

from consultations.domain.copying import draft_like, section_like, step_like
from consultations.domain.project import Label, Project
from consultations.domain.requirement import Requirement
from consultations.domain.section import Section
from consultations.domain.step import Step
from consultations.domain.window import Window
from consultations.tests.frame_factories import DAY, now

COPIED: dict[type, set[str]] = {
    Project: {
        "organisation_id", "language", "time_zone", "summary", "body", "cover", "authors", "themes", "zones",
    },
    Step: {
        "organisation_id", "kind", "title", "position", "body", "strict_graph", "event_mode",
        "moderated_before",
    },
    Section: {
        "depth", "position", "title", "help_text", "colour", "pictogram", "role", "contributable", "votes",
        "arguments", "sources", "versions", "sort", "threshold",
    },
    Requirement: {"kind", "age_least", "age_most", "postcodes", "group_id", "wording"},
}  # fmt: skip
NOT_COPIED: dict[type, set[str]] = {
    Project: {
        "id", "slug", "title", "visibility", "group_id", "series_id", "edition_rank", "edition_label",
        "created_at", "published_at", "version",
    },
    Step: {
        "id", "project_id", "window", "outcome", "outcome_recorded_at", "votation_id", "votation_version",
        "version", "requirements",
    },
    Section: {"id", "step_id", "parent_id", "contributions", "version"},
    Requirement: {"id"},
}  # fmt: skip

REQUIREMENT = Requirement(uuid4(), "age", 16, 99, ("35000",), uuid4(), "J'habite ici.")
PROJECT = Project(
    id=uuid4(), organisation_id=uuid4(), slug="budget-2026", title="Budget 2026", language="en",
    time_zone="Pacific/Noumea", summary="Résumé", body="Texte", cover="cover/1", visibility="group",
    group_id=uuid4(), authors=("La mairie",), series_id=uuid4(), edition_rank=3, edition_label="2026",
    created_at=now(), published_at=now(), version=9, themes=(Label(uuid4(), "Eau"),),
    zones=(Label(uuid4(), "Nord"),),
)  # fmt: skip
STEP = Step(
    id=uuid4(), project_id=PROJECT.id, organisation_id=PROJECT.organisation_id, kind="votation",
    title="Le vote", position=4, window=Window(now(), now() + DAY), body="Texte", strict_graph=True,
    event_mode=True, moderated_before=True, outcome="Adopté.", outcome_recorded_at=now(),
    votation_id=uuid4(), votation_version=7, version=5, requirements=(REQUIREMENT,),
)  # fmt: skip
SECTION = Section(
    id=uuid4(), step_id=STEP.id, parent_id=uuid4(), depth=2, position=3, title="Causes", help_text="Aide",
    colour="#123456", pictogram="tree", role="cause", contributable=False, votes=False, arguments="for",
    sources=False, versions=True, sort="newest", threshold=12, contributions=40, version=6,
)  # fmt: skip


@pytest.mark.parametrize("of", [Project, Step, Section, Requirement])
def test_every_field_is_said_to_be_copied_or_not(of: Any) -> None:
    """B08: a field that is new must be decided on here."""
    assert not COPIED[of] & NOT_COPIED[of]
    assert COPIED[of] | NOT_COPIED[of] == {field.name for field in fields(of)}


def test_a_clone_takes_what_is_listed_and_nothing_else() -> None:
    """B08"""
    project = draft_like(PROJECT, "Budget 2027")
    step = step_like(STEP, project)
    pairs: list[tuple[Any, Any]] = [
        (PROJECT, project),
        (STEP, step),
        (SECTION, section_like(SECTION, step.id, None)),
        (REQUIREMENT, step.requirements[0]),
    ]
    for source, copy in pairs:
        for name in COPIED[type(source)]:
            assert getattr(copy, name) == getattr(source, name), name
        for name in NOT_COPIED[type(source)]:
            assert getattr(copy, name) != getattr(source, name), name


def test_a_step_of_a_votation_becomes_one_of_none() -> None:
    """B08"""
    copy = step_like(STEP, replace(PROJECT, id=uuid4()))
    assert (copy.kind, copy.votation_id, copy.outcome) == ("votation", None, None)
    assert copy.window == Window()
