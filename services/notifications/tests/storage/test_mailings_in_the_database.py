"""VO-9, NO-3 in PostgreSQL: one message per letter for ever, whatever crashes, and no way from it to an elector."""

import itertools
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from chassis.clock import FrozenClock
from chassis.storage import Storage
from notifications.domain.mailing import Mailing
from notifications.domain.message import (
    CLAIM_LASTS,
    HAND_OVER_LASTS,
    LETTER_KINDS,
    VOTATION_CODE,
    VOTATION_INVITATION,
    VOTATION_ROLL_CHECK,
    VOTATION_SIGNED,
    Message,
)
from notifications.domain.ports import Repositories
from notifications.domain.unit_of_work import MailingContext
from notifications.storage.repositories import repositories
from notifications.tests.factories import NOW, ORGANISATION, VOTATION, a_letter, a_mailing, a_message
from notifications.tests.fakes import FakeVotation
from notifications.use_cases.walk_mailings import walk_mailings

LATER = datetime.now(UTC) + timedelta(days=30)
LETTERS = 1_700


@contextmanager
def open_(storage: Storage) -> Iterator[tuple[Repositories, datetime]]:
    with storage.transaction() as tx:
        yield repositories(tx.connection), tx.now()


class Crash(BaseException):
    """As good as a kill: nothing catches it."""


def a_uow(storage: Storage, votation: FakeVotation, crashes: Iterator[bool] | None = None) -> MailingContext:
    @contextmanager
    def opening() -> Iterator[tuple[Repositories, datetime]]:
        with open_(storage) as opened:
            yield opened
            if crashes and next(crashes):
                raise Crash

    def complain(event: str, error: Exception) -> None:
        raise AssertionError(event) from error

    return MailingContext(opening, votation, complain)


def ask(storage: Storage, votation: FakeVotation, letters: int = LETTERS, **more: Any) -> Mailing:
    mailing = a_mailing(expires_at=LATER, **more)
    votation.letters_of[mailing.id] = [uuid4() for _ in range(letters)]
    with open_(storage) as (shelves, _now):
        assert shelves.mailings.add(mailing)
    return mailing


def kept(storage: Storage) -> list[UUID]:
    with storage.engine.connect() as connection:
        return list(connection.execute(text("SELECT letter_id FROM message ORDER BY due_at, id")).scalars())


def test_resumes_after_crashes_without_skipping_or_repeating_a_letter(storage: Storage) -> None:
    """NO-3: whether the transaction that ends is the one that reads or the one that writes."""
    votation = FakeVotation()
    mailing = ask(storage, votation)
    crashes = itertools.cycle([False, True, False, False, True])
    rounds = 0
    while rounds < 30:
        rounds += 1
        try:
            if not walk_mailings(a_uow(storage, votation, crashes)):
                break
        except Crash:
            continue
    assert rounds < 30
    assert sorted(kept(storage)) == sorted(votation.letters_of[mailing.id])


def test_replicas_that_walk_side_by_side_make_each_message_once(storage: Storage) -> None:
    votation = FakeVotation()
    mailing = ask(storage, votation)

    def walk_all(_replica: int) -> None:
        while walk_mailings(a_uow(storage, votation)):
            pass

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(walk_all, range(4)))
    assert Counter(kept(storage)) == Counter(votation.letters_of[mailing.id])


def test_a_slow_replica_sets_no_mailing_back(storage: Storage) -> None:
    votation = FakeVotation()
    mailing = ask(storage, votation)
    first, second = sorted(votation.letters_of[mailing.id])[:2]
    with open_(storage) as (shelves, now):
        shelves.mailings.advance(mailing, second)
        shelves.mailings.advance(mailing, first)
        assert [m.after for m in shelves.mailings.due(now, 4)] == [second]


def test_takes_urgent_mailings_first_and_none_before_its_time(storage: Storage) -> None:
    votation = FakeVotation()
    long, code = ask(storage, votation), ask(storage, votation, 1, kind=VOTATION_CODE)
    with open_(storage) as (shelves, now):
        assert shelves.mailings.due(now, 4) == [code, long]
        assert not shelves.mailings.add(code)
        shelves.mailings.postpone(code, now, timedelta(seconds=5))
        assert shelves.mailings.due(now, 4) == [long]
        shelves.mailings.finish(long, now)
        assert shelves.mailings.due(now + timedelta(seconds=5), 4) == [code]


def test_a_letter_is_one_message_whatever_its_kind_is_told_to_be(storage: Storage) -> None:
    letter_id = uuid4()
    with open_(storage) as (shelves, _now):
        assert shelves.messages.add([a_letter(letter_id=letter_id), a_letter(letter_id=letter_id)]) == 1
        assert shelves.messages.add([a_letter(VOTATION_SIGNED, letter_id)]) == 0
    assert kept(storage) == [letter_id]


def test_comes_back_as_it_was_kept(storage: Storage) -> None:
    message = a_letter(VOTATION_CODE, project_id=uuid4())
    with open_(storage) as (shelves, _now):
        shelves.messages.add([message])
        found = shelves.messages.find(message.id)
    assert found
    assert (found.letter_id, found.votation_id) == (message.letter_id, VOTATION)
    assert (found.project_id, found.useless_after) == (message.project_id, message.useless_after)
    assert found.is_urgent


