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
        found = _current(rolls, job, "reading")
        if found is None:
            return
        checker = _read(job, rolls, found)
        report = checker.report
        rolls.change_import(
            found.id,
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
        found = _current(rolls, job, "writing")
        if found is None:
            return
        rolls.lay_new_roll()
        progress = _Progress(job, found.good)
        after, written = 0, 0
        while lines := rolls.staged(found.id, after, BATCH):
            written += rolls.add_to_new_roll(found.votation_id, _electors(keys, found.votation_id, lines))
            after = lines[-1].line
            progress.reach(written)
        job.advance(95)
        _take_place(tx, keys, job, found)


def forget_roll_import(job: Job) -> None:
    job.files.delete(job.payload["file_key"])
    with job.storage.transaction() as tx:
        StoredRolls(tx.connection).forget_import(UUID(job.payload["import_id"]))


def _current(rolls: StoredRolls, job: Job, state: str) -> RollImport | None:
    """The import, if it still waits for this very job."""
    found = rolls.find_import(UUID(job.payload["import_id"]))
    return found if found and found.job_id == job.id and found.state == state else None


def _read(job: Job, rolls: StoredRolls, found: RollImport) -> Checker:
    rolls.forget_lines(found.id)
    checker = Checker(found.columns, found.has_header, first_line=found.first_line)
    has_weights = found.columns.get("weight") is not None  # then the file is gone through twice
    progress = _Progress(job, (job.files.size(found.file_key) or 0) * (2 if has_weights else 1))
    if has_weights:
        checker.weights = reading_of(checker.weight_cells(_rows(job, found, progress)))
    checked = checker.check(_rows(job, found, progress))
    kept = 0
    while batch := list(islice(checked, BATCH)):
        rolls.stage(found.id, (line for _, line, _ in batch if line is not None))
        problems: list[Problem] = [problem for _, _, problems in batch for problem in problems]
        rolls.note_problems(found.id, problems[: MOST_PROBLEMS_KEPT - kept])
        kept = min(kept + len(problems), MOST_PROBLEMS_KEPT)
    return checker


def _rows(job: Job, found: RollImport, progress: "_Progress") -> Iterator[Row]:
    return rows(texts(progress.through(job.files.read(found.file_key)), found.encoding), found.separator)


def _weights_read(checker: Checker) -> dict[str, Any] | None:
    if checker.weights is None:
        return None
    report = checker.report
    return {"least": report.least_weight, "most": report.most_weight, **checker.weights.to_data()}


def _electors(keys: Keys, votation_id: UUID, lines: list[Line]) -> Iterator[dict[str, Any]]:
    for its in lines:
        yield {
            **new_place(keys, votation_id),
            "reference": its.reference,
            "name": its.name,
            "email": its.email,
            "phone": its.phone,
            "postal_code": its.postal_code,
            "college": its.college,
            "weight": its.weight,
        }


def _take_place(tx: Transaction, keys: Keys, job: Job, found: RollImport) -> None:
    uow, rolls = UnitOfWork(tx, keys), StoredRolls(tx.connection)
    now = tx.lock_exclusive(found.votation_id)
    votation = uow.votations.find(found.votation_id)
    if votation is None or votation.state != "draft":
        rolls.change_import(found.id, {"state": "failed"})
        return
    electors = rolls.put_new_roll_in_place(found.votation_id)
    changed = uow.votations.change(votation.id, {"roll_by": "import"})
    said = {
        "electors": electors,
        "weights": found.weights,
        "file_sha256": sha256_of(job.files, found.file_key),
    }
    actor_id = job.payload["actor_id"]
    uow.audit.write(
        votation.id, now, "roll_imported", "organiser", said, UUID(actor_id) if actor_id else None
    )
    uow.publish(Happened("changed", changed))
    rolls.forget_lines(found.id)
    rolls.change_import(found.id, {"state": "written"})


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
