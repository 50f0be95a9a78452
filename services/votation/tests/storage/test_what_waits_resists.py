"""What waits in register and box against a role that may read and write rows, as a service's may; rows too many at
closing; and readers while a table is written anew."""

import secrets
import threading
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import text

from votation.box.unit_of_work import UnitOfWork
from votation.box.use_cases.get_board import find_ballot
from votation.tests.in_process import ORGANISER
from votation.use_cases.correct_elector import correct_elector
from votation.use_cases.sign_register import rights_used

RESTRICTED = "23001"


@pytest.fixture
def voting(world):
    """Five ballots wait for their batch; a right is in the booth; twenty are on the board."""
    world.open(40)
    for elector in range(25):
        world.cast(world.ballot(world.right(elector), [0]))
        if elector == 19:
            world.lengthen()
    world.right(30)
    return world


@pytest.fixture
def as_service(world, infra):
    """Runs a statement as a role that owns no table: the rows it reached, or why it may not. Undone, unless `kept`."""
    name, opened = f"capco_rw_{secrets.token_hex(4)}", []
    role = sql.Identifier(name)
    with psycopg.connect(infra["database_url"], autocommit=True) as server:
        server.execute(sql.SQL("CREATE ROLE {}").format(role))
    for storage in (world.register, world.box):
        inside = psycopg.connect(infra["database_url"], dbname=storage.engine.url.database, autocommit=True)
        inside.execute(sql.SQL("GRANT ALL ON ALL TABLES IN SCHEMA public TO {}").format(role))
        opened.append((storage, inside))

    def run(storage, statement, *values, kept=False):
        inside = next(each for known, each in opened if known is storage)
        try:
            with inside.transaction(force_rollback=not kept):
                inside.execute(sql.SQL("SET LOCAL ROLE {}").format(role))
                return inside.execute(statement, values).rowcount
        except psycopg.Error as error:
            return error.sqlstate

    yield run
    for _, inside in opened:
        inside.execute(sql.SQL("DROP OWNED BY {}").format(role))
        inside.close()
    with psycopg.connect(infra["database_url"], autocommit=True) as server:
        server.execute(sql.SQL("DROP ROLE {}").format(role))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE intake SET claims = claims + 1 WHERE accepted",
        "UPDATE intake SET ballot_hash = '\\x00', sealed = '\\x00' WHERE accepted",
        "UPDATE intake SET accepted = false, cell = NULL WHERE accepted",
        "DELETE FROM intake WHERE accepted",
        "TRUNCATE intake",
        "TRUNCATE spent_right",
        "INSERT INTO intake SELECT '\\x01', votation_id, sealed, '\\x02', false, cell, true, 1, 0 FROM intake LIMIT 1",
        "INSERT INTO board SELECT votation_id, 99, 1, '\\x01', '\\x01' FROM box",
        "INSERT INTO epoch SELECT votation_id, 99, 'c1', 1, '', '{}' FROM box",
        "INSERT INTO spent_right SELECT '\\x01', votation_id, 1 FROM box",
    ],
)
def test_a_ballot_that_waits_is_not_replaced_by_the_boxes_own_role(voting, as_service, statement):
    """V04"""
    assert as_service(voting.box, statement) in (RESTRICTED, "42501")


