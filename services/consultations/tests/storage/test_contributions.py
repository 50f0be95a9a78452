"""Contributions, versions and their rules with a real database."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from consultations.tests.world import World
from contracts.refused import Refused


def get(world: World, contribution: UUID, person: str | None = None) -> dict[str, Any]:
    return world.ask("get_contribution", person, contribution_id=contribution)


def slower(world: World) -> None:
    """Everything was written two minutes earlier."""
    with world.storage.transaction() as tx:
        tx.connection.exec_driver_sql(
            "UPDATE contribution SET created_at = created_at - interval '2 minutes'"
        )


def test_publishes_what_a_confirmed_author_writes(world: World) -> None:
    author = world.person(name="Dominique")
    answer = world.ask(
        "submit_contribution", author, section_id=world.section, title="Un titre", body="Un texte"
    )
    assert (answer["state"], answer["number"], answer["author"]["display_name"]) == (
        "published",
        1,
        "Dominique",
    )
    assert answer["author"]["account_id"] == str(world.id_of(author))
    assert world.told("contribution_submitted")[0]["published"] is True
    assert world.rows("SELECT count(*) FROM participation") == [(1,)]


def test_numbers_contributions_within_their_step(world: World) -> None:
    numbers = [get(world, world.contribution())["number"] for _ in range(3)]
    assert numbers == [1, 2, 3]


def test_publishes_an_unconfirmed_authors_text_at_confirmation(world: World) -> None:
    """ID-2"""
    author = world.person(confirmed=False)
    contribution = world.contribution(author)
    with pytest.raises(Refused, match="not_found"):
        get(world, contribution)
    assert get(world, contribution, author)["state"] == "unpublished"
    assert world.ask("list_contributions", step_id=world.step)["items"] == []
    world.confirm(author)
    assert get(world, contribution)["state"] == "published"
    assert [fact["contribution_id"] for fact in world.told("contribution_published")] == [str(contribution)]


def test_never_publishes_the_text_of_who_confirms_after_closing(world: World) -> None:
    """ID-2"""
    author = world.person(confirmed=False)
    contribution = world.contribution(author)
    world.close_step()
    world.confirm(author)
    assert get(world, contribution, author)["state"] == "unpublished"
    assert world.told("contribution_published") == []


def test_refuses_the_third_contribution_within_a_minute(world: World) -> None:
    """CO-5"""
    author = world.person()
    world.contribution(author, title="Premier")
    world.contribution(author, title="Deuxième")
    with pytest.raises(Refused) as refused:
        world.contribution(author, title="Troisième")
    assert refused.value.code == "too_fast"
    assert 50 <= refused.value.details["retry_after"] <= 60
    slower(world)
    world.contribution(author, title="Troisième")


@pytest.mark.parametrize(("opens", "closes", "code"), [(1, 2, "not_open_yet"), (-2, -1, "closed")])
def test_refuses_a_text_outside_the_window(world: World, opens: int, closes: int, code: str) -> None:
    """CO-2"""
    now = datetime.now(UTC)
    world.change_step(opens_at=now + timedelta(hours=opens), closes_at=now + timedelta(hours=closes))
    with pytest.raises(Refused, match=code):
        world.contribution()


def test_refuses_a_text_in_a_heading(world: World) -> None:
    with pytest.raises(Refused, match="not_contributable"):
        world.contribution(section=world.add_section(contributable=False))


def test_keeps_a_draft_to_its_author_until_published(world: World) -> None:
    author = world.person()
    draft = world.contribution(author, draft=True)
    for reader in (None, world.person(), world.person("moderator")):
        with pytest.raises(Refused, match="not_found"):
            get(world, draft, reader)
    assert world.told("contribution_submitted") == []
    mine = world.ask("get_my_participation", author, step_id=world.step)["contributions"]
    assert [each["state"] for each in mine] == ["draft"]
    published = world.ask("edit_contribution", author, contribution_id=draft, version=1, publish=True)
    assert published["state"] == "published"
    assert len(world.told("contribution_submitted")) == 1


def test_only_the_organisation_publishes_an_official_text(world: World) -> None:
    with pytest.raises(Refused, match="official_only"):
        world.contribution(official=True)
    organiser = world.person("organiser")
    assert get(world, world.contribution(organiser, official=True))["official"] is True
    with pytest.raises(Refused, match="official_only"):
        world.contribution(world.person("organiser", uuid4()), official=True)


def test_lays_out_an_official_text_before_opening_and_not_after_closing(world: World) -> None:
    organiser, now = world.person("organiser"), datetime.now(UTC)
    world.change_step(opens_at=now + timedelta(hours=1), closes_at=now + timedelta(hours=2))
    world.contribution(organiser, official=True)
    world.change_step(opens_at=now - timedelta(hours=2), closes_at=now - timedelta(hours=1))
    with pytest.raises(Refused, match="closed"):
        world.contribution(organiser, official=True)


def test_resets_votes_by_an_edit_only_when_that_was_agreed(world: World) -> None:
    """CO-5"""
    author = world.person()
    contribution = world.contribution(author)
    voters = [world.person() for _ in range(3)]
    for voter in voters:
        world.vote(contribution, "agree", voter)
    world.argument(contribution)
    edit = {"contribution_id": contribution, "version": 1, "body": "Un texte meilleur"}
    with pytest.raises(Refused) as refused:
        world.ask("edit_contribution", author, **edit)
    assert (refused.value.code, refused.value.details) == ("votes_would_be_reset", {"votes": 3})
    edited = world.ask("edit_contribution", author, **edit, reset_votes=True)
    assert edited["opinions"] == {"agree": 0, "mixed": 0, "disagree": 0}
    assert (edited["version"], edited["arguments_for"], edited["body"]) == (2, 1, "Un texte meilleur")
    assert world.told("votes_reset") == [
        {
            "organisation_id": str(world.organisation),
            "project_id": str(world.project),
            "step_id": str(world.step),
            "contribution_id": str(contribution),
            "votes": 3,
        }
    ]
    assert world.rows("SELECT title, body FROM contribution_text") == [("Un titre", "Un texte")]
    assert world.ask("get_my_participation", voters[0], step_id=world.step)["votes"] == []
    assert world.vote(contribution, "disagree", voters[0])["opinions"] == {
        "agree": 0,
        "mixed": 0,
        "disagree": 1,
    }
    world.fold()
    assert world.rows("SELECT count(*) FROM counted_opinion_vote") == [(1,)]


def test_resets_nothing_when_an_edit_changes_nothing(world: World) -> None:
    author = world.person()
    contribution = world.contribution(author)
    world.vote(contribution)
    same = world.ask("edit_contribution", author, contribution_id=contribution, version=1, title="Un titre")
    assert (same["version"], same["opinions"]["agree"]) == (1, 1)


def test_refuses_an_edit_of_another_version_or_by_another_person(world: World) -> None:
    author = world.person()
    contribution = world.contribution(author)
    with pytest.raises(Refused, match="stale_version"):
        world.ask("edit_contribution", author, contribution_id=contribution, version=7, title="Autre titre")
    with pytest.raises(Refused, match="forbidden"):
        world.ask(
            "edit_contribution", world.person(), contribution_id=contribution, version=1, title="Autre titre"
        )


def test_refuses_an_edit_of_what_a_moderator_took_away(world: World) -> None:
    author = world.person()
    contribution = world.contribution(author)
    world.ask(
        "moderate",
        world.person("moderator"),
        organisation_id=world.organisation,
        decision="trash",
        reason="Insulte",
        targets=[{"target": "contribution", "target_id": contribution, "version": 1}],
    )
    with pytest.raises(Refused, match="not_editable"):
        world.ask("edit_contribution", author, contribution_id=contribution, version=2, title="Autre titre")


def test_compares_a_version_word_by_word_with_the_text_it_rewrites(world: World) -> None:
    """CO-6"""
    contribution = world.contribution(body="La mairie plante des arbres.")
    asked = {"title": "Mieux", "body": "La mairie plante mille arbres.", "reasons": "Un nombre engage."}
    version = world.ask("propose_version", world.person(), contribution_id=contribution, **asked)
    assert version["diff"] == [
        {"kind": "same", "text": "La mairie plante "},
        {"kind": "removed", "text": "des "},
        {"kind": "added", "text": "mille "},
        {"kind": "same", "text": "arbres."},
    ]
    assert (version["version_of"], version["reasons"]) == (str(contribution), "Un nombre engage.")
    assert get(world, contribution)["versions"] == 1
    assert len(world.ask("list_versions", contribution_id=contribution)["items"]) == 1
    assert world.ask("list_contributions", step_id=world.step)["items"][0]["id"] == str(contribution)
    assert len(world.told("version_proposed")) == 1


def test_lets_a_version_have_its_own_votes_arguments_and_sources(world: World) -> None:
    contribution = world.contribution()
    asked = {"title": "Mieux", "body": "Un autre texte", "reasons": "Parce que"}
    version = UUID(world.ask("propose_version", world.person(), contribution_id=contribution, **asked)["id"])
    world.vote(version, "agree")
    world.argument(version)
    world.source(version)
    found = get(world, version)
    assert (found["opinions"]["agree"], found["arguments"], found["sources"]) == (1, 1, 1)
    assert get(world, contribution)["opinions"]["agree"] == 0
    with pytest.raises(Refused, match="versions_off"):
        world.ask("propose_version", world.person(), contribution_id=version, **asked)


def test_leaves_a_placeholder_only_where_others_answer_what_was_erased(world: World) -> None:
    problems, causes = world.add_section(role="problem"), world.add_section(role="cause")
    author = world.person(name="Claude")
    answered = world.contribution(author, problems)
    alone = world.contribution(author, problems, title="Seul")
    cause = world.contribution(section=causes, answers=[str(answered)])
    for each in (answered, alone):
        world.ask("erase_contribution", author, contribution_id=each)
    placeholder = get(world, answered)
    assert (placeholder["state"], placeholder["title"], placeholder["body"]) == ("erased", "", "")
    assert placeholder["author"] == {
        "account_id": None, "display_name": "", "type_id": None, "type_label_fr": None, "type_label_en": None,
        "age_band": None,
    }  # fmt: skip
    assert get(world, cause)["answers"] == [str(answered)]
    with pytest.raises(Refused, match="not_found"):
        get(world, alone)
    assert len(world.ask("list_contributions", step_id=world.step)["items"]) == 1
    assert len(world.told("contribution_erased")) == 2
    assert world.rows("SELECT count(*) FROM contribution WHERE body <> '' AND state = 'erased'") == [(0,)]


def test_shows_a_version_of_an_erased_text_to_its_author_alone_and_without_the_erased_words(
    world: World,
) -> None:
    author, rewriter = world.person(), world.person()
    contribution = world.contribution(author, body="Un secret de famille")
    asked = {"title": "Mieux", "body": "Un texte", "reasons": "Parce que"}
    version = UUID(world.ask("propose_version", rewriter, contribution_id=contribution, **asked)["id"])
    world.ask("erase_contribution", author, contribution_id=contribution)
    assert world.ask("get_contribution", rewriter, contribution_id=version)["diff"] is None
    for reader in (None, author, world.person("moderator")):
        with pytest.raises(Refused, match="not_found"):
            world.ask("get_contribution", reader, contribution_id=version)


def test_asks_for_what_a_text_answers_where_the_graph_is_strict(world: World) -> None:
    """CO-4"""
    world.change_step(strict_graph=True)
    problems, causes = world.add_section(role="problem"), world.add_section(role="cause")
    solutions = world.add_section(role="solution")
    problem = world.contribution(section=problems)
    cause = world.contribution(section=causes, answers=[str(problem)])
    for section in (causes, solutions):
        with pytest.raises(Refused, match="orphan"):
            world.contribution(section=section)
    for section, answered in ((solutions, problem), (causes, cause), (problems, problem)):
        with pytest.raises(Refused, match="answers_wrong_section"):
            world.contribution(section=section, answers=[str(answered)])
    with pytest.raises(Refused, match="invalid_input"):
        world.contribution(section=causes, answers=[str(uuid4())])
    solution = world.contribution(section=solutions, answers=[str(cause)])
    assert [each["id"] for each in get(world, cause)["answered_by"]] == [str(solution)]
    assert [each["id"] for each in get(world, cause)["answers_to"]] == [str(problem)]


def test_adds_up_the_votes_along_a_chain_each_text_once(world: World) -> None:
    """CO-4"""
    roles = {role: world.add_section(role=role) for role in ("problem", "cause", "solution")}
    problem, lonely = (world.contribution(section=roles["problem"]) for _ in range(2))
    causes = [world.contribution(section=roles["cause"], answers=[str(problem)]) for _ in range(2)]
    world.contribution(section=roles["cause"])
    both = world.contribution(section=roles["solution"], answers=[str(cause) for cause in causes])
    for contribution, votes in ((problem, 1), (causes[0], 2), (both, 3)):
        for _ in range(votes):
            world.vote(contribution)
    graph = world.ask("get_graph", step_id=world.step)
    chains = {node["id"]: node["chain_votes"] for node in graph["nodes"]}
    assert [chains[str(each)] for each in (problem, *causes, both, lonely)] == [6, 5, 3, 3, 0]
    assert graph["nodes"][0]["id"] == str(problem)
    assert (graph["problems_without_cause"], graph["causes_without_solution"], graph["more"]) == (1, 1, False)
    world.fold()
    assert world.ask("get_graph", step_id=world.step) == graph


def test_types_an_event_idea_without_an_account_and_with_its_hands(world: World) -> None:
    """CO-7; U25: their age is kept for the figures and stands beside nobody's name."""
    world.change_step(event_mode=True)
    facilitator = world.person("mediator")
    asked = {
        "section_id": world.section,
        "title": "Une baguette",
        "first_name": "Lou",
        "age_band": "7_to_10",
        "votes": 12,
    }
    first = world.ask("submit_event_idea", facilitator, "tablet-1", **asked)
    assert world.ask("submit_event_idea", facilitator, "tablet-1", **asked) == first
    assert (first["author"]["account_id"], first["author"]["display_name"]) == (None, "Lou")
    assert (first["author"]["age_band"], first["opinions"]["agree"]) == (None, 12)
    assert world.rows("SELECT age_band FROM contribution") == [("7_to_10",)]
    for number in range(5):
        world.ask("submit_event_idea", facilitator, **{**asked, "title": f"Une idée {number}"})
    assert world.rows("SELECT count(*) FROM contribution") == [(6,)]
    assert world.told("contribution_submitted")[0]["account_id"] is None


