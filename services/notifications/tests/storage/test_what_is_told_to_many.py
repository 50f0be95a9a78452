"""NO-3, NO-6: who took part is known whatever the order of facts, and a fan-out resumes where it stopped."""

import itertools
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from alembic import command
from sqlalchemy import text

from chassis.migrate import alembic_config, histories
from chassis.storage import Storage, Transaction
from chassis.testing.database import owned
from notifications.domain.fan_out import CLOSING, Participant
from notifications.domain.letter import Brand
from notifications.domain.message import MOVED_AGAIN, Window
from notifications.domain.unit_of_work import UnitOfWork
from notifications.storage.repositories import repositories
from notifications.tests.factories import CLOSES, ORGANISATION, PROJECT, STEP, a_fan_out
from notifications.tests.fakes import FakeWriter
from notifications.use_cases.spread import spread

SOMEONE = uuid4()


def a_uow(tx: Transaction) -> UnitOfWork:
    return UnitOfWork(
        **vars(repositories(tx.connection)), now=tx.now, permit=lambda *_: None, writer=FakeWriter()
    )


@pytest.mark.parametrize(
    ("heard", "waits"),
    [
        ([False], True),
        ([True], False),
        ([None], False),
        ([None, False], True),
        ([False, None, False], True),
        ([False, True], False),
        ([False, True, None], False),
    ],
)
def test_knows_who_waits_whatever_the_order_of_facts(
    storage: Storage, heard: list[bool | None], waits: bool
) -> None:
    for order in set(itertools.permutations(heard)):
        account_id = uuid4()
        with storage.transaction() as tx:
            participations = repositories(tx.connection).participations
            for published in order:
                participations.note(PROJECT, STEP, account_id, published=published)
            found = {p.account_id: p for p in participations.of_step(a_fan_out(), 100)}
        assert found[account_id] == Participant(account_id, True, waits), order


def test_sees_a_project_s_people_from_one_of_its_steps(storage: Storage) -> None:
    here, both, elsewhere, other = (UUID(int=n) for n in range(1, 5))
    with storage.transaction() as tx:
        participations = repositories(tx.connection).participations
        for step_id, account_id, published in (
            (STEP, here, True), (STEP, both, False), (uuid4(), both, True), (uuid4(), elsewhere, False),
        ):  # fmt: skip
            participations.note(PROJECT, step_id, account_id, published=published)
        participations.note(uuid4(), uuid4(), other, published=True)
        found = participations.of_project(a_fan_out(CLOSING), 100)
    assert found == [
        Participant(here, True, False), Participant(both, True, True), Participant(elsewhere, False, False),
    ]  # fmt: skip


FILL = text(
    "INSERT INTO participation"
    " SELECT :project, :step, gen_random_uuid(), false, true FROM generate_series(1, :n)"
)


class Crash(Exception):
    pass


def test_resumes_after_a_crash_without_skipping_or_repeating_anyone(storage: Storage) -> None:
    """NO-3"""
    with storage.transaction() as tx:
        tx.connection.execute(FILL, {"project": PROJECT, "step": STEP, "n": 2_500})
        repositories(tx.connection).fan_outs.add(a_fan_out())
    new, rounds = 0, 0
    while rounds < 12:
        rounds += 1
        try:
            with storage.transaction() as tx:
                done = spread(a_uow(tx))
                if rounds % 3 == 2:
                    raise Crash
                new += done
        except Crash:
            continue
    with storage.engine.connect() as connection:
        told = connection.execute(text("SELECT count(*), count(DISTINCT account_id) FROM message")).one()
        left = connection.execute(text("SELECT count(*) FROM fan_out WHERE finished_at IS NULL")).scalar_one()
    assert (new, tuple(told), left) == (2_500, (2_500, 2_500), 0)


def test_two_processes_never_work_on_the_same_fan_out(storage: Storage) -> None:
    with storage.transaction() as tx:
        repositories(tx.connection).fan_outs.add(a_fan_out())
    with storage.transaction() as one, storage.transaction() as other:
        assert len(repositories(one.connection).fan_outs.take_unfinished(4)) == 1
        assert repositories(other.connection).fan_outs.take_unfinished(4) == []


def test_asks_for_the_same_fan_out_once(storage: Storage) -> None:
    with storage.transaction() as tx:
        fan_outs = repositories(tx.connection).fan_outs
        assert fan_outs.add(a_fan_out())
        assert not fan_outs.add(a_fan_out())
        assert fan_outs.add(a_fan_out(version=3))


def test_knows_the_newest_window_and_organisation_whatever_the_order(storage: Storage) -> None:
    window = a_fan_out().window
    with storage.transaction() as tx:
        shelves = repositories(tx.connection)
        assert shelves.step_windows.move(STEP, 3, window)
        assert not shelves.step_windows.move(STEP, 2, window)
        assert not shelves.step_windows.move(STEP, 3, window)
        assert shelves.step_windows.version(STEP) == 3
        shelves.organisations.know(
            ORGANISATION, 2, Brand("Ville de Nantes", "#abcdef", "vote@nantes.example")
        )
        shelves.organisations.know(ORGANISATION, 1, Brand("Nantes"))
        assert shelves.organisations.brands([ORGANISATION, uuid4()]) == {
            ORGANISATION: Brand("Ville de Nantes", "#abcdef", "vote@nantes.example")
        }


def test_migrations_go_down_and_up_again(storage: Storage) -> None:
    version_table, versions = histories("notifications")[1]
    with owned(storage.engine) as connection:
        for step in (command.downgrade, command.upgrade):
            config = alembic_config(version_table, versions)
            config.attributes["connection"] = connection
            step(config, "base" if step is command.downgrade else "head")
    with storage.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM message")).scalar_one() == 0


def test_a_reminder_that_left_is_the_only_one_though_the_closing_moves(storage: Storage) -> None:
    """B17: and one that never left, because of the move, tells the new time."""
    reminded, too_late, waiting = (uuid4() for _ in range(3))
    first = a_fan_out(CLOSING)
    later = a_fan_out(CLOSING, window=Window(closes_at=CLOSES + timedelta(hours=10)))
    with storage.transaction() as tx:
        for account_id in (reminded, too_late, waiting):
            repositories(tx.connection).participations.note(PROJECT, uuid4(), account_id, published=True)
        repositories(tx.connection).fan_outs.add(first)
        assert spread(a_uow(tx)) == 3
        settle = (
            "UPDATE message SET state = :state, last_error = :why, sent_at = :at WHERE account_id = :whose"
        )
        left = {"state": "sent", "why": None, "at": tx.now(), "whose": reminded}
        dropped = {"state": "not_wanted", "why": MOVED_AGAIN, "at": None, "whose": too_late}
        tx.connection.execute(text(settle), [left, dropped])
    with storage.transaction() as tx:
        repositories(tx.connection).fan_outs.add(later)
        assert spread(a_uow(tx)) == 2
        told = tx.connection.execute(text("SELECT account_id, state, fan_out_id FROM message")).all()
    assert {row.account_id: (row.state, row.fan_out_id) for row in told} == {
        reminded: ("sent", first.id),
        too_late: ("queued", later.id),
        waiting: ("queued", later.id),
    }
