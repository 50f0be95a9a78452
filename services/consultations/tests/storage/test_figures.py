"""Live figures equal what is in the tables, folded or not, whatever happens to what people wrote."""

import random
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from consultations.domain.figures import Totals
from consultations.storage.figures import NOBODY, StoredFigures
from consultations.tests.frame_factories import Written, now, participant_type, town
from consultations.use_cases.get_figures import get_figures

COUNTED = text(
    """
    WITH RECURSIVE shown AS (
        SELECT id, author_id, version_of FROM contribution
        WHERE step_id = ANY(:steps) AND state = 'published' AND version_of IS NULL
        UNION ALL
        SELECT c.id, c.author_id, c.version_of FROM contribution c JOIN shown ON shown.id = c.version_of
        WHERE c.state = 'published'
    ), remark AS (
        SELECT r.id, r.author_id, 'a' AS kind FROM argument r JOIN shown ON shown.id = r.contribution_id
        WHERE r.state = 'published'
        UNION ALL
        SELECT r.id, r.author_id, 's' FROM source r JOIN shown ON shown.id = r.contribution_id
        WHERE r.state = 'published'
    ), acts AS (
        SELECT coalesce(author_id, id) AS person, CASE WHEN version_of IS NULL THEN 'c' ELSE 'v' END AS kind
        FROM shown
        UNION ALL SELECT author_id, kind FROM remark
        UNION ALL SELECT v.account_id, 'o' FROM counted_opinion_vote v JOIN shown ON shown.id = v.contribution_id
        UNION ALL SELECT s.account_id, 'x' FROM support s JOIN remark r ON r.id = s.target_id
            WHERE s.active AND s.counted
        UNION ALL SELECT NULL, 'o' FROM event_vote e JOIN shown ON shown.id = e.contribution_id
            CROSS JOIN LATERAL generate_series(1, e.votes)
    )
    SELECT count(*) FILTER (WHERE kind = 'c'), count(*) FILTER (WHERE kind = 'v'),
        count(*) FILTER (WHERE kind = 'a'),
           count(*) FILTER (WHERE kind = 's'), count(*) FILTER (WHERE kind = 'o'),
               count(DISTINCT person) FROM acts
    """
)


class Site:
    """A published project with two steps of two sections each."""

    def __init__(self, storage, small_group_size=1):
        self.storage = storage
        self.town = town(storage, small_group_size)
        self.project = self.town.project("idea_box")
        self.written = Written(storage)
        with storage.transaction() as tx:
            tx.connection.execute(
                text("UPDATE project SET visibility = 'public' WHERE id = :id"), {"id": self.project.id}
            )
        self.step = next(step for step in self.town.steps(self.project) if step.takes_writing)
        self.other = self.town.steps(self.project)[0]
        with storage.snapshot() as tx:
            self.sections = [each.id for each in self.town.uow(tx).sections.of_step(self.step.id)]

    def live(self, step_id=None):
        with self.storage.snapshot() as tx:
            return StoredFigures(tx.connection).totals(self.project.id, step_id)

    def counted(self, *steps):
        with self.storage.snapshot() as tx:
            return Totals(*tx.connection.execute(COUNTED, {"steps": list(steps)}).one())

    def fold(self, batch=20_000):
        with self.storage.transaction() as tx:
            return StoredFigures(tx.connection).fold(batch)

    def figures(self, step_id=None):
        with self.storage.snapshot() as tx:
            return get_figures(self.town.uow(tx), self.project.id, step_id)

    def remark(self, table, contribution_id, author_id, state="published"):
        ident = uuid4()
        more = "'for', 'x'" if table == "argument" else "'t', 'https://x.test', '', 'law'"
        columns = "side, body" if table == "argument" else "title, link, body, category"
        self.written.run(
            f"""
            INSERT INTO {table} (id, organisation_id, project_id, step_id, contribution_id, author_id,
                {columns}, state,
                confirmed, cleared, created_at, published_at)
            SELECT :id, organisation_id, project_id, step_id, id, :author, {more}, :state, true, true, now(),
                now()
            FROM contribution WHERE id = :contribution
            """,
            id=ident,
            author=author_id,
            state=state,
            contribution=contribution_id,
        )
        return ident


