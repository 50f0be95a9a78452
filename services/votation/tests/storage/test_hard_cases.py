"""What a review reproduced once: late rights, blocked passes, long ballots, strange signs, results that must not stay."""

import json
import secrets
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from chassis.testing.database import owned
from contracts.refused import Refused
from votation import result_work
from votation.box.use_cases.cast_ballot import Ballot
from votation.box.use_cases.prepare_box import prepare_box
from votation.clients.typst_minutes import render, shown
from votation.domain import printable
from votation.tests.in_process import ORGANISER, Work
from votation.tests.polls import EACH, RULE, YES_NO
from votation.tests.verifying import failures
from votation.unit_of_work import UnitOfWork
from votation.use_cases.ask_mailing import ask_mailing, write_letters
from votation.use_cases.cancel_votation import cancel_votation
from votation.use_cases.close_votation import advance_votations
from votation.use_cases.correct_elector import correct_elector
from votation.use_cases.issue_right import issue_right
from votation.use_cases.list_mailings import list_mailings
from votation.use_cases.proclaim_votation import proclaim_votation
from votation.use_cases.suspend_votation import suspend_votation

SINGLE: dict[str, Any] = {
    "id": "q1",
    "kind": "single",
    "title": "Qui préside ?",
    "choices": [{"id": "a", "label": "Alix"}, {"id": "b", "label": "Bruno"}],
    "rule": {**RULE, "share": None, "tie": "eldest", "outcomes": {"adopted": "", "rejected": ""}},
}


def test_no_right_is_issued_to_who_signs_meanwhile(world):
    """VO-4: the elector's used right was all that stood in the way of a second one."""
    world.open(21)
    first = world.right(0)
    with world.register.transaction() as tx:
        uow = UnitOfWork(tx, world.register_keys)
        uow.lock_shared(world.id)
        for elector, right in enumerate([first, *(world.right(n) for n in range(1, 20))]):
            world.cast(world.ballot(right, [elector % 2]))
        world.lengthen()
        with pytest.raises(Refused, match="already_signed"):
            issue_right(uow, ORGANISER, world.id, world.links[0], None)
    world.close()


def test_a_batch_that_cannot_sign_holds_up_no_other(world):
    world.open(40)
    for elector in range(20):
        world.cast(world.ballot(world.right(elector), [0]))
    refused: list[Any] = []
    sign = world.sign

    def away_once(votation_id, rights):
        if not refused:
            refused.append(votation_id)
            raise Refused("unavailable")
        sign(votation_id, rights)

    world.sign = away_once
    world.lengthen()
    assert world.numbers()["signed"] == 0
    for elector in range(20, 40):
        world.cast(world.ballot(world.right(elector), [0]))
    world.lengthen()
    assert world.numbers()["signed"] == 40


def test_nothing_is_suspended_once_the_grace_is_over(world):
    """The box may have closed for good: a register that opened again would hand out rights it does not take."""
    world.open(5)
    world.move_window(-7200, -0.001)
    with world.at_register() as uow:
        advance_votations(uow)
    world.close_box()
    with pytest.raises(Refused, match="not_open"), world.at_register() as uow:
        suspend_votation(uow, ORGANISER, world.id, world.votation().version, "Incident")


def test_a_box_that_never_opened_does_not_close(world):
    world.open(3)
    other = uuid4()
    with world.at_box() as uow:
        prepare_box(uow, other, other)
    assert not world.close_box(other)["settled"]


def test_the_longest_ballots_are_counted(world, tmp_path):
    scores = [
        {
            "id": f"q{n}",
            "kind": "score",
            "title": "Une note",
            "limits": {"least": -1000, "most": 1000},
            "choices": [{"id": f"c{place}", "label": f"C{place}"} for place in range(200)],
            "rule": SINGLE["rule"],
        }
        for n in range(1, 8)
    ]
    world.open(3, questions=scores)
    answers = [[secrets.randbelow(2001) - 1000 for _ in range(200)] for _ in range(7)]
    world.cast(world.ballot(world.right(0), answers))
    world.close()
    world.count(tmp_path)
    assert json.loads(world.votation().result)["voters"]["heads"] == 1


