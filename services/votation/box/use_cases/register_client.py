"""The register, as the box asks it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from chassis import logs
from contracts.operations import Operation
from contracts.refused import Refused
from contracts.votation import internal as votation_ops

RIGHTS_A_CALL = 1000
AWAY = ("unavailable", "overloaded", "internal_error")


@dataclass(frozen=True)
class RegisterClient:
    """`ask` calls another service."""

    ask: Callable[[Operation, Mapping[str, Any]], Any]

    def use_right(self, votation_id: UUID, right_hash: bytes) -> str:
        request = {"votation_id": votation_id, "right_hash": right_hash.hex()}
        try:
            return str(self.ask(votation_ops.consume_right, request)["cell"])
        except Refused as refused:
            if refused.code in AWAY:
                raise Refused("outcome_unknown", retry_after=1) from None
            raise

    def confirm(self, votation_id: UUID, rights: Sequence[bytes]) -> set[bytes]:
        used: set[bytes] = set()
        for request in _requests(votation_id, rights):
            used |= {bytes.fromhex(right) for right in self.ask(votation_ops.rights_used, request)["used"]}
        return used

    def sign(self, votation_id: UUID, rights: Sequence[bytes]) -> None:
        for request in _requests(votation_id, rights):
            try:
                self.ask(votation_ops.sign_register, request)
            except Refused as refused:
                logs.get_logger().warning("batch_not_signed", code=refused.code)
                raise

    def log_head(self, votation_id: UUID) -> str:
        return str(self.ask(votation_ops.get_register, {"votation_id": votation_id}).get("log"))


def _requests(votation_id: UUID, rights: Sequence[bytes]) -> Iterator[dict[str, Any]]:
    for first in range(0, len(rights), RIGHTS_A_CALL):
        some = rights[first : first + RIGHTS_A_CALL]
        yield {"votation_id": votation_id, "rights": [right.hex() for right in some]}
