"""Exports: what they hold, their memory, their restarts."""

import csv
import gc
import io
import json
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text

from chassis.clock import FrozenClock
from chassis.config import Config
from chassis.files import LocalFileStore
from chassis.storage import Storage
from chassis.testing.database import analyse
from chassis.worker import MOST_ATTEMPTS, Worker
from consultations import worker as ours
from consultations.domain.export import Export, file_name
from consultations.storage.figures import StoredFigures
from consultations.tests.frame_factories import Written, organiser_of, participant_type, town
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.forget_expired_exports import forget_expired_exports
from consultations.use_cases.get_export import get_export, open_export
from consultations.use_cases.request_export import request_export
from contracts.refused import Refused


@pytest.fixture
def files(tmp_path):
    return LocalFileStore(str(tmp_path))


@pytest.fixture
def work(storage, files):
    """Does the jobs that are due."""
    worker = Worker(storage, files, Config("consultations", {}), ours.HANDLERS)

    def run():
        while worker.work_once():
            pass

    return run


@pytest.fixture
def ville(storage):
    return town(storage)


@pytest.fixture
def site(ville, storage):
    project = ville.project("idea_box")
    step = ville.open(project)
    with storage.snapshot() as tx:
        sections = [each.id for each in ville.uow(tx).sections.of_step(step.id)]
    return project, step, sections


def content(files, export):
    return b"".join(files.read(export.file_key))


def exported(ville, work, project, shape="full", format="json", step_id=None):
    asked = ville.do(request_export, project.id, step_id, shape, format)
    work()
    with ville.storage.snapshot() as tx:
        return get_export(ville.uow(tx), asked.id)


def written_in(ville, storage, site):
    _, step, (first, second, _) = site
    written = Written(storage)
    kind = participant_type(storage, ville.id, "Habitante")
    ana, bob = uuid4(), uuid4()
    written.takes_part(step.id, ana, kind)
    written.takes_part(step.id, bob)
    idea = written.contribution(first, ana, title="=HYPERLINK(1)")
    version = written.contribution(first, bob, title="+1", version_of=idea)
    hidden = written.contribution(second, bob, state="hidden", title="Caché")
    typed = written.contribution(second, None, title="@école")
    written.run("UPDATE contribution SET type_id = :kind WHERE id = :id", kind=kind, id=idea)
    written.vote(idea, bob, -1)
    written.vote(version, ana, 0)
    written.vote(hidden, ana, 1)
    written.vote(typed, uuid4(), 1, counted=False)
    written.run("INSERT INTO event_vote VALUES (:id, 3)", id=typed)
    written.run("UPDATE contribution SET agree = 3 WHERE id = :id", id=typed)
    written.run("INSERT INTO contribution_delta (contribution_id, disagree) VALUES (:id, 1)", id=idea)
    return ana, bob


def test_a_full_export_holds_what_the_live_figures_count(ville, storage, site, work, files, told):
    """CO-15"""
    people = written_in(ville, storage, site)
    project = site[0]
    done = exported(ville, work, project)
    with storage.snapshot() as tx:
        live = StoredFigures(tx.connection).totals(project.id, None)
    assert (live.contributions, live.versions, live.votes) == (2, 1, 5)
    assert (done.state, done.progress, done.rows, done.votes) == ("done", 100, 8, live.votes)
    raw = content(files, done)
    assert done.size_bytes == len(raw)
    rows = json.loads(raw)
    assert [row["kind"] for row in rows].count("vote") == 5
    assert sorted(row.get("opinion", "") for row in rows) == ["", "", "", *["agree"] * 3, "disagree", "mixed"]
    idea = next(row for row in rows if row["kind"] == "contribution" and row["title"] == "=HYPERLINK(1)")
    assert (idea["disagree"], idea["author_type"], idea["section"]) == (1, "Habitante", "J'aime")
    assert b"Cach" not in raw
    assert not any(str(person).encode() in raw for person in (*people, ville.organiser.id))
    ours_in_file = {row["author"] for row in rows if row.get("author_type") == "Habitante"}
    assert len(ours_in_file) == 1
    assert [fact["export_id"] for fact in told("consultations.export_ready.v1")] == [str(done.id)]


def test_no_cell_of_an_exported_table_is_a_formula(ville, storage, site, work, files):
    """CO-15"""
    written_in(ville, storage, site)
    for shape in ("full", "simplified", "by_participant"):
        done = exported(ville, work, site[0], shape, "csv")
        table = list(
            csv.reader(io.StringIO(content(files, done).decode("utf-8-sig"), newline=""), delimiter=";")
        )
        assert len(table) == done.rows + 1
        assert all(len(line) == len(table[0]) for line in table)
        assert not [cell for line in table for cell in line if cell.startswith(("=", "+", "-", "@"))]
    titles = {line[table[0].index("participant (pseudonyme)")] for line in table[1:]}
    assert len(titles) == 3


