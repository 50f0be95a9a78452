"""Forget files of rolls that are a week old: the roll has them, or nobody wanted them."""

from votation.domain.roll import KEPT_FOR
from votation.unit_of_work import UnitOfWork

A_PASS = 100


def forget_roll_imports(uow: UnitOfWork) -> None:
    """The worker deletes each file, and what was read of it."""
    for old in uow.rolls.imports_before(uow.now() - KEPT_FOR, A_PASS):
        uow.enqueue("forget_roll_import", {"import_id": old.id, "file_key": old.file_key})
