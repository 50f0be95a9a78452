"""Invariant 9 (VO-4) against whoever administers the servers: deleted rows, and the server's own log."""

import random
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import text

from chassis.server_log import clear_log
from votation.tests.storage.disk import Disk, by_transaction, near
from votation.tests.storage.test_order_attack import by_batches, guess, hits

K = 20
pytestmark = pytest.mark.timeout(600)


@dataclass
class Cast:
    """What is true of a voter, and what an attacker wants to know."""

    elector: bytes
    right: bytes
    ballot: bytes


@pytest.fixture
def disks(world, infra):
    """The disks of the register and of the box."""
    made = [
        Disk(infra["database_url"], storage.engine.url.database) for storage in (world.register, world.box)
    ]
    yield made
    for disk in made:
        disk.close()


def vote(world, electors, colleges=("",)):
    """Everyone votes in an order of chance, by link and code."""
    world.open(electors, colleges=colleges)
    order, cast = random.sample(range(electors), electors), []
    for number in order:
        ballot = world.ballot(world.right_by_code(number), [number % 2])
        world.cast(ballot)
        cast.append(Cast(world.electors[number].bytes, ballot.right_hash, ballot.ballot_hash))
        if random.random() < 0.4:
            world.lengthen()
    world.lengthen()
    return cast


def tied_by_rows(register, box, cast):
    """Voters whose right stands beside them on one disk and beside their ballot on the other."""
    of_register = [row[2] for rows in register.tables().values() for row in rows]
    of_box = [row[2] for rows in box.tables().values() for row in rows]
    return [
        one
        for one in cast
        if any(one.elector in row and one.right in row for row in of_register)
        and any(one.ballot in row and one.right in row for row in of_box)
    ]


def tied_by_log(log, cast):
    return [
        one
        for one in cast
        if near(log, one.right, one.elector, 200) and near(log, one.right, one.ballot, 1500)
    ]


def on_board(world, cast):
    board = world.board()
    return [one for one in cast if one.ballot.hex() in board]


def strongest(register, cast, ballots):
    truth = {one.elector: one.ballot for one in cast}
    found = {}
    for name, groups in by_transaction(register, list(truth)).items():
        for how in (guess, by_batches):
            for way, ordered in (("", groups), (" backwards", groups[::-1])):
                got = [hits(how(ordered, ballots, random.Random(n)), truth) for n in range(20)]
                found[f"{name}, {how.__name__}{way}"] = sum(got) / 20
    return dict(sorted(found.items(), key=lambda item: -item[1])[:3])


def batches(world):
    rows: dict[int, list[bytes]] = {}
    with world.box.engine.connect() as connection:
        for row in connection.execute(text("SELECT epoch, ballot_hash FROM board ORDER BY place")):
            rows.setdefault(row.epoch, []).append(bytes(row.ballot_hash))
    return [rows[number] for number in sorted(rows)]


@pytest.mark.parametrize(
    ("electors", "colleges"), [(12, ("",)), (36, ("a", "b", "c")), (60, ("a", "b", "c")), (400, ("",))]
)
def test_who_reads_deleted_rows_relinks_nobody(world, disks, electors, colleges):
    """V01, V11, V13: while open those alone who wait for their batch, after closing nobody."""
    register, box = disks
    cast = vote(world, electors, colleges)
    board = on_board(world, cast)
    assert tied_by_rows(register, box, board) == []
    waiting = [one for one in cast if one not in board]
    assert len(tied_by_rows(register, box, waiting)) == len(waiting), "the attack finds what is there"
    if board:
        best = strongest(register, board, batches(world))
        assert max(best.values()) <= 2 / K * len(board) + 2, best

    world.close()
    assert tied_by_rows(register, box, cast) == []
    files = register.files(), box.files()
    for one in cast:
        assert one.right not in files[0]
        assert one.right not in files[1]
    if electors == 400:
        best = strongest(register, cast, batches(world))
        assert max(best.values()) <= 5, best


def test_a_server_of_its_own_tells_nobody_who_voted_what(world, disks):
    """V02: no record of one side holds an elector beside a ballot; those of both together do, until they go."""
    cast = vote(world, 36, ("a", "b", "c"))
    world.close()
    for disk in disks:
        assert disk.logged()["Heap INSERT"] > 0, "the log of this vote is looked at"
    log = disks[0].log()
    assert not [one for one in cast if near(log, one.elector, one.ballot, 400)]
    assert tied_by_log(log, cast), "on one server the log ties everyone, until it is cleared"
    for storage in (world.register, world.box):
        assert clear_log(storage), "provisioning lets both sides have their server's log written off"
    log = disks[0].log()
    assert tied_by_log(log, cast) == []


def test_the_attack_on_deleted_rows_sees_them(world, disks):
    """The same attack on a register and a box that only delete ties everyone: it would see the flaw it is for."""
    register, box = disks
    for storage, function in ((world.box, "write_intake_anew()"), (world.register, "write_rights_anew()")):
        with storage.engine.begin() as connection:
            body = connection.execute(
                text(f"SELECT pg_get_functiondef('{function[:-2]}'::regproc)")
            ).scalar_one()
            connection.execute(
                text(f"CREATE OR REPLACE FUNCTION {function} RETURNS void LANGUAGE sql AS 'SELECT'")
            )
        request_restore.append((storage, body))
    try:
        cast = vote(world, 36, ("a", "b", "c"))
        world.close()
        assert len(tied_by_rows(register, box, cast)) > 18
    finally:
        for storage, body in request_restore:
            with storage.engine.begin() as connection:
                connection.execute(text(body))
        request_restore.clear()


request_restore: list[Any] = []
