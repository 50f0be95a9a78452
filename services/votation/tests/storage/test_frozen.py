"""What the databases themselves refuse, to the services' own roles: the board, the chain and the audit only grow, rules
and roll stay as they were sealed, a box and a votation only go forward, a proclaimed result stays."""

import itertools

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from chassis.testing.database import become_owner
from votation.domain.lifecycle import TABLE
from votation.tests.in_process import World

NO_RIGHT = "42501"  # insufficient_privilege
RESTRICTED = "23001"  # restrict_violation: raised by a trigger


@pytest.fixture(scope="module")
def sealed(migrated, tmp_path_factory):
    """A votation as it is found in each state, by state; made once, changed by nobody: every attempt is rolled back."""
    from chassis.testing.fixtures import empty

    register, box = migrated("votation"), migrated("votation.box")
    empty(register)
    empty(box)
    world = World(register, box).open(25)
    for elector in range(21):
        world.cast(world.ballot(world.right(elector), [elector % 2]))
    world.lengthen()
    world.close()
    world.count(tmp_path_factory.mktemp("files"))
    world.proclaim()
    return world


def attempt(storage, statement, *, by_owner=False, **values):
    """Run a statement as the service's own role, or as the tables' owner, and undo it: the rows it reached, or why it
    may not."""
    with storage.engine.connect() as connection:
        try:
            if by_owner:
                become_owner(connection)
            return connection.execute(text(statement), values).rowcount
        except (IntegrityError, ProgrammingError) as error:
            return getattr(error.orig, "sqlstate", None)
        finally:
            connection.rollback()


def in_state(storage, state, statement, **values):
    """The same, on a votation that is put into a state first, triggers aside."""
    with storage.engine.connect() as connection:
        try:
            connection.execute(text("ALTER TABLE votation DISABLE TRIGGER votation_rules"))
            connection.execute(text("UPDATE votation SET state = :state"), {"state": state})
            connection.execute(text("ALTER TABLE votation ENABLE TRIGGER votation_rules"))
            return connection.execute(text(statement), values).rowcount
        except IntegrityError as error:
            return getattr(error.orig, "sqlstate", None)
        finally:
            connection.rollback()


@pytest.mark.parametrize("table", ["board", "epoch", "plain_ballot"])
def test_what_is_in_the_box_is_neither_changed_nor_taken_out(sealed, table):
    """VO-4"""
    with sealed.box.engine.connect() as connection:
        columns = connection.execute(text(f"SELECT * FROM {table} LIMIT 1")).keys()
    for column in columns:
        assert attempt(sealed.box, f"UPDATE {table} SET {column} = {column}") == RESTRICTED
    assert attempt(sealed.box, f"DELETE FROM {table}") == RESTRICTED


@pytest.mark.parametrize(
    ("side", "table"),
    [("box", "board"), ("box", "epoch"), ("box", "plain_ballot"), ("register", "audit_entry")],
)
def test_what_only_grows_is_not_emptied_at_once(sealed, side, table):
    """A17"""
    assert attempt(getattr(sealed, side), f"TRUNCATE {table}") == NO_RIGHT
    assert attempt(getattr(sealed, side), f"TRUNCATE {table}", by_owner=True) == RESTRICTED


def test_only_a_destroyed_box_may_be_wiped_and_its_chain_stays(sealed):
    with sealed.box.engine.connect() as connection:
        connection.execute(text("UPDATE box SET state = 'destroyed'"))
        for table in ("plain_ballot", "board"):
            assert connection.execute(text(f"DELETE FROM {table}")).rowcount
        with pytest.raises(IntegrityError, match="only grows"):
            connection.execute(text("DELETE FROM epoch"))
        connection.rollback()


PLUMBING = ("outbox", "inbox", "parked", "idempotency", "job")


def test_the_box_knows_no_time_of_day_but_a_counts_lease_and_no_person(sealed):
    """Invariant 8. The outbox dates facts, which are of whole batches."""
    columns = text(
        """
        SELECT table_name, column_name, data_type FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name NOT LIKE '%\\_version' AND table_name <> ALL(:plumbing)
        """
    )
    with sealed.box.engine.connect() as connection:
        found = connection.execute(columns, {"plumbing": list(PLUMBING)}).all()
        facts = connection.execute(text("SELECT DISTINCT fact FROM outbox")).scalars()
        assert set(facts) <= {"box.epoch_closed.v1", "box.counted.v1"}
    times = {(table, column) for table, column, kind in found if kind.startswith(("time", "interval"))}
    assert times == {("ballot_count", "leased_until")}
    names = {column for _, column, _ in found}
    assert not {
        word
        for word in names
        for part in ("elector", "account", "email", "address", "ip")
        if part in word.split("_")
    }


STUFFING = {
    "board": "(votation_id, place, epoch, ballot_hash, sealed, by_server) SELECT votation_id, 99, 1, '1', '1', false FROM box",
    "epoch": "(votation_id, number, cell, ballots, root, record) SELECT votation_id, 9, 'c1', 1, '', '' FROM box",
}


@pytest.mark.parametrize("table", STUFFING)
def test_nothing_is_put_in_a_closed_box(sealed, table):
    assert attempt(sealed.box, f"INSERT INTO {table} {STUFFING[table]}") == RESTRICTED


BOX_STATES = ("prepared", "open", "closed", "counted", "destroyed")


