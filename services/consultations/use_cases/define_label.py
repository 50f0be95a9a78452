from uuid import UUID

from chassis.actor import Actor
from chassis.operations import command
from consultations.domain.audit import AuditEntry
from consultations.domain.project import Label
from consultations.unit_of_work import UnitOfWork
from contracts.consultations import organisations as ops


@command(ops.define_theme)
def define_theme(uow: UnitOfWork, actor: Actor, organisation_id: UUID, label: str) -> Label:
    """The one of that name if there is one. Refuses: forbidden."""
    return _define(uow, actor, organisation_id, "theme", label)


@command(ops.define_zone)
def define_zone(uow: UnitOfWork, actor: Actor, organisation_id: UUID, label: str) -> Label:
    """The one of that name if there is one. Refuses: forbidden."""
    return _define(uow, actor, organisation_id, "zone", label)


def _define(uow: UnitOfWork, actor: Actor, organisation_id: UUID, kind: str, label: str) -> Label:
    uow.permit(organisation_id)
    defined_label = uow.labels.define(organisation_id, kind, label)
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
    return defined_label
