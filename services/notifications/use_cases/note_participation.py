"""Remember who took part where, to know whom a reminder concerns."""

from uuid import UUID

from notifications.domain.unit_of_work import UnitOfWork


def note_participation(
    uow: UnitOfWork, project_id: UUID, step_id: UUID, account_id: UUID | None, *, published: bool | None
) -> None:
    """Someone did something in a step. What a facilitator typed for people without an account is not noted.

    `published` says whether it is in view, so the address is confirmed; None when it is not said.
    """
    if account_id is not None:
        uow.participations.note(project_id, step_id, account_id, published=published)
