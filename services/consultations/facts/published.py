"""Events of projects, steps and exports as the facts the contract promises."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from consultations.domain import events
from contracts.base import Fact
from contracts.consultations import facts


class OutgoingFact(NamedTuple):
    """A fact ready for the outbox."""

    fact: Fact
    aggregate_id: UUID
    aggregate_version: int
    data: Mapping[str, Any]


def project_published(event: events.ProjectPublished) -> OutgoingFact:
    data = {**_project(event), "visibility": event.visibility}
    return OutgoingFact(facts.project_published, event.project_id, event.version, data)


def project_changed(event: events.ProjectChanged) -> OutgoingFact:
    return OutgoingFact(facts.project_changed, event.project_id, event.version, _project(event))


def window_moved(event: events.WindowMoved) -> OutgoingFact:
    data = {
        **_project(event),
        "step_id": event.step_id,
        "opens_at": event.after.opens_at,
        "closes_at": event.after.closes_at,
        "closes_at_before": event.before.closes_at,
        "announced": event.announced,
    }
    return OutgoingFact(facts.window_moved, event.step_id, event.version, data)


def step_closing_soon(event: events.StepClosingSoon) -> OutgoingFact:
    data = {**_project(event), "step_id": event.step_id, "closes_at": event.closes_at}
    return OutgoingFact(facts.step_closing_soon, event.step_id, event.version, data)


def export_ready(event: events.ExportReady) -> OutgoingFact:
    data = {**_project(event), "export_id": event.export_id, "account_id": event.account_id}
    return OutgoingFact(facts.export_ready, event.export_id, 1, data)


def _project(event: Any) -> dict[str, Any]:
    return {"project_id": event.project_id, "organisation_id": event.organisation_id}


FACT_OF: dict[type, Callable[[Any], OutgoingFact]] = {
    events.ProjectPublished: project_published,
    events.ProjectChanged: project_changed,
    events.WindowMoved: window_moved,
    events.StepClosingSoon: step_closing_soon,
    events.ExportReady: export_ready,
}
