"""NO-1: letters as mails, with headers that other mail systems understand."""

import email
import email.policy
import re
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from chassis.config import Config, ConfigurationError
from notifications import post
from notifications.clients.mime import Composer, Sender, Signature, address_for_the_wire
from notifications.clients.smtp import Server
from notifications.domain.letter import Letter, Recipient
from notifications.templates.writing import LetterWriter
from notifications.tests.factories import NOW, a_matter, a_message

COMPOSER = Composer(Sender("Capco", "no-reply@capco.example"))
WRITER = LetterWriter("https://capco.example", lambda: NOW)


def a_letter(kind: str = "window_moved") -> Letter:
    return WRITER.write(a_matter(kind))


def read(mail: bytes) -> EmailMessage:
    return email.message_from_bytes(mail, policy=email.policy.default)


def test_has_the_text_first_and_the_html_after() -> None:
    mail = read(COMPOSER.compose(a_letter()))
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert "Bonjour Camille Durand" in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_has_the_same_message_id_each_time_it_is_sent() -> None:
    letter = a_letter()
    first, second = read(COMPOSER.compose(letter)), read(COMPOSER.compose(letter))
    assert first["Message-ID"] == second["Message-ID"] == f"<{letter.message_id}@capco.example>"


def test_a_secret_sent_again_does_not_pass_for_a_copy_of_the_void_one() -> None:
    message = a_message("magic_link")
    again = WRITER.write(a_matter("magic_link", message=replace(message, attempts=1)))
    assert read(COMPOSER.compose(again))["Message-ID"] == f"<{message.id}.1@capco.example>"
    assert WRITER.write(a_matter("window_moved", attempts=3)).message_id.count(".") == 0


def test_asks_answering_machines_to_stay_silent_and_names_its_list() -> None:
    mail = read(COMPOSER.compose(a_letter(), datetime(2026, 3, 2, tzinfo=UTC)))
    assert mail["Auto-Submitted"] == "auto-generated"
    assert re.fullmatch(r"<project-[0-9a-f-]{36}\.capco\.example>", str(mail["List-Id"]))
    assert mail["Date"] == "Mon, 02 Mar 2026 00:00:00 +0000"
    assert mail["From"] == "Ville de Nantes <no-reply@capco.example>"
    assert read(COMPOSER.compose(a_letter("magic_link")))["List-Id"] is None


@pytest.mark.parametrize("field", ["subject", "sender_name"])
def test_adds_no_header_whatever_a_subject_or_name_holds(field: str) -> None:
    letter = replace(a_letter(), **{field: "Bonjour\r\nBcc: all@example.org\r\n\r\n<b>x"})  # type: ignore[arg-type]
    mail = COMPOSER.compose(letter)
    assert b"\r\nBcc:" not in mail
    assert read(mail)["Bcc"] is None


def test_keeps_lines_short_whatever_the_text() -> None:
    mail = COMPOSER.compose(replace(a_letter(), text="é" * 5000, subject="é" * 190))
    assert max(len(line) for line in mail.split(b"\r\n")) <= 998
    assert read(mail)["Subject"] == "é" * 190


def test_writes_to_an_address_beyond_ascii() -> None:
    letter = replace(a_letter(), recipient=Recipient("zoé@exemple.fr", "fr"))
    assert "To: zoé@exemple.fr\r\n".encode() in COMPOSER.compose(letter)


@pytest.mark.parametrize(
    ("typed", "wire"),
    [
        ("someone@straße.de", "someone@xn--strae-oqa.de"),
        ("someone@faß.de", "someone@xn--fa-hia.de"),
        ("someone@Éxemple.FR", "someone@xn--xemple-9ua.fr"),
        ("Zoe@strasse.de", "Zoe@strasse.de"),
    ],
)
def test_writes_to_the_domain_that_was_typed_and_not_to_a_neighbour_of_it(typed: str, wire: str) -> None:
    """D05: IDNA 2008, as registries and browsers do."""
    assert address_for_the_wire(typed) == wire
    assert f"To: {wire}\r\n".encode() in COMPOSER.compose(
        replace(a_letter(), recipient=Recipient(typed, "fr"))
    )


