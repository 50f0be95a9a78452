"""Long jobs: done once, taken up again when a worker dies, given up when they kill every worker."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from chassis.config import Config
from chassis.files import LocalFileStore
from chassis.storage import Storage
from chassis.worker import MOST_ATTEMPTS, Job, Worker


class Killed(BaseException):
    """The process is gone: nothing after it runs."""


@pytest.fixture
def worker(storage: Storage, tmp_path: Path) -> Worker:
    return Worker(storage, LocalFileStore(str(tmp_path)), Config("parrot", {}), {})


def ask(storage: Storage, kind: str = "sing") -> None:
    with storage.transaction() as tx:
        tx.enqueue(kind, {"times": 3})


def state(storage: Storage) -> Any:
    with storage.engine.connect() as connection:
        return connection.execute(text("SELECT state, progress, attempts, error FROM job")).one()


def let_the_lease_run_out(storage: Storage) -> None:
    with storage.engine.begin() as connection:
        connection.execute(text("UPDATE job SET leased_until = clock_timestamp() - interval '1 second'"))


def test_a_job_is_done_once_and_shows_its_progress(storage: Storage, worker: Worker) -> None:
    seen = []

    def sing(job: Job) -> None:
        job.advance(40)
        seen.append((job.payload, state(storage).progress))

    worker.handlers["sing"] = sing
    ask(storage)
    assert (worker.work_once(), worker.work_once()) == (True, False)
    assert seen == [({"times": 3}, 40)]
    assert state(storage) == ("done", 100, 1, None)


def test_a_job_whose_worker_died_is_taken_up_by_another(storage: Storage, worker: Worker) -> None:
    def die(_job: Job) -> None:
        raise Killed

    worker.handlers["sing"] = die
    ask(storage)
    with pytest.raises(Killed):
        worker.work_once()
    assert not worker.work_once()  # still leased
    let_the_lease_run_out(storage)
    worker.handlers["sing"] = lambda job: job.advance(50)
    assert worker.work_once()
    assert state(storage) == ("done", 100, 2, None)


def test_a_job_that_kills_every_worker_is_given_up(storage: Storage, worker: Worker) -> None:
    def die(_job: Job) -> None:
        raise Killed

    worker.handlers["sing"] = die
    ask(storage)
    for _ in range(MOST_ATTEMPTS):
        with pytest.raises(Killed):
            worker.work_once()
        let_the_lease_run_out(storage)
    assert not worker.work_once()
    assert state(storage) == ("failed", 0, MOST_ATTEMPTS, "its worker died")


def test_a_worker_that_lost_its_lease_changes_nothing_more(storage: Storage, worker: Worker) -> None:
    def too_slow(job: Job) -> None:
        let_the_lease_run_out(storage)
        with storage.engine.begin() as connection:  # another has taken it up meanwhile
            connection.execute(text("UPDATE job SET attempts = attempts + 1"))
        job.advance(90)

    worker.handlers["sing"] = too_slow
    ask(storage)
    assert worker.work_once()
    assert state(storage) == ("running", 0, 2, None)
