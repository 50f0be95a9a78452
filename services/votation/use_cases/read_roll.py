"""Guess how a roll file is to be read."""

import re
from dataclasses import asdict
from uuid import UUID, uuid4

from chassis.files import FileStore, LocalFileStore
from chassis.hashing import run_blocking
from chassis.operations import BeforeTransaction, command
from contracts.refused import Refused
from contracts.votation import rolls as ops
from votation.domain.roll import RollImport, require_draft
from votation.domain.roll_guess import Guess, guess
from votation.unit_of_work import UnitOfWork
from votation.use_cases.loading import get_permitted_votation

UPLOAD = re.compile(r"uploads/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.csv")


def guess_roll(before: BeforeTransaction[UnitOfWork], votation_id: UUID, file: str) -> Guess:
    """The guess on an upload that may be read, made off the hub."""
    with before.snapshot() as uow:
        require_draft(get_permitted_votation(uow, votation_id))
    if not UPLOAD.fullmatch(file):
        raise Refused("roll_not_readable")
    return run_blocking(_guess, LocalFileStore(before.config.text("FILES_DIR")), file)


def _guess(files: FileStore, file: str) -> Guess:
    try:
        return guess(b"".join(files.read(file)))
    except FileNotFoundError:
        raise Refused("roll_not_readable") from None


@command(ops.read_roll, preload=guess_roll)
def read_roll(uow: UnitOfWork, votation_id: UUID, file: str, preloaded: Guess) -> RollImport:
    """Keep a file as an import of the roll. Refuses: not_found, forbidden, rules_frozen, roll_not_readable."""
    require_draft(get_permitted_votation(uow, votation_id))
    return uow.rolls.add_import(
        {
            **asdict(preloaded),
            "id": uuid4(),
            "votation_id": votation_id,
            "state": "guessed",
            "file_key": file,
            "lines": 0,
            "good": 0,
            "problems": 0,
            "weights": 0,
            "colleges": [],
            "merged": [],
            "invisible": 0,
            "created_at": uow.now(),
        }
    )
