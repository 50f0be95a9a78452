"""Arguments, sources and the votes for them with a real database."""

import pytest

from consultations.tests.world import World
from contracts.refused import Refused


def test_counts_arguments_by_side_and_sources(world: World) -> None:
    """CO-6"""
    contribution = world.contribution()
    for side in ("for", "for", "against"):
        world.argument(contribution, side=side)
    world.source(contribution)
    found = world.ask("get_contribution", contribution_id=contribution)
    assert (found["arguments_for"], found["arguments_against"], found["arguments"]) == (2, 1, 3)
    assert found["sources"] == 1
    world.fold()
    assert world.ask("get_contribution", contribution_id=contribution) == found


@pytest.mark.parametrize(
    ("mode", "side", "taken"),
    [
        ("none", "for", False), ("none", "comment", False), ("comments", "comment", True),
        ("comments", "for", False), ("for", "for", True), ("for", "against", False),
        ("for_and_against", "against", True), ("for_and_against", "comment", False),
    ],
)  # fmt: skip
def test_takes_the_arguments_that_the_section_takes(world: World, mode: str, side: str, taken: bool) -> None:
    contribution = world.contribution(section=world.add_section(arguments=mode))
    if taken:
        world.argument(contribution, side=side)
        return
    with pytest.raises(Refused, match="arguments_off"):
        world.argument(contribution, side=side)


def test_refuses_a_source_where_there_are_none(world: World) -> None:
    contribution = world.contribution(section=world.add_section(sources=False))
    with pytest.raises(Refused, match="sources_off"):
        world.source(contribution)


@pytest.mark.parametrize("kind", ["argument", "source"])
def test_counts_one_vote_a_person_and_none_of_the_author(world: World, kind: str) -> None:
    contribution, author, voter = world.contribution(), world.person(), world.person()
    remark = getattr(world, kind)(contribution, author)
    asked = {f"{kind}_id": remark}
    for _ in range(2):
        given = world.ask(f"vote_{kind}", voter, **asked)
        assert (given["supported"], given["votes"], given["counted"]) == (True, 1, True)
    assert world.ask(f"list_{kind}s", contribution_id=contribution)["items"][0]["votes"] == 1
    assert world.ask("get_my_participation", voter, step_id=world.step)["supported"] == [str(remark)]
    world.fold()
    assert world.ask(f"list_{kind}s", contribution_id=contribution)["items"][0]["votes"] == 1
    for _ in range(2):
        assert world.ask(f"unvote_{kind}", voter, **asked)["votes"] == 0
    assert [len(world.told(name)) for name in ("support_given", "support_withdrawn")] == [1, 1]
    with pytest.raises(Refused, match=f"own_{kind}"):
        world.ask(f"vote_{kind}", author, **asked)


@pytest.mark.parametrize("kind", ["argument", "source"])
def test_waits_for_the_authors_address_then_shows_and_counts(world: World, kind: str) -> None:
    """ID-2"""
    contribution, author, voter = (
        world.contribution(),
        world.person(confirmed=False),
        world.person(confirmed=False),
    )
    remark = getattr(world, kind)(contribution, author)
    world.ask(f"vote_{kind}", voter, **{f"{kind}_id": getattr(world, kind)(contribution)})
    listed = {"contribution_id": contribution}
    assert str(remark) not in [each["id"] for each in world.ask(f"list_{kind}s", **listed)["items"]]
    assert str(remark) in [each["id"] for each in world.ask(f"list_{kind}s", author, **listed)["items"]]
    with pytest.raises(Refused, match="not_found"):
        world.ask(f"vote_{kind}", world.person(), **{f"{kind}_id": remark})
    assert world.ask("get_contribution", **listed)[f"{kind}s"] == 1
    world.confirm(author)
    world.confirm(voter)
    assert world.ask("get_contribution", **listed)[f"{kind}s"] == 2
    votes = {each["id"]: each["votes"] for each in world.ask(f"list_{kind}s", **listed)["items"]}
    assert sorted(votes.values()) == [0, 1]
    assert [fact["published"] for fact in world.told(f"{kind}_added")] == [False, True, True]


@pytest.mark.parametrize("kind", ["argument", "source"])
def test_lets_an_author_alone_erase(world: World, kind: str) -> None:
    contribution, author = world.contribution(), world.person()
    remark = getattr(world, kind)(contribution, author)
    with pytest.raises(Refused, match="forbidden"):
        world.ask(f"erase_{kind}", world.person(), **{f"{kind}_id": remark})
    world.ask(f"erase_{kind}", author, **{f"{kind}_id": remark})
    with pytest.raises(Refused, match="not_found"):
        world.ask(f"erase_{kind}", author, **{f"{kind}_id": remark})
    assert world.ask("get_contribution", contribution_id=contribution)[f"{kind}s"] == 0
    assert world.ask(f"list_{kind}s", contribution_id=contribution)["items"] == []
    assert world.rows(f"SELECT body FROM {kind}") == [("",)]


@pytest.mark.parametrize("sort", ["votes", "newest", "oldest"])
def test_pages_through_arguments_in_every_order(world: World, sort: str) -> None:
    contribution = world.contribution()
    arguments = [world.argument(contribution, body=f"Argument {number}") for number in range(5)]
    for number, argument in enumerate(arguments):
        for _ in range(number % 3):
            world.ask("vote_argument", world.person(), argument_id=argument)
    world.fold()
    seen, cursor = [], None
    while True:
        page = world.ask("list_arguments", contribution_id=contribution, sort=sort, limit=2, cursor=cursor)
        seen += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert sorted(each["id"] for each in seen) == sorted(str(argument) for argument in arguments)
    if sort == "votes":
        assert [each["votes"] for each in seen] == [2, 1, 1, 0, 0]
    else:
        order = [str(argument) for argument in arguments]
        assert [each["id"] for each in seen] == (order if sort == "oldest" else order[::-1])
