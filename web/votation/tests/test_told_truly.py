"""What a votation's pages say of whose votes can be read, and of rounds by which several are elected."""

import copy
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from web.tests.gateway_double import GatewayDouble
from web.tests.votation_double import LINK, MANY, PAGE, RESULTS, World, fill
from web.votation.tests.test_pages import said

SMALL = [{"college": "", "weight": 40, "electors": 1}, {"college": "", "weight": 7, "electors": 2}]


@pytest.fixture
def world(app: Flask, gateway: GatewayDouble) -> World:
    app.config["NOW"] = datetime(2026, 11, 24, 9, tzinfo=UTC)
    known = World()
    fill(gateway, known)
    return known


def test_everyone_reads_in_which_groups_votes_can_be_read(client: FlaskClient, world: World) -> None:
    """V10: on the votation's page and with its rules; where nobody's can, nothing is said."""
    for page in (PAGE, f"{PAGE}/regles"):
        assert "votes qui peuvent être lus" not in said(client, page)
        assert "aussi petits" not in said(client, page)
    world.small_groups = SMALL
    for page in (PAGE, f"{PAGE}/regles"):
        read = said(client, page)
        assert "1 personne de poids 40" in read
        assert "2 personnes de poids 7" in read
    assert "Dans des groupes aussi petits" in said(client, PAGE)
    assert "leur vote peut y être lu" in said(client, f"{PAGE}/regles")
    assert "votes can be read there; the organiser accepted it" in said(client, f"{PAGE}/regles", "en")


@pytest.mark.parametrize(
    ("among", "fr", "en"),
    [
        (1, "Personne d'autre sur la liste n'est compté", "Nobody else on the roll"),
        (3, "un groupe de 3 personnes seulement", "a group of only 3 people"),
        (None, "", ""),
    ],
)
def test_whoever_can_be_recognised_is_told_before_voting(
    client: FlaskClient, world: World, among: int | None, fr: str, en: str
) -> None:
    """V10: in the booth, with the choices, in both languages."""
    client.set_cookie("capco_vote", LINK, path=PAGE)
    world.booth = {"readable_among": among}
    for code, words in (("fr", fr), ("en", en)):
        page = said(client, f"{PAGE}/voter", code)
        assert 'data-screen="answers"' in page
        if words:
            assert words in page
        else:
            assert "pourra être reconnu" not in page
            assert "recognised" not in page


# --- single transferable vote

ROUNDS = [
    {"votes": [[0, 700000], [1, 200000], [2, 100000]], "exhausted": 0, "elected": [0], "eliminated": []},
    {"votes": [[1, 328571], [2, 271428]], "exhausted": 100000, "elected": [], "eliminated": [2]},
    {"votes": [[1, 500000]], "exhausted": 199999, "elected": [1], "eliminated": []},
]


def transferable(possible: list[list[int]]) -> dict[str, Any]:
    """The result of many questions, its ranking counted by single transferable vote for two seats."""
    told: dict[str, Any] = copy.deepcopy(RESULTS["many"])
    at = next(n for n, asked in enumerate(told["questions"]) if asked["kind"] == "ranking")
    told["questions"][at] |= {"method": "stv", "seats": 2}
    ids = [choice["id"] for choice in told["questions"][at]["choices"]]
    found = next(each for each in told["result"]["questions"] if each["id"] == told["questions"][at]["id"])
    found["tally"] = {"quota": 4, "unit": 100000, "rounds": ROUNDS, "possible": possible}
    found["ranking"] = [{"choice": one, "rank": n, "votes": None} for n, one in enumerate(ids, 1)]
    found["decision"] |= {"winners": ids[:2], "outcome": "elected"}
    return told


@pytest.mark.parametrize(
    ("code", "quota", "elected", "eliminated", "exhausted"),
    [
        ("fr", "le quotient de 4", "élu", "éliminé", "Bulletins épuisés"),
        ("en", "the quota of 4", "elected", "eliminated", "Exhausted ballots"),
    ],
)
def test_a_single_transferable_vote_is_told_round_by_round(
    client: FlaskClient,
    app: Flask,
    gateway: GatewayDouble,
    monkeypatch: pytest.MonkeyPatch,
    code: str,
    quota: str,
    elected: str,
    eliminated: str,
    exhausted: str,
) -> None:
    """Point 15: quota, parts of votes that move on, who is elected or goes in each round."""
    told = transferable([])
    monkeypatch.setitem(RESULTS, "many", told)
    app.config["NOW"] = datetime(2026, 12, 2, 9, tzinfo=UTC)
    world = World(state="proclaimed", many=True)
    world.votation.questions = told["questions"]
    fill(gateway, world)
    page = said(client, PAGE, code)
    assert quota in page
    for words in (elected, eliminated, exhausted):
        assert words in page
    comma = "," if code == "fr" else "."
    for votes in (f"3{comma}28", f"2{comma}71", f"1{comma}99"):
        assert votes in page
    assert len(MANY) == len(told["questions"])


def test_a_single_transferable_vote_that_is_open_says_whom_each_order_elects(
    client: FlaskClient, app: Flask, gateway: GatewayDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Point 15"""
    told = transferable([[0, 1], [0, 2]])
    monkeypatch.setitem(RESULTS, "many", told)
    app.config["NOW"] = datetime(2026, 12, 2, 9, tzinfo=UTC)
    world = World(state="proclaimed", many=True)
    world.votation.questions = told["questions"]
    fill(gateway, world)
    asked = next(each for each in told["questions"] if each["method"] == "stv")
    labels = [choice["label"] for choice in asked["choices"]]
    page = said(client, PAGE, "en")
    assert f"One order elects {labels[0]}, {labels[1]}." in page
    assert f"One order elects {labels[0]}, {labels[2]}." in page
