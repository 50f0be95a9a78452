"""Lists and search of contributions, and what they cost, with a real database."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from chassis.testing.database import analyse
from consultations.domain.search import ContributionQuery
from consultations.storage.search import StoredSearch
from consultations.tests.world import World
from contracts.refused import Refused


def titles(world: World, **asked: object) -> list[str]:
    return [each["title"] for each in world.ask("list_contributions", step_id=world.step, **asked)["items"]]


def walk(world: World, **asked: object) -> list[str]:
    found, cursor = [], None
    while True:
        page = world.ask("list_contributions", step_id=world.step, cursor=cursor, **asked)
        found += [each["id"] for each in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            return found


@pytest.mark.parametrize("query", ["velos", "vélo", "VÉLOS", "velo"])
def test_finds_french_words_accents_and_plurals_aside(world: World, query: str) -> None:
    """CO-14"""
    for title in ("Des vélos en ville", "Un vélo pour tous", "Une piscine"):
        world.contribution(title=title)
    assert sorted(titles(world, q=query)) == ["Des vélos en ville", "Un vélo pour tous"]


def test_finds_words_of_the_text_by_their_stem(world: World) -> None:
    world.contribution(title="Ma proposition", body="Il faudrait planter davantage d'arbres fruitiers.")
    assert titles(world, q="arbre fruitier") == ["Ma proposition"]
    assert titles(world, q="piscine") == []


@pytest.mark.parametrize("query", ["'", '"', "a & b | !", "%_\\", "<script>", ") OR 1=1 --", "été:*"])
def test_takes_any_characters_as_a_search(world: World, query: str) -> None:
    world.contribution()
    titles(world, q=query)


def test_sorts_by_votes_dates_and_discussion(world: World) -> None:
    first, second, third = (world.contribution(title=title) for title in ("Un", "Deux", "Trois"))
    for contribution, votes in ((first, 1), (third, 2)):
        for _ in range(votes):
            world.vote(contribution)
    world.argument(second)
    world.fold()
    assert titles(world, sort="votes") == ["Trois", "Un", "Deux"]
    assert titles(world, sort="newest") == ["Trois", "Deux", "Un"]
    assert titles(world, sort="oldest") == ["Un", "Deux", "Trois"]
    assert titles(world, sort="discussed")[0] == "Deux"


@pytest.mark.parametrize("sort", ["votes", "newest", "oldest", "discussed", "random"])
def test_shows_each_contribution_once_whatever_the_page(world: World, sort: str) -> None:
    contributions = {str(world.contribution(title=f"Texte {number}")) for number in range(7)}
    found = walk(world, sort=sort, limit=2, seed="x")
    assert len(found) == 7
    assert set(found) == contributions


def test_keeps_a_random_order_by_its_seed(world: World) -> None:
    for number in range(8):
        world.contribution(title=f"Texte {number}")
    orders = {seed: walk(world, sort="random", seed=seed, limit=3) for seed in "abcdefgh"}
    assert orders["a"] == walk(world, sort="random", seed="a", limit=5)
    assert len({tuple(order) for order in orders.values()}) > 1


def test_refuses_a_cursor_made_for_another_order(world: World) -> None:
    for number in range(3):
        world.contribution(title=f"Texte {number}")
    cursor = world.ask("list_contributions", step_id=world.step, sort="votes", limit=1)["next_cursor"]
    for sort in ("newest", "random", "discussed"):
        with pytest.raises(Refused, match="cursor_invalid"):
            titles(world, sort=sort, cursor=cursor)
    seeded = world.ask("list_contributions", step_id=world.step, sort="random", seed="a", limit=1)[
        "next_cursor"
    ]
    with pytest.raises(Refused, match="cursor_invalid"):
        titles(world, sort="random", seed="b", cursor=seeded)
    for forged in ("x", "W10", "WyJ2b3RlcyIsImEiLCJiIl0", "WyJ2b3RlcyIsMSwiYiJd"):
        with pytest.raises(Refused, match="cursor_invalid"):
            titles(world, cursor=forged)


def test_filters_by_section_type_theme_zone_and_what_is_answered(world: World) -> None:
    kind, theme = uuid4(), uuid4()
    problems, causes = world.add_section(role="problem"), world.add_section(role="cause")
    typed = world.person(types={str(world.organisation): str(kind)})
    problem = world.contribution(typed, problems, title="Problème")
    world.contribution(section=causes, title="Cause", answers=[str(problem)])
    with world.storage.transaction() as tx:
        tx.connection.execute(
            text("INSERT INTO label (id, organisation_id, kind, label) VALUES (:id, :of, 'theme', 'Eau')"),
            {"id": theme, "of": world.organisation},
        )
        tx.connection.execute(
            text("INSERT INTO project_label (project_id, label_id, kind) VALUES (:project, :id, 'theme')"),
            {"id": theme, "project": world.project},
        )
    assert titles(world, section_id=causes) == ["Cause"]
    assert titles(world, type_id=kind) == ["Problème"]
    assert titles(world, answers=problem) == ["Cause"]
    assert len(titles(world, theme_id=theme)) == 2
    assert titles(world, theme_id=uuid4()) == titles(world, zone_id=theme) == []
    assert titles(world, state="trashed") == []


def fill(world: World, many: int) -> None:
    with world.storage.engine.begin() as connection:
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(
            text(
                """
                INSERT INTO contribution (id, organisation_id, project_id, step_id, section_id, number,
                    author_id, title,
                    body, state, confirmed, cleared, agree, created_at, published_at)
                SELECT gen_random_uuid(), :organisation, :project, :step, :section, n, gen_random_uuid(),
                    'Proposition numéro ' || n || ' sur ' || md5(n::text),
                        'Le texte ' || md5((n * 7)::text), 'published',
                    true, true, (n % 1000), clock_timestamp(),
                        clock_timestamp() - n * interval '1 second'
                FROM generate_series(1, :many) AS n
                """
            ),
            {
                "organisation": world.organisation, "project": world.project, "step": world.step,
                "section": world.section, "many": many,
            },
        )  # fmt: skip
    analyse(world.storage.engine)


class Explained:
    """A connection that explains every SELECT before it runs it."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.plans: list[str] = []

    def execute(self, statement: Any, values: Any = None) -> Any:
        sql = text("EXPLAIN " + str(statement))
        plan = self.connection.execute(sql, values).scalars().all()
        self.plans.append("\n".join(plan))
        return self.connection.execute(statement, values)


