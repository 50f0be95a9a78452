"""Stage V: a whole electorate votes while the parts of the votation die; then everything is closed, counted, verified."""

import random
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.faults import blows, counting
from tests.faults.arena import CLIENTS, Arena
from tests.suite.api import Api, Problem
from tests.suite.votations import House, open_house

SPENT = ("already_cast", "right_not_valid")
STANDS = {
    "box": (
        "SELECT count(*) FROM board WHERE votation_id = :id",
        "SELECT count(DISTINCT ballot_hash) FROM board WHERE votation_id = :id",
        "SELECT coalesce(sum(ballots), 0) FROM epoch WHERE votation_id = :id",
        "SELECT ballots FROM box WHERE votation_id = :id",
        "SELECT coalesce(sum(ballots), 0) FROM plain_ballot WHERE votation_id = :id",
    ),
    "votation": (
        "SELECT count(*) FROM signed WHERE votation_id = :id",
        "SELECT count(DISTINCT elector_id) FROM signed WHERE votation_id = :id",
        "SELECT coalesce(sum(ballots), 0) FROM counted_ballot WHERE votation_id = :id",
    ),
}
LEFT = {
    "box": (
        "SELECT count(*) FROM intake WHERE votation_id = :id",
        "SELECT count(*) FROM spent_right WHERE votation_id = :id",
    ),
    "votation": (
        "SELECT count(*) FROM voting_right WHERE votation_id = :id",
        "SELECT count(*) FROM code c JOIN elector e ON e.id = c.elector_id WHERE e.votation_id = :id",
    ),
}


def ballots_under_faults(arena: Arena, electors: int, faults: int, seed: int) -> None:
    """VO-4, VO-5: nobody's ballot is lost, none counts twice, every receipt is on the board."""
    suite, chance = arena.suite, random.Random(seed)
    house = open_house(suite, arena.organiser(), arena.organisation_id, electors)
    choices = [chance.choice((0, 0, 1, None)) for _ in range(electors)]
    receipts: list[dict[str, Any]] = []
    cast_twice: list[str] = []
    planned = blows.plan(seed, suite.processes_of("votation", "box", "notifications", "gateway"), faults)
    killed_before, started = len(suite.killed), time.monotonic()
    over = threading.Event()

    def vote(elector: int) -> None:
        """One elector, who is stubborn: the same right and the same bytes until there is a receipt."""
        api = Api(suite.gateways[elector % len(suite.gateways)], patience=150)
        right, sealed = house.right(elector, api), house.sealed([choices[elector]])
        receipt = house.cast(right, sealed, api)
        if elector % 10 == 0:  # the receipt was lost: the same again gives the same
            assert house.cast(right, sealed, api) == receipt
        if elector % 10 == 1:  # and who would have a second ballot is refused
            with pytest.raises(Problem) as refused:
                house.cast(right, house.sealed([1]), api)
            assert refused.value.code in SPENT, refused.value
            cast_twice.append(refused.value.code)
        receipts.append(receipt)

    def break_things() -> None:
        """Each blow when its share of the electors has voted."""
        for blow in planned:
            while len(receipts) < blow.moment * electors and not over.is_set():
                time.sleep(0.05)
            if not over.is_set():
                blows.deal(suite, blow)

    with ThreadPoolExecutor(CLIENTS + 1) as pool:
        breaking = pool.submit(break_things)
        try:
            list(pool.map(vote, range(electors)))
        finally:
            over.set()
        breaking.result()
    seconds = time.monotonic() - started
    killed = len(suite.killed) - killed_before
    print(
        f"{len(receipts)} receipts in {seconds:.0f} s, {faults} faults ({killed} kills), {len(cast_twice)} second"
        " ballots refused"
    )
    assert len({receipt["ballot"] for receipt in receipts}) == len(receipts) == electors
    assert killed >= sum(blow.kills for blow in planned) // 2, "too few kills to prove anything"
    suite.wait_ready(60, besides=("mail",))
    close_and_count(house, receipts, choices)
    counting.wait_quiet(suite, ("votation", "box"))


def close_and_count(house: House, receipts: list[dict[str, Any]], choices: list[int | None]) -> None:
    """Both sides agree, every receipt is on the board, the count is what was voted, the archive verifies."""
    suite, voters = house.suite, len(receipts)
    house.move_window(-7200, -0.001)
    house.wait_state("closed", seconds=60)
    board = {entry for epoch in suite.api().pages(f"{house.path}/board/epochs") for entry in epoch["ballots"]}
    lost = {receipt["ballot"] for receipt in receipts} - board
    assert not lost, f"{len(lost)} receipts are not on the board"
    assert len(board) == voters
    house.count()
    result = house.proclaim()
    for service, queries in STANDS.items():
        for query in queries:
            assert counting.scalar(suite, service, query, id=house.id) == voters, query
    for service, queries in LEFT.items():
        for query in queries:
            assert counting.scalar(suite, service, query, id=house.id) == 0, query
    said = Counter(choices)
    question = result["questions"][0]
    assert (question["tally"]["votes"], question["blank"]["heads"]) == ([said[0], said[1]], said[None])
    with tempfile.TemporaryDirectory(prefix="capco-") as folder:
        archive = house.download("archive", Path(folder))
        house.verify(archive, *receipts[:2])
    print(
        f"board {len(board)} = signatures {voters} = counted {voters}; 0 lost, 0 twice; the archive verifies"
    )