@pytest.mark.parametrize("recipient", ["camille@example.org", "zoé@exemple.fr"])
def test_programs_can_read_the_identifiers_of_a_sender_with_a_long_domain(recipient: str) -> None:
    """D06"""
    domain = "jeparticipe.a-la-vie-de-ma-commune.metropole.toulouse.exemple.fr"
    assert len(domain) >= 60
    sender = Sender("Capco", f"no-reply@{domain}")
    letter = replace(a_letter(), recipient=Recipient(recipient, "fr"))
    head = Composer(sender).compose(letter).split(b"\r\n\r\n", 1)[0].decode()
    assert f"\r\nList-Id: <{letter.list_id}.{domain}>\r\n" in head
    assert f"\r\nMessage-ID: <{letter.message_id}@{domain}>\r\n" in head


def test_says_to_mail_programs_where_letters_of_its_kind_are_stopped() -> None:
    """B04"""
    mail = read(COMPOSER.compose(a_letter("step_closing_soon")))
    assert mail["List-Unsubscribe"] == "<https://capco.example/compte/consentements>"
    assert read(COMPOSER.compose(a_letter("window_moved")))["List-Unsubscribe"] is None


def test_signs_with_the_key_of_its_domain() -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    record = b"v=DKIM1; k=rsa; p=" + b"".join(public.splitlines()[1:-1])
    signature = Signature(private, "capco", "capco.example", lambda work, *given: work(*given))
    mail = Composer(COMPOSER.sender, signature).compose(a_letter())

    def look_up(name: bytes, timeout: int = 5) -> bytes | None:
        return record if name == b"capco._domainkey.capco.example." else None

    assert dkim.verify(mail, dnsfunc=look_up)
    assert not dkim.verify(mail.replace(b"Camille", b"Dominique"), dnsfunc=look_up)
    assert b"list-id" in mail.split(b"bh=")[0]


@pytest.mark.parametrize(
    "settings",
    [
        {"SMTP_URL": "http://127.0.0.1"},
        {"SMTP_URL": "smtp://user:secret@mail.example"},
        {"SMTP_URL": "console:"},
        {"SMTP_URL": "smtp://127.0.0.1", "MAIL_FROM": "nobody at all"},
        {"SMTP_URL": "smtp://127.0.0.1", "DKIM_KEY": "not a key"},
        {"SMTP_URL": "smtp://127.0.0.1", "DKIM_SELECTOR": "a b", "DKIM_KEY": "x"},
    ],
)
def test_does_not_start_when_mails_could_not_be_sent_safely(settings: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        post.office(Config("notifications", {"PUBLIC_URL": "https://capco.example", **settings}))
    assert "secret" not in str(refusal.value).replace("shows secrets", "")


def test_sends_from_the_public_address_unless_told_otherwise() -> None:
    settings = {"PUBLIC_URL": "https://capco.example", "SMTP_URL": "smtp://127.0.0.1"}
    office = post.office(Config("notifications", settings))
    assert len(office.mailers) == 4
    assert Sender.parse("Nantes <a@b.example>") == Sender("Nantes", "a@b.example")


def test_reads_the_address_of_a_mail_server() -> None:
    assert Server.parse("smtp://127.0.0.1:2525") == Server("smtp", "127.0.0.1", 2525)
    assert Server.parse("smtps://a%40b:p%3Aw@mail.example") == Server(
        "smtps", "mail.example", 465, "a@b", "p:w"
    )
    assert Server.parse("smtp+starttls://a:b@mail.example").port == 587
    assert "p:w" not in repr(Server.parse("smtps://a:p%3Aw@mail.example"))
