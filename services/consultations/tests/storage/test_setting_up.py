"""Projects, steps and sections on a real database, organisers meeting each other and writers."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from chassis.clock import FrozenClock
from chassis.storage import Storage
from consultations.domain.organisation import Organisation
from consultations.domain.own import Own
from consultations.domain.project import Filters, visibility_scope_of
from consultations.domain.window import Window
from consultations.tests.frame_factories import DAY, Written, ends, now, town
from consultations.unit_of_work import UnitOfWork
from consultations.use_cases.add_section import add_section
from consultations.use_cases.add_step import add_step
from consultations.use_cases.change_project import change_project
from consultations.use_cases.change_section import change_section
from consultations.use_cases.change_step import change_step
from consultations.use_cases.clone_project import clone_project
from consultations.use_cases.define_label import define_theme
from consultations.use_cases.link_edition import link_edition
from consultations.use_cases.move_window import move_window
from consultations.use_cases.order_steps import order_steps
from consultations.use_cases.publish_project import publish_project
from consultations.use_cases.record_outcome import record_outcome
from consultations.use_cases.remove_section import remove_section
from consultations.use_cases.remove_step import remove_step
from consultations.use_cases.tell_closing_soon import tell_closing_soon
from contracts.refused import Refused

NEW_SECTION = {
    "parent_id": None,
    "title": "Rubrique",
    "help_text": "",
    "colour": None,
    "pictogram": None,
    "role": "plain",
    "contributable": True,
    "votes": True,
    "arguments": "none",
    "sources": False,
    "versions": False,
    "sort": "votes",
    "threshold": None,
}
NEW_STEP = {
    "kind": "offline",
    "title": "Négociation",
    "body": "",
    "opens_at": None,
    "closes_at": None,
    "template": None,
    "votation_id": None,
}


def sections_of(ville, step):
    with ville.storage.snapshot() as tx:
        return ville.uow(tx).sections.of_step(step.id)


def audit_of(storage, project):
    with storage.snapshot() as tx:
        return [entry.act for entry in UnitOfWork(tx).audit.page(project.id, None, 100)]


@pytest.fixture
def ville(storage):
    return town(storage)


def refusal(act, *arguments, **named):
    with pytest.raises(Refused) as refused:
        act(*arguments, **named)
    return refused.value.code


@pytest.mark.parametrize("template", ["problem_causes_solutions", "draft_text", "open_question", "idea_box"])
def test_a_template_makes_a_draft_that_its_windows_alone_make_publishable(ville, template):
    """CO-1 CO-3"""
    project = ville.project(template)
    assert (
        refusal(ville.do, publish_project, project.id, project.version, "public", None)
        == "nothing_to_publish"
    )
    step = ville.open(project)
    assert ville.again(project).visibility == "public"
    assert step.strict_graph == (template == "problem_causes_solutions")
    assert step.event_mode == (template == "idea_box")
    assert any(section.contributable for section in sections_of(ville, step))


def test_two_projects_of_one_title_have_two_addresses(ville):
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: ville.project(None, "Été à l'école"), range(8)))
    assert len({project.slug for project in made}) == 8
    assert {"ete-a-l-ecole", "ete-a-l-ecole-2"} <= {project.slug for project in made}


def test_a_clone_copies_the_set_up_without_dates_or_what_people_wrote(ville):
    """CO-1"""
    project = ville.project("draft_text")
    step = ville.open(project)
    rule: dict[str, object] = {
        "kind": "checkbox",
        "wording": "J'habite ici.",
        "age_least": None,
        "age_most": None,
        "postcodes": [],
        "group_id": None,
    }
    ville.do(add_step, project.id, **NEW_STEP)
    Written(ville.storage).contribution(sections_of(ville, step)[0].id, uuid4())
    other = ville.project("open_question")
    other_step = next(each for each in ville.steps(other) if each.takes_writing)
    ville.do(change_step, other_step.id, other_step.version, requirements=[rule])

    copy = ville.do(clone_project, project.id, "Copie")
    copied = ville.steps(copy)
    assert [each.title for each in copied] == [each.title for each in ville.steps(project)]
    assert all(each.window == Window() for each in copied)
    assert copy.visibility == "draft"
    writing = next(each for each in copied if each.takes_writing)
    shape = [(each.title, each.depth, each.position, each.versions) for each in sections_of(ville, writing)]
    assert shape == [
        (each.title, each.depth, each.position, each.versions) for each in sections_of(ville, step)
    ]
    with ville.storage.engine.connect() as connection:
        written = text("SELECT count(*) FROM contribution WHERE step_id = :id")
        assert connection.execute(written, {"id": writing.id}).scalar_one() == 0

    with_rule = ville.do(clone_project, other.id, "Copie")
    requirements = next(each for each in ville.steps(with_rule) if each.takes_writing).requirements
    original = ville.step(other_step.id).requirements
    assert requirements[0].same_rule(original[0])
    assert requirements[0].id != original[0].id


def test_a_role_in_one_organisation_gives_nothing_in_another(storage, ville):
    """ID-3"""
    stranger = town(storage)
    project = ville.project()
    with storage.transaction() as tx:
        uow = stranger.uow(tx)
        assert not uow.sees(project.organisation_id, project.id, project.visibility, None)
    assert (
        refusal(ville.do, change_project, project.id, 1, title="x", actor=stranger.organiser) == "not_found"
    )


def test_two_organisers_who_move_one_window_from_one_version_do_not_both_win(ville, told):
    """CO-2"""
    step = ville.open(ville.project())
    told_before = len(told("consultations.window_moved.v1"))

    def move(days):
        window = Window(step.window.opens_at, step.window.closes_at + timedelta(days=days))
        try:
            return ville.do(move_window, step.id, step.version, *ends(window), "Vacances").version
        except Refused as refused:
            return refused.code

    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(move, range(1, 7)))
    assert sorted(map(str, outcomes)) == sorted([str(step.version + 1), *["stale_version"] * 5])
    assert len(told("consultations.window_moved.v1")) == told_before + 1
    with ville.storage.snapshot() as tx:
        moves = ville.uow(tx).steps.moves(step.id)
    assert [move.reason for move in moves] == ["Vacances"]
    assert moves[0].before == step.window


def test_nobody_writes_outside_the_window_while_it_is_being_moved(ville):
    """CO-2: sixteen writers against one mover, judged by the database's clock."""
    step = ville.open(ville.project())
    with ville.storage.engine.begin() as connection:
        connection.execute(
            text("CREATE TABLE written (at timestamptz NOT NULL, accepted_until timestamptz NOT NULL)")
        )
    stop = threading.Event()

    def write():
        accepted = 0
        while not stop.is_set():
            with ville.storage.transaction() as tx:
                moment = tx.lock_shared(step.id)
                window = ville.uow(tx).steps.find(step.id).window
                if not window.is_open(moment):
                    continue
                time.sleep(0.002)
                tx.connection.execute(
                    text("INSERT INTO written VALUES (:at, :until)"),
                    {"at": moment, "until": window.closes_at},
                )
                accepted += 1
        return accepted

    try:
        with ThreadPoolExecutor(17) as pool:
            writers = [pool.submit(write) for _ in range(16)]
            time.sleep(0.5)
            closing = now() + timedelta(milliseconds=300)
            ville.do(move_window, step.id, step.version, step.window.opens_at, closing, "Fini plus tôt")
            with ville.storage.engine.connect() as connection:
                moved_at = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
            while now() < max(closing, moved_at) + timedelta(milliseconds=200):
                time.sleep(0.02)
            stop.set()
            accepted = sum(writer.result() for writer in writers)
        with ville.storage.engine.connect() as connection:
            counted = text(
                "SELECT count(*), count(*) FILTER (WHERE at >= accepted_until), "
                "count(*) FILTER (WHERE at >= greatest(:closing, :moved)),"
                " count(*) FILTER (WHERE at >= :moved AND accepted_until <> :closing) FROM written"
            )
            total, late, after, unaware = connection.execute(
                counted, {"closing": closing, "moved": moved_at}
            ).one()
        assert accepted == total > 16
        assert (late, after, unaware) == (0, 0, 0)
    finally:
        stop.set()
        with ville.storage.engine.begin() as connection:
            connection.execute(text("DROP TABLE written"))


