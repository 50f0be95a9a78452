"""NO-1: the same letters through a real mail server and through the console."""

import io
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from notifications.clients import smtp
from notifications.clients.console import ConsoleMailer
from notifications.clients.mime import Composer, Sender
from notifications.clients.smtp import Server, SmtpMailer
from notifications.domain.letter import Letter, Recipient
from notifications.domain.ports import Mailer
from notifications.domain.posting import Accepted, ServerAway, TurnedDown, Unsure
from notifications.templates.writing import LetterWriter
from notifications.tests.catching import Catcher
from notifications.tests.factories import NOW, a_matter

COMPOSER = Composer(Sender("Capco", "no-reply@capco.example"))
WRITER = LetterWriter("https://capco.example", lambda: NOW)
Seen = Callable[[], str]


def a_letter(address: str = "camille@example.org", kind: str = "window_moved") -> Letter:
    return replace(WRITER.write(a_matter(kind)), recipient=Recipient(address, "fr"))


@pytest.fixture
def real(catcher: Catcher) -> SmtpMailer:
    return SmtpMailer(Server.parse(catcher.url), COMPOSER, seconds=5)


@pytest.fixture(params=["smtp", "console"])
def mailer_and_seen(request: pytest.FixtureRequest, catcher: Catcher) -> tuple[Mailer, Seen]:
    """A mailer, and what readers would see of the mails it took."""
    if request.param == "smtp":
        mailer = SmtpMailer(Server.parse(catcher.url), COMPOSER, seconds=5)
        return mailer, lambda: "".join(
            f"{m['To']} {m['Subject']}\n{catcher.text_of(m)}" for m in catcher.mails()
        )
    out = io.StringIO()
    return ConsoleMailer(COMPOSER, out), out.getvalue


def test_takes_letters_one_after_the_other(mailer_and_seen: tuple[Mailer, Seen]) -> None:
    mailer, seen = mailer_and_seen
    for kind in ("magic_link", "window_moved", "contribution_moderated"):
        mailer.open()
        assert mailer.post(a_letter(f"{kind}@example.org", kind)) == Accepted()
    for kind in ("magic_link", "window_moved", "contribution_moderated"):
        assert f"{kind}@example.org" in seen()
    assert "/lien/magic-link/s3cr3t-" in seen()
    mailer.close()


def test_turns_an_impossible_address_down(mailer_and_seen: tuple[Mailer, Seen]) -> None:
    mailer, seen = mailer_and_seen
    mailer.open()
    assert mailer.post(a_letter("nobody at all")) == TurnedDown(553)
    assert seen() == ""


@pytest.mark.parametrize(
    ("address", "outcome"),
    [
        ("nobody@example.org", TurnedDown(550)),
        ("busy@example.org", TurnedDown(451)),
        ("unlucky@example.org", TurnedDown(554)),
        ("cut@example.org", Unsure()),
    ],
)
def test_tells_refusals_and_doubt_apart(real: SmtpMailer, address: str, outcome: object) -> None:
    assert real.post(a_letter(address)) == outcome
    assert real.post(a_letter("camille@example.org")) == Accepted()


def test_says_that_the_server_is_away(catcher: Catcher, real: SmtpMailer) -> None:
    with pytest.raises(ServerAway):
        real.post(a_letter("closing@example.org"))
    assert real.post(a_letter()) == Accepted()
    catcher.kill()
    with pytest.raises(ServerAway):
        real.post(a_letter())
    with pytest.raises(ServerAway):
        real.open()
    catcher.start()
    assert real.post(a_letter()) == Accepted()


def test_notices_after_a_pause_that_the_server_has_left(
    catcher: Catcher, real: SmtpMailer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "FRESH_SECONDS", 0.0)
    assert real.post(a_letter()) == Accepted()
    catcher.kill()
    catcher.start()
    real.open()
    assert real.post(a_letter()) == Accepted()


def test_uses_one_connection_for_many_letters(real: SmtpMailer) -> None:
    real.open()
    connection = real._smtp
    started = time.perf_counter()
    for _ in range(100):
        assert real.post(a_letter()) == Accepted()
    assert real._smtp is connection
    print(f"{100 / (time.perf_counter() - started):.0f} mails a second on one connection")


def test_gives_lines_that_begin_with_a_dot_whole(catcher: Catcher, real: SmtpMailer) -> None:
    text = "Bonjour\n.\n..\n.fin"
    assert real.post(replace(a_letter(), text=text)) == Accepted()
    assert catcher.text_of(catcher.mails()[0]).replace("\r\n", "\n").strip() == text


def test_writes_to_an_address_beyond_ascii(catcher: Catcher, real: SmtpMailer) -> None:
    assert real.post(a_letter("zoé@exémple.fr")) == Accepted()
    assert "X-To: zoé@xn--exmple-cva.fr".encode() in catcher.raw()[0]
