from collections.abc import Mapping
from typing import Any
from uuid import UUID

from chassis.actor import Actor
from contracts.refused import Refused
from votation.domain.events import Happened
from votation.domain.printable import require_printable, texts_of_draft
from votation.domain.question import questions_from_data
from votation.domain.unit_of_work import UnitOfWork
from votation.domain.votation import Votation
from votation.use_cases.access import held, record, require_own_project

SAID_IN_AUDIT = ("title", "opens_at", "closes_at", "threshold", "proxies_per_holder", "accepts_small_cells")


def change_votation(
    uow: UnitOfWork,
    actor: Actor,
    votation_id: UUID,
    version: int,
    asked: Mapping[str, Any],
    project_owner: UUID | None = None,
) -> Votation:
    """Change a draft.

    Refuses: not_found (another's project, or none), stale_version, rules_frozen, window_reversed,
    question_invalid, not_printable.
    """
    votation, now = held(uow, votation_id, version)
    if votation.state != "draft":
        raise Refused("rules_frozen")
    changes = dict(asked)
    if changes.get("project_id") != votation.project_id:
        require_own_project(uow, votation.organisation_id, changes.get("project_id"), project_owner)
    if "grace_minutes" in changes:
        changes["grace_seconds"] = changes.pop("grace_minutes") * 60
    if "questions" in changes:
        read = questions_from_data(changes["questions"]) if changes["questions"] else ()
        changes["questions"] = [question.to_data() for question in read]
    require_printable(texts_of_draft(changes))
    opens_at = changes.get("opens_at", votation.opens_at)
    closes_at = changes.get("closes_at", votation.closes_at)
    if opens_at is not None and closes_at is not None and opens_at >= closes_at:
        raise Refused("window_reversed", fields={"closes_at": ["window_reversed"]})
    changed = uow.votations.change(votation_id, changes)
    said = {name: _plain(changes[name]) for name in SAID_IN_AUDIT if name in changes}
    record(uow, actor, changed, now, "changed", {**said, "fields": sorted(changes)})
    uow.publish(Happened("changed", changed))
    return changed


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int) else value.isoformat()
