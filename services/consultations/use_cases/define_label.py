from uuid import UUID

from chassis.actor import Actor
from consultations.domain.audit import AuditEntry
from consultations.domain.project import Label
from consultations.unit_of_work import UnitOfWork


def define_label(uow: UnitOfWork, actor: Actor, organisation_id: UUID, kind: str, label: str) -> Label:
    """A theme or zone of the organisation; the one of that name if there is one. Refuses: forbidden."""
    uow.permit(organisation_id)
    defined = uow.labels.define(organisation_id, kind, label)
    uow.audit.write(
        AuditEntry(
            organisation_id=organisation_id,
            act=f"define_{kind}",
            subject=label,
            happened_at=uow.now(),
            actor_account_id=actor.id,
            actor_name=actor.name or None,
        )
    )
    return defined
