"""`make replay-opinions FILE=folder`: replay a Polis export through the gateway of the running suite, then reconcile.

The folder holds `comments.csv` (comment-id, author-id, comment-body) and `votes.csv` (timestamp, comment-id, voter-id,
vote: 1 agree, 0 pass, -1 disagree). Every author and voter becomes a person who registers and confirms by mail; votes
go in order of time, each person's in their order, by 16 clients. `BREAK=1` kills the consultations service and the
broker once each on the way. At the end the counters must be the file's last vote of each person, exactly, and so must
the rows of the export.
"""

import csv
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import requests
from tqdm import tqdm

from tests.suite.api import Api, Problem
from tests.suite.people import Mails, Person, register, sign_in

ROOT = Path(__file__).resolve().parents[1]
CLIENTS = 16
OPINION = {1: "agree", 0: "mixed", -1: "disagree"}
TOKEN_SECONDS = 240
STATEMENTS, VOTES = "comments.csv", "votes.csv"


@dataclass(frozen=True)
class Vote:
    at: int
    statement: str
    voter: str
    value: int


@dataclass
class Recorded:
    """What the export says."""

    statements: dict[str, str]
    authors: dict[str, str]
    votes: list[Vote]

    @property
    def last(self) -> dict[tuple[str, str], int]:
        """The last vote of each person on each statement."""
        return {(vote.voter, vote.statement): vote.value for vote in self.votes}

    @property
    def tally(self) -> dict[str, Counter[str]]:
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for (_, statement), value in self.last.items():
            counts[statement][OPINION[value]] += 1
        return counts


def read(folder: Path) -> Recorded:
    """Votes in order of time; those on statements that are not in the folder are left out."""
    with (folder / STATEMENTS).open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    statements = {row["comment-id"]: row["comment-body"].strip() or "…" for row in rows}
    authors = hands_of(rows)
    with (folder / VOTES).open(newline="", encoding="utf-8") as file:
        votes = [
            Vote(int(row["timestamp"]), row["comment-id"], row["voter-id"], int(row["vote"]))
            for row in csv.DictReader(file)
        ]
    for vote in votes:
        if vote.statement not in statements:
            statements[vote.statement] = f"Statement {vote.statement}, whose text the export does not hold."
            authors[vote.statement] = "moderated"
    return Recorded(statements, authors, sorted(votes, key=lambda vote: vote.at))


def hands_of(rows: list[dict[str, str]]) -> dict[str, str]:
    """Who writes each statement. Whoever wrote many is played by several people, two statements each: at two a
    minute, the one who prepared a conversation would write for half an hour."""
    written: Counter[str] = Counter()
    hands = {}
    for row in rows:
        author = row["author-id"]
        hand, written[author] = written[author] // 2, written[author] + 1
        hands[row["comment-id"]] = f"{author}, hand {hand + 1}" if hand else author
    return hands


class Crowd:
    """The people of the recording, each at an address of their own, each confirmed by the mail they got."""

    def __init__(self, gateway: str, mails: Mails) -> None:
        self.gateway, self.mails = gateway, mails
        self._people: dict[str, tuple[Person, float]] = {}

    def gather(self, names: Iterable[str], label: str) -> None:
        with ThreadPoolExecutor(CLIENTS) as pool:
            wanted = [name for name in dict.fromkeys(names) if name not in self._people]
            list(tqdm(pool.map(self._enter, enumerate(wanted)), total=len(wanted), desc=label, unit="person"))

    def _enter(self, numbered: tuple[int, str]) -> None:
        number, name = numbered
        api = Api(self.gateway)
        api.address = f"198.18.{number // 250 % 256}.{number % 250 + 1}"
        person = register(api, f"Person {name}")
        person.confirm(self.mails)
        self._people[name] = (person, time.monotonic())

    def api(self, name: str) -> Api:
        """A client with a fresh assertion. One thread at a time for one person."""
        person, renewed = self._people[name]
        if time.monotonic() - renewed > TOKEN_SECONDS:
            person.renew()
            self._people[name] = (person, time.monotonic())
        return person.api


