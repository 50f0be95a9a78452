"""The participant types an organisation tells apart (ID-4)."""

from typing import Any
from uuid import UUID, uuid4

from chassis.actor import Actor
from chassis.operations import command, query
from contracts.identity import organisations as ops
from contracts.refused import Refused
from identity.domain.events import ParticipantTypeDefined
from identity.domain.organisation import ParticipantType
from identity.domain.unit_of_work import UnitOfWork
from identity.use_cases.access import permitted_organisation, record


@command(ops.define_participant_type)
def define_participant_type(
    uow: UnitOfWork, actor: Actor, organisation_id: UUID, label_fr: str, label_en: str
) -> ParticipantType:
    """Add a participant type. Refuses: forbidden, not_found."""
    permitted_organisation(uow, organisation_id)
    new = ParticipantType(uuid4(), organisation_id, label_fr, label_en)
    uow.participant_types.add(new)
    uow.publish(ParticipantTypeDefined(new))
    said = {"label_fr": label_fr, "label_en": label_en}
    subject = f"participant_type/{new.id}"
    record(uow, actor.id, organisation_id, "define_participant_type", subject, uow.now(), None, said)
    return new


@command(ops.retire_participant_type)
def retire_participant_type(
    uow: UnitOfWork, actor: Actor, organisation_id: UUID, participant_type_id: UUID
) -> ParticipantType:
    """Offer it no more; who chose it keeps it. Refuses: forbidden, not_found."""
    permitted_organisation(uow, organisation_id)
    found = uow.participant_types.find(participant_type_id)
    if found is None or found.organisation_id != organisation_id:
        raise Refused("not_found")
    if found.retired:
        return found
    now = uow.now()
    retired = uow.participant_types.retire(found.id, now)
    subject = f"participant_type/{found.id}"
    was, becomes = {"retired": False}, {"retired": True}
    record(uow, actor.id, organisation_id, "retire_participant_type", subject, now, was, becomes)
    return retired


@query(ops.list_participant_types)
def list_participant_types(uow: UnitOfWork, organisation_id: UUID) -> dict[str, Any]:
    return {"items": uow.participant_types.of(organisation_id)}
