"""`python -m chassis.worker <service>`: does a service's long jobs, in a plain process of its own.

A job is leased for a minute at a time; when the process dies the lease runs out and another takes the job up. The
handlers are `HANDLERS` of `<service>.worker`: kind → function of a `Job`.
"""

import importlib
import json
import signal
import sys
import threading
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text

from chassis import logs
from chassis.config import Config
from chassis.files import FileStore, LocalFileStore
from chassis.naming import service_of
from chassis.storage import Storage, make_engine

LEASE_SECONDS = 60
MOST_ATTEMPTS = 5
LIMITS = "-c lock_timeout=3000 -c idle_in_transaction_session_timeout=600000 -c timezone=UTC"
CLAIM = text(
    """
    UPDATE job SET state = 'running', attempts = attempts + 1,
        leased_until = clock_timestamp() + make_interval(secs => :lease)
    WHERE id = (
        SELECT id FROM job
        WHERE state IN ('waiting', 'running') AND due_at <= clock_timestamp()
            AND (leased_until IS NULL OR leased_until < clock_timestamp()) AND kind = ANY(:kinds)
            AND attempts < :most
        ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    RETURNING id, kind, payload, attempts
    """
)
GIVE_UP = text(
    """
    UPDATE job SET state = 'failed', error = 'its worker died', leased_until = NULL, done_at = clock_timestamp()
    WHERE state = 'running' AND leased_until < clock_timestamp() AND attempts >= :most AND kind = ANY(:kinds)
    """
)
RENEW = text(
    """
    UPDATE job SET leased_until = clock_timestamp() + make_interval(secs => :lease), progress = :progress
    WHERE id = :id AND state = 'running' AND attempts = :attempts
    """
)
FINISH = text(
    """
    UPDATE job SET state = CAST(:state AS text), error = :error, leased_until = NULL,
        progress = CASE WHEN CAST(:state AS text) = 'done' THEN 100 ELSE progress END,
        done_at = CASE WHEN CAST(:state AS text) IN ('done', 'failed') THEN clock_timestamp() END,
        due_at = CASE WHEN CAST(:state AS text) = 'waiting' THEN clock_timestamp() + make_interval(secs => :later)
            ELSE due_at END
    WHERE id = :id AND attempts = :attempts
    """
)


@dataclass
class Job:
    """A job being done. `advance(percent)` shows progress and keeps the lease; call it at least every 30 s."""

    id: UUID
    kind: str
    payload: dict[str, Any]
    attempts: int
    storage: Storage
    files: FileStore
    config: Config

    def advance(self, percent: int) -> None:
        """Raises LeaseLost when another worker has taken the job up."""
        with self.storage.engine.begin() as connection:
            renewed = connection.execute(
                RENEW,
                {
                    "lease": LEASE_SECONDS,
                    "progress": max(0, min(percent, 99)),
                    "id": self.id,
                    "attempts": self.attempts,
                },
            )
        if renewed.rowcount != 1:
            raise LeaseLost


class LeaseLost(Exception):
    """The job is not this worker's any more."""


class Worker:
    """Does jobs one after the other until told to stop."""

    def __init__(self, storage: Storage, files: FileStore, config: Config, handlers: dict[str, Any]) -> None:
        self.storage, self.files, self.config, self.handlers = storage, files, config, handlers
        self.stopping = threading.Event()

    def run(self) -> None:
        while not self.stopping.is_set():
            try:
                worked = self.work_once()
            except Exception as error:  # noqa: BLE001
                logs.get_logger().warning("worker_waits", error=type(error).__name__, where=logs.where(error))
                worked = False
            if not worked:
                self.stopping.wait(0.5)

    def work_once(self) -> bool:
        """Do one job that is due. False when there is none."""
        with self.storage.engine.begin() as connection:
            limits = {"kinds": list(self.handlers), "most": MOST_ATTEMPTS}
            connection.execute(GIVE_UP, limits)
            row = connection.execute(CLAIM, limits | {"lease": LEASE_SECONDS}).one_or_none()
        if row is None:
            return False
        job = Job(
            row.id, row.kind, json.loads(row.payload), row.attempts, self.storage, self.files, self.config
        )
        try:
            self.handlers[job.kind](job)
        except LeaseLost:
            logs.get_logger().warning("lease_lost", kind=job.kind, job_id=str(job.id))
        except Exception as error:  # noqa: BLE001
            logs.get_logger().error(
                "job_failed", kind=job.kind, job_id=str(job.id), error=type(error).__name__, where=logs.where(error),
                attempts=job.attempts,
            )  # fmt: skip
            self._finish(job, "failed" if job.attempts >= MOST_ATTEMPTS else "waiting", type(error).__name__)
        else:
            self._finish(job, "done", None)
        return True

    def _finish(self, job: Job, state: str, error: str | None) -> None:
        later = min(2.0**job.attempts, 60.0)
        with self.storage.engine.begin() as connection:
            connection.execute(
                FINISH,
                {"id": job.id, "attempts": job.attempts, "state": state, "error": error, "later": later},
            )


def main() -> None:
    package = sys.argv[1]
    service = service_of(package)
    config = Config.from_environment(service)
    logs.set_up(service, "worker")
    handlers = importlib.import_module(f"{package}.worker").HANDLERS
    storage = Storage(make_engine(config.text("DATABASE_URL"), 4, LIMITS))
    worker = Worker(storage, LocalFileStore(config.text("FILES_DIR")), config, handlers)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stopping.set())
    logs.get_logger().info("ready")
    worker.run()


if __name__ == "__main__":
    main()
