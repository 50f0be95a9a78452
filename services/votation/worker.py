"""Long work of the register, in a plain process: rolls from files, results, minutes, archives."""

from collections.abc import Callable

from chassis.worker import Job
from votation import result_work, roll_work

HANDLERS: dict[str, Callable[[Job], None]] = {
    "read_roll": roll_work.read_roll,
    "write_roll": roll_work.write_roll,
    "forget_roll_import": roll_work.forget_roll_import,
    "write_letters": result_work.letters,
    "compute_result": result_work.compute,
    "proclaim": result_work.proclaim,
    "make_archive": result_work.make_archive,
    "destroy_files": result_work.destroy_files,
}
