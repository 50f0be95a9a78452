from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from chassis.actor import Actor
from chassis.operations import BeforeTransaction, command
from consultations import views
from consultations.domain.audit import differences
from consultations.domain.own import NOTHING_BROUGHT, Own
from consultations.domain.requirement import Requirement, check
from consultations.domain.step import (
    Step,
    groups_required_anew,
    require_unfrozen,
    require_votation_step,
    votations_brought,
)
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.follow_votation import shown_of
from consultations.use_cases.loading import (
    get_locked_step,
    get_permitted_step,
    publish_change,
    record_act,
    require_fresh,
)
from consultations.use_cases.ownership import own_groups, own_votations
from contracts.consultations import steps as ops
from contracts.refused import Refused

NO_VOTATION = {"votation_version": None, "outcome": None, "outcome_recorded_at": None}


def own_for_change(before: BeforeTransaction[UnitOfWork], step_id: UUID, request: dict[str, Any]) -> Own:
    with before.snapshot() as uow:
        project, step = get_permitted_step(uow, step_id)
    return Own(
        own_groups(before, project.organisation_id, groups_required_anew(step, request)),
        own_votations(before, project.organisation_id, votations_brought(step, request)),
    )


@command(ops.change_step, view=views.step, preload=own_for_change)
def change_step(
    uow: UnitOfWork,
    actor: Actor,
    step_id: UUID,
    version: int,
    preloaded: Own = NOTHING_BROUGHT,
    **changes: Any,
) -> Step:
    """Change what is given; texts at any time, rules while the step is not open.

    Refuses: not_found (also another's group or votation, or none), forbidden, stale_version, rules_frozen, invalid_input.
    """
    if changes.get("votation_id"):
        uow.lock_exclusive(changes["votation_id"])
    project, step, now = get_locked_step(uow, step_id)
    if step.version != version:
        raise Refused("stale_version")
    preloaded.require(groups_required_anew(step, changes), votations_brought(step, changes))
    if "requirements" in changes:
        changes["requirements"] = _with_known_ids(step, changes["requirements"])
        check(list(changes["requirements"]))
    require_votation_step(step.kind, changes.get("votation_id"))
    require_unfrozen(step, changes, published=project.is_published, now=now)
    columns = {name: value for name, value in changes.items() if name != "requirements"}
    if changes.get("votation_id", step.votation_id) != step.votation_id:
        columns |= NO_VOTATION | shown_of(uow, project, changes["votation_id"])
    require_fresh(uow.steps.change(step_id, version, columns))
    if "requirements" in changes:
        uow.steps.set_requirements(step_id, changes["requirements"])
    before, after = differences({name: getattr(step, name) for name in changes}, changes)
    record_act(uow, actor, project, "change_step", step.title, now, before, after)
    publish_change(uow, project)
    return uow.steps.find(step_id) or step


def _with_known_ids(step: Step, rules: list[dict[str, Any]]) -> tuple[Requirement, ...]:
    """A requirement that asks what one did before keeps its id: boxes that were ticked stay ticked."""
    known = list(step.requirements)
    requirements = []
    for rule in rules:
        new = Requirement(id=uuid4(), **{**rule, "postcodes": tuple(rule["postcodes"])})
        same = next((old for old in known if old.same_rule(new)), None)
        if same is not None:
            known.remove(same)
            new = replace(new, id=same.id)
        requirements.append(new)
    return tuple(requirements)
