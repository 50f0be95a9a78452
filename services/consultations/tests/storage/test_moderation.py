"""Reports, decisions, appeals and signals with a real database."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from consultations.tests.world import World
from contracts.refused import Refused


def decide(
    world: World, decision: str, *targets: tuple[str, UUID], person: str | None = None, **more: Any
) -> Any:
    asked = {"organisation_id": world.organisation, "reason": "Hors sujet", **more}
    named = [{"target": target, "target_id": target_id} for target, target_id in targets]
    return world.ask(
        "moderate", person or world.person("moderator"), targets=named, decision=decision, **asked
    )


def work(world: World, person: str | None = None, **more: Any) -> list[dict[str, Any]]:
    asked = {"organisation_id": world.organisation, **more}
    items: list[dict[str, Any]] = world.ask("list_moderation", person or world.person("moderator"), **asked)[
        "items"
    ]
    return items


def report(
    world: World, target: UUID, person: str | None = None, kind: str = "contribution", why: str = "spam"
) -> None:
    world.ask(
        "report",
        person or world.person(),
        target=kind,
        target_id=target,
        reason=why,
        details="Voyez vous-même",
    )


def test_takes_one_report_a_person_and_puts_the_text_on_the_list_once(world: World) -> None:
    """CO-11"""
    contribution, reporter = world.contribution(title="À voir"), world.person()
    report(world, contribution, reporter)
    with pytest.raises(Refused, match="already_reported"):
        report(world, contribution, reporter)
    report(world, contribution, why="insult")
    [item] = work(world)
    assert (item["title"], item["reports"], item["reasons"]) == ("À voir", 2, ["insult", "spam"])
    assert [each["details"] for each in item["latest_reports"]] == ["Voyez vous-même"] * 2
    assert len(world.told("reported")) == 2
    assert work(world, waiting="reported") == [item]
    assert work(world, waiting="appeal") == []


def test_reports_arguments_and_sources_too(world: World) -> None:
    contribution = world.contribution()
    report(world, world.argument(contribution), kind="argument")
    report(world, world.source(contribution), kind="source")
    assert [item["target"] for item in work(world)] == ["argument", "source"]


def test_cannot_report_what_one_does_not_see(world: World) -> None:
    hidden = world.contribution(world.person(confirmed=False))
    for target in (hidden, uuid4()):
        with pytest.raises(Refused, match="not_found"):
            report(world, target)


def test_shows_what_is_trashed_with_its_reason_and_not_what_is_hidden(world: World) -> None:
    author = world.person()
    contribution = world.contribution(author)
    world.argument(contribution)
    decide(world, "trash", ("contribution", contribution))
    trashed = world.ask("get_contribution", contribution_id=contribution)
    assert (trashed["state"], trashed["trash_reason"]) == ("trashed", "Hors sujet")
    assert world.ask("list_contributions", step_id=world.step)["items"] == []
    assert len(world.ask("list_contributions", step_id=world.step, state="trashed")["items"]) == 1
    decide(world, "hide", ("contribution", contribution))
    for operation in ("get_contribution", "list_arguments", "list_sources", "list_versions"):
        with pytest.raises(Refused, match="not_found"):
            world.ask(operation, world.person(), contribution_id=contribution)
        world.ask(operation, author, contribution_id=contribution)
        world.ask(operation, world.person("moderator"), contribution_id=contribution)
    assert world.ask("list_contributions", step_id=world.step, state="trashed")["items"] == []
    decide(world, "keep", ("contribution", contribution))
    assert world.ask("get_contribution", contribution_id=contribution)["state"] == "published"


def test_counts_only_what_is_in_view(world: World) -> None:
    contribution = world.contribution()
    arguments = [world.argument(contribution) for _ in range(3)]
    decide(world, "trash", ("argument", arguments[0]))
    decide(world, "hide", ("argument", arguments[1]))
    assert world.ask("get_contribution", contribution_id=contribution)["arguments_for"] == 1
    listed = world.ask("list_arguments", contribution_id=contribution)["items"]
    assert {each["id"]: each["state"] for each in listed} == {
        str(arguments[0]): "trashed", str(arguments[2]): "published",
    }  # fmt: skip
    decide(world, "keep", ("argument", arguments[0]), ("argument", arguments[1]))
    assert world.ask("get_contribution", contribution_id=contribution)["arguments_for"] == 3


def test_decides_on_all_targets_or_on_none(world: World) -> None:
    contributions = [world.contribution(title=f"Texte {number}") for number in range(3)]
    other = World(world.storage)
    stranger = other.contribution()
    with pytest.raises(Refused, match="not_same_organisation"):
        decide(world, "trash", *(("contribution", each) for each in (*contributions, stranger)))
    with pytest.raises(Refused, match="not_found"):
        decide(world, "trash", ("contribution", contributions[0]), ("argument", uuid4()))
    with pytest.raises(Refused, match="reason_required"):
        decide(world, "hide", ("contribution", contributions[0]), reason=" ")
    assert world.rows("SELECT DISTINCT state FROM contribution") == [("published",)]
    acts = decide(world, "trash", *(("contribution", each) for each in contributions))["items"]
    assert {act["target_id"] for act in acts} == {str(each) for each in contributions}
    assert len(world.told("moderated")) == 3
    audit = world.rows(
        "SELECT act, after->>'decision' AS decision, after->>'reason' AS reason FROM audit_entry"
    )
    assert set(audit) == {("moderate", "trash", "Hors sujet")}
    assert len(audit) == 3


def test_keeps_moderation_to_the_moderators_of_the_organisation_or_project(world: World) -> None:
    contribution = world.contribution()
    strangers = [world.person(), world.person("moderator", uuid4()), world.person("analyst")]
    for stranger in strangers:
        with pytest.raises(Refused, match="forbidden"):
            decide(world, "trash", ("contribution", contribution), person=stranger)
        with pytest.raises(Refused, match="forbidden"):
            work(world, stranger)
        with pytest.raises(Refused, match="forbidden"):
            work(world, stranger, project_id=world.project)
    with pytest.raises(Refused, match="sign_in_required"):
        world.ask("list_moderation", organisation_id=world.organisation)
    decide(world, "trash", ("contribution", contribution), person=world.person("moderator", world.project))


def test_gives_a_projects_moderator_that_project_alone(world: World) -> None:
    project = world.add_project()
    step = world.add_step(project)
    elsewhere = world.contribution(section=world.add_section(step, project))
    report(world, elsewhere)
    report(world, world.contribution())
    moderator = world.person("moderator", project)
    assert [item["target_id"] for item in work(world, moderator)] == [str(elsewhere)]
    assert len(work(world)) == 2
    assert [item["target_id"] for item in work(world, project_id=project)] == [str(elsewhere)]
    with pytest.raises(Refused, match="forbidden"):
        work(world, moderator, project_id=world.project)


def test_lets_an_author_appeal_once_and_tells_the_decision_after_it(world: World) -> None:
    """CO-11"""
    author = world.person()
    contribution = world.contribution(author)
    appeal = {"target": "contribution", "target_id": contribution, "body": "C'est dans le sujet."}
    with pytest.raises(Refused, match="not_found"):
        world.ask("appeal", author, **appeal)
    decide(world, "trash", ("contribution", contribution))
    [mine] = world.ask("list_my_moderated", author)["items"]
    assert (mine["decision"], mine["reason"], mine["appealed"]) == ("trash", "Hors sujet", False)
    with pytest.raises(Refused, match="not_found"):
        world.ask("appeal", world.person(), **appeal)
    world.ask("appeal", author, **appeal)
    with pytest.raises(Refused, match="already_appealed"):
        world.ask("appeal", author, **appeal)
    assert world.ask("list_my_moderated", author)["items"][0]["appealed"] is True
    [item] = work(world, waiting="appeal")
    assert item["appeal"] == "C'est dans le sujet."
    decide(world, "keep", ("contribution", contribution))
    assert work(world) == []
    assert world.ask("list_my_moderated", author)["items"] == []
    assert [fact["after_appeal"] for fact in world.told("moderated")] == [False, True]


def test_publishes_nothing_unseen_where_moderation_comes_first(world: World) -> None:
    """CO-11"""
    world.change_step(moderated_before=True)
    author = world.person()
    contribution = world.contribution(author)
    assert world.ask("get_contribution", author, contribution_id=contribution)["state"] == "unpublished"
    with pytest.raises(Refused, match="not_found"):
        world.ask("get_contribution", contribution_id=contribution)
    [item] = work(world, waiting="before_publication")
    decide(world, "keep", ("contribution", UUID(item["target_id"])), reason="")
    assert world.ask("get_contribution", contribution_id=contribution)["state"] == "published"
    assert len(world.told("contribution_published")) == 1
    edited = world.ask(
        "edit_contribution", author, contribution_id=contribution, version=2, body="Autre chose"
    )
    assert edited["state"] == "unpublished"
    assert len(work(world, waiting="before_publication")) == 1


def test_waits_for_both_the_address_and_the_moderator(world: World) -> None:
    world.change_step(moderated_before=True)
    author = world.person(confirmed=False)
    contribution = world.contribution(author)
    assert work(world) == []
    world.confirm(author)
    assert len(work(world)) == 1
    decide(world, "keep", ("contribution", contribution))
    assert world.ask("get_contribution", contribution_id=contribution)["state"] == "published"


def test_keeping_an_unconfirmed_text_does_not_publish_it(world: World) -> None:
    author = world.person(confirmed=False)
    contribution = world.contribution(author)
    decide(world, "keep", ("contribution", contribution))
    with pytest.raises(Refused, match="not_found"):
        world.ask("get_contribution", contribution_id=contribution)
    decide(world, "trash", ("contribution", contribution))
    with pytest.raises(Refused, match="not_found"):
        world.ask("get_contribution", contribution_id=contribution)


@pytest.mark.parametrize(
    ("texts", "flags"),
    [
        ({"body": "Un texte"}, []),
        ({"body": " ".join(["https://spam.example"] * 4)}, ["links"]),
        ({"title": "ACHETEZ TOUT DE SUITE", "body": "MES BEAUX TAPIS"}, ["capitals"]),
    ],
)
def test_only_flags_what_looks_like_spam(world: World, texts: dict[str, Any], flags: list[str]) -> None:
    """CO-11"""
    contribution = world.contribution(**texts)
    assert world.ask("get_contribution", contribution_id=contribution)["state"] == "published"
    assert [item["flags"] for item in work(world)] == ([flags] if flags else [])


def test_flags_the_same_text_written_twice(world: World) -> None:
    author = world.person()
    world.contribution(author)
    world.contribution(author)
    [item] = work(world, waiting="flagged")
    assert item["flags"] == ["repeated", "very_fast"]


def test_lists_the_oldest_first_page_by_page(world: World) -> None:
    contributions = [world.contribution(title=f"Texte {number}") for number in range(5)]
    for each in contributions:
        report(world, each)
    report(world, contributions[0])
    found, cursor, moderator = [], None, world.person("moderator")
    while True:
        page = world.ask(
            "list_moderation", moderator, organisation_id=world.organisation, limit=2, cursor=cursor
        )
        found += [item["target_id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert found == [str(each) for each in contributions]