def test_a_box_never_goes_back(sealed):
    for state in BOX_STATES[:3]:
        assert attempt(sealed.box, "UPDATE box SET state = :state", state=state) == RESTRICTED
    for column, value in (("epochs", "epochs - 1"), ("ballots", "ballots - 1"), ("ballots", "ballots + 1"),
                          ("root", "'0'"), ("manifest", "'{}'"), ("manifest_hash", "'0'"), ("batch", "2"),
                          ("sealed_length", "1"), ("manifest", "NULL"), ("organisation_id", "gen_random_uuid()")):  # fmt: skip
        assert attempt(sealed.box, f"UPDATE box SET {column} = {value}") == RESTRICTED, column
    assert attempt(sealed.box, "DELETE FROM box") == "23503"


def test_the_audit_only_grows(sealed):
    with sealed.register.engine.connect() as connection:
        columns = connection.execute(text("SELECT * FROM audit_entry LIMIT 1")).keys()
    for column in columns:
        update = f"UPDATE audit_entry SET {column} = {column}"
        assert attempt(sealed.register, update) == NO_RIGHT
        assert attempt(sealed.register, update, by_owner=True) == RESTRICTED
    assert attempt(sealed.register, "DELETE FROM audit_entry") == NO_RIGHT
    assert attempt(sealed.register, "DELETE FROM audit_entry", by_owner=True) == RESTRICTED
    assert attempt(sealed.register, "DELETE FROM votation") == "23503"


FROZEN = {
    "organisation_id": "gen_random_uuid()",
    "title": "'Autre'",
    "presentation": "'Autre'",
    "summary": "'Autre'",
    "legal_basis": "'Autre'",
    "document": "'{}'",
    "language": "'en'",
    "time_zone": "'Asia/Tokyo'",
    "questions": "'[]'",
    "opens_at": "opens_at - interval '1 second'",
    "closes_at": "closes_at - interval '1 microsecond'",
    "announced_closes_at": "closes_at + interval '9 days'",
    "grace_seconds": "grace_seconds + 1",
    "bureau": "'[\"Autre\"]'",
    "threshold": "threshold + 1",
    "proxies_per_holder": "7",
    "accepts_small_cells": "NOT accepts_small_cells",
    "roll_by": "'accounts'",
    "election_key": "'autre'",
    "shares": "'[]'",
    "manifest": "'{}'",
    "manifest_hash": "'autre'",
}
SEALED_STATES = sorted(
    {state for pair in TABLE for state in (pair[0], TABLE[pair])} - {"draft", "ready", "keyed"}
)


@pytest.mark.parametrize("column", FROZEN)
def test_no_rule_changes_once_sealed(sealed, column):
    """VO-1: column by column, in every state from the sealing on."""
    for state in SEALED_STATES:
        changed = f"UPDATE votation SET {column} = {FROZEN[column]}"
        assert in_state(sealed.register, state, changed) == RESTRICTED, state


def test_a_closing_may_be_put_off_and_only_that(sealed):
    later = "UPDATE votation SET closes_at = closes_at + interval '1 hour'"
    for state in SEALED_STATES:
        expected = 1 if state in ("sealed", "open", "suspended") else RESTRICTED
        assert in_state(sealed.register, state, later) == expected, state


def test_no_state_follows_another_but_as_the_table_has_it(sealed):
    """Invariant 1, below the service: whoever writes SQL."""
    states = {state for pair in TABLE for state in (pair[0], TABLE[pair])}
    ways = {(before, after) for (before, _), after in TABLE.items()}
    for before, after in itertools.product(states, states):
        expected = 1 if before == after or (before, after) in ways else RESTRICTED
        got = in_state(sealed.register, before, "UPDATE votation SET state = :after", after=after)
        assert got == expected, (before, after)


@pytest.mark.parametrize("column", ["result", "sentence_fr", "sentence_en", "breakdown", "minutes_sha256"])
def test_a_proclaimed_result_never_changes(sealed, column):
    for state in ("proclaimed", "archived", "destroyed"):
        for value in ("'autre'", "NULL"):
            changed = f"UPDATE votation SET {column} = {value}"
            expected = {RESTRICTED} if value != "NULL" or column != "breakdown" else {RESTRICTED, 1}
            assert in_state(sealed.register, state, changed) in expected


@pytest.mark.parametrize("column", ["reference", "college", "weight", "mark", "account_id", "cell", "secret"])
def test_a_frozen_roll_stays(sealed, column):
    other = {"weight": "weight + 1", "account_id": "gen_random_uuid()", "secret": "'1'"}.get(
        column, "'autre'"
    )
    for state in ("ready", *SEALED_STATES):
        if column == "cell" and state == "ready":
            continue  # given as it is frozen
        assert in_state(sealed.register, state, f"UPDATE elector SET {column} = {other}") == RESTRICTED, state


ONE_MORE = """
    INSERT INTO elector (id, votation_id, reference, weight, secret, mark, link_hash)
    SELECT gen_random_uuid(), id, 'de trop', 1, '1', 'm', '1' FROM votation
"""


@pytest.mark.parametrize("state", ["ready", *SEALED_STATES])
def test_nobody_comes_on_a_frozen_roll_or_leaves_it(sealed, state):
    assert in_state(sealed.register, state, ONE_MORE) == RESTRICTED
    left = in_state(sealed.register, state, "DELETE FROM elector WHERE reference = '000024'")
    assert left == (1 if state in ("destroyed", "cancelled") else RESTRICTED)


def test_how_to_reach_an_elector_may_be_corrected_all_along(sealed):
    assert (
        in_state(
            sealed.register,
            "open",
            "UPDATE elector SET email = 'nouveau@example.org' WHERE reference = '000001'",
        )
        == 1
    )
