from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from chassis.actor import Actor
from consultations.domain.own import NOTHING_BROUGHT, Own
from consultations.domain.step import Step, require_votation_step, showing
from consultations.domain.templates import TEMPLATES
from consultations.domain.window import Window
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.access import changed, held_project, record
from consultations.use_cases.follow_votation import shown_of
from consultations.use_cases.set_up_steps import set_up_sections


def add_step(
    uow: UnitOfWork, actor: Actor, project_id: UUID, asked: dict[str, Any], own: Own = NOTHING_BROUGHT
) -> Step:
    """A step at the end, with the sections and settings of a template's writing step if one is named.

    Refuses: not_found (also another's votation, or none), forbidden, window_reversed, not_a_votation_step.
    """
    window = Window(asked["opens_at"], asked["closes_at"])
    require_votation_step(asked["kind"], asked["votation_id"])
    if asked["votation_id"]:
        uow.lock_exclusive(asked["votation_id"])
    project, now = held_project(uow, project_id)
    own.require(votations={asked["votation_id"]} - {None})
    step = Step(
        id=uuid4(),
        project_id=project.id,
        organisation_id=project.organisation_id,
        kind=asked["kind"],
        title=asked["title"],
        body=asked["body"],
        position=len(uow.steps.of_project(project.id)),
        window=window,
        votation_id=asked["votation_id"],
    )
    step = showing(step, shown_of(uow, project, step.votation_id))
    plan = TEMPLATES[asked["template"]].writing_step if asked["template"] else None
    if plan is not None:
        step = replace(step, strict_graph=plan.strict_graph, event_mode=plan.event_mode)
    uow.steps.add(step)
    if plan is not None:
        set_up_sections(uow, project, step.id, plan.sections)
    after = {"kind": step.kind, "opens_at": _iso(window.opens_at), "closes_at": _iso(window.closes_at)}
    record(uow, actor, project, "add_step", step.title, now, None, after)
    changed(uow, project)
    return step


def _iso(moment: Any) -> str | None:
    return moment.isoformat() if moment else None