def set_up(organiser: Person, organisation_id: str, title: str) -> tuple[str, str, str]:
    """(project, step, section) open for a month."""
    api = organiser.api
    asked = {"organisation_id": organisation_id, "title": title, "template": "open_question"}
    project = once_heard(partial(api.post, "/projects", asked))
    step = next(step["id"] for step in project["steps"] if step["kind"] == "consultation")
    section = next(part["id"] for part in api.get(f"/steps/{step}")["sections"] if part["contributable"])
    now = datetime.now(UTC)
    window = {
        "opens_at": now.isoformat(),
        "closes_at": (now + timedelta(days=30)).isoformat(),
        "reason": "Replay",
    }
    api.post(f"/steps/{step}/window", window, version=api.get(f"/steps/{step}")["version"])
    version = api.get(f"/projects/{project['id']}")["version"]
    api.post(f"/projects/{project['id']}/publication", {"visibility": "public"}, version=version)
    return project["id"], step, section


def once_heard(act: Callable[[], Any], seconds: float = 30) -> Any:
    """What a service does as soon as it has heard of what another was just told."""
    until = time.monotonic() + seconds
    while True:
        try:
            return act()
        except Problem as problem:
            if problem.code != "not_found" or time.monotonic() > until:
                raise
            time.sleep(0.2)


def submit(crowd: Crowd, recorded: Recorded, section: str) -> dict[str, str]:
    """Statement → contribution."""
    by_author: dict[str, list[str]] = defaultdict(list)
    for statement, author in recorded.authors.items():
        by_author[author].append(statement)
    made: dict[str, str] = {}

    def write(author: str) -> None:
        for statement in by_author[author]:
            text = recorded.statements[statement]
            body = {"title": text.replace("\n", " ")[:120].ljust(2, "."), "body": text}
            path = f"/sections/{section}/contributions"
            made[statement] = patiently(partial(crowd.api(author).post, path, body))["id"]

    with ThreadPoolExecutor(CLIENTS) as pool:
        list(tqdm(pool.map(write, by_author), total=len(by_author), desc="statements", unit="author"))
    return made


def patiently(act: Callable[[], Any]) -> Any:
    """Replayed people are faster than they were: they wait as they are told to."""
    while True:
        try:
            return act()
        except Problem as problem:
            if problem.code not in ("too_fast", "too_many_requests"):
                raise
            time.sleep(float(problem.body.get("retry_after", 20)))


def vote(crowd: Crowd, votes: list[Vote], made: dict[str, str], blows: list[Any]) -> None:  # noqa: C901
    """Sixteen clients, each with its share of the people, in order of time; blows fall on the way."""
    lanes: list[queue.SimpleQueue[Vote | None]] = [queue.SimpleQueue() for _ in range(CLIENTS)]
    bar = tqdm(total=len(votes), desc="votes", unit="vote")
    errors: list[BaseException] = []

    def client(lane: "queue.SimpleQueue[Vote | None]") -> None:
        while (one := lane.get()) is not None and not errors:
            try:
                path = f"/contributions/{made[one.statement]}/opinion"
                patiently(partial(crowd.api(one.voter).put, path, {"value": OPINION[one.value]}))
            except BaseException as error:
                errors.append(error)
                return
            bar.update()

    for one in votes:
        lanes[hash(one.voter) % CLIENTS].put(one)
    threads = [threading.Thread(target=client, args=(lane,)) for lane in lanes]
    for lane in lanes:
        lane.put(None)
    for thread in threads:
        thread.start()
    for number, blow in enumerate(blows, 1):
        while (
            bar.n < len(votes) * number / (len(blows) + 1)
            and not errors
            and any(t.is_alive() for t in threads)
        ):
            time.sleep(0.2)
        blow()
    for thread in threads:
        thread.join()
    bar.close()
    if errors:
        raise errors[0]


def counters(api: Api, made: dict[str, str]) -> dict[str, Counter[str]]:
    found = {}
    for statement, contribution in made.items():
        found[statement] = Counter(api.get(f"/contributions/{contribution}")["opinions"])
    return found


