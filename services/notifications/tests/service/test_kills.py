"""NO-3 under fire: the process is killed while mails go out, and each still arrives once or is shown."""

import signal
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from chassis.storage import Storage
from chassis.testing.fixtures import Process
from notifications.storage.repositories import repositories
from notifications.tests.catching import Catcher
from notifications.tests.factories import a_credential_mail, a_message
from notifications.tests.service.conftest import Around, Suite, Teller, eventually

pytestmark = pytest.mark.timeout(240)
AGE = text(
    """
    UPDATE message SET
        claimed_at = claimed_at - interval '6 minutes', handed_at = handed_at - interval '6 minutes'
    WHERE state = 'sending'
    """
)


@pytest.fixture(scope="module")
def victim(service: Process) -> Process:
    """The running service: this module ends it often."""
    return service


def queue(storage: Storage, ordinary: int, urgent: int = 0) -> None:
    with storage.transaction() as tx:
        messages = [a_message("contribution_moderated", uuid4()) for _ in range(ordinary)]
        repositories(tx.connection).messages.add([*messages, *[a_credential_mail() for _ in range(urgent)]])


def kill(process: Process, suite: Suite) -> None:
    """End it without a goodbye, let five minutes pass for its claims, and start it again."""
    process.kill()
    with suite.storage.transaction() as tx:
        tx.connection.execute(AGE)
    restart(process)


def restart(process: Process) -> None:
    process.restart()
    process.wait_ready(int(process.environment["HEALTH_PORT"]))


def test_three_kills_while_two_hundred_mails_go_out(suite: Suite, victim: Process, mail: Catcher) -> None:
    queue(suite.storage, ordinary=200)
    for part in (0.2, 0.45, 0.7):
        assert eventually(lambda part=part: len(mail.raw()) >= 200 * part, 60)  # type: ignore[misc]
        kill(victim, suite)
    assert suite.settled(200, 90)
    arrived = Counter(mail.message_ids())
    states = dict(zip(suite.rows("id"), suite.rows(), strict=True))
    sent = {f"<{id_}@capco.example>" for id_, state in states.items() if state == "sent"}
    stale = {f"<{id_}@capco.example>" for id_, state in states.items() if state == "stale"}
    print(f"sent {len(sent)}, stale {len(stale)}, arrived {len(arrived)}")
    assert set(arrived.values()) == {1}
    assert sent <= arrived.keys() <= sent | stale
    assert len(sent) + len(stale) == 200
    assert len(stale) <= 3 * 4  # one for each sender and kill


def test_secrets_all_arrive_although_the_process_is_killed(
    suite: Suite, victim: Process, mail: Catcher
) -> None:
    queue(suite.storage, ordinary=0, urgent=60)
    assert eventually(lambda: len(mail.raw()) >= 15, 60)
    kill(victim, suite)
    assert suite.settled(60, 90)
    assert set(suite.rows()) == {"sent"}
    assert len({id_.strip("<").split("@")[0].split(".")[0] for id_ in mail.message_ids()}) == 60
    assert set(Counter(mail.message_ids()).values()) == {1}


def test_an_orderly_stop_leaves_nothing_in_doubt(
    suite: Suite, victim: Process, mail: Catcher, start: Callable[..., Process]
) -> None:
    queue(suite.storage, ordinary=300)
    assert eventually(lambda: len(mail.raw()) >= 20, 60)
    asked = time.monotonic()
    victim.signal(signal.SIGTERM)
    assert victim.popen.wait(12) == 0
    print(f"stopped in {time.monotonic() - asked:.1f} s")
    left = Counter(suite.rows())
    assert left["sending"] == 0
    assert left["sent"] == len(mail.raw())
    restart(victim)
    assert suite.settled(300, 60)
    assert set(Counter(mail.message_ids()).values()) == {1}
    assert len(mail.raw()) == 300


def mail_out(suite: Suite, teller: Teller, around: Around, kind: str, count: int) -> list[UUID]:
    letters = [uuid4() for _ in range(count)]
    teller.mailing(kind, around.due(letters), times=2, expires_at=datetime.now(UTC) + timedelta(days=1))
    return letters


def addressed(mail: Catcher) -> Counter[str]:
    return Counter(str(one["X-To"]).split("@")[0] for one in mail.mails())


def test_three_kills_while_three_hundred_letters_to_electors_go_out(
    suite: Suite, victim: Process, mail: Catcher, teller: Teller, around: Around
) -> None:
    """VO-9, NO-3: the first kill comes while the mailing is walked or just after; none twice, none lost."""
    letters = mail_out(suite, teller, around, "signed", 300)
    for part in (0.0, 0.4, 0.7):
        assert eventually(lambda part=part: bool(suite.rows()) and len(mail.raw()) >= 300 * part, 60)  # type: ignore[misc]
        kill(victim, suite)
    assert suite.settled(300, 90)
    states = {str(id_): state for id_, state in zip(suite.rows("letter_id"), suite.rows(), strict=True)}
    arrived = addressed(mail)
    sent, stale = ({id_ for id_, state in states.items() if state == one} for one in ("sent", "stale"))
    print(f"sent {len(sent)}, stale {len(stale)}, arrived {len(arrived)}")
    assert states.keys() == {str(id_) for id_ in letters}
    assert set(arrived.values()) == {1}
    assert sent <= arrived.keys() <= sent | stale
    assert len(sent) + len(stale) == 300
    assert len(stale) <= 3 * 4  # one for each sender and kill


def test_every_invitation_arrives_although_the_process_is_killed(
    suite: Suite, victim: Process, mail: Catcher, teller: Teller, around: Around
) -> None:
    """VO-9: what was in doubt is sent again, as the very same mail, so that nobody is kept from voting."""
    letters = mail_out(suite, teller, around, "invitation", 100)
    for part in (0.2, 0.6):
        assert eventually(lambda part=part: len(mail.raw()) >= 100 * part, 60)  # type: ignore[misc]
        kill(victim, suite)
    assert suite.settled(100, 90)
    assert set(suite.rows()) == {"sent"}
    arrived = addressed(mail)
    assert arrived.keys() == {str(id_) for id_ in letters}
    assert sum(arrived.values()) - 100 <= 2 * 4  # at most what each sender had in hand at each kill
    assert len(set(mail.message_ids())) == 100
