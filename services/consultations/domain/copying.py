"""What a clone takes of a project, its steps and its sections: each copied field is written here, no other is.

Dates, outcomes, what people wrote and links to another service's things belong to the original. A condition to
take part (its group included) is a rule, and stays.
"""

from uuid import UUID, uuid4

from consultations.domain.project import Project, slug_of
from consultations.domain.requirement import Requirement
from consultations.domain.section import Section
from consultations.domain.step import Step
from consultations.domain.window import Window


def draft_like(source: Project, title: str) -> Project:
    """A draft under its own title, in no series; its themes and zones are those of the original."""
    return Project(
        id=uuid4(),
        organisation_id=source.organisation_id,
        slug=slug_of(title),
        title=title,
        language=source.language,
        time_zone=source.time_zone,
        summary=source.summary,
        body=source.body,
        cover=source.cover,
        authors=source.authors,
        themes=source.themes,
        zones=source.zones,
    )


def step_like(source: Step, project: Project) -> Step:
    """An undated step of `project`, with the same texts and conditions; of no votation yet."""
    return Step(
        id=uuid4(),
        project_id=project.id,
        organisation_id=project.organisation_id,
        kind=source.kind,
        title=source.title,
        position=source.position,
        window=Window(),
        body=source.body,
        strict_graph=source.strict_graph,
        event_mode=source.event_mode,
        moderated_before=source.moderated_before,
        requirements=tuple(_requirement_like(requirement) for requirement in source.requirements),
    )


def section_like(source: Section, step_id: UUID, parent_id: UUID | None) -> Section:
    """An empty section of another step, with the same texts and rules."""
    return Section(
        id=uuid4(),
        step_id=step_id,
        parent_id=parent_id,
        depth=source.depth,
        position=source.position,
        title=source.title,
        help_text=source.help_text,
        colour=source.colour,
        pictogram=source.pictogram,
        role=source.role,
        contributable=source.contributable,
        votes=source.votes,
        arguments=source.arguments,
        sources=source.sources,
        versions=source.versions,
        sort=source.sort,
        threshold=source.threshold,
    )


def _requirement_like(source: Requirement) -> Requirement:
    return Requirement(
        id=uuid4(),
        kind=source.kind,
        age_least=source.age_least,
        age_most=source.age_most,
        postcodes=source.postcodes,
        group_id=source.group_id,
        wording=source.wording,
    )