def test_the_box_may_still_do_what_casting_does(voting, as_service):
    """V04: what is not accepted yet gives way, is accepted, or goes."""
    take_in = (
        "INSERT INTO intake (right_hash, votation_id, sealed, ballot_hash, by_server)"
        " SELECT '\\x01', votation_id, sealed, %s, false FROM intake LIMIT 1"
    )
    assert as_service(voting.box, take_in, b"\x02", kept=True) == 1
    for allowed in (
        "UPDATE intake SET sealed = '\\x05', ballot_hash = '\\x06', claims = 2 WHERE NOT accepted",
        "UPDATE intake SET accepted = true, cell = 'c1' WHERE NOT accepted",
        "DELETE FROM intake WHERE NOT accepted",
    ):
        assert as_service(voting.box, allowed) == 1, allowed
    both = "UPDATE intake SET accepted = true, cell = 'c1', ballot_hash = '\\x06' WHERE NOT accepted"
    assert as_service(voting.box, both) == RESTRICTED


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM signature",
        "UPDATE signature SET signed_on = signed_on",
        "UPDATE signature SET elector_id = gen_random_uuid()",
        "INSERT INTO signature SELECT votation_id, id, current_date FROM elector WHERE reference = '000039'",
        "TRUNCATE signature",
        "TRUNCATE voting_right",
        "DELETE FROM voting_right WHERE consumed",
        "UPDATE voting_right SET consumed = false WHERE consumed",
        "UPDATE voting_right SET right_hash = '\\x01' WHERE consumed",
        "UPDATE voting_right SET consumed = true, right_hash = '\\x01' WHERE NOT consumed",
        "UPDATE elector SET email = 'moi@example.org' WHERE reference = '000030'",
        "UPDATE elector SET phone = '1' WHERE reference = '000030'",
    ],
)
def test_signatures_used_rights_and_sealed_addresses_are_not_changed_by_the_registers_own_role(
    voting, as_service, statement
):
    """V04"""
    if statement.startswith("UPDATE elector"):  # judged at the end of its transaction
        statement = f"DO $$ BEGIN {statement}; SET CONSTRAINTS ALL IMMEDIATE; END $$"
    assert as_service(voting.register, statement) in (RESTRICTED, "42501")


def test_an_address_is_corrected_through_the_door_which_leaves_an_entry(voting):
    """V04"""
    with voting.at_register() as uow:
        corrected = correct_elector(
            uow, ORGANISER, voting.electors[35], "Faute de frappe", email="autre@example.org"
        )
    assert corrected.email == "autre@example.org"


@pytest.mark.parametrize("too_many", [3, 21])
def test_rows_too_many_in_the_box_do_not_keep_a_vote_from_ending(voting, as_service, too_many):
    """V12: they are set aside and told by number; every ballot with a right counts."""
    for number in range(too_many):
        take_in = (
            "INSERT INTO intake (right_hash, votation_id, sealed, ballot_hash, by_server)"
            " SELECT %s, votation_id, sealed, %s, false FROM intake WHERE accepted LIMIT 1"
        )
        assert as_service(voting.box, take_in, secrets.token_bytes(32), secrets.token_bytes(32), kept=True)
        accept = "UPDATE intake SET accepted = true, cell = 'c1' WHERE NOT accepted"
        assert as_service(voting.box, accept, kept=True) == 1, number
    voting.lengthen()
    assert voting.numbers()["board"] == 20, "no batch is made of ballots that nobody has a right to"
    closed = voting.close()
    assert closed["without_right"] == too_many
    assert voting.numbers() == {"accepted": 0, "pending": 0, "board": 25, "consumed": 0, "signed": 25}
    with voting.at_register() as uow:
        told = [event for event in uow.audit.events(voting.id, None, 10) if event["kind"] == "incident"]
        entry = uow.audit.page(voting.id, 0, 50)[-1]
    assert len(told) == 1
    assert str(too_many) in told[0]["text"]
    assert entry["act"] == "closed"


def test_a_waiting_ballot_is_found_while_the_intake_is_written_anew(voting):
    """A snapshot that is older than the new file would see it empty: who asks waits, and never hears that it is gone."""
    ballot = voting.ballot(voting.right(31), [0])
    voting.cast(ballot)
    stop = threading.Event()

    def rewrite():
        while not stop.is_set():
            with voting.box.engine.begin() as connection:
                connection.execute(text("SELECT write_intake_anew()"))

    with ThreadPoolExecutor(1) as pool:
        going = pool.submit(rewrite)
        for _ in range(60):
            with voting.box.snapshot() as tx:
                uow = UnitOfWork(tx, voting.box_keys)
                uow.boxes.hold_still()
                assert find_ballot(uow, voting.id, ballot.ballot_hash.hex())["waiting"]
        stop.set()
        going.result()


def test_a_used_right_is_found_while_the_register_is_written_anew(voting):
    ballot = voting.ballot(voting.right(31), [0])
    voting.cast(ballot)
    stop = threading.Event()

    def rewrite():
        while not stop.is_set():
            with voting.register.engine.begin() as connection:
                connection.execute(text("SELECT write_rights_anew()"))

    with ThreadPoolExecutor(1) as pool:
        going = pool.submit(rewrite)
        for _ in range(60):
            with voting.at_register() as uow:
                assert rights_used(uow, voting.id, [ballot.right_hash.hex()]) == {
                    "used": [ballot.right_hash.hex()]
                }
        stop.set()
        going.result()
