"""Opinion votes with a real database."""

import pytest

from consultations.tests.world import World
from contracts.refused import Refused


def test_counts_a_vote_and_lets_a_second_replace_the_first(world: World) -> None:
    """CO-5"""
    contribution, voter = world.contribution(), world.person()
    assert world.vote(contribution, "agree", voter)["opinions"] == {"agree": 1, "mixed": 0, "disagree": 0}
    assert world.vote(contribution, "disagree", voter)["opinions"] == {"agree": 0, "mixed": 0, "disagree": 1}
    assert world.ask("get_contribution", contribution_id=contribution)["opinions"]["disagree"] == 1
    assert [fact["counted"] for fact in world.told("opinion_vote_cast")] == [True, True]


def test_tells_nothing_when_the_same_vote_comes_again(world: World) -> None:
    contribution, voter = world.contribution(), world.person()
    world.vote(contribution, "mixed", voter)
    assert world.vote(contribution, "mixed", voter)["opinions"]["mixed"] == 1
    assert len(world.told("opinion_vote_cast")) == 1
    assert world.rows("SELECT version FROM opinion_vote")[0].version == 1


def test_takes_a_vote_back_and_counts_it_again(world: World) -> None:
    contribution, voter = world.contribution(), world.person()
    world.vote(contribution, "agree", voter)
    taken = world.ask("withdraw_opinion_vote", voter, contribution_id=contribution)
    assert (taken["value"], taken["opinions"]["agree"]) == (None, 0)
    world.ask("withdraw_opinion_vote", voter, contribution_id=contribution)
    assert world.vote(contribution, "agree", voter)["opinions"]["agree"] == 1
    assert len(world.told("opinion_vote_withdrawn")) == 1


def test_gives_the_same_counts_folded_or_not(world: World) -> None:
    contribution = world.contribution()
    for value in ("agree", "agree", "mixed", "disagree"):
        world.vote(contribution, value)
    expected = {"agree": 2, "mixed": 1, "disagree": 1}
    assert world.ask("get_contribution", contribution_id=contribution)["opinions"] == expected
    assert world.fold() == 1
    assert world.fold() == 0
    assert world.ask("get_contribution", contribution_id=contribution)["opinions"] == expected
    assert world.rows("SELECT agree, mixed, disagree, votes FROM contribution") == [(2, 1, 1, 4)]


@pytest.mark.parametrize(("opens", "closes", "code"), [(1, 2, "not_open_yet"), (-2, -1, "closed")])
def test_refuses_a_vote_outside_the_window(world: World, opens: int, closes: int, code: str) -> None:
    """CO-2"""
    contribution = world.contribution()
    [(now,)] = world.rows("SELECT clock_timestamp()")
    from datetime import timedelta

    world.change_step(opens_at=now + timedelta(seconds=opens), closes_at=now + timedelta(seconds=closes))
    with pytest.raises(Refused, match=code):
        world.vote(contribution)
    assert world.rows("SELECT count(*) FROM opinion_vote") == [(0,)]


def test_refuses_a_vote_at_the_closing_instant(world: World) -> None:
    contribution = world.contribution()
    world.close_step()
    with pytest.raises(Refused, match="closed"):
        world.vote(contribution)


def test_refuses_a_vote_where_the_section_has_none(world: World) -> None:
    contribution = world.contribution(section=world.add_section(votes=False))
    with pytest.raises(Refused, match="votes_off"):
        world.vote(contribution)


def test_refuses_a_vote_on_a_trashed_text_and_knows_no_hidden_one(world: World) -> None:
    moderator, contribution = world.person("moderator"), world.contribution()
    for version, decision, code in ((1, "trash", "not_votable"), (2, "hide", "not_found")):
        world.ask(
            "moderate", moderator, organisation_id=world.organisation, decision=decision, reason="Hors sujet",
            targets=[{"target": "contribution", "target_id": contribution, "version": version}],
        )  # fmt: skip
        with pytest.raises(Refused, match=code):
            world.vote(contribution)


def test_refuses_whoever_is_not_signed_in(world: World) -> None:
    contribution = world.contribution()
    with pytest.raises(Refused, match="sign_in_required"):
        world.ask("cast_opinion_vote", contribution_id=contribution, value="agree")


def test_counts_the_vote_of_an_unconfirmed_voter_once_confirmed(world: World) -> None:
    """ID-2"""
    contribution, voter = world.contribution(), world.person(confirmed=False)
    vote = world.vote(contribution, "agree", voter)
    assert (vote["counted"], vote["opinions"]["agree"]) == (False, 0)
    world.confirm(voter)
    assert world.ask("get_contribution", contribution_id=contribution)["opinions"]["agree"] == 1
    assert [fact["counted"] for fact in world.told("opinion_vote_cast")] == [False, True]
    world.confirm(voter)
    assert world.ask("get_contribution", contribution_id=contribution)["opinions"]["agree"] == 1


def test_never_counts_the_vote_of_who_confirms_after_closing(world: World) -> None:
    """ID-2"""
    contribution, voter = world.contribution(), world.person(confirmed=False)
    world.vote(contribution, "agree", voter)
    world.close_step()
    world.confirm(voter)
    assert world.ask("get_contribution", contribution_id=contribution)["opinions"]["agree"] == 0


def test_counts_a_vote_cast_with_an_assertion_older_than_the_confirmation(world: World) -> None:
    contribution, voter = world.contribution(), world.person(confirmed=False)
    world.confirm(voter)
    assert world.vote(contribution, "agree", voter)["counted"] is True


def test_keeps_counting_a_vote_when_an_older_assertion_comes_back(world: World) -> None:
    contribution, voter = world.contribution(), world.person(confirmed=False)
    world.vote(contribution, "agree", world.confirmed(voter))
    changed = world.vote(contribution, "disagree", voter)
    assert changed["counted"] is True
    assert changed["opinions"] == {"agree": 0, "mixed": 0, "disagree": 1}


def test_gives_the_kept_answer_to_a_repeated_key(world: World) -> None:
    contribution, voter = world.contribution(), world.person()
    asked = {"contribution_id": contribution, "value": "agree"}
    first = world.ask("cast_opinion_vote", voter, "one-key", **asked)
    assert world.ask("cast_opinion_vote", voter, "one-key", **asked) == first
    with pytest.raises(Refused, match="idempotency_key_reused"):
        world.ask("cast_opinion_vote", voter, "one-key", **{**asked, "value": "mixed"})