def exported(organiser: Person, project: str, made: dict[str, str]) -> dict[str, Counter[str]]:
    """The votes as the full export has them, counted row by row."""
    organiser.renew()
    body = {"shape": "full", "format": "json"}
    export = organiser.api.post(f"/projects/{project}/exports", body)
    while export["state"] not in ("done", "failed"):
        time.sleep(0.5)
        export = organiser.api.get(f"/exports/{export['id']}")
    assert export["state"] == "done", export
    answer = requests.get(
        f"{organiser.api.base}/exports/{export['id']}/file",
        headers={"Authorization": f"Bearer {organiser.api.token}"}, timeout=120,
    )  # fmt: skip
    answer.raise_for_status()
    rows = answer.json()
    rows = rows["rows"] if isinstance(rows, dict) else rows
    statement_of = {contribution: statement for statement, contribution in made.items()}
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        if row["kind"] == "vote":
            counts[statement_of[row["contribution_id"]]][row["opinion"]] += 1
    votes = sum(sum(count.values()) for count in counts.values())
    assert votes == export["votes"], f"{votes} rows, {export['votes']} announced"
    return counts


def differences(expected: dict[str, Counter[str]], found: dict[str, Counter[str]]) -> list[str]:
    return [
        f"statement {statement}: {dict(+expected[statement])} expected, {dict(+found.get(statement, Counter()))} found"
        for statement in expected
        if +expected[statement] != +found.get(statement, Counter())
    ]


def replay(
    gateway: str, mails: Mails, organiser: Person, organisation_id: str, folder: Path, blows: list[Any]
) -> int:
    """How many differences there are, each printed."""
    recorded = read(folder)
    crowd = Crowd(gateway, mails)
    print(
        f"{len(recorded.statements)} statements, {len(recorded.votes)} votes, {len(recorded.last)} last ones"
    )
    project, _step, section = set_up(organiser, organisation_id, f"Replay of {folder.name}")
    crowd.gather([*recorded.authors.values(), *(vote.voter for vote in recorded.votes)], "people")
    made = submit(crowd, recorded, section)
    started = time.monotonic()
    vote(crowd, recorded.votes, made, blows)
    seconds = time.monotonic() - started
    print(f"{len(recorded.votes)} votes in {seconds:.0f} s, {len(recorded.votes) / seconds:.0f} a second")
    wrong = differences(recorded.tally, counters(Api(gateway), made))
    wrong += differences(recorded.tally, exported(organiser, project, made))
    print("\n".join(wrong) or "the counters and the export are the file's last vote of each person, exactly")
    return len(wrong)


def recording(arguments: list[str]) -> Path:
    """The folder that was named. Ends with a sentence when it is none to replay."""
    if len(arguments) != 1:
        raise SystemExit("Say which folder to replay: make replay-opinions FILE=folder")
    folder = Path(arguments[0])
    missing = [name for name in (STATEMENTS, VOTES) if not (folder / name).is_file()]
    if missing:
        raise SystemExit(f"There is no {' and no '.join(missing)} in {folder}: nothing to replay.")
    return folder


def main() -> int:
    folder = recording(sys.argv[1:])
    run_dir = Path(os.environ.get("CAPCO_RUN_DIR", ROOT / ".run"))
    if not (run_dir / "demonstration.json").is_file():
        raise SystemExit("No suite was ever started here: `make run` first, and leave it running.")
    processes = {entry["name"]: entry for entry in json.loads((run_dir / "processes.json").read_text())}
    environment = processes["web"]["env"]
    gateway, mails = environment["GATEWAY_URL"], Mails(f"http://127.0.0.1:{environment['MAIL_PORT']}")
    accounts = json.loads((run_dir / "demonstration.json").read_text())["accounts"]
    administrator = next(account for account in accounts if account["role"] == "platform_admin")
    organiser = sign_in(Api(gateway), administrator["email"], administrator["password"])
    organisation = organiser.api.post(
        "/organisations", {"name": f"Replay of {folder.name}", "kind": "association"}
    )
    blows = breaking(run_dir) if os.environ.get("BREAK") == "1" else []
    return 1 if replay(gateway, mails, organiser, organisation["id"], folder, blows) else 0


def breaking(run_dir: Path) -> list[Any]:
    """Kill the service, then the broker."""

    def service() -> None:
        state = json.loads((run_dir / "supervisor.json").read_text())["processes"]
        os.kill(state["consultations"]["pid"], signal.SIGKILL)

    def broker() -> None:
        command = [sys.executable, str(ROOT / "deploy/local/infra.py")]
        where = ["--run-dir", str(run_dir)]
        subprocess.run([*command, "down", "--only", "rabbitmq", "--now", *where], check=True)
        subprocess.run([*command, "up", *where], check=True)

    return [service, broker]


if __name__ == "__main__":
    raise SystemExit(main())
