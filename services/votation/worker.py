"""Long work of the register, in a plain process: reading roll files, writing rolls, forgetting files."""

from collections.abc import Callable

from chassis.worker import Job
from votation import roll_work

HANDLERS: dict[str, Callable[[Job], None]] = {
    "read_roll": roll_work.read_roll,
    "write_roll": roll_work.write_roll,
    "forget_roll_import": roll_work.forget_roll_import,
}
