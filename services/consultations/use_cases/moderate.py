from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.actor import Actor
from chassis.operations import command
from consultations.domain.audit import AuditEntry
from consultations.domain.contribution import IN_VIEW
from consultations.domain.discussion_events import Moderated
from consultations.domain.moderation import Act, Changed, Target, require_reason, state_after
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.participation_checks import participant_of
from consultations.use_cases.publication import leave_alone, moved, tell_published
from contracts.consultations import moderation as ops
from contracts.refused import Refused


@command(ops.moderate)
def moderate(
    uow: UnitOfWork,
    actor: Actor,
    organisation_id: UUID,
    targets: Sequence[Mapping[str, Any]],
    decision: str,
    reason: str,
) -> dict[str, Any]:
    """One decision on several things as they were read; their authors are told. What changed is left as it is.

    Refuses: forbidden, not_found (also for what is another organisation's), reason_required, stale_version (when all changed).
    """
    moderator = participant_of(actor, organisation_id)
    read = {(target["target"], target["target_id"]): target["version"] for target in targets}
    wanted = list(read)
    uow.lock_exclusive(*(target_id for _, target_id in wanted), shared=_above(uow, _targets(uow, wanted)))
    current = _targets(uow, wanted)
    _permit(uow, organisation_id, current)
    if len(current) < len(wanted):
        raise Refused("not_found")
    require_reason(decision, reason)
    fresh = [target for target in current if target.version == read[target.target, target.target_id]]
    changed = uow.moderation.changed([target for target in current if target not in fresh])
    if not fresh:
        raise Refused("stale_version", changed=[_plain(change) for change in changed])
    now = uow.now()
    acts = [_decide(uow, actor, moderator.id, target, decision, reason, now) for target in fresh]
    return {"items": acts, "changed": changed}


def _plain(changed: Changed) -> dict[str, object]:
    return {**vars(changed), "target_id": str(changed.target_id)}


def _targets(uow: UnitOfWork, wanted: Sequence[tuple[str, UUID]]) -> list[Target]:
    """Those of `wanted` that there is something to decide about, in order of their ids."""
    kinds = {kind for kind, _ in wanted}
    targets = [
        target
        for kind in sorted(kinds)
        for target in uow.moderation.targets(kind, [own for of, own in wanted if of == kind])
        if target.state not in ("draft", "erased")
    ]
    return sorted(targets, key=lambda target: target.target_id)


def _above(uow: UnitOfWork, targets: Sequence[Target]) -> set[UUID]:
    """All that the targets stand under: what is said about a text counts while the text does."""
    about = {target.contribution_id for target in targets}
    return about | set(uow.contributions.above(list(about)))


def _permit(uow: UnitOfWork, organisation_id: UUID, targets: Sequence[Target]) -> None:
    """A stranger to the organisation learns nothing of what exists there."""
    projects = {target.project_id for target in targets if target.organisation_id == organisation_id}
    for project_id in projects:
        uow.permit(organisation_id, project_id)
    if not projects:
        uow.permit(organisation_id)
    if any(target.organisation_id != organisation_id for target in targets):
        raise Refused("not_found")


def _decide(
    uow: UnitOfWork,
    actor: Actor,
    moderator_id: UUID,
    target: Target,
    decision: str,
    reason: str,
    now: datetime,
) -> Act:
    after = state_after(decision, target)
    act = Act(target.target, target.target_id, decision, reason, now)
    version = uow.moderation.set_state(target, after, reason if after == "trashed" else None, now)
    moved(uow, target, target.state, after)
    if after == "hidden" and target.state in IN_VIEW:
        leave_alone(uow, target)
    case_id, case_version, settled = uow.moderation.close_case(target, now)
    uow.moderation.record(target, act, moderator_id, after_appeal=settled)
    in_step = target.organisation_id, target.project_id, target.step_id
    uow.publish(
        Moderated(
            *in_step,
            target.target,
            target.target_id,
            target.author_id,
            decision,
            settled,
            case_id,
            case_version,
        )
    )
    if after == "published" and target.state == "unpublished":
        changed = next(iter(uow.moderation.targets(target.target, [target.target_id])), target)
        tell_published(uow, changed)
    uow.audit.write(
        AuditEntry(
            organisation_id=target.organisation_id,
            project_id=target.project_id,
            actor_account_id=actor.id,
            actor_name=actor.name or None,
            act="moderate",
            subject=f"{target.target} {target.target_id}",
            before={"state": target.state},
            after={"state": after, "decision": decision, "reason": reason, "version": version},
            happened_at=now,
        )
    )
    return act
