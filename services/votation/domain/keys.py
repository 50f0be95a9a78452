"""What is derived from the service's secret instead of being kept: links, codes, the register's signing key."""

import hashlib
import hmac
from dataclasses import dataclass, field
from uuid import UUID

from formats import canonical

CODE_DIGITS = 8


@dataclass(frozen=True)
class Keys:
    """`secret` is SECRET_KEY, which must not change while a votation goes on."""

    secret: bytes = field(repr=False)

    def _derive(self, what: str, of: bytes) -> bytes:
        return hmac.new(self.secret, b"capco/" + what.encode() + b"/1\n" + of, hashlib.sha256).digest()

    def link(self, elector_secret: bytes, before: int = 0) -> str:
        """An elector's personal link: the same in every mail, and not to be had from the database alone.

        `before`: how many links of theirs went to addresses that were not theirs any more.
        """
        return canonical.b64(
            self._derive("link", elector_secret + (before.to_bytes(4, "big") if before else b""))
        )

    def code(self, letter_id: UUID) -> str:
        """The one-time code that one letter carries."""
        number = int.from_bytes(self._derive("code", letter_id.bytes), "big") % 10**CODE_DIGITS
        return f"{number:0{CODE_DIGITS}}"

    def right(self, votation_id: UUID, elector_id: UUID, salt: bytes) -> bytes:
        """A one-time right: the same for the same salt, and not to be had from the database alone."""
        return self._derive("right", votation_id.bytes + elector_id.bytes + salt)

    def register_seed(self, votation_id: UUID) -> bytes:
        """The Ed25519 seed that signs the register of one votation."""
        return self._derive("register", votation_id.bytes)

    def draw_seed(self, votation_id: UUID) -> str:
        """The lot of a votation's draws: committed to when it is sealed, revealed with the result."""
        return self._derive("draw", votation_id.bytes).hex()

    def draw_secret(self, votation_id: UUID, question_id: str) -> str:
        """The register's half of the seed of one question's draws. It is derived rather than stored, so that who reads
        or writes the database neither knows nor changes it."""
        return self._derive("draw-secret", votation_id.bytes + question_id.encode()).hex()

    def board_seed(self, votation_id: UUID) -> bytes:
        """The Ed25519 seed that signs the board of one votation: the box's secret is not the register's."""
        return self._derive("board", votation_id.bytes)


def link_hash(link: str) -> bytes:
    return hashlib.sha256(link.encode()).digest()
