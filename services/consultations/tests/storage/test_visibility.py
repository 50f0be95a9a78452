"""What may be seen follows the text's own state and that of all it stands under, in every answer and figure."""

from contextlib import suppress
from typing import Any
from uuid import UUID, uuid4

import pytest

from consultations.domain.export_columns import COLUMNS
from consultations.storage.export_rows import ExportRows
from consultations.storage.figures import StoredFigures
from consultations.tests.world import World
from contracts.refused import Refused

SECRET = "06 12 34 56 78"
ADDRESS = "habite 5 rue des Prés"
REASONS = {"title": "Mieux", "reasons": "Plus court"}


def decide(world: World, decision: str, target_id: UUID, target: str = "contribution") -> None:
    moderator = world.person("moderator")
    [(version,)] = world.rows(f"SELECT version FROM {target} WHERE id = :id", id=target_id)
    world.ask(
        "moderate",
        moderator,
        organisation_id=world.organisation,
        targets=[{"target": target, "target_id": target_id, "version": version}],
        decision=decision,
        reason="Données personnelles",
    )


def version_of(
    world: World, contribution: UUID, person: str | None = None, body: str = "Un banc, écrivez."
) -> UUID:
    asked = {"contribution_id": contribution, "body": body, **REASONS}
    return UUID(world.ask("propose_version", person or world.person(), **asked)["id"])


def totals(world: World) -> dict[str, int]:
    with world.storage.snapshot() as tx:
        return vars(StoredFigures(tx.connection).totals(world.project, None))


def exported(world: World, shape: str = "full") -> list[dict[str, Any]]:
    with world.storage.snapshot() as tx:
        rows = list(ExportRows(tx.connection, world.project, [world.step], "fr", "Europe/Paris").of(shape))
    return [dict(zip(COLUMNS[shape], row, strict=True)) for row in rows]


def in_export(world: World) -> dict[str, int]:
    """The figures of an export's rows, named as the live ones are."""
    kinds = [row["kind"] for row in exported(world)]
    counted = {
        f"{kind}s": kinds.count(kind) for kind in ("contribution", "version", "argument", "source", "vote")
    }
    return counted | {"participants": len(exported(world, "by_participant"))}


def debated(world: World) -> tuple[UUID, UUID, UUID]:
    """A text with everything beneath it, its argument and its version."""
    contribution = world.contribution(body=f"Un banc. Appelez le {SECRET}.")
    version = version_of(world, contribution)
    argument = world.argument(contribution, body=f"Il {ADDRESS}")
    world.ask("vote_argument", world.person(), argument_id=argument)
    world.source(contribution)
    for text in (contribution, version):
        world.vote(text)
        world.argument(text)
    return contribution, argument, version


@pytest.mark.parametrize("decision", ["hide", "trash"])
def test_what_stands_beneath_a_text_leaves_figures_and_export_with_it_and_comes_back(
    world: World, decision: str
) -> None:
    """B16, U04"""
    kept = world.contribution(body="Autre chose")
    world.vote(kept)
    contribution, _, _ = debated(world)
    before = totals(world)
    assert before == in_export(world)
    decide(world, decision, contribution)
    after = totals(world)
    assert after == in_export(world)
    alone = {"contributions": 1, "versions": 0, "arguments": 0, "sources": 0, "votes": 1, "participants": 2}
    assert after == alone
    assert ADDRESS not in str(exported(world))
    decide(world, "keep", contribution)
    assert totals(world) == in_export(world) == before


@pytest.mark.parametrize("gone", ["hide", "erase"])
def test_a_version_goes_with_the_text_it_rewrites_and_its_author_is_told(world: World, gone: str) -> None:
    """B02"""
    author, rewriter = world.person(), world.person()
    contribution = world.contribution(author, body=f"Un banc. Appelez le {SECRET}.")
    version = version_of(world, contribution, rewriter)
    argument = world.argument(version)
    assert SECRET in str(world.ask("get_contribution", contribution_id=version)["diff"])
    if gone == "hide":
        decide(world, "hide", contribution)
    else:
        world.ask("erase_contribution", author, contribution_id=contribution)
    for name in ("get_contribution", "list_arguments", "list_sources", "list_versions"):
        for reader in (None, world.person()):
            with pytest.raises(Refused, match="not_found"):
                world.ask(name, reader, contribution_id=version)
    with pytest.raises(Refused, match="not_found"):
        world.ask("report", world.person(), target="argument", target_id=argument, reason="spam")
    own = world.ask("get_contribution", rewriter, contribution_id=version)
    assert own["diff"] is None
    assert SECRET not in str(own)
    assert SECRET not in str(exported(world))
    [told] = world.told("version_left_alone")
    assert (told["contribution_id"], told["version_of"]) == (str(version), str(contribution))
    assert told["author_account_id"] == str(world.id_of(rewriter))
    with pytest.raises(Refused, match="not_found"):
        world.vote(version)


