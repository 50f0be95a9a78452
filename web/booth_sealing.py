"""Seals a ballot on the server for a browser without JavaScript, exactly as `docs/votation-formats.md` says, and
checks a receipt. Pages and receipts say that the server sealed.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import nacl.bindings
import nacl.exceptions
from nacl.public import PublicKey, SealedBox
from nacl.signing import VerifyKey

RECEIPT = "capco.receipt/1"
HASH_LENGTH = 64


class NotSealed(Exception):
    """The answers do not fit in a ballot of this votation."""


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sha256(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def tagged(tag: str, value: Any) -> bytes:
    return f"capco/{tag}/1\n".encode() + canonical(value)


@dataclass(frozen=True)
class Manifest:
    """The frozen rules, and their hash taken from their canonical JSON."""

    rules: Mapping[str, Any]
    hash: str

    @classmethod
    def read(cls, text: str) -> "Manifest":
        rules = json.loads(text)
        return cls(rules, sha256(canonical(rules)))

    @property
    def questions(self) -> Sequence[Mapping[str, Any]]:
        found: Sequence[Mapping[str, Any]] = self.rules["questions"]
        return found


@dataclass(frozen=True)
class Sealed:
    sealed: str
    ballot: str


def seal(manifest: Manifest, answers: Sequence[Any]) -> Sealed:
    """A ballot for the election's key. Raises NotSealed."""
    plain = canonical({"a": list(answers), "m": manifest.hash, "n": b64(secrets.token_bytes(16))})
    length = int(manifest.rules["ballot_bytes"])
    if len(plain) >= length:
        raise NotSealed
    padded = nacl.bindings.sodium_pad(plain, length)
    sealed = SealedBox(PublicKey(unb64(manifest.rules["keys"]["election"]))).encrypt(padded)
    return Sealed(b64(sealed), sha256(sealed))


def complaint(receipt: Any, manifest: Manifest, ballot: str | None = None) -> str | None:
    """What is wrong with a receipt: malformed, other_votation, other_manifest, other_ballot, forged; or nothing."""
    if not _is_whole(receipt):
        return "malformed"
    if receipt["votation"] != manifest.rules["votation"]:
        return "other_votation"
    if receipt["manifest"] != manifest.hash:
        return "other_manifest"
    if ballot is not None and receipt["ballot"] != ballot:
        return "other_ballot"
    return None if _is_signed(receipt, manifest) else "forged"


def _is_whole(receipt: Any) -> bool:
    names = {"schema", "votation", "manifest", "ballot", "sealed_by", "signature"}
    return (
        isinstance(receipt, dict)
        and set(receipt) == names
        and all(isinstance(value, str) for value in receipt.values())
        and receipt["schema"] == RECEIPT
        and is_hash(receipt["ballot"])
    )


def is_hash(text: str) -> bool:
    return len(text) == HASH_LENGTH and set(text) <= set("0123456789abcdef")


def _is_signed(receipt: Mapping[str, str], manifest: Manifest) -> bool:
    record = {name: value for name, value in receipt.items() if name != "signature"}
    try:
        VerifyKey(unb64(manifest.rules["keys"]["board"])).verify(
            tagged("receipt", record), unb64(receipt["signature"])
        )
    except (nacl.exceptions.BadSignatureError, ValueError, TypeError):
        return False
    return True
