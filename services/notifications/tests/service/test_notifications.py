"""The service over the real broker, database and a mail server: facts in, mails out, once (NO-1, NO-3)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import requests

from chassis.testing.caller import Caller
from chassis.testing.fixtures import Process
from contracts.consultations import facts as consultations
from contracts.identity import facts as identity
from contracts.identity.choices import CREDENTIAL_KINDS
from contracts.notifications import deliveries as ops
from contracts.refused import Refused
from notifications.tests.factories import ORGANISATION
from notifications.tests.service.conftest import Around, Suite, Teller, eventually

pytestmark = pytest.mark.timeout(180)
CANARY = "canary-7f3a"


def request_mail(
    teller: Teller, kind: str = "magic_link", request_id: UUID | None = None, times: int = 1
) -> UUID:
    request_id = request_id or uuid4()
    expires_at = datetime.now(UTC) + timedelta(hours=1)
    data = {"request_id": request_id, "kind": kind, "expires_at": expires_at}
    teller.publish(identity.credential_mail_requested, data, times=times)
    return request_id


def take_part(teller: Teller, suite: Suite, *people: UUID, published: bool = True) -> None:
    for account_id in people:
        teller.in_step(
            consultations.contribution_submitted,
            account_id=account_id, contribution_id=uuid4(), published=published,
        )  # fmt: skip

    def all_noted() -> bool:
        with suite.storage.engine.connect() as connection:
            noted = "SELECT count(*) FROM participation WHERE account_id = ANY(%s)"
            return bool(connection.exec_driver_sql(noted, (list(people),)).scalar_one() == len(people))

    assert eventually(all_noted)


def move(teller: Teller, around: Around, version: int, closes_at: datetime, announced: bool = True) -> None:
    teller.in_step(
        consultations.window_moved, version=version,
        opens_at=datetime.fromisoformat(around.state["opens_at"]), closes_at=closes_at,
        closes_at_before=around.closes_at, announced=announced,
    )  # fmt: skip


def test_sends_every_kind_of_credential_mail(suite: Suite, teller: Teller, around: Around) -> None:
    """NO-1, ID-1"""
    requested = {kind: request_mail(teller, kind) for kind in CREDENTIAL_KINDS}
    around.write(english=[str(requested["invitation"])])
    assert suite.settled(len(requested))
    assert set(suite.rows()) == {"sent"}
    for kind, request_id in requested.items():
        (text,) = suite.mail_to(f"{request_id}@example.org")
        without = {"already_registered": "/connexion", "password_changed": "/mot-de-passe-oublie"}
        page = without.get(kind, f"/lien/{kind.replace('_', '-')}/secret-of-{request_id}")
        assert f"https://capco.example{page}\n" in text.replace("\r\n", "\n")
    assert (
        "You are invited to join Ville de Nantes"
        in suite.mail_to(f"{requested['invitation']}@example.org")[0]
    )


def test_sends_one_mail_however_often_a_fact_arrives(suite: Suite, teller: Teller) -> None:
    """NO-3: five deliveries of one fact, and the same request told again under another id."""
    request_id = request_mail(teller, times=5)
    request_mail(teller, request_id=request_id, times=2)
    assert suite.settled(1)
    request_mail(teller, request_id=request_id)
    last = request_mail(teller)
    assert suite.settled(2)
    assert len(suite.mail_to(f"{request_id}@example.org")) == 1
    assert len(suite.mail_to(f"{last}@example.org")) == 1


def test_sends_no_secret_that_identity_does_not_want_sent(
    suite: Suite, teller: Teller, around: Around
) -> None:
    request_id = uuid4()
    around.write(unwanted=[str(request_id)])
    request_mail(teller, request_id=request_id)
    assert suite.settled(1)
    assert suite.rows() == ["not_wanted"]
    assert suite.mail.raw() == []


def test_tells_those_who_took_part_that_the_window_moved(
    suite: Suite, teller: Teller, around: Around
) -> None:
    """CO-2: in the organisation's name and colour, once for each move, however often it is told."""
    colour = {"name": "Nantes Métropole", "slug": "nantes", "kind": "municipality", "colour": "#8A1538"}
    about = {
        "organisation_id": ORGANISATION,
        "small_group_size": 5,
        "contact_email": "a@nantes.example",
        **colour,
    }
    teller.publish(identity.organisation_changed, about, aggregate_id=ORGANISATION, version=4)
    people = [uuid4() for _ in range(3)]
    take_part(teller, suite, *people)
    around.write(unwanted=[str(people[2])])
    until = datetime(2031, 3, 4, 17, 0, tzinfo=UTC)
    around.write(closes_at=until)
    move(teller, around, 2, until)
    move(teller, around, 2, until)
    assert suite.settled(3)
    assert sorted(suite.rows()) == ["not_wanted", "sent", "sent"]
    (text,) = suite.mail_to(f"{people[0]}@example.org")
    assert "ouverte jusqu’au mardi 4 mars 2031 à 18" in text
    mail = suite.mail.mails()[0]
    assert str(mail["From"]).startswith("Nantes Métropole <no-reply@capco.example>")
    assert "#8a1538" in suite.mail.text_of(mail, "html")
    assert mail["Reply-To"] == "a@nantes.example"
    assert "a@nantes.example" in text


