"""VO-9 over the real broker: a mailing is told, its letters leave once each, and nothing of them stays."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import requests
from sqlalchemy import text

from chassis.testing.caller import Caller
from chassis.testing.fixtures import Process
from contracts.identity import facts as identity
from contracts.notifications import deliveries as ops
from contracts.refused import Refused
from contracts.votation.choices import MAILING_KINDS
from notifications.tests.factories import ORGANISATION, VOTATION
from notifications.tests.service.conftest import Around, Suite, Teller, eventually

pytestmark = pytest.mark.timeout(180)
DUMP = text("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")


def everything_kept(suite: Suite) -> str:
    with suite.storage.engine.connect() as connection:
        tables = list(connection.execute(DUMP).scalars())
        return " ".join(
            str(connection.execute(text(f'SELECT t::text FROM "{name}" t')).scalars().all())
            for name in tables
        )


def test_sends_every_kind_of_letter_once_however_often_its_mailing_is_told(
    suite: Suite, teller: Teller, around: Around
) -> None:
    """VO-9, NO-3"""
    letters = {kind: uuid4() for kind in MAILING_KINDS}
    around.write(english=[str(letters["result"])])
    for kind, letter_id in letters.items():
        mailing_id = around.due([letter_id])
        teller.mailing(kind, mailing_id, times=3)
        teller.mailing(kind, mailing_id)
    assert suite.settled(len(letters))
    assert set(suite.rows()) == {"sent"}
    said = {}
    for kind, letter_id in letters.items():
        (said[kind],) = suite.mail_to(f"{letter_id}@example.org")
    endpoint = f"https://capco.example/lien/vote/{VOTATION}.link-of-{letters['invitation']}"
    assert endpoint in said["invitation"].replace("=\n", "")
    assert "1234 5678" in said["code"]
    assert f"mark-of-{letters['signed']}" in said["signed"]
    assert "REF-0042" in said["roll_check"]
    assert "The result is proclaimed" in said["result"]
    assert not any(name.startswith("List-") for mail in suite.mail.mails() for name in mail)


def test_a_code_leaves_within_seconds_although_a_long_mailing_is_on_its_way(
    suite: Suite, teller: Teller, around: Around
) -> None:
    many, code = [uuid4() for _ in range(1_200)], uuid4()
    teller.mailing("result", around.due(many))
    assert eventually(lambda: len(suite.mail.raw()) > 10)
    asked = datetime.now(UTC)
    teller.mailing("code", around.due([code]))
    assert eventually(lambda: len(suite.mail_to(f"{code}@example.org")) == 1, 15)
    print(f"the code left after {(datetime.now(UTC) - asked).total_seconds():.1f} s")
    assert len(suite.mail.raw()) < 1_200
    around.write(unwanted=[str(id_) for id_ in many])  # the rest is called off
    assert suite.settled(1_201, 90)


def test_sends_no_code_after_its_time(suite: Suite, teller: Teller, around: Around) -> None:
    late, good = around.due([uuid4()]), around.due([uuid4()])
    teller.mailing("code", late, expires_at=datetime.now(UTC) - timedelta(seconds=1))
    teller.mailing("code", good)
    assert suite.settled(1)
    assert len(suite.mail.raw()) == 1


def test_waits_for_votation_and_counts_no_attempt(
    suite: Suite, teller: Teller, around: Around, neighbours: dict[str, Process]
) -> None:
    letter_id = uuid4()
    neighbours["votation"].kill()
    teller.mailing("invitation", around.due([letter_id]))
    with suite.storage.engine.connect() as connection:
        assert eventually(
            lambda: (
                connection.exec_driver_sql("SELECT count(*) FROM mailing WHERE due_at > asked_at").scalar()
                == 1
            )
        )
    neighbours["votation"].restart()
    assert suite.settled(1, 60)
    assert len(suite.mail_to(f"{letter_id}@example.org")) == 1


def test_shows_what_became_of_letters_to_the_organisers_of_the_votation(
    suite: Suite, teller: Teller, around: Around, caller: Caller, actor_of: Callable[..., str]
) -> None:
    """NO-3: neither an address nor a letter's id; and of those that count voters, only the ones in trouble."""
    nobody, well = uuid4(), uuid4()
    around.live_at(nobody, "nobody@example.org")
    teller.mailing("invitation", around.due([nobody, well]))
    teller.mailing("code", around.due([uuid4()]))
    assert suite.settled(3)
    asked = {"organisation_id": str(ORGANISATION), "votation_id": str(VOTATION)}
    shown = caller.ask(ops.list_deliveries, asked, actor_of("organiser", ORGANISATION))["items"]
    assert sorted((item["kind"], item["state"]) for item in shown) == [
        ("votation_invitation", "failed"),
        ("votation_invitation", "sent"),
    ]
    assert {item["votation_id"] for item in shown} == {str(VOTATION)}
    for private in ("@", str(nobody), str(well)):
        assert private not in str(shown)
    other = {**asked, "votation_id": str(uuid4())}
    assert caller.ask(ops.list_deliveries, other, actor_of("organiser", ORGANISATION))["items"] == []


