"""A letter to electors as it would be written now, before it is sent to anyone."""

from dataclasses import replace
from uuid import UUID

from notifications.domain.letter import Brand, Letter, Matter, Notice, Recipient
from notifications.domain.message import new_message
from notifications.domain.ports import Writer
from notifications.domain.unit_of_work import UnitOfWork

NOBODY = UUID(int=0)


def preview_letter(
    uow: UnitOfWork, writer: Writer, kind: str, sample: Notice, language: str, of: tuple[UUID, UUID | None]
) -> Letter:
    """`sample` is of an elector who does not exist; `of` are the organisation and the project of the votation.

    Refuses: forbidden, sign_in_required.
    """
    organisation_id, project_id = of
    uow.permit(organisation_id, project_id)
    brand = uow.organisations.brands([organisation_id]).get(organisation_id, Brand())
    reader = Recipient("", language)
    message = new_message(
        "preview", kind, letter_id=NOBODY, votation_id=sample.votation_id, organisation_id=organisation_id
    )
    return writer.write(Matter(message, reader, brand, notice=replace(sample, recipient=reader)))
