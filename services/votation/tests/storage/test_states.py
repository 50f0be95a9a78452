"""Invariants 1, 5, 11, 12 and 14 on the real databases: one audit entry an event, nothing decrypted or told too early."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from contracts.refused import Refused
from votation import views
from votation.box.use_cases.count_ballots import begin_count
from votation.box.use_cases.plain_slice import plain_slice
from votation.domain import lifecycle, shares
from votation.tests.in_process import ORGANISER
from votation.tests.polls import EACH
from votation.unit_of_work import UnitOfWork
from votation.use_cases.archive_votation import archive_votation, destroy_votation
from votation.use_cases.cancel_votation import cancel_votation
from votation.use_cases.freeze_votation import freeze_votation
from votation.use_cases.get_result import get_result
from votation.use_cases.get_turnout import get_turnout
from votation.use_cases.loading import get_locked_votation, get_stored_votation
from votation.use_cases.reopen_draft import reopen_draft
from votation.use_cases.suspend_votation import extend_votation, resume_votation, suspend_votation

ACTS = {
    "freeze": "frozen",
    "edit": "reopened",
    "ceremony": "ceremony",
    "seal": "sealed",
    "open": "opened",
    "suspend": "suspended",
    "resume": "resumed",
    "closing_time": "closing",
    "close": "closed",
    "count": "counted",
    "proclaim": "proclaimed",
    "archive": "archived",
    "destroy": "destroyed",
}


def audit(world):
    with world.register.engine.connect() as connection:
        rows = connection.execute(
            text("SELECT act FROM audit_entry WHERE votation_id = :id ORDER BY seq"), {"id": world.id}
        )
        return list(rows.scalars())


def act(world, use_case, *more):
    with world.at_register() as uow:
        votation, _ = get_locked_votation(uow, world.id)
        return use_case(uow, ORGANISER, world.id, votation.version, *more)


def refuses_without_a_trace(world, use_case, code, *more):
    before = audit(world)
    with pytest.raises(Refused, match=code):
        act(world, use_case, *more)
    assert audit(world) == before


def test_each_event_writes_one_audit_entry_and_a_refused_one_none(world, tmp_path):
    """Invariant 1, through every state, with both ways back to the draft."""
    world.draft(12)
    refuses_without_a_trace(world, reopen_draft, "rules_frozen")
    world.freeze()
    refuses_without_a_trace(world, freeze_votation, "rules_frozen")
    act(world, reopen_draft)
    world.freeze()
    world.hold_ceremony()
    draft = act(world, reopen_draft)
    assert (draft.state, draft.election_key, draft.shares) == ("draft", None, None)
    world.freeze()
    world.hold_ceremony()
    world.seal()
    world.move_window(-60, 3600)
    refuses_without_a_trace(world, reopen_draft, "rules_frozen")
    for elector in range(6):
        world.cast(world.ballot(world.right(elector), [0]))
    act(world, suspend_votation, "Coupure")
    refuses_without_a_trace(world, suspend_votation, "not_open", "Encore")
    act(world, resume_votation)
    world.close()
    refuses_without_a_trace(world, resume_votation, "not_suspended")
    refuses_without_a_trace(world, archive_votation, "not_proclaimed")
    refuses_without_a_trace(world, destroy_votation, "not_archived")
    world.count(tmp_path)
    world.proclaim()
    refuses_without_a_trace(world, cancel_votation, "result_frozen", "Trop tard")
    act(world, archive_votation)
    with world.at_register() as uow:
        before = get_turnout(uow, world.id)
    act(world, destroy_votation)
    with world.at_register() as uow:
        assert get_turnout(uow, world.id) == before | {"state": "destroyed"}
    written = [entry for entry in audit(world) if entry in ACTS.values()]
    ways = ["freeze", "edit", "freeze", "ceremony", "edit", "freeze", "ceremony", *list(ACTS)[3:]]
    assert written == [ACTS[event] for event in ways]
    assert set(ACTS) | {"cancel"} == {event for _, event in lifecycle.TABLE}


def test_what_is_cancelled_stays_so_and_its_roll_can_be_wiped_once(world):
    world.open(12)
    world.cast(world.ballot(world.right(0), [0]))
    act(world, cancel_votation, "Mauvaise question")
    with world.at_register() as uow:
        turnout = get_turnout(uow, world.id)
    assert (turnout["state"], turnout["electors"], turnout["exact"]) == ("cancelled", 12, False)
    assert act(world, destroy_votation).state == "cancelled"
    assert audit(world)[-2:] == ["cancelled", "destroyed"]
    with world.register.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM elector")).scalar_one() == 0
    for use_case in (destroy_votation, archive_votation):
        with pytest.raises(Refused, match="cancelled"):
            act(world, use_case)
    assert audit(world)[-2:] == ["cancelled", "destroyed"]


def test_nothing_is_opened_before_closing_or_with_fewer_shares_than_needed(world):
    """Invariant 5: while open, with the right shares; once closed, with none, with too few, with foreign ones."""
    world.open(6)
    world.cast(world.ballot(world.right(0), [0]))

    def begin(given):
        with world.at_box() as box:
            begin_count(box, world.id, given, UUID(int=1), world.register_now())

    with pytest.raises(Refused, match="not_closed"):
        begin(world.shares)
    world.close()
    foreign = shares.to_text(shares.split(b"\x07" * 32, 1, 1)[0])
    for given, code in (([], "shares_too_few"), ([foreign], "share_invalid"), (["rien"], "share_invalid")):
        with pytest.raises(Refused, match=code):
            begin(given)
    with world.at_box() as box, pytest.raises(Refused, match="not_counted"):
        plain_slice(box, world.id, 0, 10)
    with world.box.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM plain_ballot")).scalar_one() == 0


def told_to(world, anyone):
    """What someone is told of a votation: its view, and its result or why not."""
    with world.register.transaction() as tx:
        uow = UnitOfWork(tx, world.register_keys)
        uow.may = lambda *_: not anyone
        view = views.votation(uow, get_stored_votation(uow, world.id))
        try:
            return view, get_result(uow, world.id)["result"]
        except Refused as refused:
            return view, refused.code


def test_no_answer_holds_a_result_before_counting_and_for_the_public_before_proclamation(world, tmp_path):
    """Invariant 12."""
    world.open(12)
    for elector in range(7):
        world.cast(world.ballot(world.right(elector), [0]))
    for stage in ("open", "closed"):
        if stage == "closed":
            world.close()
        for anyone, code in ((True, "not_proclaimed"), (False, "not_counted")):
            view, result = told_to(world, anyone)
            assert result == code
            assert view["sentence_fr"] is None
            assert not {"result", "votes", "tally", "expressed", "breakdown"} & view.keys()
    world.count(tmp_path)
    assert told_to(world, anyone=True)[1] == "not_proclaimed"
    assert told_to(world, anyone=False)[1]["voters"]["heads"] == 7
    world.proclaim()
    assert told_to(world, anyone=True)[1]["voters"]["heads"] == 7


def test_the_turnout_of_a_small_college_does_not_move_and_all_move_by_steps(world):
    """Invariant 11: a college of three among forty, one ballot after another."""
    world.open(40, questions=(EACH,), colleges=("grand",) * 12 + ("petit",))
    with world.register.engine.connect() as connection:
        small = set(connection.execute(text("SELECT id FROM elector WHERE college = 'petit'")).scalars())
    assert len(small) == 3
    order = sorted(range(40), key=lambda number: world.electors[number] not in small)
    seen = []
    for elector in order[:14]:
        world.cast(world.ballot(world.right(elector), [0]))
        with world.at_register() as uow:
            told = get_turnout(uow, world.id)
        by_college = {college["college"]: college["signed_at_least"] for college in told["colleges"]}
        assert by_college["petit"] is None
        seen.append((told["signed_at_least"], by_college["grand"]))
    assert [step for step, _ in seen] == [0] * 4 + [5] * 5 + [10] * 5
    assert [step for _, step in seen] == [0] * 7 + [5] * 5 + [10] * 2


def test_a_closing_is_only_ever_put_off(world):
    """Invariant 14."""
    world.open(6)
    with world.at_register() as uow:
        votation, now = get_locked_votation(uow, world.id)
    assert votation.closes_at is not None
    for closes_at in (
        votation.closes_at - timedelta(seconds=1),
        votation.closes_at,
        now - timedelta(hours=1),
    ):
        with pytest.raises(Refused, match="closing_earlier"):
            act(world, extend_votation, closes_at, "Plus tôt")
    later = votation.closes_at + timedelta(seconds=1)
    assert act(world, extend_votation, later, "Coupure").closes_at == later