def claim_all(storage: Storage, most: int = 1_000) -> list[Message]:
    with open_(storage) as (shelves, now):
        return shelves.messages.claim(uuid4(), now + timedelta(days=1), most)


def test_signature_letters_leave_in_the_order_of_random_ids(storage: Storage) -> None:
    """Letters are told, kept and claimed by ids drawn by lot: nothing follows who signed before whom."""
    votation = FakeVotation()
    mailing = ask(storage, votation, 300, kind=VOTATION_SIGNED)
    signed = votation.letters_of[mailing.id]
    while walk_mailings(a_uow(storage, votation)):
        pass
    left = [message.letter_id for message in claim_all(storage)]
    assert left == sorted(signed)
    places = [signed.index(letter_id) for letter_id in left if letter_id]
    rising = sum(a < b for a, b in itertools.pairwise(places))
    assert 100 < rising < 200


def test_codes_leave_before_invitations(storage: Storage) -> None:
    invitations = [a_letter(VOTATION_INVITATION) for _ in range(5)]
    with open_(storage) as (shelves, _now):
        shelves.messages.add([*invitations, a_letter(VOTATION_CODE), a_letter(VOTATION_ROLL_CHECK)])
    assert {m.kind for m in claim_all(storage, 2)} == {VOTATION_CODE, VOTATION_ROLL_CHECK}


def test_sends_again_what_lets_vote_after_a_sender_died_and_shows_the_rest(storage: Storage) -> None:
    frozen = Storage(storage.engine, FrozenClock(NOW + timedelta(days=3650)))
    letters = [a_letter(kind) for kind in sorted(LETTER_KINDS)]
    with open_(frozen) as (shelves, now):
        shelves.messages.add(letters)
        for message in shelves.messages.claim(uuid4(), now, 20):
            shelves.messages.hand(message, now)
        later = now + HAND_OVER_LASTS + timedelta(seconds=1)
        settled = shelves.messages.sweep(later - CLAIM_LASTS, later - HAND_OVER_LASTS, later)
        assert settled == {"queued": 2, "stale": 4}
        again = {message.kind for message in shelves.messages.claim(uuid4(), later, 20)}
    assert again == {VOTATION_INVITATION, VOTATION_CODE}


def test_shows_the_letters_of_a_votation_but_not_how_many_vote(storage: Storage) -> None:
    """The number of codes, signatures and reminders is the turnout: those that need someone are shown alone."""
    letters = [a_letter(kind) for kind in sorted(LETTER_KINDS)]
    elsewhere = a_letter(votation_id=uuid4())
    with open_(storage) as (shelves, now):
        messages = shelves.messages
        messages.add([*letters, elsewhere, a_message("window_moved")])

        def shown(state: str | None = None) -> list[str]:
            return sorted(m.kind for m in messages.page(ORGANISATION, VOTATION, state, None, 20))

        assert shown() == ["votation_invitation", "votation_result", "votation_roll_check"]
        assert len(messages.page(ORGANISATION, None, None, None, 20)) == 5
        assert messages.page(uuid4(), VOTATION, None, None, 20) == []
        for message in messages.claim(uuid4(), now + timedelta(days=1), 20):
            messages.stale(message, "connection lost")
        assert shown("stale") == sorted(LETTER_KINDS)


@pytest.mark.parametrize(
    "wrong",
    [
        "UPDATE message SET letter_id = NULL",
        "UPDATE message SET votation_id = NULL",
        "UPDATE message SET account_id = letter_id",
        """INSERT INTO message (id, cause, kind, letter_id, votation_id, urgent)
        SELECT gen_random_uuid(), 'another', kind, letter_id, votation_id, urgent FROM message""",
    ],
)
def test_the_database_refuses_what_makes_no_sense(storage: Storage, wrong: str) -> None:
    with open_(storage) as (shelves, _now):
        shelves.messages.add([a_letter()])
    with pytest.raises(Exception, match="violates"), storage.transaction() as tx:
        tx.connection.execute(text(wrong))


def test_code_from_before_still_writes_its_messages(storage: Storage) -> None:
    """The migration suits the code before it: a message without the new columns."""
    with storage.transaction() as tx:
        tx.connection.execute(
            text(
                "INSERT INTO message (id, cause, kind, account_id, urgent)"
                " VALUES (gen_random_uuid(), 'c', 'window_moved', gen_random_uuid(), false)"
            )
        )
        assert tx.connection.execute(text("SELECT letter_id FROM message")).all() == [(None,)]


def test_mailings_hold_no_word_that_could_be_an_address(storage: Storage) -> None:
    with storage.engine.connect() as connection:
        found = connection.execute(
            text(
                "SELECT column_name FROM information_schema.columns"
                " WHERE table_name = 'mailing' AND data_type = 'text'"
            )
        )
        assert set(found.scalars()) == {"kind"}
