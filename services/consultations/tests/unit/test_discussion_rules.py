"""The rules of the discussion: who sees what, how often, what answers what, what is flagged."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from consultations.domain.contribution import (
    Answered,
    OpinionCounts,
    is_visible,
    require_answers,
    require_editable,
    require_pace,
    state_of,
)
from consultations.domain.graph import MOST_NODES, Node, drawn
from consultations.domain.moderation import Target, require_reason, spam_flags, state_after
from consultations.domain.opinion_vote import vote_id
from consultations.domain.place import Place, require_met, unmet
from consultations.domain.requirement import Requirement
from consultations.domain.window import Window
from contracts.refused import Refused

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ME, OTHER = uuid4(), uuid4()


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("draft", "confirmed", "cleared", "state"),
    [
        (True, True, True, "draft"), (False, True, True, "published"), (False, False, True, "unpublished"),
        (False, True, False, "unpublished"), (False, False, False, "unpublished"),
    ],
)  # fmt: skip
def test_publishes_only_what_nothing_holds_back(
    draft: bool, confirmed: bool, cleared: bool, state: str
) -> None:
    """ID-2"""
    assert state_of(draft=draft, confirmed=confirmed, cleared=cleared) == state


@pytest.mark.parametrize(
    ("state", "anyone", "author", "moderator"),
    [
        ("draft", False, True, False), ("unpublished", False, True, True), ("published", True, True, True),
        ("trashed", True, True, True), ("hidden", False, True, True), ("erased", False, False, False),
    ],
)  # fmt: skip
def test_shows_each_state_to_those_who_may_see_it(
    state: str, anyone: bool, author: bool, moderator: bool
) -> None:
    assert is_visible(state, ME, None, moderates=False) is anyone
    assert is_visible(state, ME, OTHER, moderates=False) is anyone
    assert is_visible(state, ME, ME, moderates=False) is author
    assert is_visible(state, ME, OTHER, moderates=True) is moderator


def test_shows_a_hidden_text_without_account_to_nobody_anonymous() -> None:
    assert is_visible("hidden", None, None, moderates=False) is False


@pytest.mark.parametrize(
    ("written", "retry_after"),
    [
        ([], None),
        ([1], None),
        ([60, 1], None),
        ([59, 1], 1),
        ([30, 30], 30),
        ([0, 0], 60),
        ([50, 20, 10], 40),
        ([59.5, 0.5], 1),
    ],
)
def test_lets_two_contributions_a_minute_through(written: list[float], retry_after: int | None) -> None:
    """CO-5"""
    moments = [ago(seconds) for seconds in written]
    if retry_after is None:
        require_pace(moments, NOW)
        return
    with pytest.raises(Refused) as refused:
        require_pace(moments, NOW)
    assert (refused.value.code, refused.value.details) == ("too_fast", {"retry_after": retry_after})


@pytest.mark.parametrize(
    ("role", "answered", "strict", "code"),
    [
        ("cause", "problem", True, None),
        ("solution", "cause", True, None),
        ("cause", None, True, "orphan"),
        ("solution", None, True, "orphan"),
        ("cause", None, False, None),
        ("problem", None, True, None),
        ("plain", None, True, None),
        ("cause", "cause", False, "answers_wrong_section"),
        ("solution", "problem", False, "answers_wrong_section"),
        ("problem", "cause", False, "answers_wrong_section"),
        ("plain", "problem", False, "answers_wrong_section"),
        ("stake", "problem", True, "answers_wrong_section"),
    ],
)
def test_ties_causes_to_problems_and_solutions_to_causes(
    role: str, answered: str | None, strict: bool, code: str | None
) -> None:
    """CO-4"""
    found = [Answered(ME, answered, "published")] if answered else []
    asked = {each.id for each in found}
    if code is None:
        require_answers(role, asked, found, strict=strict)
        return
    with pytest.raises(Refused, match=code):
        require_answers(role, asked, found, strict=strict)


@pytest.mark.parametrize("state", ["draft", "unpublished", "hidden", "trashed", "erased"])
def test_answers_only_what_is_in_view(state: str) -> None:
    with pytest.raises(Refused) as refused:
        require_answers("cause", {ME}, [Answered(ME, "problem", state)], strict=True)
    assert refused.value.fields == {"answers": ["invalid_id"]}


def test_lets_a_draft_wait_for_what_it_answers() -> None:
    require_answers("cause", set(), [], strict=True, partial=True)


@pytest.mark.parametrize("state", ["trashed", "hidden", "erased"])
def test_edits_nothing_that_was_taken_away(state: str) -> None:
    with pytest.raises(Refused, match="not_editable"):
        require_editable(state)


def requirement(kind: str) -> Requirement:
    return Requirement(uuid4(), kind)


def test_names_every_condition_that_is_not_met() -> None:
    """ID-5, B14"""
    asked = [requirement(kind) for kind in ("email_confirmed", "age", "checkbox")]
    assert unmet(asked, confirmed=True, elsewhere=(), accepted={asked[2].id}) == []
    missing = unmet(asked, confirmed=False, elsewhere={asked[1].id}, accepted=())
    assert missing == asked
    with pytest.raises(Refused) as refused:
        require_met(missing)
    assert refused.value.details["requirement_ids"] == [str(each.id) for each in asked]
    assert refused.value.details["requirement_kinds"] == ["email_confirmed", "age", "checkbox"]


def target(*, confirmed: bool = True) -> Target:
    about, organisation, project, step, contribution = (uuid4() for _ in range(5))
    return Target(
        "contribution",
        about,
        organisation,
        project,
        step,
        contribution,
        ME,
        "published",
        confirmed,
        True,
        1,
        "public",
        None,
    )


@pytest.mark.parametrize(
    ("decision", "confirmed", "state"),
    [
        ("keep", True, "published"), ("keep", False, "unpublished"), ("trash", True, "trashed"),
        ("trash", False, "hidden"), ("hide", True, "hidden"), ("hide", False, "hidden"),
    ],
)  # fmt: skip
def test_puts_each_decision_into_effect(decision: str, confirmed: bool, state: str) -> None:
    """CO-11"""
    assert state_after(decision, target(confirmed=confirmed)) == state


@pytest.mark.parametrize(
    ("decision", "reason", "refused"), [("trash", " ", True), ("hide", "", True), ("keep", "", False)]
)
def test_asks_why_something_is_taken_away(decision: str, reason: str, refused: bool) -> None:
    if not refused:
        require_reason(decision, reason)
        return
    with pytest.raises(Refused, match="reason_required"):
        require_reason(decision, reason)


@pytest.mark.parametrize(
    ("text", "earlier", "flags"),
    [
        ("Trois liens: http://a.fr http://b.fr https://c.fr", [], []),
        ("Quatre: http://a.fr http://b.fr https://c.fr www.d.fr", [], ["links"]),
        ("NON AUX TRAVAUX", [], []),
        ("NON ET NON AUX TRAVAUX DE LA PLACE", [], ["capitals"]),
        ("Un texte", [(True, ago(3600))], ["repeated"]),
        ("Un texte", [(False, ago(2))], ["very_fast"]),
        ("Un texte", [(False, ago(30))], []),
        ("12345 67890 12345 67890 12345", [], []),
    ],
)
def test_flags_signals_of_spam(text: str, earlier: list[tuple[bool, datetime]], flags: list[str]) -> None:
    """CO-11"""
    assert spam_flags((text,), NOW, earlier) == flags


def node(number: int, votes: int, answers: tuple[UUID, ...] = ()) -> Node:
    return Node(UUID(int=number + 1), number, "Un titre", "problem", ME, OpinionCounts(votes), votes, answers)


def test_draws_the_most_supported_first_and_says_when_there_are_more() -> None:
    """CO-4"""
    graph = drawn([node(number, number % 7) for number in range(MOST_NODES + 1)], 3, 4)
    assert len(graph.nodes) == MOST_NODES
    assert graph.more is True
    assert [each.chain_votes for each in graph.nodes] == sorted(
        (each.chain_votes for each in graph.nodes), reverse=True
    )
    assert (graph.problems_without_cause, graph.causes_without_solution) == (3, 4)


def test_leaves_out_links_to_what_is_not_drawn() -> None:
    graph = drawn([node(0, 1), node(1, 2, (UUID(int=1), uuid4()))], 0, 0)
    assert graph.nodes[0].answers == (UUID(int=1),)
    assert graph.more is False


@pytest.mark.parametrize(("contributable", "takes_writing"), [(False, True), (True, False)])
def test_takes_no_text_in_a_heading_nor_in_a_step_without_writing(
    contributable: bool, takes_writing: bool
) -> None:
    place = Place(
        uuid4(),
        uuid4(),
        uuid4(),
        uuid4(),
        Window(),
        1,
        "public",
        contributable=contributable,
        takes_writing=takes_writing,
    )
    with pytest.raises(Refused, match="not_contributable"):
        place.require_contributable()


def test_gives_a_vote_one_id_for_its_person_and_text() -> None:
    assert vote_id(ME, OTHER) == vote_id(ME, OTHER)
    assert len({vote_id(ME, OTHER), vote_id(OTHER, ME), vote_id(ME, ME)}) == 3
