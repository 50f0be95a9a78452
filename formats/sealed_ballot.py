"""Ballots, padded to one length and sealed for the election key. Format: docs/votation-formats.md, "Ballot"."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from nacl.public import PublicKey, SealedBox

from formats import canonical

NONCE_BYTES = 16
SEAL_BYTES = 48  # libsodium's crypto_box_SEALBYTES
MARK = b"\x80"  # ISO/IEC 7816-4

Manifest = Mapping[str, Any]


def plain_ballot(answers: Sequence[Any], of_manifest: str, nonce: bytes) -> bytes:
    """The ballot before padding. `of_manifest` is M."""
    if len(nonce) != NONCE_BYTES:
        raise ValueError("a ballot's nonce is 16 bytes")
    return canonical.dump({"a": list(answers), "m": of_manifest, "n": canonical.b64(nonce)})


def sealed_length(manifest: Manifest) -> int:
    """How long every sealed ballot is: another length is not let into the box."""
    return int(manifest["ballot_bytes"]) + SEAL_BYTES


def ballot_hash(sealed: bytes) -> str:
    return canonical.sha256(sealed)


def seal(manifest: Manifest, answers: Sequence[Any]) -> bytes:
    """A ballot as the browser makes it; whether the answers fit the questions is not asked. Raises ValueError on
    answers that are too long.
    """
    nonce = secrets.token_bytes(NONCE_BYTES)
    return seal_plain(manifest, plain_ballot(answers, canonical.hash_of(manifest), nonce))


def seal_plain(manifest: Manifest, plain: bytes) -> bytes:
    padded = (plain + MARK).ljust(manifest["ballot_bytes"], b"\0")
    if len(padded) != manifest["ballot_bytes"]:
        raise ValueError("longer than any ballot")
    return SealedBox(PublicKey(canonical.unb64(manifest["keys"]["election"], 32))).encrypt(padded)


def read_padded(padded: bytes, length: int) -> dict[str, Any]:
    """The plain ballot, strictly. Raises ValueError."""
    plain, mark, zeros = padded.rpartition(MARK)
    if len(padded) != length or not mark or zeros.strip(b"\0"):
        raise ValueError("not padded so")
    ballot = canonical.parse(plain)
    if not isinstance(ballot, dict) or set(ballot) != {"a", "m", "n"}:
        raise ValueError("not a ballot")
    canonical.unb64(ballot["n"], NONCE_BYTES)
    return ballot