def test_moving_a_published_window_needs_a_reason_and_tells_who_took_part(ville, told):
    """CO-2"""
    project = ville.project()
    writing = next(each for each in ville.steps(project) if each.takes_writing)
    ville.do(move_window, writing.id, writing.version, now() - DAY, now() + DAY, "")
    ville.do(publish_project, project.id, ville.again(project).version, "public", None)
    step = ville.step(writing.id)
    later = Window(step.window.opens_at, step.window.closes_at + DAY)
    assert refusal(ville.do, move_window, step.id, step.version, *ends(later), "") == "reason_required"
    moved = ville.do(move_window, step.id, step.version, *ends(later), "Trop court")
    Written(ville.storage).takes_part(step.id, uuid4())
    ville.do(move_window, step.id, moved.version, *ends(step.window), "Finalement non")
    assert [fact["announced"] for fact in told("consultations.window_moved.v1")] == [False, False, True]
    with ville.storage.snapshot() as tx:
        assert [move.reason for move in ville.uow(tx).steps.moves(step.id)] == [
            "Finalement non",
            "Trop court",
        ]
    assert audit_of(ville.storage, project).count("move_window") == 3


def test_a_project_someone_took_part_in_does_not_go_back_to_draft(ville):
    project = ville.project()
    step = ville.open(project)
    Written(ville.storage).takes_part(step.id, uuid4())
    version = ville.again(project).version
    assert refusal(ville.do, publish_project, project.id, version, "draft", None) == "already_took_part"
    assert refusal(ville.do, publish_project, project.id, version, "group", None) == "group_missing"
    assert refusal(ville.do, remove_step, step.id) == "already_took_part"


