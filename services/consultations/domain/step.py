"""A step of a project, and what may change of it while people write."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from consultations.domain.requirement import Requirement
from consultations.domain.window import Window
from contracts.refused import Refused

WRITTEN_IN = ("consultation", "collection")


class DatedKind(NamedTuple):
    """What the calendar of a project needs to know of each of its steps."""

    kind: str
    window: Window


@dataclass(frozen=True)
class Step:
    """`organisation_id` and `visibility` are those of its project, read with it.

    `votation_version` is the version of the votation whose closing the window has.
    """

    id: UUID
    project_id: UUID
    organisation_id: UUID
    kind: str
    title: str
    position: int
    window: Window
    body: str = ""
    strict_graph: bool = False
    event_mode: bool = False
    moderated_before: bool = False
    outcome: str | None = None
    outcome_recorded_at: datetime | None = None
    votation_id: UUID | None = None
    votation_version: int | None = None
    version: int = 1
    requirements: tuple[Requirement, ...] = ()

    @property
    def takes_writing(self) -> bool:
        return self.kind in WRITTEN_IN


def groups_required_anew(step: Step, changes: Mapping[str, Any]) -> set[UUID]:
    """The groups that a change's conditions name and the step's do not yet."""
    named: list[UUID | None] = [rule.get("group_id") for rule in changes.get("requirements", ())]
    known = {requirement.group_id for requirement in step.requirements}
    return {group_id for group_id in named if group_id is not None and group_id not in known}


def votations_brought(step: Step, changes: Mapping[str, Any]) -> set[UUID]:
    """The votation that a change names, when it is not the step's already."""
    votation_id: UUID | None = changes.get("votation_id")
    return set() if votation_id in (None, step.votation_id) else {votation_id}


def showing(step: Step, columns: Mapping[str, Any]) -> Step:
    """The step with what is known of its votation, where anything is."""
    shown = dict(columns)
    if "closes_at" in shown:
        shown["window"] = Window(shown.pop("opens_at"), shown.pop("closes_at"))
    return replace(step, **shown)


def require_votation_step(kind: str, votation_id: UUID | None) -> None:
    """Raises Refused(not_a_votation_step)."""
    if votation_id is not None and kind != "votation":
        raise Refused("not_a_votation_step", fields={"votation_id": ["invalid"]})


@dataclass(frozen=True)
class WindowMove:
    """One time a step's window was moved, by whom and why."""

    step_id: UUID
    moved_at: datetime
    moved_by: UUID
    reason: str
    before: Window
    after: Window


def same_rules(ours: tuple[Requirement, ...], theirs: tuple[Requirement, ...]) -> bool:
    """Whether two lists of requirements ask the same, in whatever order."""
    if len(ours) != len(theirs):
        return False
    left = list(theirs)
    for requirement in ours:
        match = next((other for other in left if requirement.same_rule(other)), None)
        if match is None:
            return False
        left.remove(match)
    return True


def require_unfrozen(step: Step, changes: dict[str, Any], *, published: bool, now: datetime) -> None:
    """Who already took part did so under rules that must hold for who comes next.

    Raises Refused(rules_frozen).
    """
    if not published or not step.window.is_open(now):
        return
    strict = changes.get("strict_graph", step.strict_graph)
    requirements = changes.get("requirements", step.requirements)
    if strict != step.strict_graph or not same_rules(step.requirements, tuple(requirements)):
        raise Refused("rules_frozen")


def closing_of_participation(calendar: Iterable[DatedKind], now: datetime) -> datetime | None:
    """When the last of the steps where one can write now closes; None when there is none."""
    closings = [
        step.window.closes_at
        for step in calendar
        if step.kind in WRITTEN_IN and step.window.is_open(now) and step.window.closes_at
    ]
    return max(closings, default=None)