@pytest.mark.parametrize(("shape", "rows", "votes"), [("simplified", 2, 4), ("by_participant", 3, 2)])
def test_the_smaller_shapes_count_too(ville, storage, site, work, files, shape, rows, votes):
    """CO-15"""
    written_in(ville, storage, site)
    done = exported(ville, work, site[0], shape, step_id=site[1].id)
    with storage.snapshot() as tx:
        live = StoredFigures(tx.connection).totals(site[0].id, site[1].id)
    assert (done.rows, done.votes) == (rows, votes)
    assert done.rows == (live.contributions if shape == "simplified" else live.participants)
    assert len(json.loads(content(files, done))) == rows


def test_an_export_goes_on_from_the_beginning_after_a_crash(ville, storage, site, work, files, monkeypatch):
    written_in(ville, storage, site)
    crashes = []

    def fall(*_):
        crashes.append(1)
        if len(crashes) == 1:
            raise OSError("no space left")

    monkeypatch.setattr(ours._Progress, "after_row", fall)
    asked = ville.do(request_export, site[0].id, None, "full", "json")
    work()
    with storage.snapshot() as tx:
        assert get_export(ville.uow(tx), asked.id).state == "running"
        assert files.size(asked.file_key) is None
        code = refusal_of(open_export, ville.uow(tx), asked.id, "fr")
    assert code == "not_ready"
    Written(storage).run("UPDATE job SET due_at = now()")
    work()
    with storage.snapshot() as tx:
        done = get_export(ville.uow(tx), asked.id)
        assert (done.state, done.rows) == ("done", 8)
        assert open_export(ville.uow(tx), asked.id, "fr").size_bytes == len(content(files, done))
    assert [path.name for path in (files._root / "exports").iterdir()] == [f"{asked.id}.json"]


def test_an_export_that_always_fails_says_so(ville, storage, site, work, monkeypatch):
    monkeypatch.setattr(ours, "write", lambda *_: 1 / 0)
    asked = ville.do(request_export, site[0].id, None, "full", "csv")
    for _ in range(MOST_ATTEMPTS):
        work()
        Written(storage).run("UPDATE job SET due_at = now()")
    with storage.snapshot() as tx:
        assert get_export(ville.uow(tx), asked.id).state == "failed"


def refusal_of(act, *arguments):
    with pytest.raises(Refused) as refused:
        act(*arguments)
    return refused.value.code


def test_a_file_is_kept_seven_days(ville, storage, site, work, files):
    done = exported(ville, work, site[0])
    late = Storage(storage.engine, FrozenClock(done.done_at + timedelta(days=7)))
    just_before = Storage(
        storage.engine, FrozenClock(done.done_at + timedelta(days=7) - timedelta(seconds=1))
    )
    with just_before.transaction() as tx:
        assert open_export(ville.uow(tx), done.id, "fr").file_key == done.file_key
        assert forget_expired_exports(ville.uow(tx)) == 0
    with late.transaction() as tx:
        assert refusal_of(open_export, ville.uow(tx), done.id, "fr") == "not_found"
        assert forget_expired_exports(ville.uow(tx)) == 1
        assert forget_expired_exports(ville.uow(tx)) == 0
    work()
    assert files.size(done.file_key) is None


def test_the_right_is_asked_for_in_the_organisation_of_the_stored_export(storage, ville, site, work):
    """CO-15"""
    done = exported(ville, work, site[0])
    stranger = organiser_of(uuid4())
    asked: list[object] = []

    def permit(*scopes):
        asked.extend(scopes)
        raise Refused("forbidden")

    with storage.snapshot() as tx:
        assert refusal_of(open_export, UnitOfWork(tx, stranger, permit=permit), done.id, "fr") == "forbidden"
        assert asked == [ville.id, site[0].id]
        assert refusal_of(open_export, UnitOfWork(tx, stranger, permit=permit), uuid4(), "fr") == "not_found"


FILL = """
    INSERT INTO contribution (id, organisation_id, project_id, step_id, section_id, number, author_id, title,
        body,
        state, confirmed, cleared, created_at, published_at)
    SELECT gen_random_uuid(), :organisation, :project, :step, :section, n, gen_random_uuid(),
        'Une idée ' || n,
        repeat('Parce que c''est utile à tout le monde. ', 12), 'published', true, true, now(), now()
    FROM generate_series(1, :contributions) n
"""
FILL_VOTES = """
    INSERT INTO opinion_vote (contribution_id, account_id, step_id, value, epoch, counted, cast_at)
    SELECT c.id, gen_random_uuid(), c.step_id, (n % 3) - 1, c.epoch, true, now()
    FROM contribution c CROSS JOIN generate_series(1, :each) n WHERE c.step_id = :step
"""


