"""B18: Back and send again, or a double press, is one act; by the service, whatever the form's key."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from consultations.tests.world import World
from contracts.refused import Refused

SPACED = {"title": "  Des  TILLEULS\u200b ", "body": "Une place\u00a0ombragée. "}
TEXT = {"title": "Des tilleuls", "body": "Une place ombragée."}


def written(world: World, person: str, **more: Any) -> dict[str, Any]:
    return world.ask("submit_contribution", person, **{"section_id": world.section, **TEXT, **more})


def test_the_same_text_within_the_hour_is_answered_by_the_first(world: World) -> None:
    """B18"""
    ana = world.person()
    first = written(world, ana)
    again = written(world, ana, **SPACED)
    assert (again["id"], again["repeated"], first["repeated"]) == (first["id"], True, False)
    assert again["title"] == "Des tilleuls"
    assert len(world.told("contribution_submitted")) == 1
    assert world.rows("SELECT count(*) FROM contribution")[0][0] == 1


def test_another_text_place_person_or_hour_is_another_act(world: World) -> None:
    """B18"""
    ana = world.person()
    first = written(world, ana)
    others = [
        written(world, ana, body="Une place fleurie."),
        written(world, world.person()),
        written(world, world.person(), section_id=world.add_section()),
    ]
    world.rows_changed("UPDATE contribution SET created_at = created_at - interval '61 minutes'")
    others.append(written(world, ana))
    assert len({first["id"], *(each["id"] for each in others)}) == 5
    assert not any(each["repeated"] for each in others)


def test_what_was_erased_or_taken_away_does_not_stand_for_what_is_sent(world: World) -> None:
    """B18"""
    ana = world.person()
    first = written(world, ana)
    world.ask("erase_contribution", ana, contribution_id=first["id"])
    assert written(world, ana)["id"] != first["id"]


def test_a_draft_stands_for_the_same_draft_alone(world: World) -> None:
    """B18"""
    ana = world.person()
    draft = written(world, ana, draft=True)
    assert written(world, ana, draft=True)["id"] == draft["id"]
    assert written(world, ana)["id"] != draft["id"]


def test_arguments_sources_and_versions_sent_again_are_one(world: World) -> None:
    """B18"""
    section = world.add_section(versions=True)
    contribution, ana = world.contribution(section=section), world.person()
    source = {"title": "Un rapport", "link": "https://example.org/r", "category": "report"}
    version = {**TEXT, "reasons": "C'est mieux dit."}
    for name, asked in (
        ("add_argument", {"side": "for", "body": "Parce que"}),
        ("add_source", source),
        ("propose_version", version),
    ):
        first, again = (world.ask(name, ana, contribution_id=contribution, **asked) for _ in range(2))
        assert (again["id"], again["repeated"], first["repeated"]) == (first["id"], True, False), name
    against = world.ask("add_argument", ana, contribution_id=contribution, side="against", body="Parce que")
    assert not against["repeated"]
    assert world.rows("SELECT (SELECT count(*) FROM argument), (SELECT count(*) FROM source)")[0] == (2, 1)


@pytest.mark.parametrize("confirmed", [True, False])
def test_fifty_at_once_are_one(world: World, confirmed: bool) -> None:
    """B18: whoever is sent away by a full service sends again, as a browser's user does."""
    contribution, ana = world.contribution(), world.person(confirmed=confirmed)

    def until_answered(send: Callable[[], dict[str, Any]]) -> str:
        for _ in range(20):
            try:
                return str(send()["id"])
            except Refused as refused:
                if refused.code != "unavailable":
                    raise
        raise AssertionError("never answered")

    def both(_: int) -> tuple[str, str]:
        argument = {"contribution_id": contribution, "side": "for", "body": "Parce que"}
        return (
            until_answered(lambda: written(world, ana)),
            until_answered(lambda: world.ask("add_argument", ana, **argument)),
        )

    with ThreadPoolExecutor(50) as pool:
        ids = list(pool.map(both, range(50)))
    assert len(set(ids)) == 1
