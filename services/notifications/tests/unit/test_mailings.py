"""VO-9: letters to electors become messages by their ids, once, and leave only while there is a reason."""

import itertools
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from chassis.envelope import ReceivedFact
from contracts.votation import facts as votation_facts
from contracts.votation.choices import MAILING_KINDS
from notifications.domain.letter import Letter
from notifications.domain.mailing import Mailing
from notifications.domain.message import (
    KINDS,
    LETTER_KINDS,
    MOST_ATTEMPTS,
    NEIGHBOUR_AWAY,
    VOTATION_CODE,
    VOTATION_INVITATION,
    VOTATION_RESULT,
    VOTATION_SIGNED,
)
from notifications.domain.posting import Outcome, TurnedDown, Unsure
from notifications.facts import received
from notifications.tests.factories import NOW, ORGANISATION, VOTATION, a_letter, a_mailing, a_notice
from notifications.tests.fakes import FakeMailer, Office
from notifications.use_cases.keep_mailing import keep_mailing
from notifications.use_cases.send_due import send_due
from notifications.use_cases.walk_mailings import walk_mailings


@pytest.fixture
def office() -> Office:
    return Office()


def due(office: Office, letters: int, kind: str = VOTATION_RESULT) -> Mailing:
    mailing = a_mailing(kind)
    office.votation.letters_of[mailing.id] = [uuid4() for _ in range(letters)]
    keep_mailing(office.uow, mailing)
    return mailing


def queued(office: Office) -> list[UUID | None]:
    return [message.letter_id for message in office.messages.kept.values()]


@pytest.mark.parametrize("kind", MAILING_KINDS)
def test_hears_every_kind_of_mailing(kind: str) -> None:
    mailing_id = uuid4()
    data = {
        "mailing_id": mailing_id, "votation_id": VOTATION, "organisation_id": ORGANISATION, "kind": kind,
        "expires_at": NOW,
    }  # fmt: skip
    fact = ReceivedFact(
        id=uuid4(), name=votation_facts.mailing_due.name, aggregate_id=VOTATION, aggregate_version=1,
        occurred_at=NOW, data=data,
    )  # fmt: skip
    mailing = received.due_mailing(fact)
    assert mailing == Mailing(mailing_id, f"votation_{kind}", VOTATION, ORGANISATION, None, NOW)
    assert mailing.kind in LETTER_KINDS <= KINDS


def test_makes_one_message_per_letter_however_often_a_mailing_is_told(office: Office) -> None:
    mailing = due(office, 3)
    keep_mailing(office.uow, mailing)
    assert walk_mailings(office.walk) == 1
    assert walk_mailings(office.walk) == 0
    keep_mailing(office.uow, mailing)
    office.mailings.finished.clear()
    walk_mailings(office.walk)
    assert queued(office) == sorted(office.votation.letters_of[mailing.id])


