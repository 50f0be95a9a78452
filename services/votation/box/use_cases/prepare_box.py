from typing import Any
from uuid import UUID

from chassis.operations import command
from contracts.box import internal as ops
from contracts.refused import Refused
from formats import canonical
from votation.box.unit_of_work import UnitOfWork

TEST_RIGHT = b"\x00" * 32


@command(ops.prepare_box)
def prepare_box(uow: UnitOfWork, votation_id: UUID, organisation_id: UUID) -> dict[str, Any]:
    """Prove the box empty: a test ballot goes in and is wiped, and nothing is left. Refuses: box_not_empty."""
    uow.boxes.prepare(votation_id, organisation_id)
    box = uow.boxes.find(votation_id)
    if box is None or box.state != "prepared" or not uow.boxes.is_empty(votation_id):
        raise Refused("box_not_empty")
    uow.boxes.try_out(
        {
            "right_hash": TEST_RIGHT + votation_id.bytes,
            "votation_id": votation_id,
            "sealed": b"test",
            "ballot_hash": b"test",
            "by_server": True,
        }
    )
    took_it = not uow.boxes.is_empty(votation_id)
    uow.boxes.drop(votation_id, TEST_RIGHT + votation_id.bytes)
    if not took_it or not uow.boxes.is_empty(votation_id):
        raise Refused("box_not_empty")
    board_key = canonical.public_key(uow.keys.board_seed(votation_id))
    return {"board_key": board_key, "empty": True, "server": uow.server()}
