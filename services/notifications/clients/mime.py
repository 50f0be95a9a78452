"""A letter as the bytes of a mail (RFC 5322), signed when there is a key (RFC 6376)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Any

import dkim
from dkim.crypto import UnparsableKeyError, parse_pem_private_key

from contracts.normalisation import ascii_domain
from notifications.domain.letter import Letter, one_line

SIGNED_HEADERS = (
    b"from", b"to", b"subject", b"date", b"message-id", b"mime-version", b"content-type", b"auto-submitted",
    b"list-id", b"list-unsubscribe", b"reply-to",
)  # fmt: skip
READ_BY_PROGRAMS = frozenset(
    {"message-id", "list-id", "list-unsubscribe", "list-unsubscribe-post", "in-reply-to", "references"}
)
UNWRITABLE = (ValueError, IndexError, MessageError)
SELECTOR = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")


class _WholeIdentifiers(policy.EmailPolicy):
    """Headers that programs read are never folded nor encoded (RFC 2047), however long the sender's domain is."""

    def fold(self, name: str, value: Any) -> str:
        if name.lower() in READ_BY_PROGRAMS:
            return f"{name}: {value}{self.linesep}"
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name.lower() in READ_BY_PROGRAMS:
            return self.fold(name, value).encode()
        return bytes(super().fold_binary(name, value))


POLICY = _WholeIdentifiers(linesep="\r\n")


@dataclass(frozen=True)
class Sender:
    """Whose mails these are: the name for letters without one, and the address that bounces come to."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]

    @classmethod
    def parse(cls, text: str) -> "Sender":
        """From `Name <address>`. Raises ValueError."""
        name, address = parseaddr(text)
        if address.count("@") != 1 or not address.isascii() or any(c.isspace() for c in address):
            raise ValueError("MAIL_FROM holds no address")
        return cls(one_line(name), address)


class Signature:
    """Signs mails for a domain with an RSA key. `run` carries out the arithmetic where it stalls nobody."""

    def __init__(self, private_key: str, selector: str, domain: str, run: Callable[..., bytes]) -> None:
        if not SELECTOR.fullmatch(selector):
            raise ValueError("DKIM_SELECTOR is not a selector")
        self._key, self._selector, self._domain, self._run = (
            private_key.encode(),
            selector.encode(),
            domain,
            run,
        )
        try:
            parse_pem_private_key(self._key)
        except (UnparsableKeyError, ValueError):
            raise ValueError("DKIM_KEY is not a private RSA key in PEM form") from None

    def header_for(self, mail: bytes) -> bytes:
        present = {line.split(b":", 1)[0].lower() for line in mail.split(b"\r\n\r\n", 1)[0].split(b"\r\n")}
        signed = [name for name in SIGNED_HEADERS if name in present]
        return self._run(self._sign, mail, signed)

    def _sign(self, mail: bytes, signed: list[bytes]) -> bytes:
        made: Any = dkim.sign(
            mail,
            self._selector,
            self._domain.encode("ascii"),
            self._key,
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=signed,
        )
        return bytes(made)


class Composer:
    """Makes mails of letters."""

    def __init__(self, sender: Sender, signature: Signature | None = None) -> None:
        self.sender = sender
        self._signature = signature

    def compose(self, letter: Letter, moment: datetime | None = None) -> bytes:
        """The mail with its plain text part first (RFC 2046). Its Message-ID is the message's id for ever.

        Raises one of UNWRITABLE when the address cannot stand in a mail.
        """
        address = address_for_the_wire(letter.recipient.address)
        mail = EmailMessage(policy=POLICY if address.isascii() else POLICY.clone(utf8=True))
        mail["From"] = Address(
            one_line(letter.sender_name) or self.sender.name, addr_spec=self.sender.address
        )
        mail["To"] = address
        if answer_to := _answered_at(letter):
            mail["Reply-To"] = answer_to
        mail["Subject"] = one_line(letter.subject)
        mail["Date"] = format_datetime(moment or datetime.now(UTC))
        mail["Message-ID"] = f"<{letter.message_id}@{self.sender.domain}>"
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answering machine answers
        mail["X-Auto-Response-Suppress"] = "All"
        mail["Content-Language"] = letter.recipient.language
        if letter.list_id:
            mail["List-Id"] = f"<{letter.list_id}.{self.sender.domain}>"
        if letter.stopped_at:
            mail["List-Unsubscribe"] = f"<{letter.stopped_at}>"
        mail.set_content(letter.text, cte="quoted-printable")
        mail.add_alternative(letter.html, subtype="html", cte="quoted-printable")
        content = mail.as_bytes()
        return self._signature.header_for(content) + content if self._signature else content


def _answered_at(letter: Letter) -> str | None:
    """Where answers go, if every mail program reads it: a strange address keeps no letter back."""
    try:
        address = address_for_the_wire(letter.answer_to or "")
    except UNWRITABLE:
        return None
    return address if address.isascii() else None


def address_for_the_wire(address: str) -> str:
    """The address with its domain in ASCII (IDNA 2008). Raises ValueError."""
    local, at, domain = address.rpartition("@")
    if not (at and local and domain) or any(c.isspace() for c in address):
        raise ValueError("not an address")
    return f"{local}@{ascii_domain(domain)}"