def test_walks_slice_by_slice_in_the_order_of_ids_and_skips_nobody(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("notifications.use_cases.walk_mailings.SLICE", 3)
    mailing = due(office, 9)
    rounds = 0
    while walk_mailings(office.walk):
        rounds += 1
    assert rounds == 4  # the last one finds that nothing is left
    assert queued(office) == sorted(office.votation.letters_of[mailing.id])


def test_a_code_passes_before_a_long_mailing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notifications.use_cases.walk_mailings.AT_ONCE", 1)
    due(office, 3)
    code = due(office, 1, VOTATION_CODE)
    walk_mailings(office.walk)
    assert queued(office) == office.votation.letters_of[code.id]


def test_waits_while_votation_is_away_and_goes_on_where_it_stopped(office: Office) -> None:
    due(office, 2)
    office.votation.away = True
    assert walk_mailings(office.walk) == 0
    office.votation.away = False
    assert walk_mailings(office.walk) == 0  # not due yet
    office.now += NEIGHBOUR_AWAY
    assert walk_mailings(office.walk) == 1
    assert len(queued(office)) == 2


def test_a_mailing_that_cannot_be_read_holds_no_other_up(office: Office) -> None:
    unreadable = due(office, 1)
    other = due(office, 1)
    office.votation.unreadable.add(unreadable.id)
    walk_mailings(office.walk)
    assert queued(office) == office.votation.letters_of[other.id]
    assert office.complaints == ["mailing_paused"]


def test_ends_a_mailing_that_nobody_needs_any_more(office: Office) -> None:
    mailing = due(office, 2)
    office.now = mailing.expires_at
    walk_mailings(office.walk)
    assert queued(office) == []
    assert office.mailings.finished == {mailing.id}


def test_asks_for_each_letter_just_before_it_leaves_and_neither_identity_nor_consultations(
    office: Office,
) -> None:
    message = a_letter(project_id=uuid4())
    office.messages.add([message])
    send_due(office.post)
    assert office.messages.states() == ["sent"]
    assert [letter.recipient.address for letter in office.mailer.posted] == [
        f"{message.letter_id}@example.org"
    ]
    assert (office.identity.asked, office.consultations.asked) == ([], 0)


@pytest.mark.parametrize("kind", sorted(LETTER_KINDS))
def test_sends_nothing_whose_reason_is_gone(office: Office, kind: str) -> None:
    """VO-9: who voted meanwhile is not reminded."""
    message = a_letter(kind)
    assert message.letter_id
    office.votation.unwanted.add(message.letter_id)
    office.messages.add([message])
    send_due(office.post)
    assert [(m.state, m.last_error) for m in office.messages.kept.values()] == [
        ("not_wanted", "no longer wanted")
    ]
    assert office.mailer.posted == []


def test_says_so_when_an_elector_has_no_address(office: Office) -> None:
    message = a_letter()
    assert message.letter_id
    office.votation.without_address.add(message.letter_id)
    office.messages.add([message])
    send_due(office.post)
    assert office.messages.kept[message.id].last_error == "no address"


@pytest.mark.parametrize(("early", "state"), [(timedelta(seconds=1), "sent"), (timedelta(), "not_wanted")])
def test_sends_a_code_as_long_as_it_is_good_and_no_longer(
    office: Office, early: timedelta, state: str
) -> None:
    message = a_letter(VOTATION_CODE)
    assert message.useless_after
    office.now = message.useless_after - early
    office.messages.add([message])
    send_due(office.post)
    assert office.messages.states() == [state]


class SlowMailer(FakeMailer):
    """A minute for each letter."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self._office = office

    def post(self, letter: Letter) -> Outcome:
        self._office.now += timedelta(minutes=1)
        return super().post(letter)


def test_does_not_send_a_code_that_expired_while_its_batch_was_sent(office: Office) -> None:
    code = a_letter(VOTATION_CODE, expires_at=NOW + timedelta(seconds=30))
    office.messages.add([a_letter(VOTATION_CODE), code])
    office.mailer = SlowMailer(office)
    send_due(office.post)
    assert office.messages.states() == ["sent", "not_wanted"]
    assert office.messages.kept[code.id].last_error == "too late"


@pytest.mark.parametrize(
    ("kind", "state", "copies"),
    [(VOTATION_INVITATION, "sent", 2), (VOTATION_CODE, "sent", 2), (VOTATION_SIGNED, "stale", 1),
     (VOTATION_RESULT, "stale", 1)],
)  # fmt: skip
def test_sends_again_in_doubt_what_lets_vote_and_nothing_else(
    office: Office, kind: str, state: str, copies: int
) -> None:
    """Its copy is the same mail: same link or code, same Message-ID."""
    office.messages.add([a_letter(kind)])
    office.mailer = FakeMailer(Unsure())
    send_due(office.post)
    office.now += timedelta(minutes=1)
    send_due(office.post)
    assert office.messages.states() == [state]
    assert len(office.mailer.posted) == copies
    assert len({letter.message_id for letter in office.mailer.posted}) == 1


def test_waits_for_votation_and_counts_no_attempt(office: Office) -> None:
    office.votation.away = True
    office.messages.add([a_letter(VOTATION_CODE)])
    send_due(office.post)
    assert [(m.state, m.attempts) for m in office.messages.kept.values()] == [("queued", 0)]


def test_asks_for_a_letter_anew_each_time_it_is_tried(office: Office) -> None:
    message = a_letter(expires_at=NOW + timedelta(days=1))
    office.messages.add([message])
    office.mailer = FakeMailer(*[TurnedDown(451)] * MOST_ATTEMPTS)
    for _ in range(3):
        send_due(office.post)
        office.now = office.messages.due[message.id]
    assert office.votation.asked == [message.letter_id] * 3


def test_the_queue_is_not_in_the_order_of_voting() -> None:
    """The ids of messages follow from letters' random ids: neither says who signed before whom."""
    voted = [a_letter(VOTATION_SIGNED) for _ in range(200)]
    places = sorted(range(200), key=lambda n: voted[n].id)
    kept_order = sum(a < b for a, b in itertools.pairwise(places))
    assert 60 < kept_order < 140


def test_nothing_that_votation_tells_of_an_elector_is_shown_by_mistake() -> None:
    shown = repr(a_notice()) + repr(a_letter())
    for secret in ("l1nk-", "12345678", "5f5f", "A-0042", "Parents", "@example"):
        assert secret not in shown


def test_a_fact_carries_no_word_about_electors() -> None:
    fields = set(votation_facts.mailing_due.data().fields)
    assert fields == {"mailing_id", "votation_id", "organisation_id", "project_id", "kind", "expires_at"}
