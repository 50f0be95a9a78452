from typing import Any
from uuid import UUID

from chassis.actor import Actor
from chassis.operations import BeforeTransaction, command
from contracts.refused import Refused
from contracts.votation import votations as ops
from votation import views
from votation.domain.events import Happened
from votation.domain.printable import require_printable, texts_of_draft
from votation.domain.question import questions_from_data
from votation.domain.votation import Votation
from votation.unit_of_work import UnitOfWork
from votation.use_cases.loading import get_locked_votation, get_permitted_votation, record
from votation.use_cases.project_owner import ask_owner, require_own_project

SAID_IN_AUDIT = ("title", "opens_at", "closes_at", "threshold", "proxies_per_holder", "accepts_small_cells")


def owner_of_project(
    before: BeforeTransaction[UnitOfWork], votation_id: UUID, project_id: UUID | None = None
) -> UUID | None:
    """Whose the named project is, where no fact told it yet."""
    if project_id is None:
        return None
    with before.snapshot() as uow:
        get_permitted_votation(uow, votation_id)
        owner = uow.projects.owner_of(project_id)
    return owner or ask_owner(before, project_id)


@command(ops.change_votation, preload=owner_of_project, view=views.votation)
def change_votation(
    uow: UnitOfWork,
    actor: Actor,
    votation_id: UUID,
    version: int,
    preloaded: UUID | None = None,
    **changes: Any,
) -> Votation:
    """Change a draft.

    Refuses: not_found (another's project, or none), stale_version, rules_frozen, window_reversed,
    question_invalid, not_printable.
    """
    votation, now = get_locked_votation(uow, votation_id, version)
    if votation.state != "draft":
        raise Refused("rules_frozen")
    if changes.get("project_id") != votation.project_id:
        require_own_project(uow, votation.organisation_id, changes.get("project_id"), preloaded)
    if "grace_minutes" in changes:
        changes["grace_seconds"] = changes.pop("grace_minutes") * 60
    if "questions" in changes:
        questions = questions_from_data(changes["questions"]) if changes["questions"] else ()
        changes["questions"] = [question.to_data() for question in questions]
    require_printable(texts_of_draft(changes))
    opens_at = changes.get("opens_at", votation.opens_at)
    closes_at = changes.get("closes_at", votation.closes_at)
    if opens_at is not None and closes_at is not None and opens_at >= closes_at:
        raise Refused("window_reversed", fields={"closes_at": ["window_reversed"]})
    changed = uow.votations.change(votation_id, changes)
    details = {name: _plain(changes[name]) for name in SAID_IN_AUDIT if name in changes}
    record(uow, actor, changed, now, "changed", {**details, "fields": sorted(changes)})
    uow.publish(Happened("changed", changed))
    return changed


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int) else value.isoformat()
