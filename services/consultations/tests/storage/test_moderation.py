"""Reports, decisions, appeals and signals with a real database."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import pytest

from consultations.tests.world import World
from contracts.refused import Refused


def version_of(world: World, target: str, target_id: UUID) -> int:
    """Its version now; that of nothing is 1."""
    found = world.rows(f"SELECT version FROM {target} WHERE id = :id", id=target_id)
    return found[0][0] if found else 1


def decide(
    world: World, decision: str, *targets: tuple[str, UUID], person: str | None = None, **more: Any
) -> Any:
    asked = {"organisation_id": world.organisation, "reason": "Hors sujet", **more}
    named = [
        {"target": target, "target_id": target_id, "version": version_of(world, target, target_id)}
        for target, target_id in targets
    ]
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
    with pytest.raises(Refused, match="not_found"):
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


def test_flags_the_same_text_written_in_two_places(world: World) -> None:
    author = world.person()
    world.contribution(author)
    world.contribution(author, section=world.add_section())
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


def item_of(world: World, target_id: UUID) -> dict[str, Any]:
    return next(item for item in work(world) if item["target_id"] == str(target_id))


def as_read(item: dict[str, Any]) -> dict[str, Any]:
    return {name: item[name] for name in ("target", "target_id", "version")}


def send(world: World, decision: str, *read: dict[str, Any]) -> dict[str, Any]:
    asked = {"organisation_id": world.organisation, "reason": "Hors sujet", "decision": decision}
    answer: dict[str, Any] = world.ask("moderate", world.person("moderator"), targets=list(read), **asked)
    return answer


def test_publishes_no_text_that_the_moderator_did_not_read(world: World) -> None:
    """B05"""
    world.change_step(moderated_before=True)
    author = world.person()
    contribution = world.contribution(author, title="Des tilleuls place du marché")
    read = as_read(item_of(world, contribution))
    world.ask(
        "edit_contribution", author, contribution_id=contribution, version=1, body="M. X, 3 rue Y, a volé"
    )
    with pytest.raises(Refused, match="stale_version") as refused:
        send(world, "keep", read)
    [changed] = refused.value.details["changed"]
    assert (changed["version"], changed["state"], changed["decision"]) == (2, "unpublished", None)
    assert world.rows("SELECT state FROM contribution") == [("unpublished",)]
    assert world.told("moderated") == []
    item = item_of(world, contribution)
    assert item["body"] == "M. X, 3 rue Y, a volé"
    send(world, "keep", as_read(item))
    assert world.rows("SELECT state FROM contribution") == [("published",)]


@pytest.mark.parametrize(("first", "second"), [("hide", "keep"), ("keep", "hide"), ("trash", "hide")])
def test_refuses_a_second_decision_from_an_old_list_and_says_what_the_other_decided(
    world: World, first: str, second: str
) -> None:
    """B06"""
    contribution = world.contribution()
    report(world, contribution)
    read = as_read(item_of(world, contribution))
    send(world, first, read)
    with pytest.raises(Refused, match="stale_version") as refused:
        send(world, second, read)
    assert [each["decision"] for each in refused.value.details["changed"]] == [first]
    assert world.rows("SELECT decision FROM moderation_act") == [(first,)]


def test_decides_in_one_go_on_what_is_as_it_was_read_and_leaves_the_rest(world: World) -> None:
    """B05, B06"""
    author = world.person()
    edited, same = world.contribution(author), world.contribution()
    for each in (edited, same):
        report(world, each)
    read = [as_read(item) for item in work(world)]
    world.ask("edit_contribution", author, contribution_id=edited, version=1, body="Autre chose")
    answer = send(world, "hide", *read)
    assert [each["target_id"] for each in answer["items"]] == [str(same)]
    assert [(each["target_id"], each["version"]) for each in answer["changed"]] == [(str(edited), 2)]
    assert world.rows("SELECT state FROM contribution WHERE id = :id", id=edited) == [("published",)]


def test_a_decision_does_not_settle_an_appeal_that_nobody_read(world: World) -> None:
    """B06"""
    author = world.person()
    contribution = world.contribution(author)
    decide(world, "hide", ("contribution", contribution))
    read = {"target": "contribution", "target_id": contribution, "version": 2}
    world.ask("appeal", author, target="contribution", target_id=contribution, body="Relisez-moi")
    with pytest.raises(Refused, match="stale_version"):
        send(world, "keep", read)
    send(world, "keep", as_read(item_of(world, contribution)))


def test_fifty_decisions_at_once_are_one(world: World) -> None:
    """B06"""
    contribution = world.contribution()
    report(world, contribution)
    read = as_read(item_of(world, contribution))

    def attempt(number: int) -> str:
        try:
            send(world, ("hide", "trash", "keep")[number % 3], read)
        except Refused as refused:
            return refused.code
        return "done"

    with ThreadPoolExecutor(10) as pool:
        outcomes = Counter(pool.map(attempt, range(50)))
    assert outcomes == {"done": 1, "stale_version": 49}
    assert world.rows("SELECT count(*) FROM moderation_act") == [(1,)]
    assert len(world.told("moderated")) == 1


def test_does_not_report_another_text_than_was_read(world: World) -> None:
    """B05"""
    author = world.person()
    contribution = world.contribution(author)
    world.ask("edit_contribution", author, contribution_id=contribution, version=1, body="Tout autre chose")
    about = {"target": "contribution", "target_id": contribution, "reason": "spam"}
    with pytest.raises(Refused, match="stale_version"):
        world.ask("report", world.person(), **about, version=1)
    world.ask("report", world.person(), **about, version=2)


LOUD = "ACHETEZ HTTP://A.TEST HTTP://B.TEST HTTP://C.TEST HTTP://D.TEST TOUT DE SUITE"


def test_signals_are_those_of_the_text_as_it_is_now(world: World) -> None:
    """B15"""
    author = world.person()
    contribution = world.contribution(author, title="Des bancs", body="Devant la mairie.")
    assert work(world) == []
    asked = {"contribution_id": contribution, "title": "PROMOTION"}
    world.ask("edit_contribution", author, **asked, version=1, body=LOUD)
    assert set(item_of(world, contribution)["flags"]) == {"links", "capitals"}
    world.ask("edit_contribution", author, **asked, version=2, body="Devant la mairie, deux bancs en bois.")
    assert work(world) == []


def test_a_draft_that_is_published_has_the_signals_of_its_text(world: World) -> None:
    """B15"""
    author = world.person()
    draft = world.contribution(author, title="PROMOTION", body=LOUD, draft=True)
    assert work(world) == []
    world.ask("edit_contribution", author, contribution_id=draft, version=1, publish=True)
    assert set(item_of(world, draft)["flags"]) == {"links", "capitals"}


def test_the_list_says_how_much_its_author_wrote_and_lost(world: World) -> None:
    """U33"""
    author = world.person()
    first, second = world.contribution(author), world.contribution(author, title="Deux")
    world.argument(world.contribution(), author)
    decide(world, "hide", ("contribution", first))
    report(world, second)
    item = item_of(world, second)
    assert (item["author_texts"], item["author_removed"]) == (3, 1)
