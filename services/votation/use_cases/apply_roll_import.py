"""Make a file's electors the roll."""

from uuid import UUID

from chassis.actor import Actor
from chassis.operations import command
from contracts.votation import rolls as ops
from votation.domain.roll import RollImport, require_draft
from votation.unit_of_work import UnitOfWork
from votation.use_cases.get_roll_import import get_roll_import
from votation.use_cases.loading import get_locked_votation


@command(ops.apply_roll_import)
def apply_roll_import(uow: UnitOfWork, actor: Actor, import_id: UUID) -> RollImport:
    """The worker writes them, in place of what was there.

    Refuses: not_found, forbidden, rules_frozen, import_busy, import_not_read, roll_has_problems.
    """
    votation, _ = get_locked_votation(uow, get_roll_import(uow, import_id).votation_id)
    require_draft(votation)
    get_roll_import(uow, import_id).require_applicable()  # as it is under the lock
    job_id = uow.enqueue("write_roll", {"import_id": import_id, "actor_id": actor.id})
    return uow.rolls.change_import(import_id, {"state": "writing", "job_id": job_id})
