"""Passwords: argon2id with the parameters OWASP recommends (19 MiB, two passes, one lane), strength by
zxcvbn.
"""

import base64
import re
import secrets
import unicodedata
from collections.abc import Sequence

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from chassis.hashing import run_blocking

MEMORY_KIB, PASSES, LANES = 19_456, 2, 1
LEAST_SCORE = 3
MEASURED_LENGTH = 72  # zxcvbn takes no more, and nobody guesses that far


def _nobodys_hash() -> str:
    """A well-formed hash that no password has, so that an unknown account takes as long as a known one."""
    salt, digest = (base64.b64encode(secrets.token_bytes(size)).decode().rstrip("=") for size in (16, 32))
    return f"$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${salt}${digest}"


class Argon2Passwords:
    """The work runs in a native thread, one at a time per core."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(PASSES, MEMORY_KIB, LANES, hash_len=32, salt_len=16, type=Type.ID)
        self._nobodys = _nobodys_hash()

    def hash(self, password: str) -> str:
        return run_blocking(self._hasher.hash, normalised(password))

    def matches(self, password_hash: str | None, password: str) -> bool:
        return run_blocking(self._verify, password_hash or self._nobodys, normalised(password))

    def is_strong(self, password: str, about_owner: Sequence[str]) -> bool:
        return run_blocking(score, password, known_words(about_owner)) >= LEAST_SCORE

    def _verify(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False


def normalised(password: str) -> str:
    """One form for what keyboards type differently."""
    return unicodedata.normalize("NFKC", password)


def known_words(about_owner: Sequence[str]) -> list[str]:
    """What someone who knows the owner would try first."""
    words = [
        word for text in about_owner for word in text.lower().replace("@", " ").replace(".", " ").split()
    ]
    return [*(text.lower() for text in about_owner), *(word for word in words if len(word) > 2)]


def score(password: str, about_owner: list[str]) -> int:
    """0 (guessed at once) to 4, whatever it owes to words about its owner: these count for nothing."""
    rest = password
    for word in sorted(filter(None, about_owner), key=len, reverse=True):
        rest = re.sub(re.escape(word), "", rest, flags=re.IGNORECASE)
    return min(_zxcvbn_score(variant, about_owner) for variant in {password, rest})


def _zxcvbn_score(password: str, about_owner: list[str]) -> int:
    if not password:
        return 0
    return int(zxcvbn(password[:MEASURED_LENGTH], user_inputs=about_owner)["score"])
