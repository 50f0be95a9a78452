from typing import Any
from uuid import UUID

from chassis.actor import Actor
from consultations.domain.contribution import IN_VIEW
from consultations.domain.discussion_events import Reported
from consultations.domain.moderation import Target
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.entering import participant_of
from contracts.refused import Refused


def report_something(uow: UnitOfWork, actor: Actor, asked: dict[str, Any]) -> None:
    """Report something one can see, once. Refuses: not_found, already_reported, stale_version."""
    uow.lock_shared(asked["target_id"], *uow.above)
    target = target_in_view(uow, asked["target"], asked["target_id"])
    reporter = participant_of(actor, target.organisation_id)
    if asked["version"] not in (None, target.version):
        raise Refused("stale_version")
    now = uow.now()
    if not uow.moderation.report(target, reporter.id, asked["reason"], asked["details"], now):
        raise Refused("already_reported")
    case_id, version = uow.moderation.open_case(target, "reported", now)
    in_step = target.organisation_id, target.project_id, target.step_id
    uow.publish(Reported(*in_step, target.target, target.target_id, case_id, version))


def target_in_view(uow: UnitOfWork, kind: str, target_id: UUID) -> Target:
    """Raises Refused(not_found) unless it, and all it stands under, are in everyone's view there."""
    found = next(iter(uow.moderation.targets(kind, [target_id])), None)
    about = uow.places.of_contribution(found.contribution_id) if found else None
    if found is None or about is None or found.state not in IN_VIEW:
        raise Refused("not_found")
    if not about.is_readable(None, moderates=False):
        raise Refused("not_found")
    if not uow.sees(found.organisation_id, found.project_id, found.visibility, found.group_id):
        raise Refused("not_found")
    return found