def test_a_sign_that_no_font_has_does_not_keep_the_minutes_back(world, tmp_path, monkeypatch):
    """B10: refused where it is typed; what was sealed before that comes all the same."""
    question = {**YES_NO, "title": "Fête du village 🎉 : 村祭り ?"}
    with pytest.raises(Refused, match="not_printable"):
        world.open(6, questions=(question,))
    with monkeypatch.context() as before:
        before.setattr(printable, "complaints", lambda _texts: {})
        world.open(6, questions=(question,))
    world.cast(world.ballot(world.right(0), [0]))
    world.close()
    world.count(tmp_path)
    with world.at_register() as uow:
        version = world.votation().version
        with pytest.raises(Refused, match="not_printable"):
            proclaim_votation(uow, ORGANISER, world.id, version, "Merci 👍", [])
        proclaim_votation(uow, ORGANISER, world.id, version, "Merci", [])
    result_work.proclaim(Work(world, tmp_path))
    assert world.votation().state == "proclaimed"


def test_minutes_say_what_they_cannot_show():
    assert shown({"a": ["Né à Zürich – 12 €", "🎉"]}) == {"a": ["Né à Zürich – 12 €", "[U+1F389]"]}
    assert shown("e\u0301") == "é"


def test_proclaiming_again_while_minutes_are_written_signs_what_was_asked_last(world, tmp_path, monkeypatch):
    world.open(6, questions=(SINGLE,))
    for elector in range(4):
        world.cast(world.ballot(world.right(elector), [elector % 2]))
    world.close()
    world.count(tmp_path)

    def ask(winner):
        settled = [{"question_id": "q1", "winners": [winner], "by": "eldest"}]
        with world.at_register() as uow:
            proclaim_votation(uow, ORGANISER, world.id, world.votation().version, "", settled)

    def interrupted(data):
        pdf = render(data)
        ask("b")
        return pdf

    ask("a")
    monkeypatch.setattr(result_work, "render", interrupted)
    result_work.proclaim(Work(world, tmp_path))
    assert world.votation().state == "counted"
    monkeypatch.setattr(result_work, "render", render)
    result_work.proclaim(Work(world, tmp_path))
    result_work.make_archive(Work(world, tmp_path))
    assert json.loads(world.votation().result)["questions"][0]["decision"]["winners"] == ["b"]
    assert failures(tmp_path / f"votations/{world.id}/archive.zip") == ["dates"]  # `move_window` moved them


def test_a_tie_is_settled_by_whom_the_rule_names_among_who_is_tied(world, tmp_path):
    world.open(6, questions=(SINGLE,))
    for elector in range(4):
        world.cast(world.ballot(world.right(elector), [elector % 2]))
    world.close()
    world.count(tmp_path)
    wrong = [
        ([], "tie_to_settle"),
        ([{"question_id": "q1", "winners": ["a"], "by": "president"}], "settlement_invalid"),
        ([{"question_id": "q1", "winners": ["z"], "by": "eldest"}], "settlement_invalid"),
        ([{"question_id": "q1", "winners": ["a", "b"], "by": "eldest"}], "settlement_invalid"),
        ([{"question_id": "q9", "winners": ["a"], "by": "eldest"}], "settlement_invalid"),
    ]
    for settlements, code in wrong:
        with pytest.raises(Refused, match=code), world.at_register() as uow:
            proclaim_votation(uow, ORGANISER, world.id, world.votation().version, "", settlements)


def test_of_two_attempts_at_the_end_none_is_used_after_the_other_was_refused_for_good(world):
    """The time is read once the right is held: whoever waited for it is judged later, not earlier."""
    world.open(3)
    ballot = world.ballot(world.right(0), [0])
    times = []
    with world.register.transaction() as holding:
        uow = UnitOfWork(holding, world.register_keys)
        uow.register.get_locked_right(world.id, ballot.right_hash)
        times.append(uow.now())
    with world.at_register() as uow:
        uow.lock_shared(world.id)
        uow.register.get_locked_right(world.id, ballot.right_hash)
        times.append(uow.now())
    assert times[0] < times[1]
    world.move_window(-7200, -0.001)
    with pytest.raises(Refused, match="closed"):
        world.use_right(world.id, ballot.right_hash)
    assert world.numbers()["consumed"] == 0


@pytest.mark.parametrize(("colleges", "electors"), [(("",), 10), (("", "Cadres"), 12), (("Cadres",), 10)])
def test_each_college_decides_only_where_everyone_is_of_one_of_several(world, colleges, electors):
    with pytest.raises(Refused, match="colleges_missing"):
        world.open(electors, questions=(EACH,), colleges=colleges)


