"""Mail servers spoken to by SMTP (RFC 5321)."""

import smtplib
import ssl
import time
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from notifications.clients.mime import UNWRITABLE, Composer, address_for_the_wire
from notifications.domain.letter import Letter
from notifications.domain.posting import Accepted, Outcome, ServerAway, TurnedDown, Unsure

PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
HERE = ("localhost", "127.0.0.1", "::1")
FRESH_SECONDS = 5.0
MALFORMED_ADDRESS = 553  # RFC 5321: mailbox name not allowed


@dataclass(frozen=True)
class Server:
    """Where mails go: `smtp://host:25`, `smtp+starttls://user:password@host:587`, `smtps://user:password@host`."""

    scheme: str
    host: str
    port: int
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @classmethod
    def parse(cls, url: str) -> "Server":
        """Raises ValueError, without the address in its text. A password never travels in the clear."""
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.hostname:
            raise ValueError("SMTP_URL is none of smtp://, smtp+starttls://, smtps://")
        if parts.username and parts.scheme == "smtp" and parts.hostname not in HERE:
            raise ValueError("SMTP_URL has a password: use smtp+starttls:// or smtps://")
        return cls(
            parts.scheme,
            parts.hostname,
            parts.port or PORTS[parts.scheme],
            unquote(parts.username) if parts.username else None,
            unquote(parts.password) if parts.password else None,
        )


class SmtpMailer:
    """One connection, kept between letters and opened again when the server has left."""

    def __init__(self, server: Server, composer: Composer, seconds: float = 20.0) -> None:
        self._server, self._composer, self._seconds = server, composer, seconds
        self._smtp: smtplib.SMTP | None = None
        self._used_at = 0.0

    def open(self) -> None:
        self._opened()

    def _opened(self) -> smtplib.SMTP:
        if self._smtp is not None and self._still_there(self._smtp):
            return self._smtp
        self.close()
        try:
            self._smtp = self._connect()
        except (smtplib.SMTPException, OSError) as error:
            raise ServerAway(type(error).__name__) from None
        self._used_at = time.monotonic()
        return self._smtp

    def post(self, letter: Letter) -> Outcome:
        try:
            address = address_for_the_wire(letter.recipient.address)
            content = self._composer.compose(letter)
        except UNWRITABLE:
            return TurnedDown(MALFORMED_ADDRESS)
        outcome = self._hand_over(self._opened(), address, content)
        self._used_at = time.monotonic()
        return outcome

    def close(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            try:
                smtp.quit()
            except (smtplib.SMTPException, OSError):
                smtp.close()

    def _still_there(self, smtp: smtplib.SMTP) -> bool:
        """Asked only after a pause; a server that left in between is noticed when the letter is announced."""
        if time.monotonic() - self._used_at < FRESH_SECONDS:
            return True
        try:
            return smtp.noop()[0] == 250
        except (smtplib.SMTPException, OSError):
            return False

    def _connect(self) -> smtplib.SMTP:
        server, context = self._server, ssl.create_default_context()
        if server.scheme == "smtps":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=self._seconds, context=context
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=self._seconds)
        try:
            if server.scheme == "smtp+starttls":
                smtp.starttls(context=context)
            smtp.ehlo_or_helo_if_needed()
            if server.user:
                smtp.login(server.user, server.password or "")
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _hand_over(self, smtp: smtplib.SMTP, address: str, content: bytes) -> Outcome:
        """The dialogue by hand: only what fails once the text has begun to leave is in doubt."""
        try:
            code = self._announce(smtp, address)
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise ServerAway(type(error).__name__) from None
        if code != 354:
            return self._turned_down(smtp, code)
        try:
            smtp.send(_dotted(content))
            code, _ = smtp.getreply()
        except (smtplib.SMTPException, OSError):
            self._drop()
            return Unsure()
        return Accepted() if code == 250 else self._turned_down(smtp, code)

    def _announce(self, smtp: smtplib.SMTP, address: str) -> int:
        """The code that answers DATA (354: go on), or the first that says no."""
        options = [] if address.isascii() else ["SMTPUTF8", "BODY=8BITMIME"]
        if options and not smtp.has_extn("smtputf8"):
            return MALFORMED_ADDRESS
        code, _ = smtp.mail(self._composer.sender.address, options)
        if code == 250:
            code, _ = smtp.rcpt(address)
        if code in (250, 251):
            code, _ = smtp.docmd("DATA")
        return code

    def _turned_down(self, smtp: smtplib.SMTP, code: int) -> Outcome:
        if code == 421:  # the server is closing
            self._drop()
            raise ServerAway("421")
        try:
            smtp.rset()
        except (smtplib.SMTPException, OSError):
            self._drop()
        return TurnedDown(code)

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None


def _dotted(content: bytes) -> bytes:
    """Lines that begin with a dot get one more (RFC 5321, 4.5.2), and the end is marked."""
    lines = content.removesuffix(b"\r\n").split(b"\r\n")
    return b"\r\n".join(b"." + line if line.startswith(b".") else line for line in lines) + b"\r\n.\r\n"
