"""NO-3 in PostgreSQL: kept once, claimed by one sender, settled under its claim, swept when that dies."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from chassis.clock import FrozenClock
from chassis.storage import Storage
from notifications.domain.letter import Letter
from notifications.domain.message import CLAIM_LASTS, HAND_OVER_LASTS, Message
from notifications.domain.ports import Messages, Repositories
from notifications.domain.posting import Accepted, Outcome
from notifications.domain.unit_of_work import SendContext
from notifications.storage.repositories import repositories
from notifications.tests.factories import NOW, ORGANISATION, a_credential_mail, a_fan_out, a_message
from notifications.tests.fakes import FakeConsultations, FakeIdentity, FakeVotation, FakeWriter
from notifications.use_cases.send_due import send_due


@pytest.fixture
def frozen(storage: Storage) -> Storage:
    """The database with a clock that tests move; everything is queued at NOW."""
    return Storage(storage.engine, FrozenClock(NOW + timedelta(days=3650)))


@contextmanager
def open_(storage: Storage) -> Iterator[tuple[Repositories, datetime]]:
    with storage.transaction() as tx:
        yield repositories(tx.connection), tx.now()


@contextmanager
def messages_of(storage: Storage) -> Iterator[Messages]:
    with open_(storage) as (shelves, _now):
        yield shelves.messages


def states(storage: Storage) -> Counter[str]:
    with storage.engine.connect() as connection:
        return Counter(connection.execute(text("SELECT state FROM message")).scalars())


def keep(storage: Storage, *messages: Message) -> None:
    with messages_of(storage) as kept:
        kept.add(messages)


def find(storage: Storage, message_id: UUID) -> Message:
    with messages_of(storage) as kept:
        found = kept.find(message_id)
    assert found is not None
    return found


def claim(storage: Storage, most: int = 20) -> list[Message]:
    with open_(storage) as (shelves, now):
        return shelves.messages.claim(uuid4(), now, most)


def test_keeps_a_message_once_whoever_adds_it(storage: Storage) -> None:
    message = a_message("window_moved")

    def add(_attempt: int) -> int:
        with messages_of(storage) as kept:
            return kept.add([message, a_message("window_moved", message.account_id)])

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(add, range(40))) == 1
    assert states(storage) == {"queued": 1}


def test_comes_back_as_it_was_kept(storage: Storage) -> None:
    message = a_message("contribution_moderated", decision="hide", target="source")
    keep(storage, message)
    found = find(storage, message.id)
    assert (found.cause, found.target, found.decision) == (message.cause, "source", "hide")
    assert (found.state, found.attempts, found.window) == ("queued", 0, None)


def test_tells_a_message_with_its_window_and_the_window_known_now(storage: Storage) -> None:
    fan_out = a_fan_out(version=2)
    with open_(storage) as (shelves, _now):
        shelves.step_windows.move(fan_out.step_id, 3, fan_out.window)
        shelves.fan_outs.add(fan_out)
        message = a_message("window_moved")
        shelves.messages.add([message], fan_out.id)
    found = find(storage, message.id)
    assert found.window == found.current == fan_out.window
    assert (found.step_version, found.current_version, found.is_superseded) == (2, 3, True)


def test_claims_urgent_mails_first_and_nothing_before_its_time(frozen: Storage) -> None:
    later, ordinary, urgent = a_message("window_moved"), a_message("window_moved"), a_credential_mail()
    keep(frozen, later, ordinary, urgent)
    with open_(frozen) as (shelves, now):
        shelves.messages.claim(uuid4(), now, 20)
        shelves.messages.queue_again(later.id, now + timedelta(seconds=1))
        shelves.messages.queue_again(ordinary.id, now)
        shelves.messages.queue_again(urgent.id, now)
    assert [message.id for message in claim(frozen)] == [urgent.id, ordinary.id]
    assert claim(frozen) == []


class CountingMailer:
    """Remembers what it posted. Shared by no two senders."""

    def __init__(self) -> None:
        self.posted: list[str] = []

    def open(self) -> None: ...

    def post(self, letter: Letter) -> Outcome:
        self.posted.append(letter.message_id)
        return Accepted()

    def close(self) -> None: ...


def a_uow(storage: Storage, mailer: CountingMailer) -> SendContext:
    def complain(event: str, error: Exception) -> None:
        raise AssertionError(event) from error

    return SendContext(
        opening=lambda: open_(storage),
        identity=FakeIdentity(),
        consultations=FakeConsultations(),
        votation=FakeVotation(),
        writer=FakeWriter(),
        mailer=mailer,
        time_is_up=lambda: False,
        count=lambda kind, outcome: None,
        complain=complain,
        pause=lambda seconds: None,
    )


def test_four_senders_send_six_hundred_messages_once_each(storage: Storage) -> None:
    keep(storage, *[a_message("step_closing_soon") for _ in range(600)])
    mailers = [CountingMailer() for _ in range(4)]

    def send_all(mailer: CountingMailer) -> None:
        while send_due(a_uow(storage, mailer)):
            pass

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(send_all, mailers))
    posted = Counter(id_ for mailer in mailers for id_ in mailer.posted)
    assert len(posted) == 600
    assert set(posted.values()) == {1}
    assert states(storage) == {"sent": 600}


def sweep_after(storage: Storage, wait: timedelta) -> dict[str, int]:
    later = NOW + timedelta(days=3650) + wait
    with messages_of(storage) as kept:
        return kept.sweep(later - CLAIM_LASTS, later - HAND_OVER_LASTS, later)


SECOND = timedelta(seconds=1)


def test_queues_again_what_a_dead_sender_never_handed_over(frozen: Storage) -> None:
    keep(frozen, a_message("window_moved"))
    claimed = claim(frozen)
    assert sweep_after(frozen, CLAIM_LASTS) == {}
    assert sweep_after(frozen, CLAIM_LASTS + SECOND) == {"queued": 1}
    assert find(frozen, claimed[0].id).attempts == 0


def test_shows_what_a_dead_sender_may_have_sent_and_queues_secrets_again(frozen: Storage) -> None:
    keep(frozen, a_message("window_moved"), a_credential_mail(), a_message("confirm_reminder"))
    claimed = claim(frozen)
    with open_(frozen) as (shelves, now):
        assert all(shelves.messages.hand(message, now) for message in claimed)
    assert sweep_after(frozen, HAND_OVER_LASTS) == {}
    assert sweep_after(frozen, HAND_OVER_LASTS + SECOND) == {"queued": 1, "stale": 2}
    with open_(frozen) as (shelves, now):
        again = shelves.messages.claim(uuid4(), now + timedelta(days=1), 20)
    assert [message.kind for message in again] == ["password_reset"]
    assert {find(frozen, message.id).last_error for message in claimed} == {"sender lost"}


def test_gives_a_secret_up_after_six_dead_senders(frozen: Storage) -> None:
    keep(frozen, a_credential_mail())
    for _ in range(6):
        for message in claim(frozen):
            with open_(frozen) as (shelves, now):
                shelves.messages.hand(message, now)
        with messages_of(frozen) as kept:
            for_ever = datetime.max.replace(tzinfo=NOW.tzinfo)
            kept.sweep(for_ever, for_ever, NOW)
    assert states(frozen) == {"failed": 1}


def test_a_slow_sender_undoes_nothing_once_its_claim_is_lost(frozen: Storage) -> None:
    keep(frozen, a_message("window_moved"))
    (slow,) = claim(frozen)
    sweep_after(frozen, CLAIM_LASTS + SECOND)
    with messages_of(frozen) as kept:
        kept.queue_again(slow.id, NOW)
    (quick,) = claim(frozen)
    with open_(frozen) as (shelves, now):
        assert not shelves.messages.hand(slow, now)
        shelves.messages.sent(slow, now)
        shelves.messages.release([slow], now)
    assert find(frozen, quick.id).claim_id == quick.claim_id
    with open_(frozen) as (shelves, now):
        assert shelves.messages.hand(quick, now)
        shelves.messages.sent(quick, now)
    assert states(frozen) == {"sent": 1}


def test_releases_what_was_not_handed_over(frozen: Storage) -> None:
    keep(frozen, *[a_message("window_moved") for _ in range(3)])
    claimed = claim(frozen)
    with open_(frozen) as (shelves, now):
        shelves.messages.hand(claimed[0], now)
        shelves.messages.release(claimed, now)
        assert shelves.messages.counts() == {"queued": 2, "sending": 1}
        shelves.messages.take_back(claimed[0], now)
        assert shelves.messages.counts() == {"queued": 3}


def test_pages_through_the_log_without_gap_or_repetition(storage: Storage) -> None:
    keep(storage, *[a_message("window_moved") for _ in range(7)], a_credential_mail())
    keep(storage, a_message("window_moved", organisation_id=uuid4()))
    seen: list[UUID] = []
    after = None
    while True:
        with messages_of(storage) as kept:
            rows = kept.page(ORGANISATION, None, None, after, 3)
        seen += [row.id for row in rows[:3]]
        if len(rows) <= 3:
            break
        assert rows[2].queued_at is not None
        after = (rows[2].queued_at, rows[2].id)
    assert len(seen) == len(set(seen)) == 7
    with messages_of(storage) as kept:
        assert [row.kind for row in kept.page(None, None, None, None, 20)] == ["password_reset"]
        assert kept.page(ORGANISATION, None, "failed", None, 20) == []
        assert kept.counts() == {"queued": 9}


def test_remembers_that_an_author_was_told(storage: Storage) -> None:
    message = a_message("contribution_moderated")
    keep(storage, message)
    assert message.account_id
    assert message.target_id
    with messages_of(storage) as kept:
        assert kept.was_told_of(message.account_id, message.target_id)
        assert not kept.was_told_of(message.account_id, uuid4())
        assert not kept.was_told_of(uuid4(), message.target_id)


@pytest.mark.parametrize(
    "wrong",
    [
        "UPDATE message SET state = 'sending'",
        "UPDATE message SET state = 'sent'",
        "UPDATE message SET handed_at = now()",
        "UPDATE message SET account_id = NULL",
        "UPDATE message SET kind = 'newsletter'",
        "UPDATE message SET credential_request_id = account_id",
        """INSERT INTO message (id, cause, kind, account_id, urgent)
        SELECT gen_random_uuid(), cause, kind, account_id, urgent FROM message""",
    ],
)
def test_the_database_refuses_what_makes_no_sense(storage: Storage, wrong: str) -> None:
    keep(storage, a_message("window_moved"))
    with pytest.raises(Exception, match="violates"), storage.transaction() as tx:
        tx.connection.execute(text(wrong))


def test_holds_neither_an_address_nor_a_text(storage: Storage) -> None:
    """Columns that could hold one are closed lists, keys of our own making, or codes."""
    with storage.engine.connect() as connection:
        found = connection.execute(
            text(
                "SELECT column_name FROM information_schema.columns"
                " WHERE table_name = 'message' AND data_type = 'text'"
            )
        )
        assert set(found.scalars()) == {
            "cause",
            "kind",
            "channel",
            "target",
            "decision",
            "state",
            "last_error",
        }