def test_keeps_event_ideas_to_facilitators_of_an_event(world: World) -> None:
    asked = {"section_id": world.section, "title": "Une idée"}
    with pytest.raises(Refused, match="not_an_event"):
        world.ask("submit_event_idea", world.person("mediator"), **asked)
    world.change_step(event_mode=True)
    for stranger in (world.person(), world.person("mediator", uuid4()), world.person("analyst")):
        with pytest.raises(Refused, match="forbidden"):
            world.ask("submit_event_idea", stranger, **asked)


def test_shows_nothing_of_a_draft_project_to_those_outside(world: World) -> None:
    project = world.add_project(visibility="draft")
    step = world.add_step(project)
    section = world.add_section(step, project)
    organiser = world.person("organiser")
    contribution = world.contribution(organiser, section, official=True)
    for reader in (None, world.person(), world.person("organiser", uuid4())):
        for operation, asked in (
            ("get_contribution", {"contribution_id": contribution}),
            ("list_contributions", {"step_id": step}),
            ("list_arguments", {"contribution_id": contribution}),
            ("list_sources", {"contribution_id": contribution}),
            ("list_versions", {"contribution_id": contribution}),
            ("get_graph", {"step_id": step}),
        ):
            with pytest.raises(Refused, match="not_found"):
                world.ask(operation, reader, **asked)
    writing: tuple[tuple[str, dict[str, Any]], ...] = (
        ("submit_contribution", {"section_id": section, "title": "Un titre", "body": "Un texte"}),
        ("cast_opinion_vote", {"contribution_id": contribution, "value": "agree"}),
        ("add_argument", {"contribution_id": contribution, "side": "for", "body": "Parce que"}),
        ("report", {"target": "contribution", "target_id": contribution, "reason": "spam"}),
        ("get_my_participation", {"step_id": step}),
    )
    for operation, request in writing:
        with pytest.raises(Refused, match="not_found"):
            world.ask(operation, world.person(), **request)


