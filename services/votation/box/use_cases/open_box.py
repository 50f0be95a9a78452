from uuid import UUID

from chassis.operations import command
from contracts.box import internal as ops
from contracts.refused import Refused
from formats import board, canonical
from votation.box.unit_of_work import UnitOfWork
from votation.domain.manifest import check as faults_of
from votation.domain.manifest import manifest_hash
from votation.domain.mode import mode_of


@command(ops.open_box)
def open_box(uow: UnitOfWork, votation_id: UUID, manifest: str) -> None:
    """Take the manifest, byte for byte. The same again changes nothing. Refuses: box_not_empty, manifest_invalid."""
    box = uow.boxes.find(votation_id)
    try:
        rules = canonical.parse(manifest.encode())
    except ValueError:
        raise Refused("manifest_invalid") from None
    if box is None or faults_of(rules) or rules["votation"] != str(votation_id):
        raise Refused("manifest_invalid")
    if rules["keys"]["board"] != canonical.public_key(uow.keys.board_seed(votation_id)):
        raise Refused("manifest_invalid")
    hashed = manifest_hash(rules)
    if box.manifest_hash == hashed:
        return
    if box.state != "prepared" or not uow.boxes.is_empty(votation_id):
        raise Refused("box_not_empty")
    uow.boxes.open(
        votation_id,
        {
            "manifest": manifest,
            "manifest_hash": hashed,
            "root": board.genesis(hashed),
            "sealed_length": mode_of(rules).ballot_length(rules),
            "batch": rules["batch"],
        },
    )
