"""Steps and sections made from a template."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from consultations.domain.project import Project
from consultations.domain.section import Section
from consultations.domain.step import Step
from consultations.domain.templates import SectionPlan, StepPlan
from consultations.domain.window import Window
from consultations.unit_of_work import UnitOfWork


def set_up_steps(uow: UnitOfWork, project: Project, plans: Sequence[StepPlan]) -> None:
    """The steps of a template, in order, undated, in the project's language."""
    for position, plan in enumerate(plans):
        step = Step(
            id=uuid4(),
            project_id=project.id,
            organisation_id=project.organisation_id,
            kind=plan.kind,
            title=plan.title[project.language],
            body=plan.body[project.language],
            position=position,
            window=Window(),
            strict_graph=plan.strict_graph,
            event_mode=plan.event_mode,
        )
        uow.steps.add(step)
        set_up_sections(uow, project, step.id, plan.sections)


def set_up_sections(
    uow: UnitOfWork,
    project: Project,
    step_id: UUID,
    plans: Sequence[SectionPlan],
    parent: Section | None = None,
) -> None:
    """The sections of a template, under `parent`, and theirs under them."""
    for position, plan in enumerate(plans):
        section = Section(
            id=uuid4(),
            step_id=step_id,
            parent_id=parent.id if parent else None,
            depth=parent.depth + 1 if parent else 1,
            position=position,
            title=plan.title[project.language],
            help_text=plan.help_text[project.language],
            colour=plan.colour,
            pictogram=plan.pictogram,
            role=plan.role,
            contributable=plan.contributable,
            votes=plan.votes,
            arguments=plan.arguments,
            sources=plan.sources,
            versions=plan.versions,
            sort=plan.sort,
        )
        uow.sections.add(section, project.id)
        set_up_sections(uow, project, step_id, plan.sections, section)
