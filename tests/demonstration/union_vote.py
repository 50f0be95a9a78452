"""`python -m tests.demonstration.union_vote`: the union's electors vote on the amendment, then it is counted and proclaimed.

Thousands of letters, codes and ballots take minutes, so `make run` greets before and leaves this in the background.
Killed and run again, it goes on where the votation is; one that closed meanwhile is given up and held anew.
"""

import random
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tqdm import tqdm

from tests.demonstration import desk, running, union_rolls
from tests.demonstration import union_words as words
from tests.demonstration.polling import Booth, Polling, full_minute
from tests.demonstration.union import VOTE_LASTS, Union, open_vote
from tests.suite.api import Problem
from tests.suite.people import Mails

CLIENTS = 16
EARLIEST_CLOSING = timedelta(seconds=45)  # before which voting that is not done has the closing put off
PUT_OFF = timedelta(minutes=2)
MANY_TRIES = 5

Bar = Callable[[str, int], Any]


def main() -> None:
    suite = running.found()
    if not (suite.folder / running.DONE).exists():
        union = running.union(suite.gateway, suite.folder)
        print(finish(union, suite.gateway, suite.mails, bar), flush=True)
        (suite.folder / running.DONE).touch()


def bar(what: str, total: int) -> Any:
    """A line of its own on a terminal; now and then a line in a log."""
    return tqdm(
        total=total, desc=what, unit="", ncols=90, leave=False, mininterval=0.5 if sys.stderr.isatty() else 30
    )


def finish(union: Union, gateway: str, mails: Mails, show: Bar) -> str:
    """The sentence of the result."""
    project_id = running.project_of(union)
    for _ in range(MANY_TRIES):
        polling = open_vote(union, project_id)
        if cast(polling, gateway, mails, show) and (result := decide(polling)):
            return publish(union, project_id, result)
        polling.act("cancellation", reason=words.ABANDONED)
    raise AssertionError("the votation on the amendment was interrupted each time")


def cast(polling: Polling, gateway: str, mails: Mails, show: Bar) -> bool:
    """Everyone votes who does; whether the box has all their ballots when it is closed."""
    state = polling.state
    if state == "suspended":
        polling.act("resumption")
    if state in ("sealed", "open", "suspended"):
        polling.invite()
        polling.wait_for("open")
        vote(polling, Booth.of(gateway, mails, polling), show)
    wait_for_closing(polling, show)
    turnout = polling.organiser.api.get(f"{polling.path}/turnout")
    return bool(turnout["exact"]) and turnout["signed_at_least"] == union_rolls.VOTERS


def vote(polling: Polling, booth: Booth, show: Bar) -> None:
    electors = {
        each["reference"]: each["email"]
        for each in polling.organiser.api.pages(f"{polling.path}/electors", limit=100)
    }
    ballots = list(union_rolls.answers(electors).items())
    random.Random(union_rolls.SEED).shuffle(ballots)
    keeper = Closing(polling)

    def one(numbered: tuple[int, tuple[str, int | None]]) -> None:
        number, (reference, answer) = numbered
        keeper.put_off_if_near()
        booth.vote(number, electors[reference], [answer])
        voted.update()

    with show("voting on the amendment", len(ballots)) as voted, ThreadPoolExecutor(CLIENTS) as pool:
        for _ in pool.map(one, enumerate(ballots)):
            pass


@dataclass
class Closing:
    """Looks now and then whether the closing comes before the last elector, on a slow machine or after a break."""

    polling: Polling
    looks_at: float = 0.0

    def put_off_if_near(self) -> None:
        if time.monotonic() < self.looks_at:
            return
        self.looks_at = time.monotonic() + 10
        view = self.polling.view
        closes_at = datetime.fromisoformat(view["closes_at"])
        if view["state"] == "open" and closes_at - datetime.now(UTC) < EARLIEST_CLOSING:
            later = full_minute(datetime.now(UTC) + PUT_OFF).isoformat()
            try:
                self.polling.act("extension", closes_at=later, reason=words.PUT_OFF)
            except Problem as problem:
                if problem.code not in ("not_open", "stale_version", "closing_earlier"):
                    raise


def wait_for_closing(polling: Polling, show: Bar) -> None:
    left = datetime.fromisoformat(polling.view["closes_at"]) - datetime.now(UTC)
    with show("waiting for the closing", max(0, int(left.total_seconds()))) as waited:
        while datetime.now(UTC) < datetime.fromisoformat(polling.view["closes_at"]):
            time.sleep(2)
            waited.update(2)
    polling.wait_for("closed", "counted", "proclaimed", seconds=VOTE_LASTS.total_seconds())


def decide(polling: Polling) -> dict[str, Any]:
    """The proclaimed result, which must be what was cast."""
    if polling.state == "closed":
        polling.count()
    result = polling.proclaim(words.OBSERVATIONS)
    question = result["questions"][0]
    found = (
        question["tally"]["votes"], question["blank"]["heads"], question["expressed"]["heads"], question["null"]["heads"],
    )  # fmt: skip
    for_and_against = [union_rolls.FOR, union_rolls.AGAINST]
    assert found == (for_and_against, union_rolls.BLANK, sum(for_and_against), 0), found
    assert question["decision"]["sentence"]["fr"].endswith(words.NOT_SIGNED)
    return result


def publish(union: Union, project_id: str, result: dict[str, Any]) -> str:
    """What the union does of it, in the last step of the chain."""
    sentence = str(result["questions"][0]["decision"]["sentence"]["fr"])
    project = union.organiser.api.get(f"/projects/{project_id}")
    text = words.POSITION.format(sentence=sentence)
    desk.change_step(union.organiser, desk.step_of(project, "results"), body=text)
    return sentence


if __name__ == "__main__":
    main()
