"""Electoral rolls: filled by file, by group or by hand; proxies; whether one is on them."""

import re
from typing import Any
from uuid import UUID

from chassis.files import FileStore, LocalFileStore
from chassis.hashing import run_blocking
from chassis.pages import decode_cursor, integer, page, text
from chassis.service import Call, Transaction, command, query, scheduled
from contracts.identity import internal as identity_ops
from contracts.refused import Refused
from contracts.votation import rolls as ops
from votation.domain.roll import KEPT_FOR
from votation.domain.roll_guess import Guess, guess
from votation.endpoints import roll_views, views
from votation.endpoints.base import RegisterEndpoints
from votation.storage.rolls import StoredRolls
from votation.use_cases.add_elector import add_elector
from votation.use_cases.apply_roll_import import apply_roll_import
from votation.use_cases.check_roll import check_roll
from votation.use_cases.check_roll_import import check_roll_import
from votation.use_cases.correct_elector import correct_elector
from votation.use_cases.fill_roll_from_group import fill_roll_from_group, organisation_of_draft
from votation.use_cases.get_my_place import get_my_place
from votation.use_cases.give_proxy import give_proxy
from votation.use_cases.inspect_register import find_mark, list_signatures
from votation.use_cases.list_electors import list_electors
from votation.use_cases.read_roll import get_roll_import, read_roll, require_readable
from votation.use_cases.remove_elector import remove_elector
from votation.use_cases.withdraw_proxy import withdraw_proxy

UPLOAD = re.compile(r"uploads/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.csv")
MEMBERS_A_PAGE = 500
FORGOTTEN_AT_ONCE = 100


