"""Lists across projects: what one wrote and voted, a search of contributions, the figures of the site."""

from typing import Any
from uuid import UUID

from consultations.domain.project import VisibilityScope
from consultations.storage.acts import StoredActs
from consultations.storage.figures import StoredFigures
from consultations.tests.world import World

NOBODY = VisibilityScope()


def mine(world: World, person: str, kind: str, scope: VisibilityScope = NOBODY) -> list[Any]:
    """Walked in pages of two, so that each comes once."""
    found: list[Any] = []
    after = None
    with world.storage.snapshot() as tx:
        while True:
            page = StoredActs(tx.connection).mine(world.id_of(person), kind, scope, after, 2)
            found += page[:2]
            if len(page) < 3:
                return found
            after = (found[-1].at, found[-1].id)


def searched(world: World, q: str, scope: VisibilityScope = NOBODY) -> list[str]:
    with world.storage.snapshot() as tx:
        return [each.title for each in StoredActs(tx.connection).search(q, scope, None, 20)]


def keep_to_members(world: World, contribution: UUID) -> None:
    kept = "(SELECT project_id FROM contribution WHERE id = :id)"
    world.rows_changed(f"UPDATE project SET visibility = 'members' WHERE id = {kept}", id=contribution)


def elsewhere(world: World) -> UUID:
    """A section of another project."""
    project = world.add_project(title="Ailleurs")
    return world.add_section(world.add_step(project), project)


def test_everything_one_wrote_is_in_one_list_with_its_place(world: World) -> None:
    """U10"""
    ana, other = world.person(), world.contribution(title="D'un autre")
    section = elsewhere(world)
    own = world.contribution(ana, title="Ici", body="Un")
    world.contribution(ana, section, title="Ailleurs aussi", body="Deux")
    world.argument(other, ana)
    world.source(other, ana)
    world.contribution(world.person(), title="De quelqu'un d'autre")
    found = mine(world, ana, "writings")
    assert [each.act for each in found] == ["source", "argument", "contribution", "contribution"]
    assert {each.project_title for each in found} == {"Projet", "Ailleurs"}
    assert found[-1].contribution_id == own
    assert found[1].title == "D'un autre"


def test_drafts_are_listed_apart_until_they_are_sent(world: World) -> None:
    """U10"""
    ana = world.person()
    draft = world.contribution(ana, title="Mon brouillon", draft=True)
    assert [each.id for each in mine(world, ana, "drafts")] == [draft]
    assert mine(world, ana, "writings") == []
    assert mine(world, world.person(), "drafts") == []


def test_votes_are_listed_with_what_they_say_until_withdrawn(world: World) -> None:
    """U10"""
    ana, contribution = world.person(), world.contribution(title="À voter")
    world.vote(contribution, "disagree", ana)
    [vote] = mine(world, ana, "votes")
    assert (vote.title, vote.opinion, vote.counted) == ("À voter", "disagree", True)
    world.ask("withdraw_opinion_vote", ana, contribution_id=contribution)
    assert mine(world, ana, "votes") == []


def test_words_of_others_that_left_view_are_in_nobody_s_list(world: World) -> None:
    """U10, as B02: the title of a hidden text, and a project that one no longer sees."""
    ana, contribution = world.person(), world.contribution(title="Un nom et une adresse")
    world.argument(contribution, ana)
    world.vote(contribution, "agree", ana)
    world.rows_changed("UPDATE contribution SET state = 'hidden' WHERE id = :id", id=contribution)
    assert [each.title for each in mine(world, ana, "writings")] == [""]
    assert mine(world, ana, "votes") == []
    world.rows_changed("UPDATE project SET visibility = 'draft'")
    assert mine(world, ana, "writings") == []


def test_a_search_finds_what_is_published_in_every_project_one_sees(world: World) -> None:
    """U43"""
    world.contribution(title="Un vélo ici")
    world.contribution(section=elsewhere(world), title="Des vélos ailleurs")
    among = world.contribution(section=elsewhere(world), title="Des vélos entre nous")
    keep_to_members(world, among)
    world.contribution(title="Un vélo brouillon", draft=True)
    hidden = world.contribution(title="Un vélo caché")
    world.rows_changed("UPDATE contribution SET state = 'hidden' WHERE id = :id", id=hidden)
    assert searched(world, "vélos") == ["Des vélos ailleurs", "Un vélo ici"]
    within = VisibilityScope(members=frozenset({world.organisation}))
    assert searched(world, "vélos", within) == ["Des vélos entre nous", "Des vélos ailleurs", "Un vélo ici"]


def test_the_site_counts_a_person_once_and_public_projects_only(world: World) -> None:
    """U05"""
    ana = world.person()
    world.contribution(ana, title="Un")
    first = world.contribution(section=elsewhere(world), title="Deux")
    world.vote(first, "agree", ana)
    keep_to_members(world, world.contribution(ana, elsewhere(world), title="Trois"))
    with world.storage.transaction() as tx:
        StoredFigures(tx.connection).fold()
    with world.storage.snapshot() as tx:
        totals = StoredActs(tx.connection).site()
    assert (totals.contributions, totals.votes, totals.participants) == (2, 1, 2)
