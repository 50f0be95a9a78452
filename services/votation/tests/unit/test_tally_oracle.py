"""Belenios' own program counts 500 random profiles as we do: ties, unranked choices, exact ties of grades."""

import json
import random
import shutil
import subprocess

import pytest

from votation.domain.tally import majority_judgment, schulze

TOOL = shutil.which("belenios-tool")
pytestmark = pytest.mark.skipif(
    TOOL is None, reason="belenios-tool is absent and could not be installed (Debian package belenios-tool)"
)
PROFILES = 500


def belenios(method, ballots, *options):
    command = [str(TOOL), "method", method, "--blank-allowed=false", *options]
    done = subprocess.run(command, input=json.dumps(ballots), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def ranks_of(winners):
    """Belenios lists the choices level by level."""
    ranks: dict[int, int] = {}
    before = 0
    for level in winners:
        ranks |= dict.fromkeys(level, before + 1)
        before += len(level)
    return tuple(ranks[choice] for choice in sorted(ranks))


def between_two(matrix):
    """Without the diagonal, where Belenios keeps what runs in a circle."""
    return [[cell for other, cell in enumerate(row) if other != one] for one, row in enumerate(matrix)]


def test_schulze_agrees_with_belenios():
    draw = random.Random(20_260_504)
    for _ in range(PROFILES):
        choices = draw.randint(2, 6)
        ballots = [[draw.randint(0, choices) for _ in range(choices)] for _ in range(draw.randint(1, 12))]
        theirs = belenios("schulze", ballots, f"--nchoices={choices}")
        ours = schulze.tally([(tuple(rank or None for rank in ballot), 1) for ballot in ballots], choices)
        assert ours.shown["pairwise"] == theirs["raw"]
        assert between_two(ours.shown["paths"]) == between_two(theirs["beatpaths"])
        assert ours.ranks == ranks_of(theirs["winners"]), ballots


def test_majority_judgment_agrees_with_belenios():
    """Of an even number of grades Belenios takes the better middle one, we the worse. Seen in a mirror, with the worst
    grade as the best and the last choice as the first, theirs is ours.
    """
    draw = random.Random(20_260_505)
    for _ in range(PROFILES):
        choices, grades = draw.randint(2, 5), draw.randint(2, 6)
        ballots = [[draw.randrange(grades) for _ in range(choices)] for _ in range(draw.randint(1, 9))]
        mirrored = [[grades - grade for grade in ballot] for ballot in ballots]
        theirs = belenios("majority-judgment", mirrored, f"--nchoices={choices}", f"--ngrades={grades}")
        ours = majority_judgment.tally([(tuple(ballot), 1) for ballot in ballots], choices, grades)
        assert ours.shown["gauges"] == [gauge[::-1] for gauge in theirs["raw"]]
        assert ours.ranks == ranks_of(theirs["winners"][::-1]), ballots