def test_opens_a_groups_project_to_its_members_alone(world: World) -> None:
    group, member = uuid4(), world.person()
    project = world.add_project(visibility="group", group_id=group)
    step = world.add_step(project)
    section = world.add_section(step, project)
    world.identity.groups[world.id_of(member)] = [group]
    contribution = world.contribution(member, section)
    world.vote(contribution, "agree", member)
    with pytest.raises(Refused, match="not_found"):
        world.vote(contribution)


def test_asks_identity_for_the_conditions_and_remembers_that_they_are_met(world: World) -> None:
    """ID-5"""
    age = world.add_requirement("age", age_least=16)
    box = world.add_requirement("checkbox", wording="J'habite la commune.")
    contribution_section = world.section
    young, fit = world.person(), world.person()
    world.identity.unmet[world.id_of(young)] = ["0"]
    with pytest.raises(Refused) as refused:
        world.contribution(young)
    assert refused.value.code == "requirements_unmet"
    assert set(refused.value.details["requirement_ids"]) == {str(age), str(box)}
    with pytest.raises(Refused, match="requirements_unmet"):
        world.contribution(fit)
    contribution = world.contribution(fit, contribution_section, accepted_checkboxes=[str(box)])
    world.vote(contribution, "agree", fit)
    assert world.identity.asked.count("check_requirements") == 2
    mine = world.ask("get_my_participation", fit, step_id=world.step)
    assert (mine["unmet_requirements"], mine["accepted_checkboxes"]) == ([], [str(box)])
    theirs = world.ask("get_my_participation", young, step_id=world.step)
    assert {each["kind"] for each in theirs["unmet_requirements"]} == {"age", "checkbox"}


@pytest.mark.parametrize(("kind", "more"), [("email_confirmed", {}), ("age", {"age_least": 16})])
def test_whoever_meets_the_conditions_goes_on_at_once_when_the_window_moves(
    world: World, kind: str, more: Any
) -> None:
    """ID-5"""
    world.add_requirement(kind, **more)
    contribution = world.contribution()
    world.vote(contribution)
    world.change_step(closes_at=datetime.now(UTC) + timedelta(days=9))
    assert world.vote(contribution)["opinions"]["agree"] == 2


def test_asks_identity_again_at_once_when_the_conditions_change(world: World) -> None:
    """ID-5"""
    contribution, young = world.contribution(), world.person()
    world.vote(contribution, "agree", young)
    world.add_requirement("age", age_least=16)
    world.change_step()
    world.identity.unmet[world.id_of(young)] = ["0"]
    with pytest.raises(Refused, match="requirements_unmet"):
        world.vote(contribution, "agree", young)
    world.vote(contribution)


def test_turns_unconfirmed_people_away_where_the_organiser_demands_it(world: World) -> None:
    world.add_requirement("email_confirmed")
    with pytest.raises(Refused, match="requirements_unmet"):
        world.contribution(world.person(confirmed=False))
    world.contribution()