def test_tells_only_the_last_of_two_moves(suite: Suite, teller: Teller, around: Around) -> None:
    """CO-2: what is not the window any more is not told, even when the facts arrive in the wrong order."""
    people = [uuid4() for _ in range(3)]
    take_part(teller, suite, *people)
    first, second = (datetime(2031, month, 1, 17, 0, tzinfo=UTC) for month in (3, 6))
    around.write(closes_at=second)
    move(teller, around, 12, second)
    move(teller, around, 11, first)
    assert suite.settled(3)
    assert len(suite.mail.raw()) == 3
    assert "juin 2031" in suite.mail_to(f"{people[0]}@example.org")[0]


def test_reminds_of_a_closing_step_and_of_a_missing_confirmation(
    suite: Suite, teller: Teller, around: Around
) -> None:
    """NO-6, ID-2: once per closing time."""
    took_part, waits, confirmed, elsewhere = (uuid4() for _ in range(4))
    take_part(teller, suite, took_part)
    take_part(teller, suite, waits, confirmed, published=False)
    other: Any = {"contribution_id": uuid4(), "account_id": elsewhere, "counted": True, "step_id": uuid4()}
    teller.in_step(consultations.opinion_vote_cast, **other)
    take_part(teller, suite)
    around.write(unwanted=[str(confirmed)])
    for _ in range(3):
        teller.in_step(consultations.step_closing_soon, version=5, closes_at=around.closes_at)
    assert suite.settled(3)
    assert sorted(suite.rows("kind", "state = 'sent'")) == ["confirm_reminder", "step_closing_soon"]
    assert suite.mail_to(f"{took_part}@example.org") == suite.mail_to(f"{confirmed}@example.org") == []
    assert f"/lien/email-confirmation/secret-of-{waits}" in suite.mail_to(f"{waits}@example.org")[0]
    assert "/projets/grenelle/etapes/" in suite.mail_to(f"{elsewhere}@example.org")[0]


def test_tells_an_author_what_was_moderated(suite: Suite, teller: Teller) -> None:
    """CO-11"""
    author = uuid4()
    teller.in_step(
        consultations.moderated, target="contribution", target_id=uuid4(), author_account_id=author,
        decision="trash", after_appeal=False,
    )  # fmt: skip
    assert suite.settled(1)
    (text,) = suite.mail_to(f"{author}@example.org")
    assert "> Le texte cite une personne." in text
    assert "https://capco.example/compte/moderation" in text


def test_waits_for_a_neighbour_and_counts_no_attempt(
    suite: Suite, teller: Teller, neighbours: dict[str, Process]
) -> None:
    neighbours["identity"].kill()
    request_id = request_mail(teller)
    assert eventually(lambda: suite.rows("attempts", "due_at > queued_at + interval '1 second'") == [0])
    assert suite.mail.raw() == []
    neighbours["identity"].restart()
    assert suite.settled(1, 60)
    assert len(suite.mail_to(f"{request_id}@example.org")) == 1