@pytest.mark.parametrize("seed", range(4))
def test_live_figures_are_exact_whatever_happens_and_whenever_they_are_folded(storage, seed):  # noqa: C901
    """CO-16"""
    chance = random.Random(seed)
    site = Site(storage)
    people = [uuid4() for _ in range(8)]
    types = [participant_type(storage, site.town.id, name) for name in ("Habitant", "Association")]
    for person in people:
        site.written.takes_part(site.step.id, person, chance.choice([*types, None]))
    texts = [
        site.written.contribution(chance.choice(site.sections), chance.choice([*people, None]))
        for _ in range(4)
    ]
    remarks = []
    for _ in range(160):
        act, text_id, person = chance.randrange(11), chance.choice(texts), chance.choice(people)
        if act == 0:
            version_of = text_id if chance.random() < 0.4 else None
            state = chance.choice(["published", "unpublished", "draft"])
            section = chance.choice(site.sections)
            texts.append(site.written.contribution(section, person, state, version_of=version_of))
        elif act == 1:
            state = chance.choice(["published", "trashed", "hidden", "erased", "unpublished"])
            site.written.run("UPDATE contribution SET state = :state WHERE id = :id", state=state, id=text_id)
        elif act == 2:
            site.written.run("UPDATE contribution SET epoch = epoch + 1 WHERE id = :id", id=text_id)
        elif act in (3, 4, 5):
            site.written.run(
                """
                INSERT INTO opinion_vote (contribution_id, account_id, step_id, value, epoch, counted,
                    cast_at)
                SELECT id, :account, step_id, :value, epoch, :counted, now() FROM contribution WHERE id = :id
                ON CONFLICT (contribution_id, account_id) DO UPDATE SET value = excluded.value,
                    epoch = excluded.epoch,
                    counted = excluded.counted, cast_at = excluded.cast_at
                """,
                id=text_id,
                account=person,
                value=chance.choice([-1, 0, 1, None]),
                counted=chance.random() < 0.8,
            )
        elif act == 6:
            site.written.run("UPDATE opinion_vote SET counted = true WHERE account_id = :id", id=person)
        elif act == 7:
            table = chance.choice(["argument", "source"])
            remarks.append((table, site.remark(table, text_id, person)))
        elif act == 8 and remarks:
            table, ident = chance.choice(remarks)
            state = chance.choice(["published", "hidden"])
            site.written.run(f"UPDATE {table} SET state = :state WHERE id = :id", state=state, id=ident)
        elif act == 9 and remarks:
            table, ident = chance.choice(remarks)
            site.written.run(
                f"""
                INSERT INTO support (target_id, account_id, target, step_id, contribution_id, active,
                    counted, given_at)
                SELECT id, :account, '{table}', step_id, contribution_id, :active, true, now() FROM {table}
                WHERE id = :id
                ON CONFLICT (target_id, account_id) DO UPDATE SET active = excluded.active
                """,
                id=ident,
                account=person,
                active=chance.random() < 0.7,
            )
        elif act == 10:
            site.written.run(
                "INSERT INTO event_vote VALUES (:id, :votes) ON CONFLICT (contribution_id) "
                "DO UPDATE SET votes = excluded.votes",
                id=text_id,
                votes=chance.randrange(1, 9),
            )
        if chance.random() < 0.15:
            site.fold(chance.choice([1, 5, 20_000]))
        if chance.random() < 0.2:
            assert site.live() == site.live(site.step.id) == site.counted(site.step.id)
    before = site.figures()
    while site.fold(7):
        pass
    after = site.figures()
    assert site.live() == site.counted(site.step.id) == before.totals == after.totals
    assert before.by_section == after.by_section or [b.value for b in before.by_section] == [
        b.value for b in after.by_section
    ]
    assert [(bar.key, bar.value) for bar in before.by_type] == [(bar.key, bar.value) for bar in after.by_type]
    assert sum(bar.value for bar in after.by_type) == after.totals.participants
    done = after.totals
    acts = done.contributions + done.versions + done.arguments + done.sources + done.votes
    assert sum(bar.value for bar in after.by_day) == sum(bar.value for bar in before.by_day) == acts


