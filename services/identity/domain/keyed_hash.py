"""Hashes that only this installation can make: they tell nobody what they are of."""

import hashlib
import hmac
import secrets
from collections.abc import Callable

KeyedHash = Callable[[str], str]


def keyed_hash(key: str, text: str) -> str:
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


def mark_for_browser(email: str, hashed: KeyedHash) -> str:
    """What a browser keeps that has signed in to this address: it says so later, and nothing else."""
    number = secrets.token_hex(16)
    return f"{number}.{hashed(f'browser:{email}:{number}')}"


def number_of_browser(mark: str | None, email: str, hashed: KeyedHash) -> str | None:
    """The browser's number, when it has signed in to this address before."""
    number, _, proof = (mark or "").partition(".")
    expected = hashed(f"browser:{email}:{number}")
    return number if hmac.compare_digest(expected.encode(), proof.encode()) else None