def asked_again(world, ballot):
    """The receipt of a ballot of the box, asked for by who says the contrary of who sealed it."""
    stranger = Ballot(
        world.id, secrets.token_bytes(32), ballot.sealed, ballot.ballot_hash, not ballot.by_server
    )
    return world.cast(stranger)["sealed_by"]


@pytest.mark.parametrize("by_server", [False, True])
def test_a_receipt_says_who_sealed_where_a_whole_batch_is_alike(world, by_server):
    world.open(21)
    ballots = [world.ballot(world.right(elector), [0], by_server) for elector in range(20)]
    for ballot in ballots:
        assert world.cast(ballot)["sealed_by"] == ("server" if by_server else "elector")
    world.lengthen()
    assert asked_again(world, ballots[0]) == ("server" if by_server else "elector")


def test_of_a_batch_the_box_keeps_how_many_the_server_sealed_and_not_which(world):
    """V13: who votes without JavaScript would be known among those of their batch."""
    world.open(21)
    ballots = [world.ballot(world.right(elector), [0], by_server=elector == 0) for elector in range(20)]
    for ballot in ballots:
        world.cast(ballot)
    world.lengthen()
    with world.box.engine.connect() as connection:
        assert set(connection.execute(text("SELECT by_server FROM board")).scalars()) == {None}
    with world.at_box() as box:
        assert box.boards.by_server(world.id) == 1
    assert (asked_again(world, ballots[0]), asked_again(world, ballots[1])) == ("elector", "server")
    assert world.cast(ballots[0])["sealed_by"] == "server"


def test_a_cancelled_votation_keeps_no_result(world, tmp_path):
    world.open(6)
    for elector in range(4):
        world.cast(world.ballot(world.right(elector), [elector % 2]))
    world.close()
    world.count(tmp_path)
    with world.at_register() as uow:
        cancel_votation(uow, ORGANISER, world.id, world.votation().version, "Le résultat déplaît")
    result_work.destroy_files(Work(world, tmp_path))
    cancelled = world.votation()
    assert (cancelled.state, cancelled.result, cancelled.breakdown) == ("cancelled", None, None)
    with world.register.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM counted_ballot")).scalar_one() == 0
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_nobody_is_told_by_the_day_they_signed_once_it_is_closed(world):
    """The public board dates its batches, the last of which may hold one ballot."""
    world.open(45)
    for elector in range(41):
        world.cast(world.ballot(world.right(elector), [0]))
        if elector in (19, 39):
            world.lengthen()
            with owned(world.register.engine) as connection:
                connection.execute(text("UPDATE signature SET signed_on = signed_on - 1"))
    days = text("SELECT signed_on FROM signed GROUP BY 1")
    with world.register.engine.connect() as connection:
        assert len(connection.execute(days).all()) == 2
    world.close()
    with world.register.engine.connect() as connection:
        assert len(connection.execute(days).all()) == 1


def told(mailing):
    return mailing["written"], mailing["letters"]


def test_letters_are_written_once_and_reminders_not_after_closing(world):
    world.open(12)
    with world.at_register() as uow:
        advance_votations(uow)
    with world.at_register() as uow:
        asked = ask_mailing(uow, ORGANISER, world.id, world.votation().version, "invitation")
    for _ in range(2):
        with world.at_register() as uow:
            write_letters(uow, asked["id"])
    with world.at_register() as uow:
        late = ask_mailing(uow, ORGANISER, world.id, world.votation().version, "reminder")
        assert len(uow.mailings.slice(asked["id"], None, 100)) == 12
        assert [told(mailing) for mailing in list_mailings(uow, world.id, None, 9)["items"]] == [
            (False, 0),
            (True, 10),
        ]
    world.close()
    with world.at_register() as uow:
        write_letters(uow, late["id"])
        assert uow.mailings.slice(late["id"], None, 100) == []
        assert [told(mailing) for mailing in list_mailings(uow, world.id, None, 9)["items"]] == [
            (True, 0),
            (True, 10),
        ]


def test_a_corrected_address_voids_code_and_right(world):
    world.open(3)
    old = world.right(0)
    with world.at_register() as uow:
        correct_elector(uow, ORGANISER, world.electors[0], "Faute de frappe", email="juste@example.org")
    with pytest.raises(Refused, match="right_not_valid"):
        world.cast(world.ballot(old, [0]))
