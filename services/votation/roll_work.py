"""The worker's part of an electoral roll. A job whose process died begins again, and finds nothing of its last try:
each is one transaction.
"""

import time
from collections.abc import Iterator
from itertools import islice
from typing import Any
from uuid import UUID

from chassis.files import sha256_of
from chassis.storage import Transaction
from chassis.worker import Job
from votation.domain.events import Happened
from votation.domain.keys import Keys
from votation.domain.roll import RollImport, new_place
from votation.domain.roll_file import Row, rows, texts
from votation.domain.roll_lines import Checker, Line, Problem
from votation.domain.roll_weights import reading_of
from votation.storage.rolls import StoredRolls
from votation.unit_of_work import UnitOfWork

BATCH = 5000
MOST_PROBLEMS_KEPT = 10_000  # all are counted; nobody reads more
PROGRESS_SECONDS = 1.0


def read_roll(job: Job) -> None:
    """Report on a file line by line; its good lines wait beside the roll until they are asked for."""
    with job.storage.transaction() as tx:
        rolls = StoredRolls(tx.connection)
        roll_import = _current(rolls, job, "reading")
        if roll_import is None:
            return
        checker = _read(job, rolls, roll_import)
        report = checker.report
        rolls.change_import(
            roll_import.id,
            {
                "state": "read",
                "lines": report.lines,
                "good": report.good,
                "problems": report.problems,
                "weights": report.weights,
                "colleges": report.colleges_view(),
                "weights_read": _weights_read(checker),
                "merged": report.merged_view(),
                "invisible": report.invisible,
            },
        )


def write_roll(job: Job) -> None:
    """Put the electors of a file in place of the roll, if its rules are not frozen meanwhile.

    All is prepared beside the roll; the votation is held only while one takes the place of the other.
    """
    keys = Keys(job.config.text("SECRET_KEY").encode())
    with job.storage.transaction() as tx:
        rolls = StoredRolls(tx.connection)
        roll_import = _current(rolls, job, "writing")
        if roll_import is None:
            return
        rolls.lay_new_roll()
        progress = _Progress(job, roll_import.good)
        after, written = 0, 0
        while lines := rolls.staged(roll_import.id, after, BATCH):
            written += rolls.add_to_new_roll(
                roll_import.votation_id, _electors(keys, roll_import.votation_id, lines)
            )
            after = lines[-1].line
            progress.reach(written)
        job.advance(95)
        _take_place(tx, keys, job, roll_import)


def forget_roll_import(job: Job) -> None:
    job.files.delete(job.payload["file_key"])
    with job.storage.transaction() as tx:
        StoredRolls(tx.connection).forget_import(UUID(job.payload["import_id"]))


def _current(rolls: StoredRolls, job: Job, state: str) -> RollImport | None:
    """The import, if it still waits for this very job."""
    roll_import = rolls.find_import(UUID(job.payload["import_id"]))
    return (
        roll_import if roll_import and roll_import.job_id == job.id and roll_import.state == state else None
    )


def _read(job: Job, rolls: StoredRolls, roll_import: RollImport) -> Checker:
    rolls.forget_lines(roll_import.id)
    checker = Checker(roll_import.columns, roll_import.has_header, first_line=roll_import.first_line)
    has_weights = roll_import.columns.get("weight") is not None  # then the file is gone through twice
    progress = _Progress(job, (job.files.size(roll_import.file_key) or 0) * (2 if has_weights else 1))
    if has_weights:
        checker.weights = reading_of(checker.weight_cells(_rows(job, roll_import, progress)))
    checked = checker.check(_rows(job, roll_import, progress))
    kept = 0
    while batch := list(islice(checked, BATCH)):
        rolls.stage(roll_import.id, (line for _, line, _ in batch if line is not None))
        problems: list[Problem] = [problem for _, _, problems in batch for problem in problems]
        rolls.note_problems(roll_import.id, problems[: MOST_PROBLEMS_KEPT - kept])
        kept = min(kept + len(problems), MOST_PROBLEMS_KEPT)
    return checker


def _rows(job: Job, roll_import: RollImport, progress: "_Progress") -> Iterator[Row]:
    return rows(
        texts(progress.through(job.files.read(roll_import.file_key)), roll_import.encoding),
        roll_import.separator,
    )


def _weights_read(checker: Checker) -> dict[str, Any] | None:
    if checker.weights is None:
        return None
    report = checker.report
    return {"least": report.least_weight, "most": report.most_weight, **checker.weights.to_data()}


def _electors(keys: Keys, votation_id: UUID, lines: list[Line]) -> Iterator[dict[str, Any]]:
    for line in lines:
        yield {
            **new_place(keys, votation_id),
            "reference": line.reference,
            "name": line.name,
            "email": line.email,
            "phone": line.phone,
            "postal_code": line.postal_code,
            "college": line.college,
            "weight": line.weight,
        }


def _take_place(tx: Transaction, keys: Keys, job: Job, roll_import: RollImport) -> None:
    uow, rolls = UnitOfWork(tx, keys), StoredRolls(tx.connection)
    now = tx.lock_exclusive(roll_import.votation_id)
    votation = uow.votations.find(roll_import.votation_id)
    if votation is None or votation.state != "draft":
        rolls.change_import(roll_import.id, {"state": "failed"})
        return
    electors = rolls.put_new_roll_in_place(roll_import.votation_id)
    changed = uow.votations.change(votation.id, {"roll_by": "import"})
    details = {
        "electors": electors,
        "weights": roll_import.weights,
        "file_sha256": sha256_of(job.files, roll_import.file_key),
    }
    actor_id = job.payload["actor_id"]
    uow.audit.write(
        votation.id, now, "roll_imported", "organiser", details, UUID(actor_id) if actor_id else None
    )
    uow.publish(Happened("changed", changed))
    rolls.forget_lines(roll_import.id)
    rolls.change_import(roll_import.id, {"state": "written"})


class _Progress:
    """Shows how far a job is, about once a second; keeps its lease by it. The last steps have 5 % of their own."""

    def __init__(self, job: Job, expected: int) -> None:
        self._job, self._expected = job, max(expected, 1)
        self._next = time.monotonic() + PROGRESS_SECONDS
        self._done = 0

    def reach(self, done: int) -> None:
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + PROGRESS_SECONDS
            self._job.advance(min(95, done * 95 // self._expected))

    def through(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            yield piece
            self._done += len(piece)
            self.reach(self._done)
