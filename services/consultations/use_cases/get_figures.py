from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from chassis.operations import query
from consultations.domain.figures import Bar, Figures, day_label, without_small_groups
from consultations.domain.project import Project
from consultations.domain.step import Step
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.groups import groups_of_actor
from consultations.use_cases.loading import get_visible_project
from contracts.consultations import projects as ops
from contracts.refused import Refused

NO_TYPE = Bar("none", "Sans profil indiqué", "No profile given", 0, 0)


def _flat(_uow: UnitOfWork, figures: Figures) -> dict[str, Any]:
    return vars(figures) | vars(figures.totals)


@query(ops.get_figures, view=_flat, preload=groups_of_actor)
def get_figures(uow: UnitOfWork, project_id: UUID, step_id: UUID | None) -> Figures:
    """Live figures of a project, or of one of its steps. Refuses: not_found."""
    project = get_visible_project(uow, project_id)
    steps = [step for step in uow.steps.of_project(project.id) if step_id in (None, step.id)]
    if step_id is not None and not steps:
        raise Refused("not_found")
    smallest = uow.organisations.small_group_size(project.organisation_id)
    bars = {
        "by_day": _days(uow, steps),
        "by_section": _sections(uow, steps),
        "by_type": _types(uow, project, step_id),
        "by_zone": _zones(uow, project, step_id),
    }
    return Figures(
        project_id=project.id,
        step_id=step_id,
        totals=uow.figures.totals(project.id, step_id),
        small_group_size=smallest,
        **{name: without_small_groups(values, smallest) for name, values in bars.items()},
    )


def _days(uow: UnitOfWork, steps: Sequence[Step]) -> list[Bar]:
    return [
        day_label(bar, date.fromisoformat(bar.key)) for bar in uow.figures.days([step.id for step in steps])
    ]


def _sections(uow: UnitOfWork, steps: Sequence[Step]) -> list[Bar]:
    sections = [
        section for step in steps for section in uow.sections.of_step(step.id) if section.contributable
    ]
    return uow.figures.sections([(section.id, section.title) for section in sections])


def _types(uow: UnitOfWork, project: Project, step_id: UUID | None) -> list[Bar]:
    labels = {
        kind.id: (kind.label_fr, kind.label_en)
        for kind in uow.organisations.types_of(project.organisation_id).values()
    }
    return _groups(uow.figures.groups("type", project.id, step_id), labels)


def _zones(uow: UnitOfWork, project: Project, step_id: UUID | None) -> list[Bar]:
    zones = uow.labels.of_organisation(project.organisation_id, "zone")
    labels = {zone.id: (zone.label, zone.label) for zone in zones}
    return _groups(uow.figures.groups("zone", project.id, step_id), labels)


def _groups(participants: Mapping[UUID, int], labels: Mapping[UUID, tuple[str, str]]) -> list[Bar]:
    """One bar per group with someone in it, the largest first; those of an unknown group are of none."""
    bars = [
        Bar(str(group), *labels[group], people, people)
        for group, people in participants.items()
        if group in labels
    ]
    others = sum(people for group, people in participants.items() if group not in labels)
    if others:
        bars.append(Bar(NO_TYPE.key, NO_TYPE.label_fr, NO_TYPE.label_en, others, others))
    return sorted(bars, key=lambda bar: (-bar.people, bar.key))