def test_a_small_group_is_not_shown(storage):
    """CO-16"""
    site = Site(storage, small_group_size=3)
    types = {label: participant_type(storage, site.town.id, label) for label in ("Habitant", "Élu", "École")}
    for label, size in (("Habitant", 5), ("Élu", 2), ("École", 4)):
        for _ in range(size):
            person = uuid4()
            site.written.takes_part(site.step.id, person, types[label])
            site.written.contribution(site.sections[0], person)
    site.written.contribution(site.sections[1], uuid4())
    site.fold()
    shown = site.figures()
    assert {bar.label_fr: bar.value for bar in shown.by_type} == {
        "Habitant": 5,
        "École": 4,
        "Élu": None,
        "Sans profil indiqué": None,
    }
    assert [bar.value for bar in shown.by_section] == [None, None, 0]
    assert shown.totals.participants == 12
    assert shown.small_group_size == 3


def test_a_person_counts_once_in_a_project_of_several_steps(storage):
    site = Site(storage)
    person = uuid4()
    section = uuid4()
    site.written.run(
        "INSERT INTO section (id, step_id, project_id, depth, position, title) "
        "VALUES (:id, :step, :project, 1, 0, 'R')",
        id=section,
        step=site.other.id,
        project=site.project.id,
    )
    site.written.contribution(site.sections[0], person)
    site.fold()
    site.written.contribution(section, person)
    for _ in range(2):
        assert (site.live().participants, site.live(site.step.id).participants) == (1, 1)
        assert (site.live().contributions, site.live(site.other.id).contributions) == (2, 1)
        site.fold()


def test_days_are_those_of_the_projects_time_zone(storage):
    site = Site(storage)
    site.written.run("UPDATE project SET time_zone = 'Pacific/Auckland' WHERE id = :id", id=site.project.id)
    section, late = site.sections[0], datetime(2026, 3, 1, 20, tzinfo=UTC)
    site.written.contribution(section, uuid4(), at=late)
    site.written.contribution(section, uuid4(), at=late - timedelta(days=3))
    expected = [("2026-02-27", 1, "27 février 2026"), ("2026-03-02", 1, "2 mars 2026")]
    site.fold()
    assert [(bar.key, bar.value, bar.label_fr) for bar in site.figures().by_day] == expected


def test_figures_read_no_row_of_what_people_wrote(storage):
    """CO-16: the cost does not grow with the number of contributions."""
    site = Site(storage)
    author = uuid4()
    for _ in range(30):
        site.written.contribution(site.sections[0], author, at=now())
    site.fold()
    with storage.engine.connect() as connection:
        before = connection.execute(
            text("SELECT pg_stat_get_xact_tuples_returned('contribution'::regclass)")
        ).scalar()
        figures = StoredFigures(connection)
        figures.totals(site.project.id, None)
        figures.sections([(each, "") for each in site.sections])
        figures.days([site.step.id])
        figures.groups("type", site.project.id, None)
        after = connection.execute(
            text("SELECT pg_stat_get_xact_tuples_returned('contribution'::regclass)")
        ).scalar()
        assert after == before
        assert figures.groups("type", site.project.id, None) == {NOBODY: 1}


def test_an_official_text_is_nobodys_participation(storage):
    """CO-16"""
    site = Site(storage)
    official = site.written.contribution(site.sections[0], uuid4(), state="draft", title="Article 1")
    site.written.run(
        "UPDATE contribution SET official = true, state = 'published' WHERE id = :id", id=official
    )
    voter = uuid4()
    site.written.vote(official, voter)
    for _ in range(2):
        live = site.live()
        assert (live.contributions, live.votes, live.participants) == (1, 1, 1)
        site.fold()
