"""NO-3: what becomes of a claimed message, whatever fails meanwhile."""

from datetime import timedelta
from uuid import uuid4

import pytest

from contracts.identity.choices import CONSENT_PURPOSES
from notifications.domain.grounds import CONSENTS, GROUNDS, consent_for
from notifications.domain.message import KINDS, MOST_ATTEMPTS, NEIGHBOUR_AWAY, Window
from notifications.domain.posting import Accepted, ServerAway, TurnedDown, Unsure
from notifications.tests.factories import CLOSES, NOW, a_credential_mail, a_message, names
from notifications.tests.fakes import FakeMailer, Office
from notifications.use_cases.send_due import send_due

MOVED_AGAIN = Window(NOW, CLOSES + timedelta(days=7))


@pytest.fixture
def office() -> Office:
    return Office()


def test_sends_what_is_due_and_counts_it(office: Office) -> None:
    office.messages.add([a_credential_mail("magic_link"), a_message("window_moved")])
    assert send_due(office.post) == 2
    assert office.messages.states() == ["sent", "sent"]
    assert [letter.subject for letter in office.mailer.posted] == ["magic_link", "window_moved"]
    assert office.counted == [("magic_link", "sent"), ("window_moved", "sent")]


def test_asks_addresses_once_for_a_batch_and_names_once_for_a_step(office: Office) -> None:
    office.messages.add([a_message("window_moved") for _ in range(10)])
    send_due(office.post)
    assert [len(asked) for asked in office.identity.asked] == [10]
    assert office.consultations.asked == 1


def test_sends_nothing_after_the_credential_expired(office: Office) -> None:
    office.messages.add([a_credential_mail(useless_after=NOW)])
    send_due(office.post)
    assert office.messages.states() == ["not_wanted"]
    assert office.mailer.posted == []


def test_still_sends_the_second_before_the_credential_expires(office: Office) -> None:
    office.messages.add([a_credential_mail(useless_after=NOW + timedelta(seconds=1))])
    send_due(office.post)
    assert office.messages.states() == ["sent"]


def test_does_not_send_a_secret_identity_no_longer_wants_sent(office: Office) -> None:
    """ID-2: who confirmed meanwhile is not reminded."""
    office.identity.wanted = False
    office.messages.add([a_message("confirm_reminder"), a_credential_mail()])
    send_due(office.post)
    assert office.messages.states() == ["not_wanted", "not_wanted"]


def test_does_not_write_to_an_account_without_a_confirmed_address(office: Office) -> None:
    message = a_message("window_moved")
    assert message.account_id
    office.identity.without_address.add(message.account_id)
    office.messages.add([message])
    send_due(office.post)
    assert office.messages.kept[message.id].last_error == "no address"


@pytest.mark.parametrize("said", ["given", "refused or never asked"])
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_mail_that_stands_on_a_consent_leaves_only_with_it(office: Office, kind: str, said: str) -> None:
    """B04: kinds of mail by consents, judged when the mail is sent. Identity says what is given, and nothing else."""
    office.identity.consents = frozenset({"project_news"} if said == "given" else {"terms", "network_news"})
    office.consultations.answer = (
        names(subject_state="published", subject_in_view=False) if kind == "version_left_alone" else names()
    )
    office.messages.add([a_message(kind)])
    send_due(office.post)
    needs = kind == "step_closing_soon"
    assert office.messages.states() == ["not_wanted" if needs and said != "given" else "sent"]


def test_every_kind_of_mail_names_what_it_stands_on() -> None:
    """B04: and what stands on a consent is asked for at the account's page, in the contract's list."""
    assert set(GROUNDS) == KINDS
    assert set(CONSENT_PURPOSES) == CONSENTS | {"terms"}  # the terms are accepted, not consented to
    assert {kind for kind in KINDS if consent_for(kind)} == {"step_closing_soon"}


@pytest.mark.parametrize("kind", ["window_moved", "step_closing_soon", "confirm_reminder"])
def test_drops_what_tells_of_a_window_that_consultations_moved_again(office: Office, kind: str) -> None:
    """CO-2, NO-6"""
    office.messages.add([a_message(kind, window=Window(names().window.opens_at, CLOSES))])
    office.consultations.answer = names(window=MOVED_AGAIN)
    send_due(office.post)
    assert office.messages.states() == ["not_wanted"]


def test_drops_what_tells_of_a_window_that_was_heard_to_move_again(office: Office) -> None:
    """CO-2: also when it was moved back, since the newer message tells the same."""
    told = Window(NOW, CLOSES)
    office.messages.add(
        [a_message("window_moved", window=told, step_version=2, current=told, current_version=4)]
    )
    send_due(office.post)
    assert office.messages.states() == ["not_wanted"]
    assert office.consultations.asked == 0


def test_reminds_of_closing_when_only_the_opening_moved(office: Office) -> None:
    """NO-6"""
    moved = Window(NOW - timedelta(days=1), CLOSES)
    office.consultations.answer = names(window=moved)
    told = Window(closes_at=CLOSES)
    office.messages.add(
        [a_message("step_closing_soon", window=told, step_version=2, current=moved, current_version=3)]
    )
    send_due(office.post)
    assert office.messages.states() == ["sent"]


def test_drops_what_concerns_a_project_that_is_gone(office: Office) -> None:
    office.consultations.answer = None
    office.messages.add([a_message("contribution_moderated")])
    send_due(office.post)
    assert office.messages.states() == ["not_wanted"]


