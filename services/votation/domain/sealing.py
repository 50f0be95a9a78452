"""Ballots sealed and opened under the rules of a votation. Format: docs/votation-formats.md, "Ballot"."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox

from formats import sealed_ballot
from formats.sealed_ballot import SEAL_BYTES
from votation.domain.answer import OutOfRange, check_all
from votation.domain.manifest import Manifest, manifest_hash
from votation.domain.question import questions_from_data


@dataclass(frozen=True)
class Opened:
    answers: list[Any]


@dataclass(frozen=True)
class Null:
    """`reason`: undecryptable, malformed, wrong_manifest or out_of_range."""

    reason: str


def seal(manifest: Manifest, answers: Sequence[Any]) -> bytes:
    """A ballot as the browser makes it. Raises answer.OutOfRange on answers that would make it null."""
    check_all(questions_from_data(manifest["questions"]), answers)
    return sealed_ballot.seal(manifest, answers)


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
            ballot = sealed_ballot.read_padded(self._box.decrypt(sealed), self._length)
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


def open_ballot(manifest: Manifest, private_key: bytes, sealed: bytes) -> Opened | Null:
    """One ballot; for many, an Opener reads the manifest only once."""
    return Opener(manifest, private_key).open(sealed)
