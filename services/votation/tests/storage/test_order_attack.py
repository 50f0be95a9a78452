"""Invariant 9 (VO-4): who reads both databases by SQL, every table and every hidden column, re-links almost nobody.

The attack does what measured implementations fell to: it orders both sides by transaction (`xmin`) and place
(`ctid`), follows every row that names an elector to whatever has a time or a batch, and joins what can be joined. It
guesses one ballot for each elector; the test knows the truth and counts the hits.
"""

import random
from collections import defaultdict
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import text

from votation.tests.in_process import ORGANISER
from votation.use_cases.ask_mailing import ask_mailing, write_letters
from votation.use_cases.loading import get_locked_votation

N, K = 400, 20
OF_REMINDERS = """
    SELECT l.elector_id FROM any_letter l JOIN mailing m ON m.id = l.mailing_id WHERE m.kind = 'reminder'
"""


class Attacker:
    """Someone with SQL read access to both databases, as owner; without the services' secrets and without a copy
    of yesterday's."""

    def __init__(self, world):
        self.world = world

    def read(self, storage, query):
        with storage.engine.connect() as connection:
            return connection.execute(text(query)).all()

    def tables(self, storage):
        return [
            row[0]
            for row in self.read(storage, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        ]

    def columns(self, storage, table):
        rows = self.read(
            storage,
            f"SELECT column_name, data_type FROM information_schema.columns WHERE table_name = '{table}'"
            " AND table_schema = 'public'",
        )
        return {row[0]: row[1] for row in rows}

    # --- the box: ballots in the finest order that anything gives

    def ballots(self):
        """Groups of ballots that nothing orders further, the groups in order of time."""
        rows = self.read(
            self.world.box,
            "SELECT b.ballot_hash, b.epoch, b.xmin::text::bigint AS x FROM board b ORDER BY b.xmin::text::bigint, b.ctid",
        )
        groups = defaultdict(list)
        for row in rows:
            groups[row.x].append(bytes(row.ballot_hash))
        return [groups[key] for key in sorted(groups)]

    def direct(self):
        """Elector and ballot that one value stands beside on both sides: whatever the value and its column."""
        electors = self._beside(self.world.register, "elector_id")
        ballots = self._beside(self.world.box, "ballot_hash")
        return {
            next(iter(electors[value])): next(iter(ballots[value]))
            for value in electors.keys() & ballots.keys()
            if len(electors[value]) == len(ballots[value]) == 1
        }

    def _beside(self, storage, column):
        """Every value of every table that has the column, with what stands in the column beside it."""
        found = defaultdict(set)
        for table in self.tables(storage):
            if column in self.columns(storage, table):
                for row in self.read(storage, f'SELECT * FROM "{table}"'):
                    for value in row._mapping.values():
                        found[_plain(value)].add(_plain(row._mapping[column]))
        return found

    # --- the register: electors in every order that anything gives

    def orders(self):
        """Every ordering of electors into groups that some table gives: by transaction, by place, by each column, by
        what each row refers to (a letter's mailing and its time)."""
        register, found = self.world.register, {}
        for table in self.tables(register):
            names = self.columns(register, table)
            key = "elector_id" if "elector_id" in names else "id" if table == "elector" else None
            if key is None:
                continue
            kinds = ["''"]
            if table == "letter":
                kinds = [f"'{row[0]}'" for row in self.read(register, "SELECT DISTINCT kind FROM mailing")]
            for kind in kinds:
                only = (
                    ""
                    if kind == "''"
                    else f" WHERE mailing_id IN (SELECT id FROM mailing WHERE kind = {kind})"
                )
                for by in ("xmin::text::bigint", *self._sortable(table, names)):
                    rows = self.read(
                        register,
                        f'SELECT "{key}" AS who, {by} AS value FROM "{table}" t{only} ORDER BY 2, t.ctid',
                    )
                    found[f"{table} {kind} by {by}"] = grouped(rows)
                rows = self.read(
                    register, f'SELECT "{key}" AS who, ctid AS value FROM "{table}" t{only} ORDER BY 2'
                )
                found[f"{table} {kind} by place"] = grouped(rows)
        reminded = [row[0] for row in self.read(register, OF_REMINDERS)]
        electors = [row[0] for row in self.read(register, "SELECT id FROM elector")]
        found["who was not reminded"] = [[who for who in electors if who not in set(reminded)], reminded]
        return found

    def _sortable(self, table, names):
        timed = [
            name
            for name, kind in names.items()
            if "timestamp" in kind or kind in ("date", "integer", "bigint")
        ]
        if table == "letter":
            timed += [
                "(SELECT m.asked_at FROM mailing m WHERE m.id = mailing_id)",
                "(SELECT m.xmin::text::bigint FROM mailing m WHERE m.id = mailing_id)",
                "(SELECT o.position FROM outbox o WHERE o.data LIKE '%' || mailing_id || '%' LIMIT 1)",
            ]
        return timed


def grouped(rows):
    groups: list[Any] = []
    for row in rows:
        if row.who is None:
            continue
        if groups and groups[-1][0] == row.value:
            groups[-1][1].append(row.who)
        else:
            groups.append((row.value, [row.who]))
    return [group for _, group in groups]


def _plain(value):
    return bytes(value) if isinstance(value, memoryview | bytes) else value


def guess(electors, ballots, chance):
    """Lay groups of electors along groups of ballots, in order; inside what overlaps nothing tells, so by chance."""
    batches = [list(group) for group in ballots]
    for batch in batches:
        chance.shuffle(batch)
    line = [ballot for batch in batches for ballot in batch]
    return dict(zip((who for group in electors for who in group), line, strict=False))


def by_batches(electors, ballots, chance):
    """Groups of the same size in the same order are the same batch."""
    sizes = defaultdict(list)
    for group in ballots:
        sizes[len(group)].append(group)
    used: defaultdict[int, int] = defaultdict(int)
    found: dict[Any, Any] = {}
    for group in electors:
        place = used[len(group)]
        if place < len(sizes[len(group)]):
            batch = list(sizes[len(group)][place])
            chance.shuffle(batch)
            found |= dict(zip(group, batch, strict=True))
            used[len(group)] += 1
    return found


def hits(guessed, truth):
    return sum(truth.get(who) == ballot for who, ballot in guessed.items())


@pytest.fixture(scope="module")
def seed():
    return random.randrange(10**6)


def vote(world, chance):
    """400 electors by link and code, in an order of chance; the board grows as the timer would have it, reminders go
    out meanwhile. The truth: whose ballot is whose."""
    world.open(N)
    order = list(range(N))
    chance.shuffle(order)
    truth, waiting = {}, []
    for number, comes in enumerate(order):
        waiting.append((comes, world.right_by_code(comes)))
        if len(waiting) < 4 and number < N - 4:  # a few are in the booth at once
            continue
        elector, right = waiting.pop(chance.randrange(len(waiting)))
        ballot = world.ballot(right, [chance.randrange(2)])
        world.cast(ballot)
        truth[world.electors[elector]] = ballot.ballot_hash
        if chance.random() < 0.3:
            world.lengthen()
        if number == N // 2:
            remind(world)
    for elector, right in waiting:
        ballot = world.ballot(right, [0])
        world.cast(ballot)
        truth[world.electors[elector]] = ballot.ballot_hash
    world.lengthen()
    assert len(truth) == N
    return truth


def remind(world):
    """Ask for a reminder, and write its letters as the worker does."""
    with world.at_register() as uow:
        votation, _ = get_locked_votation(uow, world.id)
        asked = ask_mailing(uow, ORGANISER, world.id, votation.version, "reminder")
    with world.at_register() as uow:
        write_letters(uow, asked["id"])


@pytest.mark.timeout(600)
def test_who_reads_both_databases_relinks_almost_nobody(world, seed):
    """At most 2/K while open, 5/N after closing. Ballots that wait for their batch are fewer than K, and counted."""
    print(f"seed {seed}")
    chance = random.Random(seed)
    truth = vote(world, chance)
    attacker = Attacker(world)

    reminded = {row.elector_id for row in attacker.read(world.register, OF_REMINDERS)}
    assert N / 3 < len(reminded) < 2 * N / 3, "the reminder tells who had not voted by the middle"
    numbers = world.numbers()
    assert numbers["accepted"] < K
    known = attacker.direct()
    assert hits(known, truth) <= numbers["accepted"], "a ballot on the board stands beside its elector"
    best = strongest(attacker, truth, chance)
    on_board = numbers["board"]
    print(f"open: {hits(known, truth)} of {numbers['accepted']} waiting; on the board {best} of {on_board}")
    assert max(best.values()) <= 2 / K * on_board, best

    world.close()
    assert attacker.direct() == {}
    best = strongest(attacker, truth, chance)
    print(f"closed: {best} of {N}")
    assert max(best.values()) <= 5, best
    assert not attacker.read(world.register, OF_REMINDERS)


def strongest(attacker, truth, chance):
    """The mean of each attack's hits over twenty guesses: what it knows, without its luck."""
    ballots, found = attacker.ballots(), {}
    for name, electors in attacker.orders().items():
        for how in (guess, by_batches):
            for way, ordered in (("", electors), (" backwards", electors[::-1])):
                got = [hits(how(ordered, ballots, chance), truth) for _ in range(20)]
                found[f"{name}, {how.__name__}{way}"] = sum(got) / 20
    worst = dict(sorted(found.items(), key=lambda item: -item[1])[:4])
    assert worst
    return worst


def test_the_attack_finds_what_it_looks_for(world):
    """The same attack on a board that keeps its order re-links everyone: it would see the flaw it is there to see."""
    chance = random.Random(1)
    electors = [[number] for number in range(N)]
    ballots = [[b"%d" % number] for number in range(N)]
    truth = {number: b"%d" % number for number in range(N)}
    assert hits(guess(electors, ballots, chance), truth) == N
    batches = [list(range(first, last)) for first, last in pairwise(range(0, N + 1, K))]
    sealed = [[b"%d" % number for number in batch] for batch in batches]
    got = [hits(by_batches(batches, sealed, chance), truth) for _ in range(50)]
    assert N / K * 0.7 < sum(got) / 50 < N / K * 1.3