def test_steps_are_ordered_by_a_list_that_names_each_once(ville, told):
    project = ville.project()
    ids = [step.id for step in ville.steps(project)]
    for wrong in ([*ids, ids[0]], ids[1:], [*ids[1:], uuid4()]):
        assert refusal(ville.do, order_steps, project.id, project.version, wrong) == "steps_mismatch"
    ville.do(order_steps, project.id, project.version, ids[::-1])
    assert [step.id for step in ville.steps(project)] == ids[::-1]
    ville.do(remove_step, ids[1])
    assert [(step.id, step.position) for step in ville.steps(project)] == [(ids[2], 0), (ids[0], 1)]
    assert len(told("consultations.project_changed.v1")) == 3  # created, ordered, removed


def test_an_outcome_is_written_down_for_an_offline_step_only(ville):
    """VO-10"""
    project = ville.project()
    step = ville.do(add_step, project.id, **NEW_STEP)
    done = ville.do(record_outcome, step.id, step.version, "Accord trouvé.")
    assert done.outcome_recorded_at is not None
    assert refusal(ville.do, record_outcome, step.id, step.version, "Autre.") == "stale_version"
    other = ville.steps(project)[0]
    assert refusal(ville.do, record_outcome, other.id, other.version, "x") == "not_an_offline_step"


def test_rules_of_an_open_published_step_are_frozen_and_texts_are_not(ville):
    """CO-2"""
    step = ville.open(ville.project())
    section = sections_of(ville, step)[0]
    assert refusal(ville.do, change_step, step.id, step.version, strict_graph=True) == "rules_frozen"
    assert refusal(ville.do, change_section, section.id, section.version, votes=False) == "rules_frozen"
    assert ville.do(change_step, step.id, step.version, title="Autre").title == "Autre"
    assert ville.do(change_section, section.id, section.version, colour="#112233").colour == "#112233"
    assert refusal(ville.do, change_section, section.id, section.version, title="x") == "stale_version"


