from uuid import UUID

from chassis.actor import Actor
from consultations.domain.audit import AuditEntry
from consultations.domain.desk import Desk
from consultations.domain.project import Label


def define_label(desk: Desk, actor: Actor, organisation_id: UUID, kind: str, label: str) -> Label:
    """A theme or zone of the organisation; the one of that name if there is one. Refuses: forbidden."""
    desk.permit(organisation_id)
    defined = desk.labels.define(organisation_id, kind, label)
    desk.audit.write(
        AuditEntry(
            organisation_id=organisation_id,
            act=f"define_{kind}",
            subject=label,
            happened_at=desk.now(),
            actor_account_id=actor.id,
            actor_name=actor.name or None,
        )
    )
    return defined
