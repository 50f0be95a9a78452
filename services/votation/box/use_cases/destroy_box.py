from uuid import UUID

from votation.box.domain.desk import Desk, board_lock


def destroy_box(desk: Desk, votation_id: UUID) -> None:
    """Wipe the ballots, sealed and plain; the chain of hashes stays. A box that never was is left alone."""
    desk.lock_exclusive(board_lock(votation_id))
    if desk.boxes.find(votation_id) is not None:
        desk.boxes.pass_to(votation_id, "destroyed")
        desk.boards.wipe(votation_id)