class RollEndpoints(RegisterEndpoints):
    """From `read_roll` to `get_my_place`."""

    @property
    def files(self) -> FileStore:
        return LocalFileStore(self.config.text("FILES_DIR"))

    def guess_roll(self, call: Call) -> Guess:
        """The guess on an upload that may be read, made off the hub."""
        with self.db.snapshot() as tx:
            require_readable(self.uow(call, tx), call.request["votation_id"])
        if not UPLOAD.fullmatch(call.request["file"]):
            raise Refused("roll_not_readable")
        return run_blocking(_guess, self.files, call.request["file"])

    @command(ops.read_roll, preload="guess_roll")
    def read_roll(self, call: Call, tx: Transaction) -> Any:
        return read_roll(self.uow(call, tx), **call.request, guess=call.preloaded)

    @command(ops.check_roll_import)
    def check_roll_import(self, call: Call, tx: Transaction) -> Any:
        return check_roll_import(self.uow(call, tx), **call.request)

    @query(ops.get_roll_import)
    def get_roll_import(self, call: Call, tx: Transaction) -> Any:
        return get_roll_import(self.uow(call, tx), call.request["import_id"])

    @query(ops.list_roll_problems)
    def list_roll_problems(self, call: Call, tx: Transaction) -> Any:
        at, limit = self.uow(call, tx), call.request["limit"]
        found = get_roll_import(at, call.request["import_id"])
        rows = at.rolls.problems(found.id, _after_problem(call.request["cursor"]), limit)
        return page(rows, limit, "line", lambda row: [row["line"], row["place"]])

    @command(ops.apply_roll_import)
    def apply_roll_import(self, call: Call, tx: Transaction) -> Any:
        return apply_roll_import(self.uow(call, tx), call.actor, call.request["import_id"])

    def ask_members(self, call: Call) -> list[UUID]:
        """The accounts of a group of the votation's organisation."""
        with self.db.snapshot() as tx:
            organisation_id = organisation_of_draft(self.uow(call, tx), call.request["votation_id"])
        asked = {"organisation_id": organisation_id, "group_id": call.request["group_id"]}
        members: list[UUID] = []
        after: UUID | None = None
        while True:
            answer = self.identity.call(
                call, identity_ops.members_of_group, {**asked, "after": after, "limit": MEMBERS_A_PAGE}
            )
            members += [item["account_id"] for item in answer["items"]]
            after = answer["next"]
            if after is None:
                return members

    @command(ops.fill_roll_from_group, preload="ask_members")
    def fill_roll_from_group(self, call: Call, tx: Transaction) -> Any:
        at = self.uow(call, tx)
        votation = fill_roll_from_group(at, call.actor, **call.request, members=call.preloaded)
        return views.votation(at, votation)

    @query(ops.list_electors)
    def list_electors(self, call: Call, tx: Transaction) -> Any:
        asked, limit = call.request, call.request["limit"]
        (after,) = decode_cursor(asked["cursor"], "reference", text) or (None,)
        listed, held = list_electors(self.uow(call, tx), asked["votation_id"], asked["q"], after, limit)
        return page(roll_views.electors(listed, held), limit, "reference", lambda row: [row["reference"]])

    @query(ops.list_signatures)
    def list_signatures(self, call: Call, tx: Transaction) -> Any:
        asked, limit = call.request, call.request["limit"]
        (after,) = decode_cursor(asked["cursor"], "signature", text) or (None,)
        listed = list_signatures(self.uow(call, tx), asked["votation_id"], after, limit)
        return page(listed, limit, "signature", lambda row: [row["reference"]])

    @query(ops.find_mark)
    def find_mark(self, call: Call, tx: Transaction) -> Any:
        at = self.uow(call, tx)
        at.register.hold_still()
        return find_mark(at, call.request["votation_id"], call.request["mark"])

    @command(ops.add_elector)
    def add_elector(self, call: Call, tx: Transaction) -> Any:
        return roll_views.elector(*add_elector(self.uow(call, tx), call.actor, **call.request))

    @command(ops.correct_elector)
    def correct_elector(self, call: Call, tx: Transaction) -> Any:
        return roll_views.elector(*correct_elector(self.uow(call, tx), call.actor, **call.request))

    @command(ops.remove_elector)
    def remove_elector(self, call: Call, tx: Transaction) -> Any:
        remove_elector(self.uow(call, tx), call.actor, **call.request)
        return {"done": True}

    @command(ops.give_proxy)
    def give_proxy(self, call: Call, tx: Transaction) -> Any:
        return roll_views.elector(*give_proxy(self.uow(call, tx), call.actor, **call.request))

    @command(ops.withdraw_proxy)
    def withdraw_proxy(self, call: Call, tx: Transaction) -> Any:
        return roll_views.elector(*withdraw_proxy(self.uow(call, tx), call.actor, **call.request))

    @command(ops.check_roll)
    def check_roll(self, call: Call, tx: Transaction) -> Any:
        check_roll(self.uow(call, tx), **call.request)
        return {"done": True}

    @query(ops.get_my_place)
    def get_my_place(self, call: Call, tx: Transaction) -> Any:
        assert call.actor.id is not None  # noqa: S101 - the right says so
        found = get_my_place(self.uow(call, tx), call.actor.id, call.request["votation_id"])
        return roll_views.place(found)

    @scheduled(seconds=3600)
    def forget_roll_imports(self, tx: Transaction) -> None:
        """Files and what was read of them are of no use a week later: the roll has them, or nobody wanted them."""
        for old in StoredRolls(tx.connection).imports_before(tx.now() - KEPT_FOR, FORGOTTEN_AT_ONCE):
            tx.enqueue("forget_roll_import", {"import_id": old.id, "file_key": old.file_key})


def _guess(files: FileStore, file: str) -> Guess:
    try:
        return guess(b"".join(files.read(file)))
    except FileNotFoundError:
        raise Refused("roll_not_readable") from None


def _after_problem(cursor: str | None) -> tuple[int, int] | None:
    key = decode_cursor(cursor, "line", integer, integer)
    return None if key is None else (key[0], key[1])
