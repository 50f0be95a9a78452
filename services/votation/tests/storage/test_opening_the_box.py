"""Invariant 5, section 4: before the key is put together the box must be closed, whole, and agree with the register."""

import json
from uuid import UUID

import pytest
from sqlalchemy import text

from chassis.files import LocalFileStore
from contracts.refused import Refused
from votation.box.counting import BoardBroken, Counting
from votation.box.use_cases.count_ballots import begin_count
from votation.clients.typst_minutes import render
from votation.tests.in_process import World
from votation.use_cases.close_votation import advance_votations
from votation.use_cases.compute_result import result_of
from votation.use_cases.loading import get_stored_votation
from votation.use_cases.minutes_of import minutes_of
from votation.use_cases.take_count import note_counted

ATTEMPT = UUID(int=7)


@pytest.fixture
def voted(world: World) -> World:
    world.open(45)
    for elector in range(43):
        world.cast(world.ballot(world.right(elector), [elector % 2], by_server=elector < 3))
        if elector in (19, 39):
            world.lengthen()
    return world


def begin(world: World, **register) -> None:
    with world.at_box() as box:
        begin_count(box, world.id, world.shares, ATTEMPT, world.register_now() | register)


def tamper(world: World, statement: str) -> None:
    """By someone who may do everything in the box's database."""
    with world.box.engine.begin() as connection:
        for table in ("board", "epoch", "box"):
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        assert connection.exec_driver_sql(statement).rowcount
        for table in ("board", "epoch", "box"):
            connection.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))


def test_a_closed_box_is_not_opened_before_the_register_is(voted):
    voted.move_window(-7200, -0.001)
    with voted.at_register() as uow:
        advance_votations(uow)
    assert voted.close_box()["settled"]
    with pytest.raises(Refused, match="not_closed"):
        begin(voted)


def test_a_box_that_differs_from_the_register_is_not_opened(voted):
    voted.close()
    cells = voted.register_now()["cells"]
    for other in ({}, {cell: signed - 1 for cell, signed in cells.items()}, cells | {"c9": 1}):
        with pytest.raises(Refused, match="register_differs"):
            begin(voted, cells=other)
    begin(voted)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE board SET sealed = set_byte(sealed, 3, get_byte(sealed, 3) # 1) WHERE place = 7",
        "UPDATE board SET sealed = (SELECT sealed FROM board WHERE place = 1) WHERE place = 2",
        "DELETE FROM board WHERE place = 43",
        "DELETE FROM board WHERE epoch = 3",
        "DELETE FROM epoch WHERE number = 3",
        "DELETE FROM epoch WHERE number = 2",
        "UPDATE epoch SET record = replace(record, '\"by_server\":0', '\"by_server\":1')",
        "UPDATE epoch SET record = jsonb_set(record::jsonb, '{signature}', '\"x\"')::text WHERE number = 1",
        "UPDATE box SET root = repeat('0', 64)",
    ],
)
def test_a_board_that_was_tampered_with_is_not_opened(voted, tmp_path, statement):
    voted.close()
    tamper(voted, statement)
    counting = Counting(voted.box, voted.box_keys, voted.id, ATTEMPT)

    def count():
        begin(voted)
        counting.run(voted.shares, LocalFileStore(str(tmp_path)))

    with pytest.raises((BoardBroken, Refused)):
        count()
    with voted.box.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM plain_ballot")).scalar_one() == 0


def test_a_count_that_is_heard_of_too_early_is_heard_again(voted):
    with voted.at_register() as uow, pytest.raises(Refused, match="not_closed"):
        note_counted(uow, voted.id)


def test_minutes_tell_who_gave_shares_what_the_server_sealed_and_the_signature(voted, tmp_path):
    voted.close()
    voted.count(tmp_path)
    with voted.at_register() as uow:
        votation = get_stored_votation(uow, voted.id)
        told = minutes_of(uow, votation, result_of(uow, votation, {}))
    assert told["bureau"]["present"] == ["Camille"]
    assert told["sealed_by_server"] == 3
    with voted.box.engine.connect() as connection:
        last = text("SELECT record FROM epoch ORDER BY number DESC LIMIT 1")
        assert told["signature"] == json.loads(connection.execute(last).scalar_one())["signature"]
    assert render(told).startswith(b"%PDF-")
