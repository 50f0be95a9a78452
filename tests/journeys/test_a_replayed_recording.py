"""A recorded debate, replayed by people who change their minds, ends with the figures of the recording."""

import csv
import os
import random
import subprocess
import sys
import uuid
from collections import Counter
from pathlib import Path

import pytest

from tests.replay_opinions import OPINION, differences, read, recording, replay
from tests.suite.running import ROOT, Suite

STATEMENTS = [
    ("1", "ada", "Des composteurs dans chaque quartier"),
    ("2", "ada", "Des portions plus petites à la cantine\nEt du pain à volonté"),
    ("3", "ada", "Un marché de producteurs le mercredi"),
    ("4", "bob", "Moins de viande"),
]
MODERATED = "5"  # votes on it were recorded, its text was not
VOTERS = [f"voter {number}" for number in range(19)] + ["bob"]


@pytest.fixture
def votes() -> list[tuple[str, str, int]]:
    """Two hundred, twice on everything by everyone: (statement, voter, value) in order of time."""
    chance = random.Random(20)
    ballots = [(statement, voter) for statement in "12345" for voter in VOTERS] * 2
    chance.shuffle(ballots)
    return [(statement, voter, chance.choice(list(OPINION))) for statement, voter in ballots]


@pytest.fixture
def folder(tmp_path: Path, votes: list[tuple[str, str, int]]) -> Path:
    """The recording, its votes in any order but with their times."""
    rows = [(1_700_000_000 + at, *vote) for at, vote in enumerate(votes)]
    random.Random(21).shuffle(rows)
    with (tmp_path / "comments.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("comment-id", "author-id", "comment-body"), *STATEMENTS])
    with (tmp_path / "votes.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("timestamp", "comment-id", "voter-id", "vote"), *rows])
    return tmp_path


def tally(votes: list[tuple[str, str, int]]) -> dict[str, Counter[str]]:
    """By statement, what each person said last of it."""
    last = {(statement, voter): OPINION[value] for statement, voter, value in votes}
    return {
        statement: Counter(said for (about, _), said in last.items() if about == statement)
        for statement in "12345"
    }


@pytest.mark.timeout(240)
def test_the_figures_are_those_of_the_recording(
    suite: Suite, folder: Path, votes: list[tuple[str, str, int]]
) -> None:
    organiser = suite.administrator()
    name = {"name": f"Rejeu {uuid.uuid4().hex[:5]}", "kind": "association"}
    organisation = organiser.api.post("/organisations", name)
    assert read(folder).tally == tally(votes)
    assert replay(suite.gateway, suite.mails, organiser, organisation["id"], folder, []) == 0
    [project] = suite.api().pages("/projects", organisation_id=organisation["id"])
    figures = suite.api().get(f"/projects/{project['id']}/figures")
    assert (figures["contributions"], figures["votes"]) == (len(STATEMENTS) + 1, 5 * len(VOTERS))


def test_a_difference_is_told() -> None:
    expected = {"1": Counter(agree=2, mixed=0), "2": Counter(disagree=1)}
    assert differences(expected, {"1": Counter(agree=2), "2": Counter(disagree=1)}) == []
    found = differences(expected, {"1": Counter(agree=1, mixed=1), "2": Counter(disagree=1)})
    assert found == ["statement 1: {'agree': 2} expected, {'agree': 1, 'mixed': 1} found"]


def test_says_what_is_missing_before_anything_is_begun(tmp_path: Path, folder: Path) -> None:
    for arguments, sentence in (
        ([], "FILE=folder"),
        ([str(tmp_path / "nowhere")], "no comments.csv and no votes.csv in "),
    ):
        command = [sys.executable, "-m", "tests.replay_opinions", *arguments]
        done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
        assert (done.returncode, done.stdout) == (1, "")
        assert sentence in done.stderr and "Traceback" not in done.stderr  # noqa: PT018
    elsewhere = os.environ | {"CAPCO_RUN_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "tests.replay_opinions", str(folder)]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True, env=elsewhere)
    assert (done.returncode, "make run" in done.stderr, "Traceback" in done.stderr) == (1, True, False)
    assert recording([str(folder)]) == folder
    (folder / "votes.csv").unlink()
    with pytest.raises(SystemExit, match=r"There is no votes\.csv in"):
        recording([str(folder)])