@pytest.mark.timeout(300)
def test_never_reads_a_whole_step_for_a_page(world: World) -> None:
    """The cost of a list or a search does not grow with the number of contributions."""
    fill(world, 50_000)
    asked = [
        ContributionQuery(world.step, sort=sort, seed="a")
        for sort in ("votes", "newest", "oldest", "discussed", "random")
    ]
    asked += [
        ContributionQuery(world.step, section_id=world.section),
        ContributionQuery(world.step, q="numéro 777"),
        ContributionQuery(world.step, type_id=uuid4()),
        ContributionQuery(world.step, q=f"proposition {'9' * 3}", sort="newest"),
        ContributionQuery(world.step, answers=uuid4()),
        ContributionQuery(world.step, state="trashed"),
    ]
    middles = {
        "votes": (500, UUID(int=0)),
        "newest": None,
        "oldest": None,
        "discussed": (0, UUID(int=2**127)),
        "random": (0, 2**30, UUID(int=0)),
    }
    with world.storage.snapshot() as tx:
        connection = Explained(tx.connection)
        search = StoredSearch(connection)  # type: ignore[arg-type]
        for each in asked:
            search.page(each, None, 20)
            if middles[each.sort] and not each.q:
                search.page(each, middles[each.sort], 20)
    for plan in connection.plans:
        assert "Seq Scan on contribution " not in plan, plan  # not contribution_delta, which is small