def fill(storage, ville, site, contributions, votes_each):
    project, step, (section, *_) = site
    with storage.engine.begin() as connection:
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        values = {"organisation": ville.id, "project": project.id, "step": step.id, "section": section}
        connection.execute(text(FILL), {**values, "contributions": contributions})
        connection.execute(text(FILL_VOTES), {"step": step.id, "each": votes_each})
    with storage.engine.begin() as connection:
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        while StoredFigures(connection).fold(200_000):
            pass
    analyse(storage.engine)


def resident_bytes():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def test_the_days_of_a_file_are_those_of_the_page(storage, work, files):
    """B20: ten texts of 30 November in Nouméa are ten in the file, whatever day it was in UTC."""
    noumea = town(storage)
    project = noumea.project("idea_box", time_zone="Pacific/Noumea")
    step = noumea.open(project)
    evening = datetime(2026, 11, 29, 16, 7, tzinfo=UTC)
    with storage.snapshot() as tx:
        section = noumea.uow(tx).sections.of_step(step.id)[0].id
    for _ in range(10):
        written = Written(storage)
        written.vote(written.contribution(section, uuid4(), at=evening), uuid4(), at=evening)
    with storage.snapshot() as tx:
        days = StoredFigures(tx.connection).days([step.id])
    assert [(bar.key, bar.value) for bar in days] == [("2026-11-30", 20)]
    for shape in ("full", "simplified"):
        rows = json.loads(content(files, exported(noumea, work, project, shape)))
        assert {row["published_at_local"] for row in rows} == {"2026-11-30T03:07:00+11:00"}
        assert {row["published_at"] for row in rows} == {"2026-11-29T16:07:00Z"}
    people = json.loads(content(files, exported(noumea, work, project, "by_participant")))
    assert {row["first_at_local"][:10] for row in people} == {"2026-11-30"}


def test_a_file_is_named_in_the_language_of_who_asks_and_by_the_day_of_the_project():
    """U18"""
    asked = Export(
        uuid4(), uuid4(), uuid4(), uuid4(), "simplified", "csv", datetime(2026, 11, 29, 20, tzinfo=UTC)
    )
    assert file_name(asked, "budget", "Pacific/Noumea", "fr") == "budget-essentiel-2026-11-30.csv"
    assert file_name(asked, "budget", "Europe/Paris", "en") == "budget-essentials-2026-11-29.csv"


@pytest.mark.timeout(400)
def test_a_hundred_thousand_rows_stream_in_constant_memory(ville, storage, site, work, capsys, monkeypatch):
    """CO-15"""
    fill(storage, ville, site, 20_000, 4)
    project = site[0]
    gc.collect()
    before, peaks = resident_bytes(), []
    advance = ours._Progress.after_row

    def watch(self, written):
        if written.rows % 5_000 == 0:
            peaks.append(resident_bytes())
        advance(self, written)

    monkeypatch.setattr(ours._Progress, "after_row", watch)
    for kind in ("csv", "json"):
        started = time.perf_counter()
        done = exported(ville, work, project, "full", kind)
        seconds = time.perf_counter() - started
        with capsys.disabled():
            print(f"\n{kind}: {done.rows / seconds:,.0f} rows/s, {done.size_bytes / 1e6:.0f} MB", end=" ")
        assert (done.rows, done.votes) == (100_000, 80_000)
    grown = max(peaks) - before
    with capsys.disabled():
        print(f"\nmemory grew by {grown / 1e6:.0f} MB")
    assert grown < 60_000_000


def test_an_export_is_of_one_moment_while_people_go_on_writing(ville, storage, site, work, files):
    """CO-15"""
    fill(storage, ville, site, 500, 10)
    stop = threading.Event()
    written = Written(storage)

    def go_on():
        while not stop.is_set():
            idea = written.contribution(site[2][0], uuid4())
            written.vote(idea, uuid4(), 1)
            with storage.transaction() as tx:
                StoredFigures(tx.connection).fold()

    writer = threading.Thread(target=go_on)
    writer.start()
    try:
        for _ in range(3):
            done = exported(ville, work, site[0])
            kinds = [row["kind"] for row in json.loads(content(files, done))]
            assert len(kinds) == done.rows
            assert kinds.count("vote") == done.votes
    finally:
        stop.set()
        writer.join()
    done = exported(ville, work, site[0])
    with storage.snapshot() as tx:
        live = StoredFigures(tx.connection).totals(site[0].id, None)
    assert (done.rows, done.votes) == (live.contributions + live.votes, live.votes)
