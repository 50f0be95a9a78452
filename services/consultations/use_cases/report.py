from uuid import UUID

from chassis.actor import Actor
from chassis.operations import command
from consultations.domain.contribution import IN_VIEW
from consultations.domain.discussion_events import Reported
from consultations.domain.moderation import Target
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.eligibility import visibility_of_target
from consultations.use_cases.participation_checks import participant_of
from contracts.consultations import moderation as ops
from contracts.refused import Refused


@command(ops.report, preload=visibility_of_target)
def report(
    uow: UnitOfWork,
    actor: Actor,
    target: str,
    target_id: UUID,
    version: int | None,
    reason: str,
    details: str,
) -> None:
    """Report something one can see, once. Refuses: not_found, already_reported, stale_version."""
    uow.lock_shared(target_id, *uow.above)
    reported = _target_in_view(uow, target, target_id)
    reporter = participant_of(actor, reported.organisation_id)
    if version not in (None, reported.version):
        raise Refused("stale_version")
    now = uow.now()
    if not uow.moderation.report(reported, reporter.id, reason, details, now):
        raise Refused("already_reported")
    case_id, case_version = uow.moderation.open_case(reported, "reported", now)
    in_step = reported.organisation_id, reported.project_id, reported.step_id
    uow.publish(Reported(*in_step, target, target_id, case_id, case_version))


def _target_in_view(uow: UnitOfWork, kind: str, target_id: UUID) -> Target:
    """Raises Refused(not_found) unless it, and all it stands under, are in everyone's view there."""
    reported = next(iter(uow.moderation.targets(kind, [target_id])), None)
    about = uow.places.of_contribution(reported.contribution_id) if reported else None
    if reported is None or about is None or reported.state not in IN_VIEW:
        raise Refused("not_found")
    if not about.is_readable(None, moderates=False):
        raise Refused("not_found")
    if not uow.sees(reported.organisation_id, reported.project_id, reported.visibility, reported.group_id):
        raise Refused("not_found")
    return reported
