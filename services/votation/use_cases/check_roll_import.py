"""Have a roll file read line by line, for a report."""

from collections.abc import Mapping
from uuid import UUID

from chassis.operations import command
from contracts.votation import rolls as ops
from votation.domain.roll import RollImport, require_columns, require_draft
from votation.unit_of_work import UnitOfWork
from votation.use_cases.get_roll_import import get_roll_import
from votation.use_cases.loading import get_locked_votation


@command(ops.check_roll_import)
def check_roll_import(
    uow: UnitOfWork,
    import_id: UUID,
    encoding: str,
    separator: str,
    has_header: bool,
    columns: Mapping[str, int | None],
    first_line: int | None = None,
) -> RollImport:
    """The worker reads it; nothing is written to the roll.

    Refuses: not_found, forbidden, rules_frozen, import_busy, reference_column_missing.
    """
    votation, _ = get_locked_votation(uow, get_roll_import(uow, import_id).votation_id)
    require_draft(votation)
    roll_import = get_roll_import(uow, import_id)  # as it is under the lock
    roll_import.require_idle()
    require_columns(columns)
    reading = {
        "state": "reading",
        "encoding": encoding,
        "separator": separator,
        "has_header": has_header,
        "columns": dict(columns),
        "first_line": first_line or roll_import.first_line,
        "job_id": uow.enqueue("read_roll", {"import_id": import_id}),
    }
    return uow.rolls.change_import(import_id, reading)
