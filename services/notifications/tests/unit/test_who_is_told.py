"""Facts become messages for the right people, once (NO-3, NO-6, CO-2, CO-11, ID-2)."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from contracts.notifications.choices import DELIVERY_STATES, MESSAGE_KINDS
from contracts.refused import Refused
from notifications.domain import fan_out as fan_outs
from notifications.domain.decision import Decision
from notifications.domain.fan_out import CLOSING, Participant
from notifications.domain.message import KINDS, STATES, Window
from notifications.tests.factories import CLOSES, NOW, ORGANISATION, PROJECT, STEP, a_fan_out, a_message
from notifications.tests.fakes import Office
from notifications.use_cases.list_deliveries import list_deliveries
from notifications.use_cases.note_participation import note_participation
from notifications.use_cases.remind_of_closing import remind_of_closing
from notifications.use_cases.request_credential_mail import request_credential_mail
from notifications.use_cases.send_again import send_again
from notifications.use_cases.spread import spread
from notifications.use_cases.tell_author import tell_author
from notifications.use_cases.tell_window_moved import tell_window_moved

HERE, WAITING, ELSEWHERE = UUID(int=11), UUID(int=12), UUID(int=13)
PEOPLE = (
    Participant(HERE, True, False),
    Participant(WAITING, True, True),
    Participant(ELSEWHERE, False, False),
)


def told(office: Office) -> dict[UUID | None, str]:
    return {message.account_id: message.kind for message in office.messages.kept.values()}


def test_knows_the_kinds_and_states_of_the_contract() -> None:
    assert set(MESSAGE_KINDS) == KINDS
    assert DELIVERY_STATES == STATES


def test_queues_one_mail_however_often_it_is_requested() -> None:
    office, request_id = Office(), uuid4()
    for _ in range(5):
        request_credential_mail(office.uow, request_id, "magic_link", CLOSES)
    assert len(office.messages.kept) == 1


def test_tells_those_who_took_part_in_the_step_that_its_window_moved() -> None:
    """CO-2"""
    office = Office(*PEOPLE)
    tell_window_moved(office.uow, a_fan_out(), announced=True)
    spread(office.uow)
    assert told(office) == {HERE: "window_moved", WAITING: "window_moved"}


def test_tells_nobody_of_a_move_that_is_not_announced() -> None:
    office = Office(*PEOPLE)
    tell_window_moved(office.uow, a_fan_out(), announced=False)
    spread(office.uow)
    assert told(office) == {}


def test_ignores_a_move_heard_after_a_newer_one() -> None:
    office = Office(*PEOPLE)
    tell_window_moved(office.uow, a_fan_out(version=3), announced=True)
    tell_window_moved(office.uow, a_fan_out(version=2, window=Window(NOW, NOW)), announced=True)
    assert [fan_out.step_version for fan_out in office.fan_outs.unfinished.values()] == [3]


def test_stops_telling_of_a_move_once_a_newer_one_is_heard() -> None:
    office = Office(*PEOPLE)
    tell_window_moved(office.uow, a_fan_out(version=2), announced=True)
    tell_window_moved(office.uow, a_fan_out(version=3), announced=True)
    spread(office.uow)
    assert {message.cause for message in office.messages.kept.values()} == {f"moved:{STEP}:3"}


def test_reminds_each_participant_of_what_they_can_still_do() -> None:
    """NO-6, ID-2: who waits confirms; who took part elsewhere is invited; others are left alone."""
    office = Office(*PEOPLE)
    remind_of_closing(office.uow, a_fan_out(CLOSING))
    spread(office.uow)
    assert told(office) == {WAITING: "confirm_reminder", ELSEWHERE: "step_closing_soon"}
    assert {message.useless_after for message in office.messages.kept.values()} == {CLOSES}


def test_reminds_once_per_step_and_person_though_its_closing_moves() -> None:
    """NO-6, B17: the mail says that it is the only one for this step."""
    office = Office(*PEOPLE)
    later = Window(NOW, CLOSES + timedelta(days=3))
    for fan_out in (a_fan_out(CLOSING), a_fan_out(CLOSING), a_fan_out(CLOSING, window=later)):
        remind_of_closing(office.uow, fan_out)
    spread(office.uow)
    assert len(office.messages.kept) == 2


def test_spreads_in_batches_and_skips_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notifications.use_cases.spread.BATCH", 3)
    office = Office(*[Participant(uuid4(), True, False) for _ in range(10)])
    tell_window_moved(office.uow, a_fan_out(), announced=True)
    counts = []
    while office.fan_outs.unfinished:
        counts.append(spread(office.uow))
    assert counts == [3, 3, 3, 1]


def test_forgets_what_a_facilitator_typed_for_people_without_an_account() -> None:
    office = Office()
    note_participation(office.uow, PROJECT, STEP, None, published=True)
    note_participation(office.uow, PROJECT, STEP, HERE, published=False)
    assert office.participations.noted == [(PROJECT, STEP, HERE, False)]


def a_decision(decision: str, after_appeal: bool = False, target_id: UUID | None = None) -> Decision:
    return Decision(
        uuid4(), ORGANISATION, PROJECT, STEP, "argument", target_id or uuid4(), HERE, decision, after_appeal
    )


@pytest.mark.parametrize(
    ("decision", "after_appeal", "kinds"),
    [
        ("trash", False, ["contribution_moderated"]),
        ("hide", False, ["contribution_moderated"]),
        ("keep", False, []),
        ("keep", True, ["appeal_decided"]),
        ("trash", True, ["appeal_decided"]),
    ],
)
def test_tells_the_author_what_concerns_them(decision: str, after_appeal: bool, kinds: list[str]) -> None:
    """CO-11"""
    office = Office()
    tell_author(office.uow, a_decision(decision, after_appeal))
    assert list(told(office).values()) == kinds


def test_tells_the_author_that_what_was_trashed_is_back() -> None:
    """CO-11"""
    office, target_id = Office(), uuid4()
    tell_author(office.uow, a_decision("trash", target_id=target_id))
    tell_author(office.uow, a_decision("keep", target_id=target_id))
    assert [m.decision for m in office.messages.kept.values()] == ["trash", "keep"]


def test_shows_deliveries_to_those_who_may_oversee_the_organisation_alone() -> None:
    office = Office()
    office.messages.add([a_message("window_moved")])
    with pytest.raises(Refused, match="forbidden"):
        list_deliveries(office.uow, ORGANISATION, None, None, None, 20)
    office.may = {ORGANISATION}
    assert len(list_deliveries(office.uow, ORGANISATION, None, None, None, 20)["items"]) == 1
    with pytest.raises(Refused, match="forbidden"):
        list_deliveries(office.uow, None, None, None, None, 20)


@pytest.mark.parametrize(("state", "refusal"), [("sent", "already_sent"), ("not_wanted", "no_longer_wanted")])
def test_does_not_send_again_what_needs_no_sending(state: str, refusal: str) -> None:
    office = Office()
    office.may = {ORGANISATION}
    message = a_message("window_moved", state=state)
    office.messages.add([message])
    with pytest.raises(Refused, match=refusal):
        send_again(office.uow, message.id)


@pytest.mark.parametrize("state", ["failed", "stale", "queued"])
def test_sends_again_what_failed_or_is_in_doubt(state: str) -> None:
    office = Office()
    office.may = {ORGANISATION}
    message = a_message("window_moved", state=state, attempts=6 if state == "failed" else 1)
    office.messages.add([message])
    send_again(office.uow, message.id)
    assert office.messages.states() == ["queued"]


def test_does_not_tell_others_whether_a_message_exists() -> None:
    office = Office()
    office.may = {uuid4()}
    message = a_message("window_moved", state="failed")
    office.messages.add([message])
    for message_id in (message.id, uuid4()):
        with pytest.raises(Refused, match="not_found"):
            send_again(office.uow, message_id)
    office.signed_in = False
    for message_id in (message.id, uuid4()):
        with pytest.raises(Refused, match="sign_in_required"):
            send_again(office.uow, message_id)


def test_the_same_message_has_the_same_id_for_ever() -> None:
    assert a_message("window_moved", HERE).id == a_message("window_moved", HERE).id
    assert a_message("window_moved", HERE).id != a_message("step_closing_soon", HERE).id
    assert a_message("window_moved", HERE, "x").id != a_message("window_moved", HERE, "y").id
    assert fan_outs.closing_cause(STEP, CLOSES) != fan_outs.closing_cause(STEP, CLOSES + timedelta(seconds=1))