def test_keeps_and_logs_neither_address_nor_link_code_or_mark(
    suite: Suite, teller: Teller, around: Around, service: Process
) -> None:
    """Canaries: what votation told is gone once the letter left, whatever went wrong."""
    for local in ("nobody", "unlucky", "busy", "well"):
        for kind in MAILING_KINDS:
            letter_id = uuid4()
            around.live_at(letter_id, f"{local}@canary-9b1e.example.org")
            teller.mailing(kind, around.due([letter_id]))
    assert eventually(lambda: len(suite.rows()) == 24 and "sending" not in suite.rows(), 60)
    assert eventually(lambda: len(suite.rows("id", "attempts > 0")) == 24, 60)
    metrics = requests.get(f"http://127.0.0.1:{service.environment['HEALTH_PORT']}/metrics", timeout=5).text
    assert 'capco_messages_total{kind="votation_code",outcome="sent"}' in metrics
    left_behind = everything_kept(suite) + service.log.read_text() + metrics
    for private in (
        "canary",
        "link-of-",
        "mark-of-",
        "12345678",
        "1234 5678",
        "REF-0042",
        "Parents",
        "cour d",
    ):
        assert private not in left_behind


def test_a_letter_is_shown_before_it_is_sent_to_whoever_may_send_it(
    suite: Suite, teller: Teller, caller: Caller, actor_of: Callable[..., str]
) -> None:
    """U32: as it will be written, in the organisation's name, with no elector's secret; nothing is kept or sent."""
    about = {"organisation_id": ORGANISATION, "slug": "nantes", "name": "Nantes", "kind": "municipality"}
    told = {**about, "small_group_size": 5, "contact_email": "vote@nantes.example"}
    teller.publish(identity.organisation_created, told, aggregate_id=ORGANISATION, version=1)
    asked = {"votation_id": VOTATION, "kind": "invitation"}
    organiser = actor_of("organiser", ORGANISATION)

    def known() -> bool:
        return bool(caller.ask(ops.preview_letter, asked, organiser)["answer_to"])

    assert eventually(known)
    letter = caller.ask(ops.preview_letter, asked, organiser)
    assert letter["subject"] == "C’est à vous de voter : Une cour d’école plus verte"
    assert (letter["sender_name"], letter["answer_to"]) == ("Nantes", "vote@nantes.example")
    assert f"/lien/vote/{VOTATION}.exemple" in letter["text"]
    assert "A-0042" in letter["text"]
    for stranger in (None, actor_of("organiser", uuid4()), actor_of("moderator", ORGANISATION)):
        with pytest.raises(Refused):
            caller.ask(ops.preview_letter, asked, stranger)
    assert suite.rows() == []
