"""A letter to electors as it would be written now, before it is sent to anyone."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from chassis.operations import BeforeTransaction, query
from contracts.notifications import deliveries as ops
from contracts.votation import internal as votation_ops
from notifications.domain.letter import Brand, Letter, Matter, Recipient, known_language, notice_of
from notifications.domain.message import letter_kind, new_message
from notifications.domain.unit_of_work import UnitOfWork

NOBODY = UUID(int=0)


def sample_letter(before: BeforeTransaction[UnitOfWork], votation_id: UUID, kind: str) -> Any:
    """What votation says of a letter to an elector who does not exist."""
    return before.ask(votation_ops.sample_letter, {"votation_id": votation_id, "kind": kind})


@query(ops.preview_letter, preload=sample_letter)
def preview_letter(uow: UnitOfWork, votation_id: UUID, kind: str, preloaded: Mapping[str, Any]) -> Letter:
    """Refuses: forbidden, sign_in_required."""
    organisation_id = preloaded["organisation_id"]
    uow.permit(organisation_id, preloaded["project_id"])
    brand = uow.organisations.brands([organisation_id]).get(organisation_id, Brand())
    reader = Recipient("", known_language(preloaded["language"]))
    message = new_message(
        "preview",
        letter_kind(kind),
        letter_id=NOBODY,
        votation_id=votation_id,
        organisation_id=organisation_id,
    )
    return uow.writer.write(
        Matter(message, reader, brand, notice=replace(notice_of(preloaded), recipient=reader))
    )
