"""Seals a ballot on the server for a browser without JavaScript, and checks a receipt. Pages and receipts say that the
server sealed.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from formats import canonical, receipt, sealed_ballot


class NotSealed(Exception):
    """The answers do not fit in a ballot of this votation."""


@dataclass(frozen=True)
class Manifest:
    """The frozen rules, and their hash taken from their canonical JSON."""

    rules: Mapping[str, Any]
    hash: str

    @classmethod
    def read(cls, text: str) -> "Manifest":
        rules = json.loads(text)
        return cls(rules, canonical.hash_of(rules))

    @property
    def questions(self) -> Sequence[Mapping[str, Any]]:
        questions: Sequence[Mapping[str, Any]] = self.rules["questions"]
        return questions


@dataclass(frozen=True)
class Sealed:
    sealed: str
    ballot: str


def seal(manifest: Manifest, answers: Sequence[Any]) -> Sealed:
    """A ballot for the election's key. Raises NotSealed."""
    try:
        sealed = sealed_ballot.seal(manifest.rules, answers)
    except ValueError:
        raise NotSealed from None
    return Sealed(canonical.b64(sealed), sealed_ballot.ballot_hash(sealed))


def complaint(record: Any, manifest: Manifest, ballot: str | None = None) -> str | None:
    """What is wrong with a receipt: malformed, other_votation, other_manifest, forged, other_ballot; or nothing."""
    wrong = receipt.complaint(record, manifest.rules, manifest.hash)
    return "other_ballot" if wrong is None and ballot not in (None, record["ballot"]) else wrong
