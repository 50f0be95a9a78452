"""Long work of consultations, in a plain process: writing exports and forgetting their files."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from uuid import UUID

from chassis import logs
from chassis.files import sha256_of
from chassis.worker import MOST_ATTEMPTS, Job, LeaseLost
from consultations.domain.events import ExportReady
from consultations.domain.export import KEPT_FOR, Export
from consultations.domain.export_columns import COLUMNS
from consultations.domain.export_file import Written, write
from consultations.domain.figures import Totals
from consultations.storage.export_rows import ExportRows
from consultations.storage.figures import StoredFigures
from consultations.unit_of_work import UnitOfWork

PROGRESS_SECONDS = 1.0


def export(job: Job) -> None:
    """Write the file of an export from the beginning, whatever an earlier attempt had written."""
    export_id = UUID(job.payload["export_id"])
    with _uow(job) as uow:
        export = uow.exports.find(export_id)
        if export is None or not uow.exports.start(export_id):
            return
    try:
        written = _write(job, export)
    except LeaseLost:
        raise
    except Exception:
        if job.attempts >= MOST_ATTEMPTS:
            with _uow(job) as uow:
                uow.exports.fail(export_id)
        raise
    _finish(job, export, written)


def forget_export(job: Job) -> None:
    """Delete the file of an export that is past its time."""
    job.files.delete(job.payload["file_key"])


HANDLERS = {"export": export, "forget_export": forget_export}


def _write(job: Job, export: Export) -> Written:
    """All rows are of one moment, and so are the figures they are compared with."""
    with job.storage.snapshot() as snapshot, job.files.writing(export.file_key) as file:
        uow = UnitOfWork(snapshot)
        project = uow.projects.find(export.project_id)
        if project is None:
            raise LookupError("the project is gone")
        steps = [step.id for step in uow.steps.of_project(project.id) if export.step_id in (None, step.id)]
        totals = StoredFigures(snapshot.connection).totals(export.project_id, export.step_id)
        source = ExportRows(snapshot.connection, project.id, steps, project.language, project.time_zone)
        rows = source.of(export.shape)
        progress = _Progress(job, export, totals)
        written = write(
            file, export.format, project.language, COLUMNS[export.shape], rows, progress.after_row
        )
    _compare(export, written, totals)
    return written


def _finish(job: Job, export: Export, written: Written) -> None:
    size, digest = job.files.size(export.file_key), sha256_of(job.files, export.file_key)
    with _uow(job) as uow:
        now = uow.now()
        done = replace(
            export,
            rows=written.rows,
            votes=written.votes,
            size_bytes=size,
            sha256=digest,
            done_at=now,
            expires_at=now + KEPT_FOR,
        )
        uow.exports.finish(done)
        uow.publish(ExportReady(export.id, export.project_id, export.organisation_id, export.asked_by))


class _Progress:
    """Shows how far an export is, about once a second; keeps the job's lease by it."""

    def __init__(self, job: Job, export: Export, totals: Totals) -> None:
        self._job, self._export = job, export
        self._expected = max(expected_rows(export.shape, totals), 1)
        self._next = time.monotonic() + PROGRESS_SECONDS

    def after_row(self, written: Written) -> None:
        if written.rows % 500 or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + PROGRESS_SECONDS
        percent = min(99, written.rows * 100 // self._expected)
        self._job.advance(percent)
        with _uow(self._job) as uow:
            uow.exports.progress(self._export.id, percent)


def expected_rows(shape: str, totals: Totals) -> int:
    """How many rows the live figures announce."""
    if shape == "simplified":
        return totals.contributions
    if shape == "by_participant":
        return totals.participants
    return totals.contributions + totals.versions + totals.arguments + totals.sources + totals.votes


def _compare(export: Export, written: Written, totals: Totals) -> None:
    """A file that does not agree with the figures is a fault of ours: it is delivered, and ops see it."""
    expected = expected_rows(export.shape, totals)
    if written.rows != expected or (export.shape == "full" and written.votes != totals.votes):
        logs.get_logger().error(
            "export_differs_from_figures",
            export_id=str(export.id),
            rows=written.rows,
            expected=expected,
            votes=written.votes,
            expected_votes=totals.votes,
        )


@contextmanager
def _uow(job: Job) -> Iterator[UnitOfWork]:
    with job.storage.transaction() as tx:
        yield UnitOfWork(tx)
