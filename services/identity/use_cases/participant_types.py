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
from identity.use_cases.access import get_permitted_organisation, record


@command(ops.define_participant_type)
def define_participant_type(
    uow: UnitOfWork, actor: Actor, organisation_id: UUID, label_fr: str, label_en: str
) -> ParticipantType:
    """Add a participant type. Refuses: forbidden, not_found."""
    get_permitted_organisation(uow, organisation_id)
    participant_type = ParticipantType(uuid4(), organisation_id, label_fr, label_en)
    uow.participant_types.add(participant_type)
    uow.publish(ParticipantTypeDefined(participant_type))
    labels = {"label_fr": label_fr, "label_en": label_en}
    subject = f"participant_type/{participant_type.id}"
    record(uow, actor.id, organisation_id, "define_participant_type", subject, uow.now(), None, labels)
    return participant_type


@command(ops.retire_participant_type)
def retire_participant_type(
    uow: UnitOfWork, actor: Actor, organisation_id: UUID, participant_type_id: UUID
) -> ParticipantType:
    """Offer it no more; who chose it keeps it. Refuses: forbidden, not_found."""
    get_permitted_organisation(uow, organisation_id)
    participant_type = uow.participant_types.find(participant_type_id)
    if participant_type is None or participant_type.organisation_id != organisation_id:
        raise Refused("not_found")
    if participant_type.retired:
        return participant_type
    now = uow.now()
    retired = uow.participant_types.retire(participant_type.id, now)
    subject = f"participant_type/{participant_type.id}"
    was, becomes = {"retired": False}, {"retired": True}
    record(uow, actor.id, organisation_id, "retire_participant_type", subject, now, was, becomes)
    return retired


@query(ops.list_participant_types)
def list_participant_types(uow: UnitOfWork, organisation_id: UUID) -> dict[str, Any]:
    return {"items": uow.participant_types.of(organisation_id)}
