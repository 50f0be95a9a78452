"""The participant types an organisation tells apart (ID-4)."""

from uuid import UUID, uuid4

from chassis.actor import Actor
from contracts.refused import Refused
from identity.domain.desk import Desk
from identity.domain.events import ParticipantTypeDefined
from identity.domain.organisation import ParticipantType
from identity.use_cases.access import permitted_organisation, record


def define_participant_type(
    desk: Desk, actor: Actor, organisation_id: UUID, label_fr: str, label_en: str
) -> ParticipantType:
    """Add a participant type. Refuses: forbidden, not_found."""
    permitted_organisation(desk, organisation_id)
    new = ParticipantType(uuid4(), organisation_id, label_fr, label_en)
    desk.participant_types.add(new)
    desk.tell(ParticipantTypeDefined(new))
    said = {"label_fr": label_fr, "label_en": label_en}
    subject = f"participant_type/{new.id}"
    record(desk, actor.id, organisation_id, "define_participant_type", subject, desk.now(), None, said)
    return new


def retire_participant_type(
    desk: Desk, actor: Actor, organisation_id: UUID, participant_type_id: UUID
) -> ParticipantType:
    """Offer it no more; who chose it keeps it. Refuses: forbidden, not_found."""
    permitted_organisation(desk, organisation_id)
    found = desk.participant_types.find(participant_type_id)
    if found is None or found.organisation_id != organisation_id:
        raise Refused("not_found")
    if found.retired:
        return found
    now = desk.now()
    retired = desk.participant_types.retire(found.id, now)
    subject = f"participant_type/{found.id}"
    was, becomes = {"retired": False}, {"retired": True}
    record(desk, actor.id, organisation_id, "retire_participant_type", subject, now, was, becomes)
    return retired