@pytest.mark.parametrize(
    ("kind", "decision", "state", "in_view", "outcome"),
    [
        ("contribution_moderated", "hide", "hidden", False, "sent"),
        ("contribution_moderated", "hide", "published", True, "not_wanted"),
        ("contribution_moderated", "trash", "trashed", True, "sent"),
        ("contribution_moderated", "trash", "erased", False, "not_wanted"),
        ("contribution_moderated", "keep", "hidden", False, "not_wanted"),
        ("version_left_alone", None, "published", False, "sent"),
        ("version_left_alone", None, "published", True, "not_wanted"),
        ("version_left_alone", None, "erased", False, "not_wanted"),
    ],
)
def test_says_of_a_text_only_what_is_so_when_it_is_sent(
    office: Office, kind: str, decision: str | None, state: str, in_view: bool, outcome: str
) -> None:
    """B02: a mail that quotes a text follows that text's state."""
    office.consultations.answer = names(subject_state=state, subject_in_view=in_view)
    office.messages.add([a_message(kind, decision=decision)])
    send_due(office.post)
    assert office.messages.states() == [outcome]


def test_releases_the_batch_without_counting_an_attempt_while_a_neighbour_is_away(office: Office) -> None:
    office.identity.away = True
    office.messages.add([a_credential_mail(), a_message("window_moved")])
    assert send_due(office.post) == 0
    assert [(m.state, m.attempts) for m in office.messages.kept.values()] == [("queued", 0)] * 2
    assert send_due(office.post) == 0  # not due yet
    office.identity.away = False
    office.now = NOW + NEIGHBOUR_AWAY
    send_due(office.post)
    assert office.messages.states() == ["sent", "sent"]


def test_releases_the_batch_while_the_mail_server_is_away(office: Office) -> None:
    office.messages.add([a_credential_mail()])
    office.mailer.away = True
    send_due(office.post)
    assert [(m.state, m.attempts) for m in office.messages.kept.values()] == [("queued", 0)]
    assert office.messages.handed == set()


def test_releases_what_the_mail_server_left_before_taking(office: Office) -> None:
    office.mailer = FakeMailer(ServerAway())
    office.messages.add([a_message("window_moved"), a_message("window_moved")])
    send_due(office.post)
    assert office.messages.states() == ["queued", "queued"]


def test_tries_later_after_a_passing_refusal_and_gives_up_after_six(office: Office) -> None:
    message = a_message("window_moved")
    office.messages.add([message])
    office.mailer = FakeMailer(*[TurnedDown(451)] * MOST_ATTEMPTS)
    waits = []
    for attempt in range(1, MOST_ATTEMPTS + 1):
        send_due(office.post)
        kept = office.messages.kept[message.id]
        assert kept.attempts == attempt
        if attempt < MOST_ATTEMPTS:
            assert kept.state == "queued"
            waits.append(office.messages.due[message.id] - office.now)
            office.now = office.messages.due[message.id]
    assert kept.state == "failed"
    assert kept.last_error == "smtp 451"
    assert waits == [timedelta(minutes=m) for m in (1, 4, 16, 64, 120)]


def test_gives_up_at_once_after_a_final_refusal_and_keeps_its_code_alone(office: Office) -> None:
    office.messages.add([a_message("window_moved")])
    office.mailer = FakeMailer(TurnedDown(550))
    send_due(office.post)
    assert [(m.state, m.last_error) for m in office.messages.kept.values()] == [("failed", "smtp 550")]


def test_shows_an_ordinary_mail_in_doubt_and_never_sends_it_again_by_itself(office: Office) -> None:
    office.messages.add([a_message("window_moved")])
    office.mailer = FakeMailer(Unsure())
    send_due(office.post)
    office.now += timedelta(days=1)
    send_due(office.post)
    assert office.messages.states() == ["stale"]
    assert len(office.mailer.posted) == 1


def test_sends_a_secret_in_doubt_again(office: Office) -> None:
    office.messages.add([a_credential_mail()])
    office.mailer = FakeMailer(Unsure())
    send_due(office.post)
    office.now += timedelta(minutes=1)
    send_due(office.post)
    assert office.messages.states() == ["sent"]


def test_does_not_send_once_its_claim_is_lost(office: Office) -> None:
    office.messages.add([a_message("window_moved")])
    office.messages.claim_lost = True
    send_due(office.post)
    assert office.mailer.posted == []


def test_remembers_that_it_sent_although_the_database_blinks(office: Office) -> None:
    office.messages.add([a_message("window_moved")])
    office.messages.database_away = 3
    send_due(office.post)
    assert office.messages.states() == ["sent"]
    assert office.complaints == ["not_marked"] * 3


def test_sets_an_unwritable_message_aside_and_sends_the_others(office: Office) -> None:
    office.identity.broken = True
    office.messages.add([a_credential_mail(), a_message("window_moved")])
    send_due(office.post)
    assert [(m.state, m.last_error) for m in office.messages.kept.values()] == [
        ("queued", "Refused"),
        ("sent", None),
    ]


def test_stops_between_two_letters_when_time_is_up(office: Office) -> None:
    office.messages.add([a_message("window_moved", uuid4()) for _ in range(5)])
    office.time_is_up = lambda: len(office.mailer.posted) == 2
    send_due(office.post)
    assert sorted(office.messages.states()) == ["queued"] * 3 + ["sent"] * 2


def test_gives_back_what_it_did_not_get_to_when_something_unexpected_happens(office: Office) -> None:
    """The message that was being handed over may have left: it stays claimed, to be shown as stale."""
    office.messages.add([a_message("window_moved") for _ in range(3)])
    office.mailer = FakeMailer(Accepted(), ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        send_due(office.post)
    assert office.messages.states() == ["sent", "sending", "queued"]
