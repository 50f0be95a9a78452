from uuid import UUID

from votation.box.unit_of_work import UnitOfWork, board_lock


def destroy_box(uow: UnitOfWork, votation_id: UUID) -> None:
    """Wipe the ballots, sealed and plain; the chain of hashes stays. A box that never was is left alone."""
    uow.lock_exclusive(board_lock(votation_id))
    if uow.boxes.find(votation_id) is not None:
        uow.boxes.pass_to(votation_id, "destroyed")
        uow.boards.wipe(votation_id)