def test_a_version_is_compared_with_the_text_as_it_is_now(world: World) -> None:
    """B03"""
    author = world.person()
    contribution = world.contribution(author, body=f"Un banc. Appelez le {SECRET}.")
    version = version_of(world, contribution)
    world.ask(
        "edit_contribution", author, contribution_id=contribution, version=1, body="Un banc. Écrivez.",
        reset_votes=True,
    )  # fmt: skip
    shown = world.ask("get_contribution", contribution_id=version)
    assert SECRET not in str(shown)
    assert shown["diff"], "still compared, with what anyone may read"
    kept = "".join(piece["text"] for piece in shown["diff"] if piece["kind"] != "added")
    assert kept == "Un banc. Écrivez."
    assert world.rows("SELECT count(*) FROM contribution WHERE diff IS NOT NULL") == [(0,)]


def test_a_version_of_a_trashed_text_stays_readable_but_takes_no_vote_and_counts_nowhere(
    world: World,
) -> None:
    """B16"""
    contribution, _, version = debated(world)
    decide(world, "trash", contribution)
    assert world.ask("get_contribution", contribution_id=version)["diff"]
    for name, asked in (
        ("cast_opinion_vote", {"value": "agree"}),
        ("add_argument", {"side": "for", "body": "Parce que"}),
    ):
        with pytest.raises(Refused, match="not_votable"):
            world.ask(name, world.person(), contribution_id=version, **asked)
    assert totals(world)["votes"] == 0


def test_what_comes_beneath_while_a_text_is_away_counts_when_it_is_back(world: World) -> None:
    """U04"""
    contribution = world.contribution()
    waiting = world.person(confirmed=False)
    world.argument(contribution, waiting)
    decide(world, "hide", contribution)
    world.confirm(waiting)
    assert totals(world)["arguments"] == 0
    decide(world, "keep", contribution)
    assert totals(world)["arguments"] == 1
    assert totals(world) == in_export(world)


READS: dict[str, str] = {
    "list_contributions": "step_id",
    "get_graph": "step_id",
    "get_contribution": "contribution_id",
    "list_arguments": "contribution_id",
    "list_sources": "contribution_id",
    "list_versions": "contribution_id",
}


def see(world: World, reader: str | None) -> set[str]:
    """The reads that answer this reader."""
    things = {"step_id": world.step, "contribution_id": world.texts[0]}
    seen = set()
    for name, field in READS.items():
        with suppress(Refused):
            world.ask(name, reader, **{field: things[field]})
            seen.add(name)
    return seen


def test_who_may_see_a_project_is_judged_in_the_transaction(world: World) -> None:
    """A10: nothing remembered of it answers after it is for its members, or for a group."""
    world.texts = [world.contribution()]
    stranger, group = world.person(), uuid4()
    member = world.person()
    world.identity.groups[world.id_of(member)] = [group]
    assert see(world, stranger) == see(world, None) == set(READS)
    world.rows_changed("UPDATE project SET visibility = 'members'")
    assert see(world, stranger) == see(world, None) == see(world, member) == set()
    world.rows_changed("UPDATE project SET visibility = 'public'")
    assert see(world, None) == set(READS)
    world.rows_changed("UPDATE project SET visibility = 'group', group_id = :group", group=group)
    assert see(world, member) == set(READS)
    assert see(world, stranger) == set()


def test_who_left_a_group_reads_nothing_more(world: World) -> None:
    """A18"""
    world.texts = [world.contribution()]
    group, member = uuid4(), world.person()
    world.rows_changed("UPDATE project SET visibility = 'group', group_id = :group", group=group)
    world.identity.groups[world.id_of(member)] = [group]
    assert see(world, member) == set(READS)
    world.identity.groups[world.id_of(member)] = []
    assert see(world, member) == set()


def test_erasing_ones_remark_on_a_hidden_text_is_possible_and_told(world: World) -> None:
    """B16: whoever holds a copy of the answer hears of it."""
    person = world.person()
    contribution = world.contribution()
    argument = world.argument(contribution, person)
    decide(world, "hide", contribution)
    world.ask("erase_argument", person, argument_id=argument)
    assert [told["argument_id"] for told in world.told("argument_erased")] == [str(argument)]
    decide(world, "keep", contribution)
    assert totals(world)["arguments"] == 0
