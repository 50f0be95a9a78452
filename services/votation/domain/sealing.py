"""Ballots, padded to one length and sealed for the election key. Format: docs/votation-formats.md, "Ballot"."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from votation.domain import canonical
from votation.domain.answer import OutOfRange, check_all
from votation.domain.manifest import NONCE_BYTES, Manifest, manifest_hash
from votation.domain.question import questions_from_data

SEAL_BYTES = 48  # libsodium's crypto_box_SEALBYTES
MARK = b"\x80"  # ISO/IEC 7816-4


@dataclass(frozen=True)
class Opened:
    answers: list[Any]


@dataclass(frozen=True)
class Null:
    """`reason`: undecryptable, malformed, wrong_manifest or out_of_range."""

    reason: str


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
    """A ballot as the browser makes it. Raises answer.OutOfRange on answers that would make it null."""
    check_all(questions_from_data(manifest["questions"]), answers)
    return seal_plain(
        manifest, plain_ballot(answers, manifest_hash(manifest), secrets.token_bytes(NONCE_BYTES))
    )


def seal_plain(manifest: Manifest, plain: bytes) -> bytes:
    padded = (plain + MARK).ljust(manifest["ballot_bytes"], b"\0")
    if len(padded) != manifest["ballot_bytes"]:
        raise ValueError("longer than any ballot")
    return SealedBox(PublicKey(canonical.unb64(manifest["keys"]["election"], 32))).encrypt(padded)


class Opener:
    """Opens the ballots of a votation, all of whose rules it reads once."""

    def __init__(self, manifest: Manifest, private_key: bytes) -> None:
        self._box = SealedBox(PrivateKey(private_key))
        self._questions = questions_from_data(manifest["questions"])
        self._hash = manifest_hash(manifest)
        self._length = manifest["ballot_bytes"]

    def open(self, sealed: bytes) -> Opened | Null:
        """What the ballot says, or why it is null. Never raises, whatever the bytes."""
        if len(sealed) < SEAL_BYTES:
            return Null("undecryptable")
        try:
            ballot = self._read(self._box.decrypt(sealed))
        except CryptoError:
            return Null("undecryptable")
        except ValueError:
            return Null("malformed")
        if ballot["m"] != self._hash:
            return Null("wrong_manifest")
        try:
            check_all(self._questions, ballot["a"])
        except OutOfRange:
            return Null("out_of_range")
        return Opened(ballot["a"])

    def _read(self, padded: bytes) -> dict[str, Any]:
        """The plain ballot, strictly. Raises ValueError."""
        plain, mark, zeros = padded.rpartition(MARK)
        if len(padded) != self._length or not mark or zeros.strip(b"\0"):
            raise ValueError("not padded so")
        ballot = canonical.parse(plain)
        if not isinstance(ballot, dict) or set(ballot) != {"a", "m", "n"}:
            raise ValueError("not a ballot")
        canonical.unb64(ballot["n"], NONCE_BYTES)
        return ballot


def open_ballot(manifest: Manifest, private_key: bytes, sealed: bytes) -> Opened | Null:
    """One ballot; for many, an Opener reads the manifest only once."""
    return Opener(manifest, private_key).open(sealed)
