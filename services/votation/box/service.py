"""The service's class of the ballot box."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar
from uuid import UUID, uuid4

from chassis import logs
from chassis.pages import decode_cursor, integer, page
from chassis.server_log import clear_log_after, server_of
from chassis.service import Call, ReceivedFact, Service, Transaction, command, query, scheduled, subscribes
from chassis.service_client import ServiceClient
from contracts.box import board as board_ops
from contracts.box import booth as booth_ops
from contracts.box import internal as box_internal_ops
from contracts.refused import Refused
from contracts.votation import facts as votation_facts
from contracts.votation import internal as votation_ops
from formats import canonical, sealed_ballot
from votation.box.domain import rights
from votation.box.domain.unit_of_work import UnitOfWork, UseRight
from votation.box.unit_of_work import unit_of_work
from votation.box.use_cases.begin_count import begin_count, require_countable
from votation.box.use_cases.cast_ballot import Ballot, accept, claim
from votation.box.use_cases.close_box import close_box
from votation.box.use_cases.close_epochs import close_full_epochs, have_signed
from votation.box.use_cases.destroy_box import destroy_box
from votation.box.use_cases.open_box import open_box
from votation.box.use_cases.prepare_box import prepare_box
from votation.box.use_cases.read_board import find_ballot, get_board, get_count, opened
from votation.box.use_cases.read_plain import plain_slice
from votation.box.use_cases.settle_ballots import settle_ballots
from votation.domain import register
from votation.domain.keys import Keys

RIGHTS_A_CALL = 1000
BOARD = "board"


class BallotBoxService(Service):
    name = "box"
    rights_table: ClassVar[dict[str, frozenset[str]]] = rights.TABLE
    votation = ServiceClient("votation")

    @property
    def keys(self) -> Keys:
        return Keys(self.config.text("SECRET_KEY").encode())

    @contextlib.contextmanager
    def desks(self) -> Iterator[UnitOfWork]:
        """A unit of work on a transaction of its own."""
        with self.db.transaction() as tx:
            yield unit_of_work(tx, self.keys)

    def use_right(self, call: Call | None = None) -> UseRight:
        def use(votation_id: UUID, right_hash: bytes) -> str:
            asked = {"votation_id": votation_id, "right_hash": right_hash.hex()}
            try:
                return str(self.votation.call(call, votation_ops.consume_right, asked)["cell"])
            except Refused as refused:
                if refused.code in ("unavailable", "overloaded", "internal_error"):
                    raise Refused("outcome_unknown", retry_after=1) from None
                raise

        return use

    def confirm(self, votation_id: UUID, rights: list[bytes]) -> set[bytes]:
        used: set[bytes] = set()
        for first in range(0, len(rights), RIGHTS_A_CALL):
            some = [right.hex() for right in rights[first : first + RIGHTS_A_CALL]]
            asked = {"votation_id": votation_id, "rights": some}
            used |= {
                bytes.fromhex(right)
                for right in self.votation.call(None, votation_ops.rights_used, asked)["used"]
            }
        return used

    def sign(self, votation_id: UUID, used: list[bytes]) -> None:
        for first in range(0, len(used), RIGHTS_A_CALL):
            some = [right.hex() for right in used[first : first + RIGHTS_A_CALL]]
            asked = {"votation_id": votation_id, "rights": some}
            try:
                self.votation.call(None, votation_ops.sign_register, asked)
            except Refused as refused:
                logs.get_logger().warning("batch_not_signed", code=refused.code)
                raise

    def log_head(self, votation_id: UUID) -> str:
        return str(
            self.votation.call(None, votation_ops.get_register, {"votation_id": votation_id}).get("log")
        )

    # --- casting

    @command(booth_ops.cast_ballot, preload="claim")
    def cast_ballot(self, call: Call, tx: Transaction) -> Any:
        ballot, claimed = call.preloaded
        if not isinstance(claimed, str):
            return claimed
        return accept(unit_of_work(tx, self.keys), ballot, claimed)

    def claim(self, call: Call) -> tuple[Ballot, dict[str, Any] | str]:
        """The ballot with its cell, when only accepting it is left; or with its receipt."""
        asked = call.request
        try:
            right, sealed = canonical.unb64(asked["right"], 32), canonical.unb64(asked["sealed"])
        except ValueError:
            raise Refused("ballot_not_sealed") from None
        ballot = Ballot(
            asked["votation_id"],
            register.hash_of(right),
            sealed,
            bytes.fromhex(sealed_ballot.ballot_hash(sealed)),
            asked["sealed_by"] == "server",
        )
        return ballot, claim(self.desks, self.use_right(call), ballot)

    @scheduled(1, on_every_replica=True)
    def lengthen_boards(self) -> None:
        close_full_epochs(self.desks, self.confirm, self.log_head)
        have_signed(self.desks, self.sign)

    @scheduled(3, on_every_replica=True)
    def settle_ballots(self) -> None:
        settle_ballots(self.desks, self.use_right())

    @scheduled(20, on_every_replica=True)
    def clear_log(self) -> None:
        """Have the server's log forget what the box deleted, after each closing."""

        def waiting() -> list[UUID]:
            with self.desks() as uow:
                return uow.boxes.logs_to_clear()

        def note(votation_ids: Sequence[UUID]) -> None:
            with self.desks() as uow:
                uow.boxes.log_cleared(votation_ids)

        clear_log_after(self.db, waiting, note)

    # --- opening and closing, for the register

    @command(box_internal_ops.prepare_box)
    def prepare_box(self, call: Call, tx: Transaction) -> Any:
        return prepare_box(unit_of_work(tx, self.keys), **call.request) | {"server": server_of(tx.connection)}

    @command(box_internal_ops.open_box)
    def open_box(self, call: Call, tx: Transaction) -> Any:
        open_box(unit_of_work(tx, self.keys), call.request["votation_id"], call.request["manifest"])
        return {"done": True}

    @command(box_internal_ops.close_box, preload="close")
    def close_box(self, call: Call, tx: Transaction) -> Any:  # noqa: ARG002
        return call.preloaded

    def close(self, call: Call) -> dict[str, Any]:
        return close_box(
            self.desks, self.use_right(), self.confirm, self.sign, self.log_head, call.request["votation_id"]
        )

    @subscribes(votation_facts.cancelled)
    def on_cancelled(self, fact: ReceivedFact, tx: Transaction) -> None:
        destroy_box(unit_of_work(tx, self.keys), fact.data["votation_id"])

    @subscribes(votation_facts.destroyed)
    def on_destroyed(self, fact: ReceivedFact, tx: Transaction) -> None:
        destroy_box(unit_of_work(tx, self.keys), fact.data["votation_id"])

    @query(box_internal_ops.plain_slice)
    def plain_slice(self, call: Call, tx: Transaction) -> Any:
        return plain_slice(unit_of_work(tx, self.keys), **call.request)

    # --- counting

    @command(board_ops.count_ballots, preload="begin_count")
    def count_ballots(self, call: Call, tx: Transaction) -> Any:
        return get_count(unit_of_work(tx, self.keys), call.request["votation_id"])

    def begin_count(self, call: Call) -> None:
        votation_id, attempt = call.request["votation_id"], uuid4()
        with self.db.snapshot() as snapshot:
            require_countable(unit_of_work(snapshot, self.keys, call.permit), votation_id)
        register = self.votation.call(call, votation_ops.get_register, {"votation_id": votation_id})
        with self.db.transaction() as tx:
            begin_count(
                unit_of_work(tx, self.keys, call.permit),
                votation_id,
                call.request["shares"],
                attempt,
                register,
            )
        process = subprocess.Popen(
            [sys.executable, "-m", "votation.box.counting", str(votation_id), str(attempt)],
            stdin=subprocess.PIPE,
            env=os.environ,
            start_new_session=True,
        )
        assert process.stdin is not None  # noqa: S101
        process.stdin.write(json.dumps(call.request["shares"]).encode())
        process.stdin.close()

    @query(board_ops.get_count)
    def get_count(self, call: Call, tx: Transaction) -> Any:
        return get_count(unit_of_work(tx, self.keys), call.request["votation_id"])

    # --- the board

    @query(board_ops.get_board)
    def get_board(self, call: Call, tx: Transaction) -> Any:
        return get_board(unit_of_work(tx, self.keys), call.request["votation_id"])

    @query(board_ops.list_epochs)
    def list_epochs(self, call: Call, tx: Transaction) -> Any:
        uow, asked = unit_of_work(tx, self.keys), call.request
        box = opened(uow, asked["votation_id"])
        (before,) = decode_cursor(asked["cursor"], BOARD, integer) or (None,)
        found = uow.boards.page(box.votation_id, before, asked["limit"])
        return page(found, asked["limit"], BOARD, lambda epoch: [epoch["number"]])

    @query(board_ops.get_epoch)
    def get_epoch(self, call: Call, tx: Transaction) -> Any:
        uow = unit_of_work(tx, self.keys)
        box = opened(uow, call.request["votation_id"])
        epoch = uow.boards.epoch(box.votation_id, call.request["number"])
        if epoch is None:
            raise Refused("not_found")
        return epoch

    @query(board_ops.find_ballot)
    def find_ballot(self, call: Call, tx: Transaction) -> Any:
        uow = unit_of_work(tx, self.keys)
        uow.boxes.hold_still()
        return find_ballot(uow, call.request["votation_id"], call.request["ballot"])
