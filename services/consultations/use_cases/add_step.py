from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from chassis.actor import Actor
from chassis.operations import BeforeTransaction, command
from consultations import views
from consultations.domain.own import NOTHING_BROUGHT, Own
from consultations.domain.step import Step, require_votation_step, showing
from consultations.domain.templates import TEMPLATES
from consultations.domain.window import Window
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.follow_votation import shown_of
from consultations.use_cases.loading import (
    get_locked_project,
    get_permitted_project,
    publish_change,
    record_act,
)
from consultations.use_cases.ownership import own_votations
from consultations.use_cases.set_up_steps import set_up_sections
from contracts.consultations import steps as ops


def own_for_new_step(
    before: BeforeTransaction[UnitOfWork], project_id: UUID, votation_id: UUID | None
) -> Own:
    with before.snapshot() as uow:
        project = get_permitted_project(uow, project_id)
    return Own(votations=own_votations(before, project.organisation_id, {votation_id} if votation_id else ()))


@command(ops.add_step, view=views.step, preload=own_for_new_step)
def add_step(
    uow: UnitOfWork,
    actor: Actor,
    project_id: UUID,
    kind: str,
    title: str,
    body: str,
    opens_at: datetime | None,
    closes_at: datetime | None,
    template: str | None,
    votation_id: UUID | None,
    preloaded: Own = NOTHING_BROUGHT,
) -> Step:
    """A step at the end, with the sections and settings of a template's writing step if one is named.

    Refuses: not_found (also another's votation, or none), forbidden, window_reversed, not_a_votation_step.
    """
    window = Window(opens_at, closes_at)
    require_votation_step(kind, votation_id)
    if votation_id:
        uow.lock_exclusive(votation_id)
    project, now = get_locked_project(uow, project_id)
    preloaded.require(votations={votation_id} if votation_id else ())
    step = Step(
        id=uuid4(),
        project_id=project.id,
        organisation_id=project.organisation_id,
        kind=kind,
        title=title,
        body=body,
        position=len(uow.steps.of_project(project.id)),
        window=window,
        votation_id=votation_id,
    )
    step = showing(step, shown_of(uow, project, step.votation_id))
    plan = TEMPLATES[template].writing_step if template else None
    if plan is not None:
        step = replace(step, strict_graph=plan.strict_graph, event_mode=plan.event_mode)
    uow.steps.add(step)
    if plan is not None:
        set_up_sections(uow, project, step.id, plan.sections)
    after = {"kind": step.kind, "opens_at": _iso(window.opens_at), "closes_at": _iso(window.closes_at)}
    record_act(uow, actor, project, "add_step", step.title, now, None, after)
    publish_change(uow, project)
    return step


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
