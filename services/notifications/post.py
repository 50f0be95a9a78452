"""The post office of one process, as configured."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from chassis.config import Config, ConfigurationError
from chassis.hashing import run_blocking
from notifications.clients.console import ConsoleMailer
from notifications.clients.mime import Composer, Sender, Signature
from notifications.clients.smtp import Server, SmtpMailer
from notifications.domain.ports import Mailer
from notifications.templates.writing import PRODUCT, LetterWriter

SENDERS = 4


@dataclass(frozen=True)
class Office:
    """One mailer for each greenlet that sends."""

    writer: LetterWriter
    mailers: tuple[Mailer, ...]


def office(config: Config) -> Office:
    """Raises ConfigurationError when mails could not be sent, or not safely."""
    public_url = config.text("PUBLIC_URL")
    writer = LetterWriter(public_url)
    writer.prepare()
    try:
        sender = Sender.parse(config.text("MAIL_FROM", _usual_sender(public_url)))
        composer = Composer(sender, _signature(config, sender))
        return Office(
            writer, tuple(_mailer(config, composer) for _ in range(config.whole("SENDERS", SENDERS)))
        )
    except ValueError as error:
        raise ConfigurationError(str(error)) from None


def _usual_sender(public_url: str) -> str:
    return f"{PRODUCT} <no-reply@{urlsplit(public_url).hostname or 'localhost'}>"


def _signature(config: Config, sender: Sender) -> Signature | None:
    key = config.values.get("DKIM_KEY")
    if not key:
        return None
    domain = config.text("DKIM_DOMAIN", sender.domain)
    return Signature(key, config.text("DKIM_SELECTOR", "capco"), domain, run_blocking)


def _mailer(config: Config, composer: Composer) -> Mailer:
    url = config.text("SMTP_URL")
    if url != "console:":
        return SmtpMailer(Server.parse(url), composer, config.number("SMTP_SECONDS", 20.0))
    if not config.is_demonstration:
        raise ConfigurationError("SMTP_URL=console: shows secrets; it is for demonstration mode only")
    return ConsoleMailer(composer)