def test_waits_for_the_mail_server(suite: Suite, teller: Teller) -> None:
    suite.mail.kill()
    request_mail(teller)
    assert eventually(lambda: suite.rows("attempts", "due_at > queued_at + interval '1 second'") == [0])
    suite.mail.start()
    assert suite.settled(1)
    assert len(suite.mail.raw()) == 1


def test_shows_a_refused_mail_to_an_organiser_who_sends_it_again(
    suite: Suite, teller: Teller, around: Around, caller: Caller, actor_of: Callable[..., str]
) -> None:
    """NO-3: the log shows a code, never an address; nobody of another organisation sees or sends it."""
    author = uuid4()
    around.live_at(author, "nobody@example.org")
    teller.in_step(
        consultations.moderated, target="argument", target_id=uuid4(), author_account_id=author,
        decision="hide", after_appeal=False,
    )  # fmt: skip
    assert suite.settled(1)
    organiser, stranger = actor_of("organiser", ORGANISATION), actor_of("organiser", uuid4())
    asked = {"organisation_id": str(ORGANISATION)}
    (delivery,) = caller.ask(ops.list_deliveries, asked, organiser)["items"]
    assert (delivery["state"], delivery["last_error"], delivery["attempts"]) == ("failed", "smtp 550", 1)
    assert "@" not in str(delivery)
    again = {"delivery_id": delivery["id"]}
    for token, code in ((stranger, "not_found"), (None, "sign_in_required"), (actor_of(), "not_found")):
        with pytest.raises(Refused, match=code):
            caller.ask(ops.send_again, again, token)
    for token, code in ((stranger, "forbidden"), (None, "sign_in_required")):
        with pytest.raises(Refused, match=code):
            caller.ask(ops.list_deliveries, asked, token)
    with pytest.raises(Refused, match="forbidden"):
        caller.ask(ops.list_deliveries, {}, organiser)
    around.live_at(author, "found@example.org")
    assert caller.ask(ops.send_again, again, organiser) == {"done": True}
    assert eventually(lambda: suite.rows() == ["sent"])
    with pytest.raises(Refused, match="already_sent"):
        caller.ask(ops.send_again, again, organiser)
    assert len(suite.mail_to("found@example.org")) == 1


def test_pages_the_log_for_the_platform_s_administrators(
    suite: Suite, teller: Teller, caller: Caller, actor_of: Callable[..., str]
) -> None:
    for _ in range(5):
        request_mail(teller)
    assert suite.settled(5)
    admin, seen, cursor = actor_of("platform_admin"), [], None
    while True:
        page = caller.ask(ops.list_deliveries, {"limit": 2, "cursor": cursor, "state": "sent"}, admin)
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 5
    assert caller.ask(ops.list_deliveries, {"organisation_id": str(ORGANISATION)}, admin)["items"] == []
    for wrong in ("x", "bmV3ZXN0", "WyJuZXdlc3QiLCJ4IiwieSJd"):
        with pytest.raises(Refused, match="cursor_invalid"):
            caller.ask(ops.list_deliveries, {"cursor": wrong}, admin)


def test_a_malformed_fact_stops_nothing(suite: Suite, teller: Teller) -> None:
    for body in (b"", b"{}", b'{"id": 7}', b"\xff\xfe"):
        teller.publish_body(identity.credential_mail_requested, body)
    request_mail(teller)
    assert suite.settled(1)


def test_logs_and_counters_name_nobody(
    suite: Suite, teller: Teller, around: Around, service: Process
) -> None:
    """NO-1: no address, subject or secret is written where ops read, whatever went wrong."""
    for local in ("nobody", "unlucky", "busy", CANARY):
        request_id = uuid4()
        around.live_at(request_id, f"{local}@{CANARY}.example.org")
        request_mail(teller, request_id=request_id)
    assert eventually(lambda: sorted(suite.rows()) == ["failed", "failed", "queued", "sent"])
    port = service.environment["HEALTH_PORT"]
    exposed = requests.get(f"http://127.0.0.1:{port}/metrics", timeout=5).text
    assert 'capco_messages_total{kind="magic_link",outcome="sent"}' in exposed
    logged = service.log.read_text()
    for private in (CANARY, "secret-of-", "Votre lien", "@example"):
        assert private not in exposed + logged
    assert "hub blocked" not in logged.lower()
