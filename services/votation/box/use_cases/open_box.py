from uuid import UUID

from contracts.refused import Refused
from formats import board, canonical
from votation.box.domain.unit_of_work import UnitOfWork
from votation.domain import manifest
from votation.domain.mode import mode_of


def open_box(uow: UnitOfWork, votation_id: UUID, text: str) -> None:
    """Take the manifest, byte for byte. The same again changes nothing. Refuses: box_not_empty, manifest_invalid."""
    box = uow.boxes.find(votation_id)
    try:
        rules = canonical.parse(text.encode())
    except ValueError:
        raise Refused("manifest_invalid") from None
    if box is None or manifest.check(rules) or rules["votation"] != str(votation_id):
        raise Refused("manifest_invalid")
    if rules["keys"]["board"] != canonical.public_key(uow.keys.board_seed(votation_id)):
        raise Refused("manifest_invalid")
    hashed = manifest.manifest_hash(rules)
    if box.manifest_hash == hashed:
        return
    if box.state != "prepared" or not uow.boxes.is_empty(votation_id):
        raise Refused("box_not_empty")
    uow.boxes.open(
        votation_id,
        {
            "manifest": text,
            "manifest_hash": hashed,
            "root": board.genesis(hashed),
            "sealed_length": mode_of(rules).ballot_length(rules),
            "batch": rules["batch"],
        },
    )