def test_a_requirement_that_stays_the_same_keeps_its_id(ville):
    step = next(each for each in ville.steps(ville.project()) if each.takes_writing)
    box: dict[str, object] = {
        "kind": "checkbox",
        "wording": "Oui.",
        "age_least": None,
        "age_most": None,
        "postcodes": [],
        "group_id": None,
    }
    age = {**box, "kind": "age", "wording": None, "age_least": 16}
    first = ville.do(change_step, step.id, step.version, requirements=[box, age])
    second = ville.do(change_step, step.id, first.version, requirements=[{**age, "age_least": 18}, box])
    assert second.requirements[1] == first.requirements[0]
    assert second.requirements[0].id != first.requirements[1].id
    assert refusal(ville.do, change_step, step.id, second.version, requirements=[{**age, "age_least": None}])


def test_sections_make_a_tree_without_gaps(ville):
    """CO-3"""
    step = ville.do(add_step, ville.project().id, **(NEW_STEP | {"kind": "consultation"}))
    a, b, c = (ville.do(add_section, step.id, **(NEW_SECTION | {"title": title})) for title in "ABC")
    under = ville.do(add_section, step.id, **(NEW_SECTION | {"title": "A1", "parent_id": a.id}))

    def shape():
        return {each.title: (each.parent_id, each.depth, each.position) for each in sections_of(ville, step)}

    ville.do(change_section, c.id, c.version, position=0)
    assert [shape()[title][2] for title in "CAB"] == [0, 1, 2]
    ville.do(change_section, a.id, a.version, parent_id=b.id)
    assert shape() == {"C": (None, 1, 0), "B": (None, 1, 1), "A": (b.id, 2, 0), "A1": (a.id, 3, 0)}
    assert refusal(ville.do, change_section, b.id, b.version, parent_id=under.id) == "invalid_input"
    Written(ville.storage).contribution(under.id, uuid4(), state="draft")
    assert refusal(ville.do, remove_section, b.id) == "already_took_part"
    ville.do(remove_section, c.id)
    assert shape()["B"] == (None, 1, 0)


def test_editions_of_a_project_are_linked_in_order(ville, storage):
    """CO-1"""
    first, second, third = (ville.project(None, f"Édition {n}") for n in (1, 2, 3))
    ville.do(link_edition, third.id, second.id, "Saison 3")
    ville.do(link_edition, second.id, first.id, "Saison 2")
    with storage.snapshot() as tx:
        series = ville.uow(tx).projects.series(ville.again(third).series_id)
    assert [each.id for each in series] == [first.id, second.id, third.id]
    stranger = town(storage)
    other, open_to_all = stranger.project(), stranger.project()
    assert refusal(ville.do, link_edition, other.id, first.id, "x") == "not_found"
    stranger.open(open_to_all)
    for theirs in (other.id, open_to_all.id, uuid4()):
        assert refusal(ville.do, link_edition, first.id, theirs, "x") == "not_found"


def test_a_closing_step_is_told_of_once_per_closing_time(storage, ville, told):
    """NO-6"""
    step = ville.open(ville.project(), Window(now() - DAY, now() + 3 * DAY))

    def tick(moment):
        with Storage(storage.engine, FrozenClock(moment)).transaction() as tx:
            return tell_closing_soon(UnitOfWork(tx))

    closing = step.window.closes_at
    assert tick(closing - timedelta(hours=48, seconds=1)) == 0
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(tick, [closing - timedelta(hours=48)] * 4)) == 1
    assert tick(closing - timedelta(hours=1)) == 0
    moved = ville.do(move_window, step.id, step.version, step.window.opens_at, closing + DAY, "Prolongé")
    assert tick(closing) == 1
    assert tick(moved.window.closes_at) == 0
    facts = told("consultations.step_closing_soon.v1")
    assert [fact["step_id"] for fact in facts] == [str(step.id)] * 2


