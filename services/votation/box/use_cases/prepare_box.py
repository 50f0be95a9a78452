from typing import Any
from uuid import UUID

from contracts.refused import Refused
from votation.box.domain.desk import Desk
from votation.domain import canonical

TEST_RIGHT = b"\x00" * 32


def prepare_box(desk: Desk, votation_id: UUID, organisation_id: UUID) -> dict[str, Any]:
    """Prove the box empty: a test ballot goes in and is wiped, and nothing is left. Refuses: box_not_empty."""
    desk.boxes.prepare(votation_id, organisation_id)
    box = desk.boxes.find(votation_id)
    if box is None or box.state != "prepared" or not desk.boxes.is_empty(votation_id):
        raise Refused("box_not_empty")
    desk.boxes.try_out(
        {
            "right_hash": TEST_RIGHT + votation_id.bytes,
            "votation_id": votation_id,
            "sealed": b"test",
            "ballot_hash": b"test",
            "by_server": True,
        }
    )
    took_it = not desk.boxes.is_empty(votation_id)
    desk.boxes.drop(votation_id, TEST_RIGHT + votation_id.bytes)
    if not took_it or not desk.boxes.is_empty(votation_id):
        raise Refused("box_not_empty")
    return {"board_key": canonical.public_key(desk.keys.board_seed(votation_id)), "empty": True}