def test_a_list_shows_what_one_sees_and_turns_its_pages_without_loss(storage, ville):
    """CO-1"""
    group, other = uuid4(), town(storage)
    shown = {}
    for visibility in ("draft", "members", "group", "public"):
        project = ville.project(title=f"Projet {visibility} à l'été 100 %")
        ville.open(project)
        if visibility != "public":
            named = group if visibility == "group" else None
            own = Own(groups=frozenset({group}))
            ville.do(publish_project, project.id, ville.again(project).version, visibility, named, own)
        shown[visibility] = project.id

    def listed(grants=(), groups=(), limit=100, after=None, **filters):
        with storage.snapshot() as tx:
            projects = ville.uow(tx).projects
            return projects.page(
                visibility_scope_of(list(grants), groups), Filters(**filters), tx.now(), after, limit
            )

    def ids(*arguments, **named):
        return {project.id for project in listed(*arguments, **named)}

    assert ids() == {shown["public"]}
    assert ids([("network_member", ville.id)]) == {shown["public"], shown["members"]}
    assert ids(groups=[group]) == {shown["public"], shown["group"]}
    assert ids([("moderator", ville.id)]) == ids([("platform_admin", None)]) == set(shown.values())
    assert ids([("organiser", other.id)]) == ids([("network_manager", None)]) == {shown["public"]}
    assert ids([("analyst", shown["draft"])]) == {shown["public"], shown["draft"]}
    everything = [("organiser", ville.id)]
    assert ids(everything, state="draft") == {shown["draft"]}
    assert ids(everything, state="open") == set(shown.values()) - {shown["draft"]}
    assert ids(everything, q="PUBLIC A L'ETE 100 %") == {shown["public"]}
    assert ids(everything, q="%") == set(shown.values())
    assert ids(everything, q="_") == set()
    assert ids(everything, organisation_id=other.id) == set()
    seen, after = [], None
    while page := listed(everything, limit=1, after=after):
        seen.append(page[0].id)
        after = (page[0].created_at, page[0].id)
    assert seen == [shown[name] for name in ("public", "group", "members", "draft")]


def test_an_older_word_about_an_organisation_changes_nothing(storage):
    ident = uuid4()

    def hear(name, version):
        with storage.transaction() as tx:
            organisation = Organisation(ident, "ville", name, "municipality", None, 7, version)
            UnitOfWork(tx).organisations.store(vars(organisation))

    for name, version in (("Deux", 2), ("Un", 1), ("Deux encore", 2)):
        hear(name, version)
    with storage.snapshot() as tx:
        assert UnitOfWork(tx).organisations.several([ident])[ident].name == "Deux"
    hear("Trois", 3)
    with storage.snapshot() as tx:
        assert UnitOfWork(tx).organisations.several([ident])[ident].name == "Trois"


def test_each_administrative_act_leaves_its_trace_with_what_changed(ville):
    """ID-10"""
    project = ville.project()
    ville.do(change_project, project.id, project.version, title="Nouveau", summary="")
    with ville.storage.snapshot() as tx:
        entry = ville.uow(tx).audit.page(project.id, None, 1)[0]
    assert (entry.act, entry.actor_name) == ("change_project", "Alix Martin")
    assert (entry.before, entry.after) == ({"title": "Un projet"}, {"title": "Nouveau"})


def test_themes_and_zones_are_listed_in_the_alphabet(ville):
    """D10"""
    ordered = ["culture", "Eau", "Écologie", "énergie", "Œuvre", "Voirie"]
    made = [ville.do(define_theme, ville.id, label) for label in reversed(ordered)]
    with ville.storage.snapshot() as tx:
        assert [each.label for each in ville.uow(tx).labels.of_organisation(ville.id, "theme")] == ordered
    project = ville.project()
    ville.do(change_project, project.id, project.version, theme_ids=[each.id for each in made])
    assert [each.label for each in ville.again(project).themes] == ordered
